"""Closed forms: linear Gaussian, uniform inside uniform, nothing learnt; and what cannot be estimated stays finite."""

import numpy as np
import pytest

from innverse.diagnostics import information_gain, recoverability

N, N_PRIOR = 1000, 5000


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("snr", [0.0, 0.1, 1.0, 24.0, 1e4])
def test_linear_gaussian_on_average(snr):
    """x ~ N(0, 1), y = x + noise of variance 1/snr: 1 - 1/(1 + snr) and log(1 + snr)/2."""
    random = rng(1)
    prior, sd = random.normal(size=(N_PRIOR, 1)), 1 / np.sqrt(1 + snr)
    mean = np.sqrt(snr / (1 + snr)) * random.normal(size=(200, 1, 1))
    draws = mean + sd * random.normal(size=(200, N, 1))
    assert recoverability(draws, prior).mean() == pytest.approx(1 - 1 / (1 + snr), abs=0.05 * sd**2 + 1e-6)
    assert information_gain(draws, prior).mean() == pytest.approx(np.log1p(snr) / 2, abs=0.01 if snr < 1 else 0.08)


@pytest.mark.parametrize("width", [1.0, 0.5, 0.01])
@pytest.mark.parametrize("low", [0.0, 0.3])
def test_uniform_inside_uniform(width, low):
    prior, start = rng(2).uniform(size=(N_PRIOR, 1)), low * (1 - width)
    draws = start + width * rng(3).uniform(size=(N, 1))
    assert information_gain(draws, prior)[0] == pytest.approx(-np.log(width), abs=0.05 if width > 0.1 else 0.25)
    assert recoverability(draws, prior)[0] == pytest.approx(1 - width**2, abs=0.06)


@pytest.mark.parametrize("prior", [rng(4).exponential(size=(N_PRIOR, 1)), rng(5).poisson(3.0, size=(N_PRIOR, 1)) + 0.0])
def test_a_parameter_that_cannot_be_recovered(prior):
    posterior = prior[rng(6).choice(N_PRIOR, (50, N))]
    assert recoverability(posterior, prior).mean() == pytest.approx(0, abs=0.03)
    assert information_gain(posterior, prior).mean() == pytest.approx(0, abs=0.03)


HEAVY = {
    "Cauchy": lambda random, size: random.standard_cauchy(size),
    "Student t, 2 degrees": lambda random, size: random.standard_t(2, size),
    "log-normal over decades": lambda random, size: np.exp(3 * random.normal(size=size)),
}


@pytest.mark.parametrize("n_prior", [400, N_PRIOR])
@pytest.mark.parametrize("law", HEAVY.values(), ids=HEAVY)
def test_a_parameter_of_heavy_tails_of_which_nothing_is_learnt(law, n_prior):
    """Its variance is decided by the few largest draws, if there is one."""
    found = [recoverability(law(rng(s), (50, N, 1)), law(rng(100 + s), (n_prior, 1))).mean() for s in range(6)]
    assert np.mean(found) == pytest.approx(0, abs=0.15) and np.std(found) < 0.25


def test_recoverability_of_a_cauchy_is_the_same_by_other_draws_of_the_prior():
    """x Cauchy, y = x + normal noise of sd 10, with its posterior on a grid; it lay anywhere from .86 to .999."""
    random, x = rng(21), np.sinh(np.linspace(-12, 12, 4001))
    draws = []
    for y in random.standard_cauchy(100) + 10 * random.normal(size=100):
        log_p = -(((y - x) / 10) ** 2) / 2 - np.log1p(x**2)
        p = np.exp(log_p - log_p.max()) * np.gradient(x)
        draws.append(random.choice(x, size=(N, 1), p=p / p.sum()))
    found = [recoverability(np.array(draws), rng(s).standard_cauchy((N_PRIOR, 1))).mean() for s in range(22, 28)]
    assert np.std(found) < 0.03 and 0.4 < np.mean(found) < 0.7


@pytest.mark.parametrize("law", ["normal", "uniform", "exponential"])
def test_tails_that_are_not_heavy_are_left_as_they_are(law):
    prior, draws = getattr(rng(28), law)(size=(N_PRIOR, 1)), 0.7 * getattr(rng(29), law)(size=(N, 1))
    assert recoverability(draws, prior) == pytest.approx(1 - draws.var(ddof=1) / prior.var(ddof=1), abs=0.02)


def test_two_narrow_modes_inform_without_narrowing():
    prior = rng(7).uniform(-1, 1, size=(N_PRIOR, 1))
    modes = rng(8).choice([-0.8, 0.8], size=(N, 1)) + 0.1 * rng(9).uniform(-1, 1, size=(N, 1))
    assert recoverability(modes, prior)[0] < -0.5
    assert information_gain(modes, prior)[0] == pytest.approx(np.log(2 / 0.4), abs=0.1)


def test_over_and_under_confidence_show():
    """A posterior of the wrong width gives the wrong numbers: the measures can fail."""
    prior = rng(10).normal(size=(N_PRIOR, 1))
    honest = 0.5 * rng(11).normal(size=(N, 1))
    truth = -np.log(0.5) + (0.25 - 1) / 2
    for factor, sign in ((0.5, 1), (2.0, -1)):
        wrong = factor * honest
        assert sign * (recoverability(wrong, prior)[0] - 0.75) > 0.1
        assert sign * (information_gain(wrong, prior)[0] - truth) > 0.15
    assert information_gain(honest, prior)[0] == pytest.approx(truth, abs=0.08)


def divergence(p, q):
    return np.sum(p[p > 0] * np.log(p[p > 0] / q[p > 0]))


@pytest.mark.parametrize("noise", [0.1, 0.5, 2.0, 100.0])
@pytest.mark.parametrize("of", [lambda k: k, lambda k: 10.0**k, lambda k: 0.1 * k], ids=["whole", "decades", "tenths"])
def test_few_values_have_the_divergence_of_their_probabilities(of, noise):
    """k of 0 .. 9, y = k + noise, with the exact posterior; whatever the ten values are."""
    random, k = rng(12), np.arange(10)
    prior, bias = of(random.integers(10, size=(N_PRIOR, 1)) + 0.0), []
    for y in random.integers(10, size=40) + noise * random.normal(size=40):
        p = np.exp(-(((k - y) ** 2) - ((k - y) ** 2).min()) / (2 * noise**2))
        p /= p.sum()
        gain = information_gain(of(random.choice(k, size=(N, 1), p=p) + 0.0), prior)[0]
        bias.append(gain - divergence(p, np.full(10, 0.1)))
    assert np.mean(bias) == pytest.approx(0, abs=0.02) and np.std(bias) < 0.06


def test_spikes_about_whole_numbers_tell_no_more_than_the_numbers():
    """Networks learn a continuous density of them."""
    prior, posterior = rng(13).integers(8, size=(N_PRIOR, 1)) + 0.0, rng(14).choice([2.0, 6.0], size=(N, 1))
    spikes = posterior + 0.05 * rng(15).normal(size=(N, 1))
    assert information_gain(spikes, prior) == information_gain(posterior, prior)
    assert information_gain(spikes, prior)[0] == pytest.approx(np.log(4), abs=0.05)


@pytest.mark.parametrize("n_prior", [400, N_PRIOR])
def test_whole_numbers_of_many_values(n_prior):
    prior = rng(16).integers(1000, size=(n_prior, 1)) + 0.0
    for width in (1, 10, 200):
        posterior = 400.0 + rng(17).integers(width, size=(N, 1))
        assert information_gain(posterior, prior)[0] == pytest.approx(np.log(1000 / width), abs=0.3)


@pytest.mark.parametrize(("p", "width"), [(1.0, 1.0), (0.0, 0.1), (0.5, 0.1), (0.3, 1.0)])
def test_a_value_that_may_be_exactly_zero_counts_by_itself(p, width):
    """x is 0 with probability .3, else uniform: an effect that may be absent."""

    def draws(of, n, zero, width):
        return np.where(of.random((n, 1)) < zero, 0.0, width * of.random((n, 1)))

    found = information_gain(draws(rng(18), N, p, width), draws(rng(19), N_PRIOR, 0.3, 1.0))[0]
    truth = divergence(np.array([p, 1 - p]), np.array([0.3, 0.7])) - (1 - p) * np.log(width)
    assert found == pytest.approx(truth, abs=0.1)


def test_a_single_value_gives_a_finite_gain():
    prior = rng(14).normal(size=(N_PRIOR, 1))
    gain = information_gain(np.full((N, 1), 0.25), prior)[0]
    assert np.isfinite(gain) and gain > 5
    assert recoverability(np.full((N, 1), 0.25), prior)[0] == 1


def test_parameters_and_measurements_keep_their_places():
    prior = rng(15).normal(size=(N_PRIOR, 3))
    draws = np.array([1.0, 0.1, 0.01]) * rng(16).normal(size=(4, N, 3))
    for measure in (recoverability, information_gain):
        many = measure(draws, prior)
        assert many.shape == (4, 3) and (np.diff(many, axis=1) > 0).all()
        assert many[2] == pytest.approx(measure(draws[2], prior))


def test_units_do_not_matter():
    prior, draws = rng(17).normal(size=(N_PRIOR, 1)), 0.3 * rng(18).normal(size=(N, 1))
    for measure in (recoverability, information_gain):
        assert measure(1e6 * draws + 7, 1e6 * prior + 7) == pytest.approx(measure(draws, prior), rel=1e-6)


def test_bad_input_is_named():
    prior, draws = rng(19).normal(size=(50, 2)), rng(20).normal(size=(50, 2))
    with pytest.raises(ValueError, match="prior: expected 2 columns to match draws, got 1"):
        recoverability(draws, prior[:, :1])
    with pytest.raises(ValueError, match="draws: expected at least 20, got 5"):
        information_gain(draws[:5], prior)
    with pytest.raises(ValueError, match="prior: expected at least 20, got 5"):
        information_gain(draws, prior[:5])
    with pytest.raises(ValueError, match="all the same in column 1"):
        recoverability(draws, prior * [1, 0])
    with pytest.raises(ValueError, match=r"draws: expected shape \(n, dim_x\) or \(n_y, n, dim_x\)"):
        recoverability(draws[0], prior)
    with pytest.raises(ValueError, match="draws: expected finite values, got 100 NaN"):
        recoverability(draws * np.nan, prior)
