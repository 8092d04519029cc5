"""Maximum mean discrepancy: how far apart two sets of points are as distributions (Gretton et al. 2012)."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from innverse.losses.kernel_sum import kernel_sum
from innverse.losses.kernels import Kernel

MMD_BATCH = 512
"""Points of each sample in training: the MMD of few is mostly noise."""


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
    centre = jax.lax.stop_gradient(b.mean(axis=0))  # far from zero, distances would be lost to cancellation
    a, b = a - centre, b - centre
    within = _mean_within(a, kernel, unbiased) + _mean_within(b, kernel, unbiased)
    return within - 2 * kernel_sum(a, b, kernel) / (float(a.shape[0]) * b.shape[0])


def _mean_within(a, kernel, unbiased):
    n = float(a.shape[0])  # n² leaves 32-bit integers at n = 46,341
    total = kernel_sum(a, a, kernel)
    if unbiased:
        return (total - n * kernel(jnp.zeros((), a.dtype))) / (n * (n - 1))
    return total / n**2
