"""Σ_ij k(‖a_i − b_j‖²) and its derivatives from one pass over the pairs, in memory that grows as n + m.

With κ_ij = k'(‖a_i − b_j‖²) the derivatives are

    ∂/∂a_i = 2 Σ_j κ_ij (a_i − b_j),     ∂/∂b_j = 2 Σ_i κ_ij (b_j − a_i),

two more products with numbers that are at hand. Automatic differentiation would go through the kernel a second time,
and keep or make again several n × m matrices for it.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax.custom_derivatives import SymbolicZero
from jaxtyping import Array, Float

from innverse.losses.kernels import Kernel
from innverse.products import product

ROWS_PER_BLOCK = 512
"""So that a block's numbers stay in the processor's cache: moving them takes longer than the kernel."""


@partial(jax.custom_jvp, nondiff_argnums=(2,))
def kernel_sum(a: Float[Array, "n dim"], b: Float[Array, "m dim"], kernel: Kernel) -> Float[Array, ""]:
    """Σ_ij k(‖a_i − b_j‖²), exactly, a block of rows of a at a time.

    >>> from innverse.losses import RationalQuadratic
    >>> points = jnp.array([[0.0], [1.0]])
    >>> kernel_sum(points, points, RationalQuadratic((1.0,))).item()
    3.0
    """
    return _over_blocks(lambda rows: (_total(kernel(squared_distances(rows, b))), None), a)[0]


def squared_distances(a: Float[Array, "n dim"], b: Float[Array, "m dim"]) -> Float[Array, "n m"]:
    """‖a_i − b_j‖², clamped at zero: the cancellation in |a|² + |b|² − 2ab goes below it, and powers of it to NaN."""
    return jnp.maximum((a**2).sum(1)[:, None] + (b**2).sum(1)[None, :] - 2 * product(a, b.T), 0.0)


def _along(kernel, points, directions):
    """The sum, and its derivative along directions of a and b; what is not asked for is not computed."""
    a, b = points

    def block(rows):
        distances = squared_distances(rows, b)
        values, slopes = jax.jvp(kernel, (distances,), (jnp.ones_like(distances),))
        return (_total(values), _pull(b, rows, slopes.T)), _pull(rows, b, slopes)

    (total, pull_on_b), pull_on_a = _over_blocks(block, a)
    moved = [
        product(pull.ravel(), direction.ravel())
        for pull, direction in zip((pull_on_a, pull_on_b), directions, strict=True)
        if not isinstance(direction, SymbolicZero)
    ]
    return total, sum(moved, jnp.zeros_like(total))


kernel_sum.defjvp(_along, symbolic_zeros=True)


def _pull(on, towards, slopes):
    """2 Σ_j κ_ij (on_i − towards_j), as one product."""
    drawn = product(slopes, jnp.concatenate([towards, jnp.ones((len(towards), 1), towards.dtype)], axis=1))
    return 2 * (on * drawn[:, -1:] - drawn[:, :-1])


def _total(values):
    # Summed by products: a reduction fused into the kernel runs on one core, several times slower.
    return product(jnp.ones(len(values), values.dtype), product(values, jnp.ones(values.shape[1], values.dtype)))


def _over_blocks(function: Callable[[Array], tuple[Any, Any]], a: Array) -> tuple[Any, Any]:
    """`function(block) -> (to be added up, rows to be put one after the other)` over blocks of rows of a."""
    blocks = -(-len(a) // ROWS_PER_BLOCK)
    if blocks <= 1:
        return function(a)
    rows = -(-len(a) // blocks)
    whole = len(a) - len(a) % rows
    rest = function(a[whole:])

    def step(total, block):
        added, stacked = function(block)
        return jax.tree.map(jnp.add, total, added), stacked

    total, stacked = jax.lax.scan(step, rest[0], a[:whole].reshape(-1, rows, a.shape[1]))
    return total, jax.tree.map(lambda rows, last: jnp.concatenate([rows.reshape(whole, -1), last]), stacked, rest[1])
