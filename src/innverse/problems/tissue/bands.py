"""The camera's eight bands, each 10 nm wide with equal sensitivity, and how to average over their width.

All layers hold the same mixture of haemoglobins. Within a band, then, reflectance depends on the wavelength through one
number, the extinction ε, and a little through scattering. Its average over the band is taken by Gauss's rule with two
points, not in wavelength, where ε has kinks, but in ε itself (the k-distribution of atmospheric optics, Goody and Yung
1989): with mean m, standard deviation σ and skewness γ of ε over the band,

    ε± = m + σ z±,    z± = γ/2 ± √(1 + γ²/4),    weight± = ∓ z∓ / (z₊ − z₋),

exact for cubic polynomials in ε. Scattering is taken at λ± = E[λ (ε − ε∓)] / E[ε − ε∓], exact for what is linear in λ.
"""

from functools import cache
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from numpy.polynomial import legendre

from innverse.problems.tissue.haemoglobin import molar_extinction
from innverse.products import product

BANDS = (580, 470, 660, 560, 480, 511, 600, 700)  # centres, nm
WIDTH = 10  # nm


class BandPoints(NamedTuple):
    """Two points a band: extinction [1/(cm M)], wavelength [nm] and weight, each (n, 8, 2)."""

    extinction: Float[Array, "n 8 2"]
    wavelength: Float[Array, "n 8 2"]
    weight: Float[Array, "n 8 2"]


def band_points(saturation: Float[Array, " n"]) -> BandPoints:
    """Where to calculate reflectance, and how to weigh it, to average over each band.

    >>> band_points(jnp.array([0.7])).weight.sum(-1).round(3).tolist()[0][:3]
    [1.0, 1.0, 1.0]
    """
    offset, weight, oxygenated, deoxygenated = (jnp.asarray(values, saturation.dtype) for values in _inside())
    s = saturation[:, None, None]
    extinction = s * oxygenated + (1 - s) * deoxygenated
    mean = product(extinction, weight)[..., None]
    apart = extinction / mean - 1
    sd = jnp.sqrt(product(apart**2, weight) + 1e-10)[..., None]
    skewness = product(apart**3, weight)[..., None] / sd**3
    root, sides = jnp.sqrt(1 + skewness**2 / 4), jnp.array([-1.0, 1.0])
    z = skewness / 2 + root * sides
    point_weight = jnp.abs(z[..., ::-1]) / (2 * root)
    slant = product(apart, weight * offset)[..., None] / sd
    shift = slant * sides / (2 * root * point_weight)
    return BandPoints(mean * (1 + sd * z), jnp.array(BANDS)[:, None] + shift, point_weight)


@cache
def _inside() -> tuple[np.ndarray, ...]:
    """Offsets from the centre and weights (20,), extinctions (8, 20): two Gauss points in each nm of the table."""
    points, weights = legendre.leggauss(2)
    offset = (np.arange(WIDTH)[:, None] + (points + 1) / 2).ravel() - WIDTH / 2
    return offset, np.tile(weights, WIDTH) / (2 * WIDTH), *molar_extinction(np.array(BANDS)[:, None] + offset)
