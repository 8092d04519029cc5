"""Lynx and hare: the equations' invariant and linear limit, the published prior and data, failures that are said."""

import jax
import numpy as np
import pytest
from scipy import integrate, stats

from innverse.problems import LynxHare

KEY = jax.random.key(0)
REFERENCE = np.array([0.547, 0.0277, 0.800, 0.0241, 34.0, 5.94, 0.248, 0.251])  # posterior means in posteriordb
problem = LynxHare()


@pytest.fixture(scope="module")
def prior_draws():
    return np.asarray(problem.sample_prior(KEY, 2_000), float)


def around_the_reference(n):
    return REFERENCE * np.exp(0.1 * np.random.default_rng(0).normal(size=(n, 8)))


@pytest.fixture(scope="module")
def populations(prior_draws):
    """Of a few rates near the published ones, then prior draws."""
    return problem.populations(np.vstack([around_the_reference(50), prior_draws[50:]]))


def test_growth_and_decay_by_hand():
    """Without predation hares grow as e^(αt) and lynx die as e^(−γt)."""
    apart = np.tile([0.1, 0.0, 0.2, 0.0, 3.0, 7.0, 0.2, 0.2], (2_000, 1))
    hare, lynx = problem.populations(apart)[0]
    years = np.arange(21)
    assert np.allclose(hare, 3 * np.exp(0.1 * years), rtol=1e-3)
    assert np.allclose(lynx, 7 * np.exp(-0.2 * years), rtol=1e-3)


def test_populations_against_another_solver(populations):
    for (alpha, beta, gamma, delta, *start), found in zip(around_the_reference(3)[:, :6], populations, strict=False):

        def rates(t, z, a=alpha, b=beta, c=gamma, d=delta):
            return [(a - b * z[1]) * z[0], (d * z[0] - c) * z[1]]

        solved = integrate.solve_ivp(rates, (0, 20), start, t_eval=np.arange(21), rtol=1e-9, atol=1e-9)
        assert np.allclose(found, solved.y, rtol=5e-3)


def test_what_the_equations_conserve(populations):
    """δu − γ log u + βv − α log v does not change."""
    alpha, beta, gamma, delta = around_the_reference(50)[:, :4].T[:, :, None]
    hare, lynx = populations[:50, 0], populations[:50, 1]
    conserved = delta * hare - gamma * np.log(hare) + beta * lynx - alpha * np.log(lynx)
    assert np.ptp(conserved, axis=1).max() < 5e-3


def test_every_prior_draw_has_an_answer(populations):
    assert np.isfinite(np.log(populations[:, :, :2])).all()  # later ones underflow where lynx die out
    assert (populations >= 0).all()


def test_noise_is_lognormal_and_covers_the_first_year():
    y = problem.forward(KEY, np.tile(REFERENCE, (2_000, 1)))
    residuals = np.log(y) - np.log(problem.populations(np.tile(REFERENCE, (2_000, 1)))[0].ravel())
    assert np.allclose(residuals.std(0), np.repeat([0.248, 0.251], 21), rtol=0.1)
    assert stats.kstest(residuals[:, 0] / 0.248, "norm").pvalue > 1e-3


def test_measurements_are_positive_whatever_happens(prior_draws):
    y = problem.forward(KEY, prior_draws)
    assert np.isfinite(y).all() and (y > 0).all()


def test_a_solver_that_gives_up_is_no_answer():
    impossible = np.tile(REFERENCE, (2_000, 1))
    impossible[0, :4] *= 1e4
    y = problem.forward(KEY, impossible)
    assert np.isnan(y[0]).all() and np.isfinite(y[1:]).all() and "steps" in problem.failure


def test_prior_and_units(prior_draws):
    assert prior_draws.min() > 0
    normal = stats.truncnorm(-2, np.inf, loc=1, scale=0.5)
    interaction = stats.truncnorm(-1, np.inf, loc=0.05, scale=0.05)
    marginals = [normal, interaction, normal, interaction, *2 * [stats.lognorm(1, scale=10)]]
    marginals += 2 * [stats.lognorm(1, scale=np.exp(-1))]
    for values, marginal in zip(prior_draws.T, marginals, strict=True):
        assert stats.kstest(values, marginal.cdf).pvalue > 1e-3
    assert problem.parameters[0].unit == "1/yr" and problem.measurements[0].unit == "thousand pelts"
    expected = sum(marginal.logpdf(value) for marginal, value in zip(marginals, REFERENCE, strict=True))
    assert float(problem.log_prior(REFERENCE)) == pytest.approx(expected, abs=1e-4)
    assert float(problem.log_prior(-REFERENCE)) == -np.inf


def test_likelihood_is_lognormal_around_the_populations():
    populations = problem.populations(np.tile(REFERENCE, (2_000, 1)))[0]  # a size that is compiled already
    marginals = stats.lognorm(np.repeat(REFERENCE[6:], 21), scale=populations.ravel())
    impossible = REFERENCE * np.array([1e4, 1e4, 1e4, 1e4, 1, 1, 1, 1])
    found = problem.log_likelihood(np.stack([REFERENCE, impossible]), problem.observed)
    assert problem.has_likelihood and np.isclose(found[0], marginals.logpdf(problem.observed).sum(), rtol=1e-4)
    assert found[1] == -np.inf


def test_the_data_are_the_published_ones():
    assert problem.observed.shape == (42,)
    assert problem.observed[[0, 20, 21, 41]].tolist() == [30, 24.7, 4, 8.6]
    assert problem.measurements[21].name == "lynx_1900"


def test_a_rate_below_zero_is_named():
    with pytest.raises(ValueError, match=r"'gamma': expected values within \[0, inf\], got 1 of 1 outside"):
        problem.forward(KEY, REFERENCE[None] * np.array([1, 1, -1, 1, 1, 1, 1, 1]))
