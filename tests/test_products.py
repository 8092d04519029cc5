"""On an accelerator products would be rounded to ten bits; that no network asks for that can be seen without one."""

from collections import Counter

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from innverse.experiments.contender import contenders
from innverse.losses import RationalQuadratic, mmd_squared
from innverse.methods import INN, Bidirectional, ConditionalINN, DeepSetEncoder, Sizes
from innverse.methods.method import DensityMethod, ForwardMethod
from innverse.problems import InverseKinematics, Tissue
from innverse.products import product
from innverse.training import Batch

KEY = jax.random.key(0)
FULL = (jax.lax.Precision.HIGHEST, jax.lax.Precision.HIGHEST)
REPEATED = ("INN-Ly-Lz", "INN-Lx", "ConditionalINN-emulated", "ConditionalINN-ensemble")  # of a network that is there
TRAINED = [name for name in contenders() if name not in ("ABC", *REPEATED)]


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


def products_of(method, sizes):
    """Of the loss with its gradient, of draws, and of whatever else the method answers."""
    network = eqx.filter_eval_shape(method.network, sizes, KEY)
    arrays, rest = eqx.partition(network, lambda leaf: isinstance(leaf, jax.ShapeDtypeStruct))
    x, y = jnp.ones((8, sizes.dim_x)), jnp.ones((8, sizes.dim_y))

    def loss(arrays):
        return method.loss(eqx.combine(arrays, rest), Batch(x, y), KEY, jnp.array(0.5))[0]

    def answers(arrays):
        network, found = eqx.combine(arrays, rest), [method.draw(eqx.combine(arrays, rest), y[0], 5, KEY)]
        if isinstance(method, DensityMethod) and not sizes.classes:
            found.append(method.log_density(network, x[0], y[0], KEY))
        if isinstance(method, ForwardMethod):
            found.append(method.predict(network, x[0]))
        return found

    return precisions(jax.grad(loss, allow_int=True), arrays) + precisions(answers, arrays)


@pytest.mark.parametrize("name", TRAINED)
def test_methods_learn_and_answer_in_full_precision(name):
    assert set(products_of(contenders()[name].method, Sizes(4, 2))) == {FULL}


@pytest.mark.parametrize(
    ("method", "sizes"),
    [
        (INN(blocks=2), Sizes(4, 9)),
        (INN(blocks=2), Sizes(4, 3, classes=True)),
        (INN(blocks=2, objective=Bidirectional()), Sizes(4, 3, classes=True)),
        (ConditionalINN(blocks=2), Sizes(4, 3, classes=True)),
        (ConditionalINN(blocks=2, encoder=DeepSetEncoder(items=3)), Sizes(4, 9)),
    ],
)
def test_so_do_other_shapes_of_problem(method, sizes):
    assert set(products_of(method, sizes)) == {FULL}


def test_kernels_and_simulators_too():
    points = jnp.ones((8, 3))
    kernel = RationalQuadratic((1.0,))
    assert set(precisions(jax.grad(lambda a: mmd_squared(a, points, kernel)), points)) == {FULL}
    for problem in (InverseKinematics(), Tissue()):
        x = jnp.asarray(problem.sample_prior(KEY, 2))
        assert set(precisions(problem.forward, KEY, x)) == {FULL}
