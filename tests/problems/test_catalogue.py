"""The laws of every problem."""

import jax
import numpy as np
import pytest

from innverse.problems import InverseProblem, catalogue

PROBLEMS = catalogue()
each = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)


def test_names():
    assert list(PROBLEMS) == ["kinematics", "kinematics-differenced", "mixture", "mixture-some", "mixture-none"]
    assert all(name == problem.name for name, problem in PROBLEMS.items())


@each
def test_shapes_and_words(problem: InverseProblem):
    x = problem.sample_prior(jax.random.key(0), 7)
    assert x.shape == (7, problem.dim_x)
    assert problem.log_prior(x).shape == (7,)
    assert problem.log_prior(x[0]).shape == ()
    assert problem.forward(jax.random.key(1), x).shape == (7, problem.dim_y)
    assert problem.observed is not None and problem.observed.shape == (problem.dim_y,)
    assert problem.title and "arXiv" in problem.source
    assert problem.title in repr(problem) and str(problem.parameters[0]) in repr(problem)


@each
def test_randomness_comes_from_the_key_alone(problem: InverseProblem):
    key, other = jax.random.key(3), jax.random.key(4)
    x = problem.sample_prior(key, 100)
    assert np.array_equal(x, problem.sample_prior(key, 100))
    assert not np.array_equal(x, problem.sample_prior(other, 100))
    assert np.array_equal(problem.forward(key, x), problem.forward(key, x))
    draws = problem.exact_posterior(problem.observed, 100, key)
    assert draws.dtype == np.float64
    assert np.array_equal(draws, problem.exact_posterior(problem.observed, 100, key))
    assert not np.array_equal(draws, problem.exact_posterior(problem.observed, 100, other))


@each
def test_prior_draws_have_the_prior_density(problem: InverseProblem):
    """E_p[q(x) / p(x)] = 1 for a normal q inside the prior's support."""
    x = np.asarray(problem.sample_prior(jax.random.key(5), 40_000), float)
    sd = 0.9 * np.array([0.25, 0.5, 0.5, 0.5]) if problem.dim_x == 4 else np.array([0.15, 0.15])
    centre = np.zeros(4) if problem.dim_x == 4 else np.array([1.0, 2.4142])
    log_q = (-0.5 * ((x - centre) / sd) ** 2 - np.log(np.sqrt(2 * np.pi) * sd)).sum(1)
    ratios = np.exp(log_q - np.asarray(problem.log_prior(x), float))
    assert abs(ratios.mean() - 1) < 4 * ratios.std() / np.sqrt(len(x))


@each
def test_exact_draws_lead_back_to_y_and_are_all_different(problem: InverseProblem, float64):
    draws = problem.exact_posterior(problem.observed, 2_000, jax.random.key(6))
    y = np.asarray(problem.forward(jax.random.key(7), draws))
    assert np.abs(y - problem.observed).max() < 1e-9
    assert len(np.unique(draws, axis=0)) == 2_000


def test_a_problem_without_an_exact_posterior_says_so():
    class Silent(InverseProblem):
        name = "silent"
        parameters = measurements = ()

        def sample_prior(self, key, n): ...
        def log_prior(self, x): ...
        def forward(self, key, x): ...

    assert not Silent().has_exact_posterior
    assert all(problem.has_exact_posterior for problem in PROBLEMS.values())
    with pytest.raises(NotImplementedError, match="silent: the exact posterior is not known"):
        Silent().exact_posterior(None, 1, jax.random.key(0))
