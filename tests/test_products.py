"""On an accelerator products would be rounded to ten bits; that no network asks for that can be seen without one."""

from collections import Counter

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from innverse.experiments.contender import contenders
from innverse.losses import RationalQuadratic, mmd_squared
from innverse.methods import Sizes
from innverse.problems import InverseKinematics, Tissue
from innverse.products import product
from innverse.training import Batch

KEY = jax.random.key(0)
FULL = (jax.lax.Precision.HIGHEST, jax.lax.Precision.HIGHEST)
TRAINED = [name for name in contenders() if name != "ABC"]


def precisions(function, *arguments):
    """Of all products in a function, those in loops and calls too."""
    return Counter(_of_products(jax.make_jaxpr(function)(*arguments).jaxpr))


def _of_products(jaxpr):
    for equation in jaxpr.eqns:
        if equation.primitive.name == "dot_general":
            yield equation.params["precision"]
        for inner in jax.tree.leaves(tuple(equation.params.values()), is_leaf=_is_jaxpr):
            if _is_jaxpr(inner):
                yield from _of_products(getattr(inner, "jaxpr", inner))


def _is_jaxpr(value):
    return hasattr(value, "eqns")


def test_a_product_of_our_own_is_told_from_the_default():
    a = jnp.ones((3, 3))
    assert precisions(lambda a: jax.lax.scan(lambda c, _: (c @ a, None), a, None, 2)[0], a) == {None: 1}
    assert precisions(lambda a: jax.jit(product)(a, a), a) == {FULL: 1}
    assert np.array_equal(product(a, a), a @ a)


@pytest.mark.parametrize("name", TRAINED)
def test_methods_learn_and_draw_in_full_precision(name):
    method = contenders()[name].method
    network = eqx.filter_eval_shape(method.network, Sizes(4, 2), KEY)
    arrays, rest = eqx.partition(network, lambda leaf: isinstance(leaf, jax.ShapeDtypeStruct))

    def loss(arrays, x, y):
        return method.loss(eqx.combine(arrays, rest), Batch(x, y), KEY, jnp.array(0.5))[0]

    def draw(arrays, y):
        return method.draw(eqx.combine(arrays, rest), y, 5, KEY)

    x, y = jnp.ones((8, 4)), jnp.ones((8, 2))
    assert set(precisions(jax.grad(loss, allow_int=True), arrays, x, y)) == {FULL}
    assert set(precisions(draw, arrays, y[0])) == {FULL}


def test_kernels_and_simulators_too():
    points = jnp.ones((8, 3))
    kernel = RationalQuadratic((1.0,))
    assert set(precisions(jax.grad(lambda a: mmd_squared(a, points, kernel)), points)) == {FULL}
    for problem in (InverseKinematics(), Tissue()):
        x = jnp.asarray(problem.sample_prior(KEY, 2))
        assert set(precisions(problem.forward, KEY, x)) == {FULL}
