"""What single bijections promise beyond the laws."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from innverse.bijections import (
    MLP,
    ActNorm,
    Affine,
    Autoregressive,
    Chain,
    Coupling,
    GatedMLP,
    Identity,
    InvertibleLinear,
    MaskedMLP,
    MonotoneInterpolation,
    Permutation,
    RationalQuadraticSpline,
    Repeat,
    Standardise,
    Support,
    double_coupling,
)

KEY = jax.random.key(3)


def subnet(dim_in, dim_out, key):
    return MLP(dim_in, dim_out, width=8, depth=1, key=key)


def test_the_clamp_bounds_every_scale():
    _, log_slope = Affine(clamp=1.5).forward(jnp.ones(2), jnp.array([[1e9, -1e9], [0.0, 0.0]]))
    np.testing.assert_allclose(log_slope, [1.5, -1.5], rtol=1e-6)


def test_spline_passes_through_hand_computed_point():
    """Two bins of width 1 on [−1, 1] with slope 1 at all knots, and three quarters of the rise in the left one."""
    spline = RationalQuadraticSpline(bins=2, bound=1.0, least_width=0.0, least_slope=0.0)
    heights = jnp.log(jnp.array([3.0, 1.0]))  # v(0) = −1 + 2 · 3/4
    theta = jnp.concatenate([jnp.zeros(2), heights, jnp.zeros(1)])[:, None]
    v, log_slope = spline.forward(jnp.array([0.0]), theta)
    np.testing.assert_allclose(v, [0.5], atol=1e-6)
    np.testing.assert_allclose(log_slope, [0.0], atol=1e-5)


def test_spline_is_the_identity_outside_its_bound():
    spline = RationalQuadraticSpline(bins=4, bound=2.0)
    theta = jax.random.normal(KEY, (spline.n_parameters, 2))
    v, log_slope = spline.forward(jnp.array([-5.0, 7.0]), theta)
    assert v.tolist() == [-5.0, 7.0] and log_slope.tolist() == [0.0, 0.0]


def test_spline_gradients_are_finite_everywhere():
    spline = RationalQuadraticSpline(bins=4, bound=2.0)
    for u in (-9.0, -2.0, 0.0, 1.0, 2.0, 9.0):
        theta = jnp.zeros((spline.n_parameters, 1))
        gradient = jax.grad(lambda t, u=u: sum(x.sum() for x in spline.inverse(jnp.array([u]), t)))(theta)
        assert jnp.isfinite(gradient).all()


def test_a_fresh_network_is_a_permutation():
    chain = Repeat(lambda key: Chain([double_coupling(5, Affine(), subnet, key), Permutation.random(5, key)]), 3, KEY)
    v, log_det = chain.forward(jnp.arange(5.0))
    assert sorted(v.tolist()) == [0.0, 1.0, 2.0, 3.0, 4.0] and log_det == 0.0


def test_repeat_equals_the_chain_of_its_links():
    def link(key):
        return InvertibleLinear(3, key)

    keys = jax.random.split(KEY, 4)
    u = jnp.array([0.1, -0.2, 0.3])
    scanned, chained = Repeat(link, 4, KEY), Chain([link(k) for k in keys])
    np.testing.assert_allclose(scanned.forward(u)[0], chained.forward(u)[0], atol=1e-6)
    np.testing.assert_allclose(scanned.inverse(u)[0], chained.inverse(u)[0], atol=1e-6)


def test_actnorm_normalises_its_batch():
    batch = 3 + 2 * jax.random.normal(KEY, (500, 2))
    out = jax.vmap(lambda u: ActNorm.normalising(batch).forward(u)[0])(batch)
    np.testing.assert_allclose(out.mean(0), 0.0, atol=1e-5)
    np.testing.assert_allclose(out.std(0), 1.0, atol=1e-5)


def test_a_draw_never_leaves_the_support():
    support = Support([0.0, -2.0, -np.inf], [1.0, np.inf, 5.0])
    for v in (-1e6, -50.0, 0.0, 50.0, 1e6):
        u = support.inverse(jnp.full(3, v))[0]
        assert 0.0 <= u[0] <= 1.0 and u[1] >= -2.0 and u[2] <= 5.0


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Chain([]), "at least one link"),
        (lambda: Chain([Identity(2), Identity(3)]), r"links of equal dim, got \[2, 3\]"),
        (lambda: Repeat(InvertibleLinear, 0, KEY), "n >= 1 links, got 0"),
        (lambda: Coupling((2, 4), 3, Affine(), subnet, KEY), r"within 0 … 3, got \(2, 4\)"),
        (lambda: Support([1.0], [1.0]), "lower < upper for component 0, got 1.0 and 1.0"),
        (lambda: Support([1.0, 2.0], [3.0]), "got 2 and 1"),
        (lambda: Standardise(jnp.zeros(2), jnp.ones(3)), r"got \(2,\) and \(3,\)"),
        (lambda: MonotoneInterpolation(jnp.zeros((1, 2)), jnp.zeros((1, 2))), "knots >= 2"),
        (lambda: MonotoneInterpolation(jnp.zeros((2, 1)), jnp.arange(2.0)[:, None]), "knots_u that increase"),
        (lambda: ActNorm.normalising(jnp.ones((5, 2))), r"constant components \[0, 1\]"),
        (lambda: ActNorm.normalising(jnp.ones(5)), r"shape \(n, dim\), got \(5,\)"),
    ],
)
def test_impossible_parts_are_refused(build, message, as_users_call):
    with pytest.raises(ValueError, match=message):
        build()


def test_a_masked_network_reads_what_comes_before_and_all_of_it():
    @jax.jit
    def slopes(u):
        network = MaskedMLP(3, 2, width=16, depth=2, key=KEY, activation=jnp.tanh)
        network = jax.tree.map(lambda leaf: leaf + 0.3 * jax.random.normal(KEY, leaf.shape), network)
        return jax.jacfwd(network)(u)

    read = jnp.abs(slopes(jnp.ones(3))) > 0
    assert jnp.array_equal(read, jnp.tile(jnp.tri(3, k=-1) > 0, (2, 1, 1)))


def test_an_autoregressive_map_wants_as_many_parameters_as_its_elementwise_map():
    with pytest.raises(ValueError, match="expected a conditioner with 2 parameters a component, got 3"):
        Autoregressive(Affine(), MaskedMLP(2, 3, width=4, depth=1, key=KEY))


def test_a_gated_network_stays_bounded_however_far_it_is_asked():
    network = GatedMLP(2, 1, width=16, depth=2, key=KEY)
    network = jax.tree.map(lambda leaf: leaf + 0.3 * jax.random.normal(KEY, leaf.shape), network)
    near, far, farther = (abs(float(network(size * jnp.array([1.0, -2.0]))[0])) for size in (1.0, 1e4, 1e8))
    assert near > 0 and farther == pytest.approx(far, rel=1e-3)


def test_decay_cannot_flatten_what_a_gated_network_reads_of_its_stream():
    """The way in at a tenth of its size gives the same answer: only its direction counts."""
    network = GatedMLP(2, 1, width=16, depth=0, key=KEY)
    network = eqx.tree_at(lambda n: n.last.weight, network, jnp.ones((16, 1)))
    smaller = eqx.tree_at(lambda n: n.first.weight, network, 0.1 * network.first.weight)
    u = jnp.array([1.0, 2.0])
    assert float(smaller(u)[0]) == pytest.approx(float(network(u)[0]), rel=1e-3)
