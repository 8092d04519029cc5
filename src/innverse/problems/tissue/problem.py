"""Tissue oxygenation from multispectral reflectance: how much oxygen does the blood under a camera carry?

Three layers of tissue, lit along the normal; a camera sees the diffuse reflectance in eight bands of 10 nm. Thirteen
parameters:

    sO2 ~ U(0, 1)    oxygen saturation, of all layers
    and in each layer, from the surface down,
    vhb ~ U(0, 0.1)                 volume fraction of blood
    a_mie ~ N(18.9, 10.2²) above 0  scattering amplitude at 500 nm [1/cm]
    g ~ U(0.8, 0.95)                anisotropy of scattering
    d ~ U(600, 1010), U(415, 847), U(395, 603) µm    thickness

What light does in it: `optics` (coefficients), `layer`, `stack` (radiative transfer by adding and doubling, refractive
indices 1.36, 1.36, 1.38, air above and below). Reflectance r of the bands is measured with noise and made independent
of how bright the lamp is:

    r' = r (1 + e),  e ~ N(0, 1/SNR²) for each band, SNR ~ U(10, 200) for each measurement
    u = −log(r' / Σ r'),   y = u / ‖u‖

Setting: the public model of Wirkert et al. 2016 ("colon"), which has the dimensions of the experiment in Ardizzone et
al. 2019 (arXiv 1808.04730, sec. 4.2); that it is the same one is an inference, since data and simulator were not
released. The scattering amplitude, there clipped at 0, is truncated here: a point mass at a tissue that does not
scatter would be no density. Left out: the camera's and the lamp's spectra, polarisation, light from the side, absorbers
other than blood.
"""

from collections.abc import Mapping
from typing import Any, final

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.arguments.names import listed
from innverse.problems.column import Column, check_inside
from innverse.problems.inverse_problem import InverseProblem
from innverse.problems.marginals import log_marginals, sample_marginals
from innverse.problems.tissue.bands import BANDS
from innverse.problems.tissue.forward import reflectance

AMPLITUDE_MEAN, AMPLITUDE_SD = 18.9, 10.2
THICKNESS = ((600.0, 1010.0), (415.0, 847.0), (395.0, 603.0))
LEAST_SNR, GREATEST_SNR = 10.0, 200.0
TRUTH = (0.7, 0.04, 20.0, 0.9, 800.0, 0.06, 20.0, 0.9, 600.0, 0.05, 20.0, 0.9, 500.0)
OBSERVED = (0.4708, 0.3785, 0.2137, 0.4500, 0.3603, 0.3643, 0.2836, 0.2097)


def _layer(number: int) -> tuple[Column, ...]:
    thinnest, thickest = THICKNESS[number - 1]
    return (
        Column(f"vhb_{number}", label=f"blood fraction, layer {number}", lower=0.0, upper=0.1),
        Column(f"a_mie_{number}", unit="1/cm", label=f"scattering amplitude, layer {number}", lower=0.0),
        Column(f"g_{number}", label=f"anisotropy, layer {number}", lower=0.8, upper=0.95),
        Column(f"d_{number}", unit="µm", label=f"thickness, layer {number}", lower=thinnest, upper=thickest),
    )


@final
class Tissue(InverseProblem):
    """Which oxygenation, blood and scattering explain the colour of a tissue? Equations: this module's docstring.

    x (n, 13): sO2, then vhb, a_mie [1/cm], g, d [µm] of each of three layers. y (n, 8): normalised bands; `measured`
    makes them from reflectances. The default question is the noiseless y of sO2 = 0.7 and mid-sized layers, `TRUTH`.

    >>> Tissue().measured(np.full(8, 0.3)).round(3).tolist()
    [0.354, 0.354, 0.354, 0.354, 0.354, 0.354, 0.354, 0.354]
    """

    name = "tissue"
    title = "Tissue oxygenation from multispectral reflectance"
    source = "Wirkert et al. 2016, doi 10.1007/s11548-016-1376-5, for Ardizzone et al. 2019, arXiv 1808.04730"
    parameters = (
        Column("sO2", label="oxygen saturation", lower=0.0, upper=1.0),
        *(column for number in (1, 2, 3) for column in _layer(number)),
    )
    measurements = tuple(Column(f"band_{centre}", label=f"{centre} nm", lower=0.0, upper=1.0) for centre in BANDS)

    def __init__(self):
        self.observed = np.array(OBSERVED)

    def sample_prior(self, key: PRNGKeyArray, n: int) -> Float[Array, "n 13"]:
        """n draws of the thirteen independent priors."""
        return sample_marginals(key, _priors(), n)

    def log_prior(self, x: Any) -> Float[Array, " ..."]:
        """Σ log p_i(x_i), −inf outside the support."""
        return log_marginals(jnp.asarray(x), _priors())

    def forward(self, key: PRNGKeyArray, x: Any) -> Float[Array, "n 8"]:
        """Normalised bands of reflectances with noise.

        Raises:
            ValueError: a parameter outside its range.
        """
        self.check_parameters(x)
        clean = reflectance(x)
        for_snr, for_noise = jax.random.split(key)
        snr = jax.random.uniform(for_snr, (len(clean), 1), minval=LEAST_SNR, maxval=GREATEST_SNR)
        return _normalised(clean * (1 + jax.random.normal(for_noise, clean.shape) / snr))

    def reflectance(self, x: Any) -> np.ndarray:
        """Diffuse reflectance (n, 8) of the bands, between 0 and 1, without noise."""
        self.check_parameters(x)
        return np.asarray(reflectance(x), float)

    def measured(self, reflectances: Any) -> np.ndarray:
        """Measurements y (..., 8) from reflectances of the eight bands, whatever the lamp's brightness.

        Args:
            reflectances: an array (..., 8) in the order of `measurements`, or a mapping or DataFrame by their names.

        Raises:
            ValueError: a band that is missing, or a reflectance that is not positive and finite: the band is named.
        """
        names = [column.name for column in self.measurements]
        if isinstance(reflectances, Mapping) or hasattr(reflectances, "columns"):
            missing = [name for name in names if name not in reflectances]
            if missing:
                raise ValueError(f"reflectances: expected {listed(names)}, got none called {listed(missing)}")
            reflectances = np.stack([np.asarray(reflectances[name], float) for name in names], axis=-1)
        rows = np.asarray(reflectances, float)
        if not (np.isfinite(rows).all() and (rows != 0).all()):
            raise ValueError("reflectances: expected positive, finite numbers, got zero, NaN or infinity")
        check_inside(rows, [Column(name, lower=0.0) for name in names])
        return np.asarray(_normalised(rows), float)


def _normalised(reflectances: Any) -> Any:
    """L1, −log, L2."""
    logarithms = -jnp.log(reflectances / reflectances.sum(axis=-1, keepdims=True))
    return logarithms / jnp.linalg.norm(logarithms, axis=-1, keepdims=True)


def _priors():
    import numpyro.distributions as dist

    layers = [
        [
            dist.Uniform(0, 0.1),
            dist.TruncatedNormal(AMPLITUDE_MEAN, AMPLITUDE_SD, low=0),
            dist.Uniform(0.8, 0.95),
            depth,
        ]
        for depth in (dist.Uniform(*bounds) for bounds in THICKNESS)
    ]
    return [dist.Uniform(0, 1), *(prior for layer in layers for prior in layer)]
