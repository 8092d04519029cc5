"""From parameters to line luminosities: cluster, shell, ionised layer, emission, one after the other."""

from typing import Any

import jax
import jax.numpy as jnp
from jax.core import Tracer
from jaxtyping import Array, Float

from innverse.problems.blocks import in_blocks
from innverse.problems.star_cluster.emission import log_luminosities
from innverse.problems.star_cluster.nebula import layer
from innverse.problems.star_cluster.shell import Cloud, expand
from innverse.problems.star_cluster.stellar import output
from innverse.problems.star_cluster.units import DENSITY

AGE = 3  # its column of x
BLOCK = 100


def noiseless(x: Any) -> Float[Array, "n 12"]:
    """log10 L (n, 12) [erg/s] of parameters x (n, 6), the columns of `StarCluster`; NaN where a run failed.

    >>> import numpy as np
    >>> round(float(noiseless(np.array([[6.0, 0.05, 2.5, 1.0, 0.0, 0.8]]))[0, 3]), 1)
    39.0
    """
    return _rows(x)[0] if isinstance(x, Tracer) else in_blocks(_rows, jnp.asarray(x), BLOCK)[0]


def radii(x: Any, ages: Any) -> Float[Array, "n k"]:
    """R [pc] (n, k) of the shells of x (n, 6) at ages [Myr] (n, k); NaN once a shell has stopped."""
    x, ages = jnp.asarray(x), jnp.asarray(ages)
    every_age = jnp.repeat(x, ages.shape[1], axis=0).at[:, AGE].set(ages.ravel())
    return in_blocks(_rows, every_age, BLOCK)[1].reshape(ages.shape)


@jax.jit
def _rows(x):
    return jax.vmap(_log_luminosities_and_radius)(x)


def _log_luminosities_and_radius(row: Array) -> tuple[Array, Array]:
    log_mass, efficiency, log_density, age, log_metallicity, cooling = row
    mass, metallicity = 10**log_mass, 10**log_metallicity
    cloud = Cloud((1 - efficiency) * mass, efficiency * mass, DENSITY * 10**log_density, metallicity, cooling)
    shell, stars = expand(cloud, age), output(age, metallicity)
    ionised = layer(shell, cloud.stars, stars, metallicity)
    dissolved = ionised.log_density < 0
    return jnp.where(dissolved, jnp.nan, log_luminosities(ionised, stars, metallicity)), shell.radius
