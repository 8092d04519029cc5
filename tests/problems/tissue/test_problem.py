"""The problem: prior, columns, noise, normalisation, what is refused."""

import jax
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import innverse as iv
from innverse.problems.tissue import Tissue
from innverse.problems.tissue.problem import TRUTH

KEY = jax.random.key(0)
TISSUE = Tissue()
NAMES = [column.name for column in TISSUE.measurements]


def normalised(reflectance):
    u = -np.log(reflectance / reflectance.sum(-1, keepdims=True))
    return u / np.linalg.norm(u, axis=-1, keepdims=True)


@pytest.fixture(scope="module")
def prior_draws():
    return np.asarray(TISSUE.sample_prior(KEY, 2000), float)


def test_prior_has_its_support_and_marginals(prior_draws):
    x = prior_draws
    lower, upper = (np.array([getattr(c, bound) for c in TISSUE.parameters]) for bound in ("lower", "upper"))
    assert ((x >= lower) & (x <= upper)).all()
    for i, values in enumerate(x.T):
        amplitude = stats.truncnorm(-18.9 / 10.2, np.inf, 18.9, 10.2)
        law = amplitude if np.isinf(upper[i]) else stats.uniform(lower[i], upper[i] - lower[i])
        assert stats.kstest(values, law.cdf).pvalue > 1e-3
    flat = -np.log((upper - lower)[np.isfinite(upper)]).sum()
    peaks = sum(amplitude.logpdf(x[0, i]) for i in (2, 6, 10))
    assert float(TISSUE.log_prior(x[0])) == pytest.approx(flat + peaks, abs=1e-3)
    assert TISSUE.log_prior(np.array([1.1, *TRUTH[1:]])) == -np.inf


def test_rounding_takes_no_draw_below_zero():
    """Single precision once gave a scattering amplitude of -1.9e-6 in some 100,000 draws."""
    assert np.asarray(TISSUE.sample_prior(KEY, 1_000_000)).min() >= 0


def test_columns_have_units_and_ranges():
    units = {column.name: column.unit for column in TISSUE.parameters}
    assert list(units) == ["sO2"] + [f"{name}_{layer}" for layer in (1, 2, 3) for name in ("vhb", "a_mie", "g", "d")]
    assert {units[f"a_mie_{layer}"] for layer in (1, 2, 3)} == {"1/cm"}
    assert {units[f"d_{layer}"] for layer in (1, 2, 3)} == {"µm"}
    assert all(column.lower == 0 and column.upper == 1 for column in TISSUE.measurements)


def test_the_default_question_is_the_stated_truth():
    assert np.allclose(TISSUE.measured(TISSUE.reflectance([TRUTH]))[0], TISSUE.observed, atol=2e-4)


def test_reflectance_is_what_physics_expects():
    """More blood is darker; oxygen brightens red light; a wider scatterer is brighter."""
    changes = {"truth": {}, "blood": {1: 0.08}, "oxygen": {0: 0.95}, "scattering": {2: 40.0}}
    x = np.array([[change.get(i, value) for i, value in enumerate(TRUTH)] for change in changes.values()])
    truth, blood, oxygen, scattering = TISSUE.reflectance(x)
    assert ((truth > 0) & (truth < 1)).all()
    assert (blood < truth).all() and (scattering > truth).all()
    assert oxygen[NAMES.index("band_660")] > truth[NAMES.index("band_660")]


def test_noise_comes_from_the_key_alone_and_has_the_stated_size():
    x = np.array([TRUTH] * 128)
    y = np.asarray(TISSUE.forward(KEY, x))
    few = np.asarray(TISSUE.forward(KEY, x[:16]))
    assert np.array_equal(few, TISSUE.forward(KEY, x[:16]))
    assert not np.array_equal(few, TISSUE.forward(jax.random.key(1), x[:16]))
    assert np.allclose(np.linalg.norm(y, axis=1), 1, atol=1e-5)
    # To first order y moves as normalised(r (1 + e)) does; E[1/SNR²] = 1/(10 · 200) for SNR ~ U(10, 200).
    snr = np.random.default_rng(0).uniform(10, 200, (20_000, 1))
    e = np.random.default_rng(1).normal(size=(20_000, 8)) / snr
    expected = normalised(np.asarray(TISSUE.reflectance([TRUTH])) * (1 + e)).std(axis=0)
    assert np.allclose(y.std(axis=0), expected, rtol=0.35)


def test_simulated_runs_are_finite(prior_draws):
    y = np.asarray(TISSUE.forward(KEY, prior_draws[:128]))
    assert np.isfinite(y).all() and ((y > 0) & (y < 1)).all()
    assert len(iv.simulate(TISSUE, 4, seed=0).failed) == 0


def test_measured_forgets_the_lamp_and_takes_tables():
    reflectance = np.random.default_rng(0).uniform(0.1, 0.6, (5, 8))
    y = TISSUE.measured(reflectance)
    assert np.allclose(y, normalised(reflectance), atol=1e-6)
    assert np.allclose(y, TISSUE.measured(700 * reflectance), atol=1e-6)
    shuffled = pd.DataFrame(reflectance, columns=NAMES)[NAMES[::-1]].assign(place="colon")
    assert np.allclose(y, TISSUE.measured(shuffled), atol=1e-6)
    assert np.allclose(y[0], TISSUE.measured(dict(zip(NAMES, reflectance[0], strict=True))), atol=1e-6)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"band_660": -0.1}, r"'band_660': expected values within \[0, inf\], got 1 of 1 outside, such as -0.1"),
        ({"band_660": np.nan}, "reflectances: expected positive, finite numbers"),
        ({"band_660": 0.0}, "reflectances: expected positive, finite numbers"),
    ],
)
def test_bad_reflectances_are_refused(table, message):
    with pytest.raises(ValueError, match=message):
        TISSUE.measured(pd.DataFrame([dict.fromkeys(NAMES, 0.3) | table]))


def test_a_missing_band_is_named():
    with pytest.raises(ValueError, match="got none called 'band_660'"):
        TISSUE.measured(pd.DataFrame([dict.fromkeys(NAMES, 0.3)]).drop(columns="band_660"))


def test_parameters_outside_their_range_are_refused():
    with pytest.raises(ValueError, match=r"'vhb_1': expected values within \[0, 0.1\]"):
        TISSUE.forward(KEY, np.array([[0.5, 0.2, *TRUTH[2:]]]))
