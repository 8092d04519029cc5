"""From parameters to line luminosities: cluster, shell, ionised layer, emission, one after the other."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax.core import Tracer
from jaxtyping import Array, Float

from innverse.problems.star_cluster.emission import log_luminosities
from innverse.problems.star_cluster.nebula import layer
from innverse.problems.star_cluster.shell import Cloud, expand
from innverse.problems.star_cluster.stellar import output
from innverse.problems.star_cluster.units import DENSITY

AGE = 3  # its column of x
BLOCK = 1000


def noiseless(x: Any) -> Float[Array, "n 12"]:
    """log10 L (n, 12) [erg/s] of parameters x (n, 6), the columns of `StarCluster`; NaN where a run failed.

    >>> import numpy as np
    >>> round(float(noiseless(np.array([[6.0, 0.05, 2.5, 1.0, 0.0, 0.8]]))[0, 3]), 1)
    39.0
    """
    return _rows(x) if isinstance(x, Tracer) else _in_blocks(_rows, jnp.asarray(x))


def radii(x: Any, ages: Any) -> Float[Array, "n k"]:
    """R [pc] (n, k) of the shells of x (n, 6) at ages [Myr] (n, k); NaN once a shell has stopped."""
    x, ages = jnp.asarray(x), jnp.asarray(ages)
    every_age = jnp.repeat(x, ages.shape[1], axis=0).at[:, AGE].set(ages.ravel())
    return _in_blocks(_row_radii, every_age).reshape(ages.shape)


def _in_blocks(function: Callable[[Array], Array], x: Array) -> Array:
    # Blocks of one size: a program is compiled once, whatever n is, and memory stays flat.
    padded = jnp.pad(x, [(0, -len(x) % BLOCK), (0, 0)], mode="edge")
    return jnp.concatenate([function(padded[start : start + BLOCK]) for start in range(0, len(padded), BLOCK)])[
        : len(x)
    ]


@jax.jit
def _rows(x):
    return jax.vmap(_log_luminosities)(x)


@jax.jit
def _row_radii(x):
    return jax.vmap(lambda row: expand(_cloud(row), row[AGE]).radius)(x)


def _log_luminosities(row: Array) -> Array:
    cloud = _cloud(row)
    stars = output(row[AGE], cloud.metallicity)
    ionised = layer(expand(cloud, row[AGE]), cloud.stars, stars, cloud.metallicity)
    dissolved = ionised.log_density < 0
    return jnp.where(dissolved, jnp.nan, log_luminosities(ionised, stars, cloud.metallicity))


def _cloud(row: Array) -> Cloud:
    log_mass, efficiency, log_density, _, log_metallicity, cooling = row
    stars = efficiency * 10**log_mass
    return Cloud(10**log_mass - stars, stars, DENSITY * 10**log_density, 10**log_metallicity, cooling)
