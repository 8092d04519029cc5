"""Optics of tissue: from what it is made of to how it absorbs and scatters light.

    µa = ln(10) · 120 g/L · ε / (64500 g/mol) · v            ε = s ε_HbO2 + (1 − s) ε_Hb
    µs = a (λ / 500 nm)^−1.286 / (1 − g)

with oxygen saturation s, blood volume fraction v, scattering amplitude a [1/cm], anisotropy g, both µ in 1/cm. Sources:
Wirkert et al. 2016, IJCARS 11, 909; Jacques 2013, Phys. Med. Biol. 58, R37.
"""

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from innverse.problems.tissue.haemoglobin import HAEMOGLOBIN_MOLAR_MASS
from innverse.problems.tissue.layer import Optics

HAEMOGLOBIN_IN_BLOOD = 120.0  # g/L
SCATTERING_POWER = 1.286
REFERENCE_WAVELENGTH = 500.0  # nm
CM_PER_MICROMETRE = 1e-4


def optics(
    x: Float[Array, "n 13"], extinction: Float[Array, "n *lights"], wavelength: Float[Array, "n *lights"]
) -> Optics:
    """Coefficients (3, n · lights) of the layers of tissues x in several lights each; the tissue varies slowest.

    >>> tissue = jnp.array([[1.0, *3 * (0.05, 18.9, 0.9, 600.0)]])
    >>> found = optics(tissue, jnp.array([[20093.0, 50104.0]]), jnp.array([[511.0, 580.0]]))
    >>> found.scattering[0].round().tolist(), found.thickness.shape
    ([184.0, 156.0], (3, 2))
    """
    blood, amplitude, g, thickness = jnp.moveaxis(x[:, 1:].reshape(-1, 3, 4), (2, 1), (0, 1))[..., None]
    extinction, wavelength = extinction.reshape(len(x), -1), wavelength.reshape(len(x), -1)
    each = absorption(extinction, blood), scattering(amplitude, g, wavelength), g, CM_PER_MICROMETRE * thickness
    shape = (3, *extinction.shape)
    return Optics(*(jnp.broadcast_to(values, shape).reshape(3, -1) for values in each))


def absorption(extinction: Float[Array, "*#n"], blood: Float[Array, "*#n"]) -> Float[Array, "*n"]:
    """µa [1/cm] from haemoglobin's molar extinction [1/(cm M)] and the blood volume fraction.

    >>> round(absorption(jnp.array(50104.0), jnp.array(0.05)).item(), 2)
    10.73
    """
    return np.log(10) * HAEMOGLOBIN_IN_BLOOD / HAEMOGLOBIN_MOLAR_MASS * extinction * blood


def scattering(
    amplitude: Float[Array, "*#n"], anisotropy: Float[Array, "*#n"], wavelength: Float[Array, "*#n"]
) -> Float[Array, "*n"]:
    """µs [1/cm] from the amplitude [1/cm], g and the wavelength [nm].

    >>> round(scattering(jnp.array(18.9), jnp.array(0.9), jnp.array(500.0)).item(), 1)
    189.0
    """
    return amplitude * (wavelength / REFERENCE_WAVELENGTH) ** -SCATTERING_POWER / (1 - anisotropy)
