"""The ionised layer on the inside of the shell: how dense and hot it is, and which ions it holds.

    n_e = (P + L_bol / (4πR²c)) / (2 k T),   n_H = n_e / (1 + He/H),   U = Q / (4πR² n_H c)
    absorbed fraction of Q = min(1, M / M_ion),   M_ion = 1.4 m_H Q / (α_B n_e)

The layer is in pressure balance with the bubble and the light it stops (Pellegrini et al. 2007, ApJ 658, 1119); a shell
that has too little gas to stop all photons lets the rest out.

Temperatures, T4 = T / 10⁴ K:  12 + log O/H = 9.82 − 1.49 T4 for O²⁺ (Shaver et al. 1983, MNRAS 204, 53, from radio
recombination lines), T(O⁺) = 0.70 T(O²⁺) + 3000 K, T(S²⁺) = 0.83 T(O²⁺) + 1700 K (Garnett 1992, AJ 103, 1330).

Elements: O, Ne, S, Ar proportional to Z from the solar values of Asplund et al. 2009 (ARA&A 47, 481);
log N/O = log(10^−1.732 + 10^(log O/H + 2.19)), primary and secondary (Nicholls et al. 2017, MNRAS 466, 4403);
He/H = 0.0737 + 0.024 Z/Z☉ (Dopita et al. 2006, ApJS 167, 177).

Ions, in two zones. Helium is ionised in the fraction f of the layer,
    f = min(1, (Q_He/Q) (α_B(H)/α_B(He)) / (He/H)),   α_B(H)/α_B(He) = 0.95 (Osterbrock & Ferland 2006, section 2.4)
and only there O²⁺, Ne²⁺ and Ar²⁺ exist, since they take more than 24.6 eV to make. In that zone
    log [O II] 3727 / [O III] 4959+5007 = −(log U + 3.02) / 0.80      (Díaz et al. 2000, MNRAS 318, 462)
and N⁺, Ne²⁺, Ar²⁺, S⁺ + S²⁺ follow from v = O⁺/O by the ionisation correction factors of Izotov et al. 2006 (A&A 448,
955, equations 18, 19, 20, 22 for 12 + log O/H > 8.2). In the rest O, N are singly ionised, S once or twice. Everywhere
    log [S II] 6716+6731 / [S III] 9069+9532 = −(log U + 2.99) / 1.68      (Díaz et al. 1991, MNRAS 253, 245).
Both are photoionisation fits to line ratios; they become ratios of ions with the emissivities at 10⁴ K, 100 cm⁻³.

Left out: dust (in the layer and on the way to us), temperature and U-dependent heating, neutral gas ([O I]), charge
exchange, the outer zone that a layer with too little gas lacks, depletion of elements on grains.
"""

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array

from innverse.problems.star_cluster.lines import Zone
from innverse.problems.star_cluster.shell import Shell
from innverse.problems.star_cluster.stellar import Output
from innverse.problems.star_cluster.units import (
    BOLTZMANN,
    MASS_PER_HYDROGEN,
    MYR,
    PARSEC,
    PRESSURE,
    SOLAR_MASS,
    SPEED_OF_LIGHT,
)

LOG_LIGHT = np.log10(SPEED_OF_LIGHT * PARSEC / MYR)  # c [cm/s]
SOLAR_OXYGEN = 8.69
RELATIVE_TO_OXYGEN = {"Ne": 7.93 - 8.69, "S": 7.12 - 8.69, "Ar": 6.40 - 8.69}
# ε([O III] 4959+5007) / ε([O II] 3726+3729) and ε([S III] 9069+9532) / ε([S II] 6716+6731) at 10⁴ K, 100 cm⁻³, PyNeb.
OXYGEN_EMISSIVITIES = 1.376
SULPHUR_EMISSIVITIES = 0.568


class Layer(NamedTuple):
    """log10 n_e [1/cm³], log10 U, and log10 of the absorbed photons [1/s]."""

    log_density: Array
    log_ionisation: Array
    log_absorbed: Array


def temperatures(metallicity: Array) -> Array:
    """T [K] of the three zones, in the order of `Zone`, for Z/Z☉.

    >>> temperatures(jnp.array(1.0)).round().tolist()
    [7584.0, 7995.0, 8309.0]
    """
    high = 1e4 * (9.82 - SOLAR_OXYGEN - jnp.log10(metallicity)) / 1.49
    return jnp.stack([high, 0.83 * high + 1700, 0.70 * high + 3000])


def recombination(temperature: Array) -> Array:
    """log10 α_B of hydrogen [cm³/s] at T [K]: Draine 2011, equation 14.6.

    >>> round(float(recombination(jnp.array(1e4))), 2)
    -12.6
    """
    t4 = temperature / 1e4
    return np.log10(2.54e-13) - (0.8163 + 0.0208 * jnp.log(t4)) * jnp.log10(t4)


def helium(metallicity: Array) -> Array:
    """He/H by number."""
    return 0.0737 + 0.024 * metallicity


def layer(shell: Shell, stars: Array, output: Output, metallicity: Array) -> Layer:
    """The ionised layer of a shell around `stars` [M☉] with `output` for each solar mass."""
    temperature = temperatures(metallicity)[Zone.HIGH]
    log_area = jnp.log10(4 * jnp.pi * shell.radius**2) + 2 * np.log10(PARSEC)
    log_stars = jnp.log10(stars)
    light = output.light * stars / (4 * jnp.pi * shell.radius**2 * SPEED_OF_LIGHT)
    log_density = jnp.log10((shell.pressure + light) * (PRESSURE / BOLTZMANN) / (2 * temperature))
    log_photons = output.log_photons + log_stars
    log_hydrogen = log_density - jnp.log10(1 + helium(metallicity))
    log_ionised = log_photons - recombination(temperature) - log_density + np.log10(MASS_PER_HYDROGEN / SOLAR_MASS)
    absorbed = jnp.minimum(0.0, jnp.log10(shell.mass) - log_ionised)
    log_ionisation = log_photons - log_area - log_hydrogen - LOG_LIGHT
    return Layer(log_density, log_ionisation, log_photons + absorbed)


def abundances(metallicity: Array) -> dict[str, Array]:
    """log10 of each element's number relative to hydrogen.

    >>> round(float(abundances(jnp.array(1.0))["N"]), 2)
    -4.34
    """
    oxygen = SOLAR_OXYGEN - 12 + jnp.log10(metallicity)
    nitrogen = oxygen + jnp.log10(10**-1.732 + 10 ** (oxygen + 2.19))
    proportional = {element: oxygen + ratio for element, ratio in RELATIVE_TO_OXYGEN.items()}
    hydrogen = jnp.zeros_like(oxygen)
    return {"H": hydrogen, "He": jnp.log10(helium(metallicity)), "O": oxygen, "N": nitrogen, **proportional}


def helium_zone(output: Output, metallicity: Array) -> Array:
    """f: the fraction of the layer in which helium is ionised."""
    hardness = 10 ** (output.log_helium_photons - output.log_photons)
    return jnp.minimum(1.0, 0.95 * hardness / helium(metallicity))


def ion_fractions(log_ionisation: Array, zone: Array) -> dict[tuple[str, int], Array]:
    """Which fraction of an element is in the ion (element, charge), averaged over the layer; `zone` is f.

    >>> fractions = ion_fractions(jnp.array(-3.02), jnp.array(1.0))
    >>> round(float(fractions["O", 1] + fractions["O", 2]), 3)
    1.0
    """
    v = _share(OXYGEN_EMISSIVITIES * 10 ** (-(log_ionisation + 3.02) / 0.80))
    w = 1 - v
    nitrogen = _at_most_one(1 / (-1.476 * v + 1.752 + 0.688 / v))
    neon = w / (0.546 + 0.927 * w - 0.591 * w**2)
    sulphur = zone * _at_most_one(1 / (0.178 * v + 0.610 + 0.153 / v)) + 1 - zone
    argon = 1 / (0.517 * v + 0.763 + 0.042 / v)
    once = _share(SULPHUR_EMISSIVITIES * 10 ** (-(log_ionisation + 2.99) / 1.68))
    return {
        ("H", 1): jnp.ones_like(zone),
        ("He", 1): zone,
        ("O", 1): 1 - zone * w,
        ("O", 2): zone * w,
        ("N", 1): zone * nitrogen + 1 - zone,
        ("Ne", 2): zone * _at_most_one(neon),
        ("S", 1): sulphur * once,
        ("S", 2): sulphur * (1 - once),
        ("Ar", 2): zone * argon,
    }


def _share(ratio: Array) -> Array:
    """The first one's share of two whose ratio is known."""
    return ratio / (1 + ratio)


def _at_most_one(fraction: Array) -> Array:
    return jnp.minimum(1.0, fraction)
