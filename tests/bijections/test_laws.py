"""Every bijection of the package, at dim 1, odd and even dims, conditional and not, obeys the laws."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from innverse.bijections import (
    MLP,
    ActNorm,
    Affine,
    Arcsinh,
    Autoregressive,
    Chain,
    Coupling,
    Identity,
    Invert,
    InvertibleLinear,
    MaskedMLP,
    MonotoneInterpolation,
    Permutation,
    RationalQuadraticSpline,
    Repeat,
    Standardise,
    Support,
    Whiten,
    double_coupling,
)
from tests.laws import check_laws

DIMS = (1, 2, 3, 8)
SPLINE = RationalQuadraticSpline(bins=5, bound=2.0)


def subnet(dim_in, dim_out, key):
    return MLP(dim_in, dim_out, width=16, depth=2, key=key, activation=jnp.tanh)


def block(dim, elementwise, dim_condition=0):
    def build(key):
        first, second = jax.random.split(key)
        return Chain([double_coupling(dim, elementwise, subnet, first, dim_condition), Permutation.random(dim, second)])

    return build


def one_coupling(elementwise, dim_condition=0):
    return lambda dim, key: Coupling((dim // 2, dim), dim, elementwise, subnet, key, dim_condition)


def autoregressive(elementwise, dim_condition):
    def build(dim, key):
        shape = {"width": 16, "depth": 2, "dim_condition": dim_condition, "activation": jnp.tanh}
        return Autoregressive(elementwise, MaskedMLP(dim, elementwise.n_parameters, key=key, **shape))

    return build


def mixed_support(dim, key):
    """All four kinds of support, in turn."""
    lower = np.resize([0.0, -np.inf, -np.inf, -3.0], dim)
    upper = np.resize([np.inf, 1.0, np.inf, 2.0], dim)
    return Invert(Support(lower, upper))


def monotone(dim, key):
    first, second = jax.random.split(key)
    return MonotoneInterpolation(*(jnp.cumsum(jax.random.uniform(k, (6, dim)), axis=0) for k in (first, second)))


UNCONDITIONAL = {
    "identity": lambda dim, key: Identity(dim),
    "standardise": lambda dim, key: Standardise(
        jax.random.normal(key, (dim,)), jnp.exp(jax.random.normal(key, (dim,)))
    ),
    "actnorm": lambda dim, key: ActNorm.normalising(3 + 2 * jax.random.normal(key, (50, dim))),
    "permutation": Permutation.random,
    "linear": InvertibleLinear,
    "arcsinh": lambda dim, key: Arcsinh(dim),
    "whiten": lambda dim, key: Whiten.of(np.random.default_rng(0).gamma(2.0, size=(50, dim)).cumsum(axis=1)),
    "support": mixed_support,
    "monotone": monotone,
    "inverted affine coupling": lambda dim, key: Invert(one_coupling(Affine())(dim, key)),
    "affine coupling": one_coupling(Affine(clamp=2.0)),
    "spline coupling": one_coupling(SPLINE),
    "paper's block": lambda dim, key: double_coupling(dim, Affine(), subnet, key),
    "affine network": lambda dim, key: Repeat(block(dim, Affine()), 4, key),
    "spline network": lambda dim, key: Repeat(block(dim, RationalQuadraticSpline(bins=2, bound=2.0)), 4, key),
}
CONDITIONAL = {
    "conditional affine coupling": one_coupling(Affine(), dim_condition=2),
    "conditional spline coupling": one_coupling(SPLINE, dim_condition=2),
    "conditional autoregressive": autoregressive(Affine(), dim_condition=2),
    "conditional network": lambda dim, key: Repeat(block(dim, Affine(), dim_condition=2), 3, key),
}
REGISTRY = UNCONDITIONAL | CONDITIONAL


def perturbed(bijection, key):
    """Weights away from their start, where couplings are the identity."""
    leaves, structure = jax.tree.flatten(bijection)
    keys = jax.random.split(key, len(leaves))
    moved = [
        leaf + 0.3 * jax.random.normal(k, leaf.shape) if _trainable(leaf) else leaf
        for leaf, k in zip(leaves, keys, strict=True)
    ]
    return jax.tree.unflatten(structure, moved)


def _trainable(leaf):
    return isinstance(leaf, jax.Array) and jnp.issubdtype(leaf.dtype, jnp.inexact)


@pytest.fixture(params=REGISTRY)
def build(request, float64):
    def make(dim, seed=0):
        key = jax.random.key(seed)
        fresh = REGISTRY[request.param](dim, key)
        return fresh if request.param in ("standardise", "support", "monotone") else perturbed(fresh, key)

    make.condition = jnp.array([0.7, -1.2]) if request.param in CONDITIONAL else None
    return make


@pytest.mark.parametrize("dim", DIMS)
def test_laws(build, dim):
    events = jax.random.normal(jax.random.key(1), (5, dim))
    check_laws(build(dim), events, build.condition)


def test_wrong_shapes_are_refused(build, as_users_call):
    bijection = build(3)
    for wrong in (jnp.zeros(2), jnp.zeros((1, 3)), jnp.zeros(())):
        with pytest.raises(ValueError, match=r"expected one event of shape \(3,\), got"):
            bijection.forward(wrong, build.condition)
        with pytest.raises(ValueError, match=r"expected one event of shape \(3,\), got"):
            bijection.inverse(wrong, build.condition)


def test_a_condition_is_accepted_everywhere(build):
    """Those that ignore it give the same with and without; those that need it react to it."""
    bijection, u = build(3), jnp.array([0.3, -0.5, 0.8])
    with_one, with_other = (bijection.forward(u, jnp.array(c))[0] for c in ([0.7, -1.2], [5.0, 3.0]))
    assert jnp.array_equal(with_one, with_other) == (build.condition is None)


@pytest.mark.parametrize("name", CONDITIONAL)
@pytest.mark.parametrize("condition", [None, jnp.zeros(3)])
def test_a_missing_or_wrong_condition_is_refused(name, condition, as_users_call):
    bijection = CONDITIONAL[name](3, jax.random.key(0))
    with pytest.raises(ValueError, match=r"expected a condition of shape \(2,\), got"):
        bijection.forward(jnp.zeros(3), condition)
