"""Networks asked in batches, in scaled coordinates: the compiled half of a model."""

from collections.abc import Callable
from functools import partial
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import PRNGKeyArray
from numpy.typing import NDArray

from innverse.methods.method import LatentMethod
from innverse.model.draw_blocks import DRAWS_PER_BLOCK, Blocks, blocks_at_once, draws_in_blocks, rows_for
from innverse.padding import few_sizes, padded

FARTHEST = 2.0
"""Draws farther out than so many times the farthest training pair are drawn again."""
FARTHEST_ASKED = 1e6
"""What is farther out, in scaled units, is asked for there: single precision has no room for its squares."""
ROUNDS = 4
SIZES = (16, 256, 1024, 2048, 4096, 8192, 16_384, 65_536)
"""Numbers of rows that densities, predictions and slopes are compiled for: more rows than are asked for take time."""


class ScaledModel:
    """A method with its trained networks, stacked along a leading axis of members (an ensemble is their mixture).

    The inverse of a flow can blow up: for a few of 100,000 z an affine flow may land thousands of standard deviations
    away from anything it has seen (Behrmann et al. 2021, arXiv 2006.09347). Draws beyond `FARTHEST` times `reach`, the
    largest |x_i| of the training pairs (dim_x,), are drawn again, up to `ROUNDS` times.
    """

    def __init__(self, method: Any, networks: Any, members: int, reach: NDArray):
        self._method = method
        self._networks = networks
        self._members = members
        self._farthest = np.asarray(FARTHEST * reach, np.float32)

    def draw(self, y: NDArray, n: int, blocks: Blocks, size: int) -> NDArray:
        """(len(y), n, dim_x) draws, row i of y those of block i. Compiled for `size` rows of y."""
        if isinstance(self._method, LatentMethod):  # one program for both
            return self.draw_with_latent(y, n, blocks, size)[0]
        return self._drawn(type(self._method).draw, y, n, blocks, size)

    def draw_with_latent(self, y: NDArray, n: int, blocks: Blocks, size: int) -> tuple[NDArray, NDArray]:
        """The same draws, and the latent (len(y), n, dim_z) that each came from."""
        return self._drawn(type(self._method).draw_with_latent, y, n, blocks, size)

    def draws_in_units(
        self, unscale: Callable[[NDArray], NDArray], scaled_y: NDArray, n: int, key: PRNGKeyArray, first_row: int = 0
    ) -> NDArray[np.float64]:
        """(n_y, n, dim_x) draws for each of many y, in the units that `unscale` gives; see `draws_in_blocks`."""

        def draw(*block: Any) -> tuple[NDArray, ...]:
            return (unscale(self.draw(*block)),)

        return draws_in_blocks(draw, scaled_y, n, key, self._members, first_row)[0]

    def log_density(self, x: NDArray, y: NDArray) -> NDArray:
        """log of the mixture's density at (x_i, y_i), or at one y for all, in blocks."""
        evaluations = self._method.evaluations_per_density(self._networks)
        if len(y) == 1:  # what networks make of y is then made once
            of_one_y = partial(_log_density, self._networks, _padded(y, 1)[0])
            return self._blockwise(of_one_y, x, evaluations=evaluations)
        return self._blockwise(partial(_log_density, self._networks), y, x, evaluations=evaluations)

    def predict(self, x: NDArray) -> NDArray:
        """Mean over members of the predicted y, in blocks."""
        return self._blockwise(partial(_predict, self._networks), x)

    def jacobian(self, x: NDArray) -> NDArray:
        """(n, dim_y, dim_x) derivatives of `predict` at rows of x, in blocks."""
        return self._blockwise(partial(_jacobian, self._networks), x)

    def _drawn(self, draw: Callable, y: NDArray, n: int, blocks: Blocks, size: int) -> Any:
        drawn, wild = self._once(draw, y, n, blocks, size)
        for attempt in range(ROUNDS):
            rows = np.flatnonzero(wild.any(axis=1))
            if not len(rows):
                break
            few = max(1, size // 16)  # most often enough; other sizes would be programs of their own
            size_again = few if len(rows) <= few else size
            again, still = self._once(draw, y[rows], n, blocks.some(rows, attempt), size_again)
            drawn = jax.tree.map(partial(_replaced, rows, wild[rows]), drawn, again)
            wild = _replaced(rows, wild[rows], wild, still)
        return drawn

    def _once(self, draw: Callable, y: NDArray, n: int, blocks: Blocks, size: int) -> tuple[Any, NDArray]:
        """Draws, and which of them (len(y), n) are wild."""
        asked = _padded(y, size), blocks.padded(size), self._farthest
        drawn = _draw(self._networks, *asked, draw, self._method, self._members, n)
        return jax.tree.map(lambda rows: np.asarray(rows)[: len(y)], drawn)

    def _blockwise(self, function: Callable, *arrays: NDArray, evaluations: int = 1) -> NDArray:
        """The function of rows, for each of which so many go through a network side by side."""
        n = len(arrays[0])
        block = few_sizes(n, rows_for(DRAWS_PER_BLOCK * blocks_at_once(), evaluations), SIZES)
        parts = []
        for start in range(0, n, block):
            rows = [array[start : start + block] for array in arrays]
            filled = [_padded(row, block) for row in rows]
            parts.append(np.asarray(function(*filled, self._method, self._members))[: len(rows[0])])
        return np.concatenate(parts) if parts else np.zeros(0)


def _replaced(rows: NDArray, wild: NDArray, drawn: NDArray, again: NDArray) -> NDArray:
    """`drawn` (n_y, n, …) with the wild draws (rows, n) of some rows taken from `again` (rows, n, …)."""
    drawn = drawn.copy()
    drawn[rows] = np.where(wild.reshape(wild.shape + (1,) * (drawn.ndim - 2)), again, drawn[rows])
    return drawn


def _padded(rows: NDArray, block: int) -> NDArray:
    """The rows, the last one repeated up to `block`, in JAX's precision: one compiled program serves all blocks."""
    near = np.clip(rows, -FARTHEST_ASKED, FARTHEST_ASKED).astype(jax.dtypes.canonicalize_dtype(float))
    return padded(near, block)


def _of_members(function: Callable, networks: Any, members: int) -> Any:
    """`function(network, number)` of every member, stacked: one program serves them all, one after the other."""
    arrays, structure = eqx.partition(networks, eqx.is_array)
    if members == 1:  # without the loop, which could not run its products side by side
        only = eqx.combine(jax.tree.map(lambda leaf: leaf[0], arrays), structure)
        return jax.tree.map(lambda result: result[None], function(only, 0))
    return jax.lax.map(lambda now: function(eqx.combine(now[0], structure), now[1]), (arrays, jnp.arange(members)))


@eqx.filter_jit
def _draw(networks, y, blocks, farthest, draw, method, members, n):
    # Not the bound method: those of two equal methods differ, and the program would be compiled again.
    share, keys = -(-n // members), blocks.keys()

    def of_member(network, i):
        return jax.vmap(lambda row, k: draw(method, network, row, share, jax.random.fold_in(k, i)))(y, keys)

    def in_turn(of_members):
        return jnp.moveaxis(of_members, 0, 2).reshape(len(y), share * members, -1)[:, :n]

    drawn = jax.tree.map(in_turn, _of_members(of_member, networks, members))
    # Rare, but one of them can spoil every mean. Not "x > farthest": what is no number is wild.
    return drawn, ~(jnp.abs(jax.tree.leaves(drawn)[0]) <= farthest).all(axis=-1)


@eqx.filter_jit
def _log_density(networks, y, x, method, members):
    key, in_axes = jax.random.key(0), (0, None if y.ndim == 1 else 0)

    def of_member(network, i):
        return jax.vmap(lambda a, b: method.log_density(network, a, b, key), in_axes)(x, y)

    return jax.nn.logsumexp(_of_members(of_member, networks, members), axis=0) - jnp.log(members)


@eqx.filter_jit
def _predict(networks, x, method, members):
    return _of_members(lambda network, i: jax.vmap(partial(method.predict, network))(x), networks, members).mean(0)


@eqx.filter_jit
def _jacobian(networks, x, method, members):
    def of_member(network, i):
        return jax.vmap(jax.jacfwd(partial(method.predict, network)))(x)

    return _of_members(of_member, networks, members).mean(0)
