"""Line luminosities of an ionised layer.

    L_line = (Q_absorbed / α_B(T)) (X_i/H⁺) ε_line(T_zone, n_e)

since α_B n_e n_p V is the number of photons absorbed a second; α_B at the temperature of hydrogen. ε comes from a table
made with PyNeb (`build_table`), log ε interpolated linearly over log T and log n_e; n_e is held within 1 and 10⁴ cm⁻³.
"""

from functools import cache
from importlib.resources import files

import jax.numpy as jnp
import numpy as np
from jax import Array, vmap
from jax.scipy.ndimage import map_coordinates

from innverse.problems.star_cluster.lines import LINES, Zone
from innverse.problems.star_cluster.nebula import (
    Layer,
    abundances,
    helium_zone,
    ion_fractions,
    recombination,
    temperatures,
)
from innverse.problems.star_cluster.stellar import Output

FAINTEST = 1e-12  # stands in for an ion that is not there: its line vanishes, its logarithm does not


@cache
def emissivities() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """log10 T (n_T,), log10 n_e (n_n,), and log10 ε of every line (n_lines, n_T, n_n) [erg cm³/s]."""
    import pandas as pd

    with (files("innverse.problems.star_cluster") / "emissivities.csv").open() as file:
        table = pd.read_csv(file)
    log_temperatures, log_densities = (np.unique(table[axis]) for axis in ("log_temperature", "log_density"))
    shape = len(log_temperatures), len(log_densities)
    return log_temperatures, log_densities, np.stack([table[line.name].to_numpy().reshape(shape) for line in LINES])


def log_emissivities(temperature: Array, log_density: Array) -> Array:
    """log10 ε (n_lines,) [erg cm³/s] at each line's temperature (n_lines,) [K] and one log10 n_e [1/cm³].

    >>> both = log_emissivities(jnp.full(12, 1e4), jnp.array(2.0))
    >>> round(float(10 ** (both[6] - both[3])), 2)
    2.86
    """
    log_temperatures, log_densities, table = emissivities()
    row = (jnp.log10(temperature) - log_temperatures[0]) / (log_temperatures[1] - log_temperatures[0])
    column = (log_density - log_densities[0]) / (log_densities[1] - log_densities[0])
    return vmap(lambda values, at: map_coordinates(values, [at, column], order=1, mode="nearest"))(
        jnp.asarray(table, row.dtype), row
    )


def log_luminosities(layer: Layer, output: Output, metallicity: Array) -> Array:
    """log10 L (12,) [erg/s] of the lines, in the order of `LINES`."""
    zones = temperatures(metallicity)
    elements = abundances(metallicity)
    fractions = ion_fractions(layer.log_ionisation, helium_zone(output, metallicity))
    ions = jnp.stack([elements[line.ion[0]] + _log_fraction(fractions[line.ion]) for line in LINES])
    emissivity = log_emissivities(zones[jnp.array([line.zone for line in LINES])], layer.log_density)
    return layer.log_absorbed - recombination(zones[Zone.HIGH]) + ions + emissivity


def _log_fraction(fraction: Array) -> Array:
    return jnp.log10(jnp.maximum(fraction, FAINTEST))
