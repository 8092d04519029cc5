"""The laws of every problem."""

import jax
import numpy as np
import pytest

from innverse.problems import GaussianMixture, InverseProblem, catalogue

PROBLEMS = catalogue()
each = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
known = {name: problem for name, problem in PROBLEMS.items() if problem.has_exact_posterior}
each_known = pytest.mark.parametrize("problem", known.values(), ids=known)
smooth = {name: problem for name, problem in PROBLEMS.items() if name != "ballistics"}  # its speed is a whole number
each_smooth = pytest.mark.parametrize("problem", smooth.values(), ids=smooth)


def test_names():
    assert {"kinematics", "kinematics-differenced", "mixture", "mixture-some", "mixture-none"} <= set(PROBLEMS)
    assert {"tissue", "star-cluster", "ballistics", "lynx-hare"} <= set(PROBLEMS)
    assert all(name == problem.name for name, problem in PROBLEMS.items())


@each
def test_shapes_and_words(problem: InverseProblem):
    x = problem.sample_prior(jax.random.key(0), 7)
    assert x.shape == (7, problem.dim_x)
    assert problem.log_prior(x).shape == (7,)
    assert problem.log_prior(x[0]).shape == ()
    assert problem.forward(jax.random.key(1), x).shape == (7, problem.dim_y)
    assert problem.observed is not None and problem.observed.shape == (problem.dim_y,)
    assert problem.title and problem.source and "\n" not in problem.source
    assert problem.title in repr(problem) and str(problem.parameters[0]) in repr(problem)


@each
def test_randomness_comes_from_the_key_alone(problem: InverseProblem):
    key, other = jax.random.key(3), jax.random.key(4)
    x = problem.sample_prior(key, 7)
    assert np.array_equal(x, problem.sample_prior(key, 7))
    assert not np.array_equal(x, problem.sample_prior(other, 7))
    assert np.array_equal(problem.forward(key, x), problem.forward(key, x), equal_nan=True)


@each_known
def test_exact_draws_come_from_the_key_alone(problem: InverseProblem):
    key, other = jax.random.key(3), jax.random.key(4)
    draws = problem.exact_posterior(problem.observed, 100, key)
    assert draws.dtype == np.float64
    assert np.array_equal(draws, problem.exact_posterior(problem.observed, 100, key))
    assert not np.array_equal(draws, problem.exact_posterior(problem.observed, 100, other))


@each
def test_prior_draws_lie_in_the_support_and_fill_it(problem: InverseProblem):
    x = np.asarray(problem.sample_prior(jax.random.key(5), 2_000), float)
    problem.check_parameters(x)
    assert np.isfinite(problem.log_prior(x)).all()
    for column, values in zip(problem.parameters, x.T, strict=True):
        if np.isfinite(column.upper - column.lower):
            assert np.ptp(values) > 0.9 * (column.upper - column.lower)


@each_smooth
def test_prior_draws_have_the_prior_density(problem: InverseProblem):
    """E_p[q(x) / p(x)] = 1 for a q inside the prior's support."""
    x = np.asarray(problem.sample_prior(jax.random.key(5), 40_000), float)
    q = around_one_mode(x) if isinstance(problem, GaussianMixture) else evenly_in_a_box(x)
    ratios = q * np.exp(-np.asarray(problem.log_prior(x), float))
    # What is left to chance shrinks with the spread, which is about a third of these bounds.
    assert ratios.std() < (45 if problem.name == "lynx-hare" else 9)
    assert abs(ratios.mean() - 1) < 4 * ratios.std() / np.sqrt(len(x))


def around_one_mode(x):
    deviation = (x - [1.0, 2.4142]) / 0.15
    return np.exp(-0.5 * (deviation**2).sum(1)) / (2 * np.pi * 0.15**2)


def evenly_in_a_box(x):
    low, high = np.quantile(x, [0.05, 0.95], axis=0)
    return ((x > low) & (x < high)).all(1) / np.prod(high - low)


@each_known
def test_exact_draws_lead_back_to_y_and_are_all_different(problem: InverseProblem, float64):
    draws = problem.exact_posterior(problem.observed, 2_000, jax.random.key(6))
    y = np.asarray(problem.forward(jax.random.key(7), draws))
    # ballistics solves in single precision
    assert np.abs(y - problem.observed).max() < (1e-5 if problem.name == "ballistics" else 1e-9)
    assert len(np.unique(draws, axis=0)) == 2_000


def test_a_problem_without_an_exact_posterior_says_so():
    class Silent(InverseProblem):
        name = "silent"
        parameters = measurements = ()

        def sample_prior(self, key, n): ...
        def log_prior(self, x): ...
        def forward(self, key, x): ...

    assert not Silent().has_exact_posterior
    assert len(known) == 6
    with pytest.raises(NotImplementedError, match="silent: the exact posterior is not known"):
        Silent().exact_posterior(None, 1, jax.random.key(0))
