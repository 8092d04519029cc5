"""Reflectance of the eight bands for many tissues: the transport of `stack`, over each band's width, in blocks."""

from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from innverse.problems.blocks import in_blocks
from innverse.problems.tissue.bands import band_points
from innverse.problems.tissue.directions import Directions, directions, refracted
from innverse.problems.tissue.optics import optics
from innverse.problems.tissue.stack import diffuse_reflectance

# Directions beyond the critical angle, others, and such that only the last layer has. Half of all reflectances are
# within 2e-4 of those from 28 directions, nine in ten within 1.2e-3; dark tissues that hardly scatter are worst: 2e-2.
BEYOND_CRITICAL, TRANSMITTED, GRAZING = 6, 6, 2
INDEX, LOWEST_INDEX = 1.36, 1.38
# Few, so that all matrices of a block stay in the processor's cache.
TISSUES_PER_BLOCK = 16


def reflectance(x: Any) -> Float[Array, "n 8"]:
    """Diffuse reflectance of rows x (n, 13), without noise, averaged over each band; float32.

    Single precision changes it by less than 1e-4: `layer` doubles what is small in thin layers.
    """
    return in_blocks(_of_block, jnp.asarray(x, jnp.float32), TISSUES_PER_BLOCK)


@jax.jit
def _of_block(x: Float[Array, "tissues 13"]) -> Float[Array, "tissues 8"]:
    lights = band_points(x[:, 0])
    found = diffuse_reflectance(optics(x, lights.extinction, lights.wavelength), *media())
    return (found.reshape(lights.weight.shape) * lights.weight).sum(axis=-1)


@cache
def media() -> tuple[Directions, Directions]:
    """Directions in the two upper layers, and in the lowest."""
    upper = directions(INDEX, BEYOND_CRITICAL, TRANSMITTED)
    return upper, refracted(upper, LOWEST_INDEX, GRAZING)
