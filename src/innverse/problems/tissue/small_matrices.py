"""Products and inverses of many small matrices at once.

Layout (n, n, batch), the batch last: elimination runs elementwise over the batch, which compilers turn into vector
instructions, while a library call for each of n × n matrices takes ten times as long. Products are left to the library:
written out as sums, the compiler fuses them with what follows and computes them many times.
"""

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float

Matrices = Float[Array, "n n batch"]


def identity(n: int, like: Array) -> Float[Array, "n n 1"]:
    """1 for any batch, in the precision of `like`."""
    return jnp.eye(n, dtype=like.dtype)[:, :, None]


def products_of(a: Float[Array, "n k #batch"], b: Float[Array, "k m #batch"]) -> Float[Array, "n m batch"]:
    """a b for each of the batch.

    >>> products_of(jnp.eye(2)[:, :, None], 3 * jnp.ones((2, 1, 5))).shape
    (2, 1, 5)
    """
    return jnp.einsum("ikb,kjb->ijb", a, b, precision=lax.Precision.HIGHEST)


def inverse(a: Matrices) -> Matrices:
    """a⁻¹ by Gauss–Jordan elimination without pivoting: for diagonally dominant matrices, as 1 − R R' is.

    >>> inverse(jnp.array([2.0, 4.0])[None, None, :]).ravel().tolist()
    [0.5, 0.25]
    """
    n = a.shape[0]
    row_number, column_number = jnp.arange(n).reshape(n, 1, 1), jnp.arange(n).reshape(1, n, 1)

    def eliminate(k, a):
        row = jax.lax.dynamic_slice_in_dim(a, k, 1, axis=0)
        column = jax.lax.dynamic_slice_in_dim(a, k, 1, axis=1)
        pivot = 1 / jax.lax.dynamic_slice_in_dim(row, k, 1, axis=1)
        row = row * pivot
        in_row = jnp.where(column_number == k, pivot, row)
        elsewhere = jnp.where(column_number == k, -column * pivot, a - column * row)
        return jnp.where(row_number == k, in_row, elsewhere)

    return jax.lax.fori_loop(0, n, eliminate, a)
