"""The MMD against closed forms, its own definition, and its gradient."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from innverse.losses import Gaussian, InverseMultiquadric, RationalQuadratic, kernel_sum, mmd_squared, squared_distances

KERNELS = [Gaussian((0.5, 2.0)), InverseMultiquadric(), RationalQuadratic()]
A, B = (jnp.asarray(np.random.default_rng(s).normal(size=(n, 3)), np.float32) for s, n in ((0, 37), (1, 53)))
mmd = eqx.filter_jit(mmd_squared)  # op by op it takes ten times as long


def gaussian_mmd(shift, sd, width, dim):
    """MMD² of N(0, I) and N(shift, sd² I) under exp(−d²/2h²): expectations of a Gaussian of the difference."""

    def expected(squared_mean, variance):
        total = width**2 + variance
        return (width**2 / total) ** (dim / 2) * np.exp(-squared_mean / (2 * total))

    return expected(0, 2) + expected(0, 2 * sd**2) - 2 * expected(dim * shift**2, 1 + sd**2)


@pytest.mark.parametrize(("shift", "sd"), [(0.0, 1.0), (1.0, 1.0), (0.5, 2.0)])
def test_two_gaussians(shift, sd):
    """The mean of unbiased estimates is the closed form, within four of its standard errors."""
    estimates = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        a, b = rng.normal(size=(500, 2)), shift + sd * rng.normal(size=(500, 2))
        estimates.append(mmd(jnp.asarray(a), jnp.asarray(b), Gaussian((1.5,)), unbiased=True).item())
    error = np.std(estimates, ddof=1) / np.sqrt(len(estimates))
    assert abs(np.mean(estimates) - gaussian_mmd(shift, sd, 1.5, 2)) < 4 * error + 1e-6


def test_far_from_zero_distances_are_kept():
    """In float32 the squares of 10,000 leave squared distances below 8 to chance, where the kernel is .1 wide."""
    rng = np.random.default_rng(0)
    a, b = 0.2 * rng.normal(size=(200, 2)), 0.1 + 0.2 * rng.normal(size=(300, 2))
    near, far = (
        mmd(*(jnp.asarray(points + place, jnp.float32) for points in (a, b)), Gaussian((0.1,)), unbiased=True)
        for place in (0.0, 1e4)
    )
    assert near > 0.02 and np.isclose(near, far, rtol=0.05)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("unbiased", [False, True])
def test_definition(kernel, unbiased):
    def mean_within(points):
        values = np.array(kernel(((points[:, None] - points[None]) ** 2).sum(-1)))
        if unbiased:
            np.fill_diagonal(values, 0.0)
            return values.sum() / (len(points) * (len(points) - 1))
        return values.mean()

    across = np.array(kernel(((A[:, None] - B[None]) ** 2).sum(-1))).mean()
    expected = mean_within(A) + mean_within(B) - 2 * across
    np.testing.assert_allclose(mmd(A, B, kernel, unbiased=unbiased), expected, atol=1e-5)


@pytest.mark.parametrize("kernel", KERNELS)
def test_blocks_change_nothing(kernel, monkeypatch):
    def value_and_gradient():
        return jax.jit(jax.value_and_grad(lambda a: mmd_squared(a, B, kernel)))(jnp.asarray(A))

    whole = value_and_gradient()
    monkeypatch.setattr(kernel_sum, "ROWS_PER_BLOCK", 8)
    blocked = value_and_gradient()
    np.testing.assert_allclose(blocked[0], whole[0], atol=1e-6)
    np.testing.assert_allclose(blocked[1], whole[1], atol=1e-6)


@pytest.mark.parametrize("kernel", KERNELS)
def test_gradient_against_finite_differences(kernel, float64):
    a, b = jnp.asarray(A, float), jnp.asarray(B, float)
    direction = jnp.asarray(np.random.default_rng(2).normal(size=A.shape))
    along = jax.jvp(lambda points: mmd(points, b, kernel), (a,), (direction,))[1]
    step = 1e-6
    ends = [mmd(a + sign * step * direction, b, kernel) for sign in (1, -1)]
    np.testing.assert_allclose(along, (ends[0] - ends[1]) / (2 * step), rtol=1e-6)


def test_memory_stays_flat():
    """The compiled program for 8 times the points needs no more than a little over 8 times the working memory."""

    def working_memory(n):
        shape = jax.ShapeDtypeStruct((n, 4), jnp.float32)
        gradient = jax.jit(jax.grad(lambda a, b: mmd_squared(a, b, RationalQuadratic())))
        return gradient.lower(shape, shape).compile().memory_analysis().temp_size_in_bytes

    assert working_memory(65_536) < 12 * working_memory(8_192)


def test_coinciding_points_give_finite_gradients():
    points = jnp.ones((20, 2)) * 1e3
    for kernel in KERNELS:
        assert jnp.isfinite(jax.grad(lambda a, k=kernel: mmd(a, points, k))(points)).all()


def test_distances_are_never_negative():
    points = 1e4 + np.random.default_rng(0).normal(size=(200, 5)).astype(np.float32)
    assert (squared_distances(jnp.asarray(points), jnp.asarray(points)) >= 0).all()


@pytest.mark.parametrize("wrong", [jnp.zeros(3), jnp.zeros((4, 2))])
def test_wrong_shapes_are_refused(wrong, as_users_call):
    with pytest.raises(ValueError, match="expected samples of shape"):
        mmd(wrong, jnp.zeros((4, 3)), Gaussian())
