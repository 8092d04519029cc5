"""Maximum mean discrepancy: how far apart two sets of points are as distributions (Gretton et al. 2012)."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from innverse.losses.kernels import Kernel

ROWS_PER_BLOCK = 2048


def mmd_squared(
    a: Float[Array, "n dim"], b: Float[Array, "m dim"], kernel: Kernel, *, unbiased: bool = False
) -> Float[Array, ""]:
    """MMD² = E k(a, a') + E k(b, b') − 2 E k(a, b) of two samples (Gretton et al. 2012, eqs. 3 and 5).

    Reduces both samples to a scalar, exactly, in memory that grows as n + m, also for its gradient. The biased estimate
    (the paper's training loss) is never negative; the unbiased one leaves out the pairs (a_i, a_i) and averages to
    zero for equal distributions.

    Args:
        a, b: samples, one point a row.
        kernel: function of the squared distance.
        unbiased: which of the two estimates.

    Raises:
        ValueError: samples that are not two-dimensional, or of different width.

    >>> from innverse.losses import Gaussian
    >>> points = jnp.array([[0.0], [1.0]])
    >>> round(mmd_squared(points, points, Gaussian()).item(), 6)
    0.0
    """
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[1]:
        raise ValueError(f"mmd_squared: expected samples of shape (n, dim) and (m, dim), got {a.shape} and {b.shape}")
    within = _mean_within(a, kernel, unbiased) + _mean_within(b, kernel, unbiased)
    return within - 2 * _kernel_sum(a, b, kernel) / (float(a.shape[0]) * b.shape[0])


def squared_distances(a: Float[Array, "n dim"], b: Float[Array, "m dim"]) -> Float[Array, "n m"]:
    """‖a_i − b_j‖², clamped at zero: the cancellation in |a|² + |b|² − 2ab goes below it, and powers of it to NaN."""
    return jnp.maximum((a**2).sum(1)[:, None] + (b**2).sum(1)[None, :] - 2 * a @ b.T, 0.0)


def _mean_within(a, kernel, unbiased):
    n = float(a.shape[0])  # n² leaves 32-bit integers at n = 46,341
    total = _kernel_sum(a, a, kernel)
    if unbiased:
        return (total - n * kernel(jnp.zeros((), a.dtype))) / (n * (n - 1))
    return total / n**2


def _kernel_sum(a, b, kernel):
    """Σ_ij k(a_i, b_j), a block of rows at a time; the backward pass recomputes a block instead of keeping it."""
    n, rows = a.shape[0], ROWS_PER_BLOCK

    def block_sum(block):
        # Summed by products: a reduction fused into the kernel runs on one core, several times slower.
        return jnp.ones(len(block), a.dtype) @ (kernel(squared_distances(block, b)) @ jnp.ones(len(b), a.dtype))

    if n <= rows:
        return block_sum(a)
    block_sum = jax.checkpoint(block_sum)
    whole = n - n % rows
    blocks = a[:whole].reshape(-1, rows, a.shape[1])
    total = jax.lax.scan(lambda total, block: (total + block_sum(block), None), jnp.zeros((), a.dtype), blocks)[0]
    return total + block_sum(a[whole:])
