from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from innverse.losses import RationalQuadratic, mmd_squared
from innverse.problems import CUMULATIVE_ANGLES, DIFFERENCED_ANGLES, InverseKinematics
from innverse.problems.kinematics.arm_charts import OneDirection, TwoDirections
from innverse.problems.kinematics.arm_posterior import ArmPosterior
from innverse.problems.kinematics.problem import LENGTHS, PRIOR_SD

KEY = jax.random.key(0)
N_PRIOR = 2_000_000
CONVENTIONS = [CUMULATIVE_ANGLES, DIFFERENCED_ANGLES]
each_convention = pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda convention: convention.name)


def end_points(x, convention):
    """The paper's equations, written out again."""
    theta = {
        CUMULATIVE_ANGLES: np.stack([x[:, 1], x[:, 1] + x[:, 2], x[:, 1] + x[:, 2] + x[:, 3]], 1),
        DIFFERENCED_ANGLES: np.stack([x[:, 1], x[:, 2] - x[:, 1], x[:, 3] - x[:, 2] - x[:, 1]], 1),
    }[convention]
    return np.stack([np.cos(theta) @ LENGTHS, x[:, 0] + np.sin(theta) @ LENGTHS], 1)


@cache
def prior_runs(convention):
    x = np.random.default_rng(0).normal(0, PRIOR_SD, (N_PRIOR, 4))
    return x, end_points(x, convention)


def brute_force(convention, y, tolerance):
    """Prior draws that end within a small distance of y."""
    x, ends = prior_runs(convention)
    return x[((ends - y) ** 2).sum(1) < tolerance**2]


def test_hand_computed_end_points(float64):
    quarter = np.pi / 2
    x = np.array([[0.0, 0.0, 0.0, 0.0], [0.3, quarter, 0.0, 0.0], [0.1, quarter, -quarter, -quarter]])
    cumulative = InverseKinematics().forward(KEY, x)
    assert np.allclose(cumulative, [[2.0, 0.0], [0.0, 2.3], [0.5, 0.1 + 0.5 - 1.0]], atol=1e-12)
    differenced = InverseKinematics(DIFFERENCED_ANGLES).forward(KEY, x)
    # second row: up, then θ = (π/2, −π/2, −π/2); third: θ = (π/2, −π, −π/2)
    assert np.allclose(differenced, [[2.0, 0.0], [0.0, 0.3 + 0.5 - 0.5 - 1.0], [-0.5, 0.1 + 0.5 - 1.0]], atol=1e-12)


@each_convention
def test_forward_is_the_papers_equation(convention, float64):
    x = np.random.default_rng(1).normal(0, PRIOR_SD, (50, 4))
    assert np.allclose(InverseKinematics(convention).forward(KEY, x), end_points(x, convention), atol=1e-12)


@each_convention
def test_joints_walk_from_the_rail_to_the_end_point(convention):
    problem = InverseKinematics(convention)
    x = np.asarray(problem.sample_prior(KEY, 20))
    joints = problem.joints(x)
    assert joints.shape == (20, 4, 2)
    assert np.allclose(joints[:, 0], np.stack([np.zeros(20), x[:, 0]], 1))
    assert np.allclose(joints[:, -1], problem.forward(KEY, x), atol=1e-6)
    assert np.allclose(np.linalg.norm(np.diff(joints, axis=1), axis=2), LENGTHS, atol=1e-6)


def test_forward_takes_part_in_compiled_and_differentiated_code():
    slope = jax.jit(jax.jacobian(lambda x: InverseKinematics().forward(KEY, x[None])[0]))(jnp.zeros(4))
    assert np.allclose(slope, [[0, 0, 0, 0], [1, 2, 1.5, 1]], atol=1e-6)


@each_convention
@pytest.mark.parametrize("y", [(1.75, 0.3), (1.85, -0.7)])
def test_exact_posterior_against_brute_force(convention, y):
    """Moments within four standard errors; MMD² with the kernel of the records zero within its scatter."""
    near = brute_force(convention, y, tolerance=0.025)[:1_500]
    exact = InverseKinematics(convention).exact_posterior(y, 3_000, KEY)
    error = np.sqrt(near.std(0) ** 2 / len(near) + exact.std(0) ** 2 / len(exact))
    assert len(near) > 800
    assert (np.abs(near.mean(0) - exact.mean(0)) < 4 * error).all()
    assert np.allclose(np.corrcoef(near.T), np.corrcoef(exact.T), atol=4 / np.sqrt(len(near)))
    assert abs(squared_mmd(exact, near)) < 5e-3
    assert squared_mmd(exact + 0.1, near) > 0.025  # the threshold would notice a small shift


def squared_mmd(a, b):
    kernel = RationalQuadratic((0.05, 0.2, 0.9))
    return float(mmd_squared(jnp.asarray(a), jnp.asarray(b), kernel, unbiased=True))


@each_convention
def test_exact_draws_are_alike_in_whatever_order(convention):
    draws = InverseKinematics(convention).exact_posterior((1.5, 0.0), 4_000, KEY)
    for values in draws.T:
        assert stats.ks_2samp(values[:1_000], values[-1_000:]).pvalue > 1e-3
        assert stats.ks_2samp(values[:100], values[100:]).pvalue > 1e-3


@each_convention
@pytest.mark.parametrize("y", [(0.99, 0.3), (1.0, 0.2), (1.9999, 0.1), (0.05, 1.2)])
def test_exact_posterior_near_stretched_and_folded_arms(convention, y):
    draws = InverseKinematics(convention).exact_posterior(y, 50, KEY)
    assert np.abs(end_points(draws, convention) - y).max() < 1e-9
    assert len(np.unique(draws, axis=0)) == 50


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ((2.0, 0.0), r"y: expected an end point in reach, \|y1\| < 2, got \[2.0, 0.0\]"),
        ((1.0, np.nan), "y: expected 2 finite numbers"),
        ((1.0, 0.0, 0.0), "y: expected 2 finite numbers"),
        ((1.5, 1e3), r"y: expected an end point that is not too improbable .* got \[1\.5, 1000\.0\], where 0 of \d+,"),
    ],
)
def test_impossible_end_points_are_refused(y, message):
    with pytest.raises(ValueError, match=message):
        InverseKinematics().exact_posterior(y, 10, KEY)


@pytest.mark.parametrize("chart", [OneDirection(np.array(LENGTHS), 1), TwoDirections(np.array(LENGTHS), (0, 2))])
class TestCharts:
    y = np.array([1.2, 0.4])

    def directions(self):
        return np.random.default_rng(0).normal(0, 0.7, (200, 3))

    def end(self, height, theta):
        return np.stack([np.cos(theta) @ LENGTHS, height + np.sin(theta) @ LENGTHS], 1)

    def test_roots_keep_what_the_chart_fixes(self, chart):
        theta, height = self.directions(), np.zeros(200)
        before = self.end(height, theta)
        for root in np.moveaxis(chart.roots(theta), 1, 0):
            other = theta.copy()
            other[:, chart.solved] = root
            after = self.end(height, other)
            same = slice(0, len(chart.solved))  # one direction fixes y1 alone: the height follows
            assert np.allclose(after[:, same], before[:, same])

    def test_the_given_arm_is_among_the_roots(self, chart):
        theta = self.directions()
        distance = np.abs(chart.roots(theta) - theta[:, None, chart.solved]).max(-1)
        assert distance.min(1).max() < 1e-9

    def test_solutions_reach_the_target(self, chart):
        height = np.full(200, 0.1)
        theta = chart.solve(self.y, height, self.directions())
        same = slice(0, len(chart.solved))
        assert len(theta) > 20
        assert np.allclose(self.end(height[: len(theta)], theta)[:, same], self.y[same])

    def test_jacobian_against_differentiation(self, chart):
        theta = self.directions()
        solved = jnp.array(chart.solved)

        def equations(unknown, row):
            whole = jnp.asarray(row).at[solved].set(unknown)
            end = jnp.stack([jnp.cos(whole) @ jnp.array(LENGTHS), jnp.sin(whole) @ jnp.array(LENGTHS)])
            return end[: len(chart.solved)]

        slopes = jax.jit(jax.vmap(jax.jacobian(equations)))(jnp.asarray(theta[:, chart.solved]), jnp.asarray(theta))
        assert np.allclose(np.abs(np.linalg.det(slopes)), chart.jacobian(theta), atol=1e-5)


def test_weights_do_not_depend_on_the_charts():
    """Σ weights estimates p(y): near y, as many prior draws end in a small disc as its area times p(y)."""
    y, tolerance = np.array([1.75, 0.3]), 0.05
    sampler = ArmPosterior(LENGTHS, PRIOR_SD, CUMULATIVE_ANGLES.matrix)
    density = np.exp(sampler._proposals(y, np.random.default_rng(0))[1]).sum() / 30_000 * 6
    near = len(brute_force(CUMULATIVE_ANGLES, y, tolerance))
    assert density == pytest.approx(near / N_PRIOR / (np.pi * tolerance**2), rel=0.06)
