"""What haemoglobin absorbs, and averages over the width of a band."""

import jax.numpy as jnp
import numpy as np
import pytest

from innverse.problems.tissue.bands import BANDS, band_points
from innverse.problems.tissue.haemoglobin import molar_extinction
from innverse.problems.tissue.optics import absorption, optics, scattering

# 1/(cm M), as published by S. Prahl.
PUBLISHED = {
    470: (33209, 16156), 480: (26629, 14550), 511: (20093, 26355), 560: (32613, 53788),
    580: (50104, 37020), 600: (3200, 14677), 660: (319.6, 3226.6), 700: (290, 1794.3),
}  # fmt: skip
DENSE = np.linspace(-5, 5, 2001)[:-1] + 0.0025


def test_extinction_is_the_published_one():
    found = molar_extinction(np.array(list(PUBLISHED)))
    assert np.allclose(found, np.array(list(PUBLISHED.values())).T, rtol=4e-3)


def test_wavelengths_outside_the_table_are_refused():
    with pytest.raises(ValueError, match="wavelength: expected 465 to 705 nm, got 400 to 500"):
        molar_extinction(np.array([400.0, 500.0]))


def test_hand_computed_coefficients():
    """ln 10 · 120 / 64500 = 0.0042839; times 20093 /(cm M) times 0.05 is 4.304 /cm; (600/500)^−1.286 = 0.79100."""
    assert float(absorption(jnp.array(20093.0), jnp.array(0.05))) == pytest.approx(4.304, abs=1e-3)
    assert float(scattering(jnp.array(20.0), jnp.array(0.9), jnp.array(600.0))) == pytest.approx(158.20, abs=0.01)


def test_every_layer_has_its_own_columns():
    x = jnp.array([[0.5, 0.01, 10, 0.8, 600, 0.02, 20, 0.9, 500, 0.03, 30, 0.95, 400]])
    found = optics(x, jnp.array([[1e4]]), jnp.array([[500.0]]))
    assert np.allclose(found.absorption[:, 0], [0.4284, 0.8568, 1.2852], rtol=1e-3)
    assert np.allclose(found.scattering[:, 0], [50, 200, 600], rtol=1e-5)
    assert np.allclose(found.thickness[:, 0], [0.06, 0.05, 0.04])


@pytest.mark.parametrize("saturation", [0.0, 0.3, 0.7, 1.0])
def test_two_points_average_over_a_band(saturation, float64):
    """Against 2000 wavelengths: exact for ε, ε², ε³ and λ, good for what a reflectance looks like."""
    wavelength = np.array(BANDS)[:, None] + DENSE
    oxygenated, deoxygenated = molar_extinction(wavelength)
    extinction = saturation * oxygenated + (1 - saturation) * deoxygenated
    points = (np.asarray(part)[0] for part in band_points(jnp.array([saturation])))
    at, light, weight = points

    def error(function):
        true = function(extinction, wavelength).mean(-1)
        return np.abs((function(at, light) * weight).sum(-1) / true - 1).max()

    assert error(lambda e, _: np.ones_like(e)) < 1e-12
    assert max(error(lambda e, _, k=k: e**k) for k in (1, 2, 3)) < 1e-4
    assert error(lambda _, w: w) < 1e-7
    assert error(lambda e, w: np.exp(-np.sqrt(e / 3e3)) * w**-1.286) < 2e-3
    assert ((light > wavelength.min(-1, keepdims=True)) & (light < wavelength.max(-1, keepdims=True))).all()
