"""Reflection and transmission of one homogeneous layer, by doubling.

Downward radiance u and upward radiance v at the nodes obey, for s = u + v and t = u − v along the depth z,

    ds/dz = −Q t,   dt/dz = −P s,      P = diag((μa + μs')/μ) − μs Σ_even g'^k M_k,   Q: the same with odd k

with M_k the moments of `directions` and μs' = μs (1 − f), g'^k = g^k − f after δ-M. For a layer that is lit alike (or
oppositely) from both sides, s and t at its surface are tied by A or B, where h is half the thickness:

    A = P h · φ(Q P h²),   B = φ(Q P h²) · Q h,   φ(X) = tanh(√X) / √X
    R + T = (1 − A)(1 + A)⁻¹,   T − R = (1 − B)(1 + B)⁻¹

A and B of a thin layer come from the Padé approximant of φ, and are doubled by tanh 2a = 2 tanh a / (1 + tanh² a).
Doubling R and T themselves (van de Hulst 1980; Prahl, van Gemert, Welch 1993, Appl. Opt. 32, 559) gives the same, but
keeps a T close to 1 for thin layers; A and B are small where the layer is thin, so that single precision suffices.
"""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from innverse.problems.tissue.directions import Directions
from innverse.problems.tissue.small_matrices import Matrices, identity, inverse, products_of

# Near 1, where it ends in a thick layer, tanh's error is squared by every doubling: few are enough. Five give 1e-8 up
# to a scattering depth of 150 at g = 0.95.
DOUBLINGS = 5


class Optics(NamedTuple):
    """Absorption and scattering coefficient [1/cm], anisotropy g, thickness [cm] of layers, each (..., batch)."""

    absorption: Float[Array, "*layers batch"]
    scattering: Float[Array, "*layers batch"]
    anisotropy: Float[Array, "*layers batch"]
    thickness: Float[Array, "*layers batch"]

    def layer(self, number: int | slice) -> "Optics":
        """One layer, or some of them."""
        return Optics(*(values[number] for values in self))


@partial(jax.jit, static_argnums=1)
def reflect_and_transmit(optics: Optics, nodes: Directions) -> tuple[Matrices, Matrices]:
    """R and T (n, n, batch) of layers without their boundaries: from √(wμ)-vectors that enter to those that leave."""
    p, q = _couplings(optics, nodes)
    one = identity(len(nodes.cosine), p)
    x = products_of(q, p)
    x_squared = products_of(x, x)
    phi = products_of(inverse(one + x * (4 / 9) + x_squared / 63), one + x / 9 + x_squared / 945)

    def double(_, halves):
        a, b = halves
        shared = inverse(one + products_of(b, a))
        return 2 * products_of(a, shared), 2 * products_of(shared, b)

    a, b = jax.lax.fori_loop(0, DOUBLINGS, double, (products_of(p, phi), products_of(phi, q)))
    total, difference = 2 * inverse(one + a) - one, 2 * inverse(one + b) - one
    return (total - difference) / 2, (total + difference) / 2


def _couplings(optics: Optics, nodes: Directions) -> tuple[Matrices, Matrices]:
    """P and Q times half the thickness of the thinnest sublayer."""
    absorption, scattering, g, thickness = optics
    half = thickness / 2 / 2**DOUBLINGS
    order = nodes.moments.shape[0]
    straight = g**order
    scattered = jnp.stack([g**k - straight for k in range(order)]) * (scattering * half)
    moments = jnp.asarray(nodes.moments, scattering.dtype)
    lost = (absorption + scattering * (1 - straight)) * half
    along = jnp.asarray(np.diag(1 / nodes.cosine), scattering.dtype)[:, :, None] * lost

    def coupling(k):
        return along - jnp.tensordot(moments[k::2], scattered[k::2], ((0,), (0,)), precision=jax.lax.Precision.HIGHEST)

    return coupling(0), coupling(1)
