"""Diffuse reflectance of a stack of layers between air and air, by adding from the bottom up.

    R' = R + T (1 − R_below R)⁻¹ R_below T        a layer (R, T) laid on what reflects R_below

A boundary between refractive indices reflects ρ (Fresnel) of each direction and lets the rest through. Light enters
along the normal; what its first contact with air reflects, ((n − 1)/(n + 1))², does not count: reflectance is what
comes out of the tissue. (Prahl 1995, in Welch and van Gemert, Optical-Thermal Response of Laser-Irradiated Tissue, ch.
5.)
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from innverse.problems.tissue.directions import Directions, fresnel, reflected_by_air
from innverse.problems.tissue.layer import Optics, reflect_and_transmit
from innverse.problems.tissue.small_matrices import Matrices, identity, inverse, products_of
from innverse.products import product


def diffuse_reflectance(
    optics: Optics, upper: Directions, lowest: Directions, bottom: np.ndarray | None = None
) -> Float[Array, " batch"]:
    """Share of the light that comes back out of the layers, for light that enters along the normal.

    Args:
        optics: each (layers, batch), from the surface down.
        upper: directions in all layers but the last.
        lowest: directions in the last layer: the same object, or `refracted` ones.
        bottom: reflectance of the lower boundary in each direction of `lowest`; that of air when left out.
    """
    bottom = reflected_by_air(lowest) if bottom is None else bottom
    reflection, transmission = reflect_and_transmit(optics.layer(-1), lowest)
    below = _over_boundary(reflection, transmission, jnp.asarray(bottom, reflection.dtype))
    if lowest is not upper:
        below = _through_boundary(below, upper, lowest)
    for layer in reversed(_upper_layers(optics, upper)):
        below = _laid_on(*layer, below)
    return _out_of_the_surface(below, upper)


def _upper_layers(optics: Optics, nodes: Directions) -> list[tuple[Matrices, Matrices]]:
    """R and T of all layers but the last, computed as one batch."""
    number, batch = optics.absorption.shape[0] - 1, optics.absorption.shape[1]
    if number == 0:
        return []
    flat = Optics(*(values[:-1].reshape(number * batch) for values in optics))
    both = (jnp.split(matrices, number, axis=-1) for matrices in reflect_and_transmit(flat, nodes))
    return list(zip(*both, strict=True))


@jax.jit
def _laid_on(reflection: Matrices, transmission: Matrices, below: Matrices) -> Matrices:
    one = identity(below.shape[0], below)
    between = inverse(one - products_of(below, reflection))
    return reflection + products_of(transmission, products_of(between, products_of(below, transmission)))


@jax.jit
def _over_boundary(reflection: Matrices, transmission: Matrices, boundary: Array) -> Matrices:
    """A layer on a boundary that reflects each direction into itself: `_laid_on` for a diagonal matrix."""
    one = identity(reflection.shape[0], reflection)
    back = transmission * boundary[None, :, None]
    return reflection + products_of(
        back, products_of(inverse(one - reflection * boundary[None, :, None]), transmission)
    )


@partial(jax.jit, static_argnums=(1, 2))
def _through_boundary(below: Matrices, upper: Directions, lowest: Directions) -> Float[Array, "m m batch"]:
    """What the denser medium reflects, seen from above the boundary; its grazing directions never cross it."""
    grazing = len(lowest.cosine) - len(upper.cosine)
    rho = jnp.asarray(fresnel(lowest.cosine, lowest.index, upper.index), below.dtype)
    one = identity(len(rho), below)
    inside = products_of(inverse(one - below * rho[None, :, None]), below)[grazing:, grazing:]
    rho = rho[grazing:]
    crossing = (1 - rho)[:, None, None]
    return crossing * inside * crossing.swapaxes(0, 1) + rho[:, None, None] * identity(len(upper.cosine), below)


@partial(jax.jit, static_argnums=1)
def _out_of_the_surface(below: Matrices, upper: Directions) -> Float[Array, " batch"]:
    rho = jnp.asarray(reflected_by_air(upper), below.dtype)
    one = identity(len(rho), below)
    up = products_of(inverse(one - below * rho[None, :, None]), below[:, -1:])[:, 0]
    leaving = jnp.asarray(upper.flux, below.dtype) * (1 - rho)
    return (1 - rho[-1]) / upper.flux[-1] * product(leaving, up)
