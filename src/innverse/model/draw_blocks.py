"""Draws are numbered and made in blocks: memory stays flat, and each has a random key of its own.

The key of a block depends on the seed, on the number of its measurement, and on its own number among the blocks of that
measurement: not on what else is asked for, nor on how many blocks a device makes at once.
"""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Int, Key, PRNGKeyArray
from numpy.typing import NDArray

from innverse.counted_calls import part_done
from innverse.padding import padded, power_of_two

DRAWS_PER_BLOCK = 1 << 13
"""Passes of a network, few enough for what lies between its layers to stay in a processor's cache."""
MOST_EQUAL_BLOCKS = 4
BLOCKS_ON_AN_ACCELERATOR = 32
"""Blocks in one program: such a device wants to be filled."""
AGAIN = 1 << 20
"""Numbers the keys of draws that are drawn again, apart from those of rows."""
FIRST_TIME = -1


class Blocks(NamedTuple):
    """Which draws are asked for: of each of n measurements, a block of draws.

    Attributes:
        key: random key of everything that is asked for.
        column: (n,) number of the block among the draws of its measurement.
        row: (n,) number of the measurement.
        again: how many times these draws were drawn again before, from 0; −1 for the first time.
    """

    key: PRNGKeyArray
    column: Int[np.ndarray, " n"]
    row: Int[np.ndarray, " n"]
    again: NDArray

    def keys(self) -> Key[Array, " n"]:
        """A key for every block."""

        def of_block(column, row):
            first = jax.random.fold_in(self.key, column)
            # A choice inside the program, so that the same one draws for the first time and again.
            key = jnp.where(self.again == FIRST_TIME, first, jax.random.fold_in(first, AGAIN + self.again))
            return jax.random.fold_in(key, row)

        return jax.vmap(of_block)(self.column, self.row)

    def some(self, which: NDArray, again: int) -> "Blocks":
        """Those that are drawn again."""
        return Blocks(self.key, self.column[which], self.row[which], np.asarray(again))

    def padded(self, n: int) -> "Blocks":
        """The last one repeated up to n: one compiled program serves all numbers of blocks."""
        return self._replace(column=padded(self.column, n), row=padded(self.row, n))


def draws_in_blocks(
    draw: Callable[..., tuple[NDArray, ...]],
    scaled_y: NDArray,
    n: int,
    key: PRNGKeyArray,
    members: int,
    first_row: int = 0,
) -> list[NDArray[np.float64]]:
    """n draws for each of many y, each array (n_y, n, dim), asked for in blocks so that memory stays flat.

    Args:
        draw: called as `draw(rows of y, draws, blocks, rows compiled for)`; arrays (rows, draws, dim).
        scaled_y: (n_y, dim_y), at least one row.
        n: draws per y.
        key: random key; the same one gives the same draws, row by row, on every device but for rounding.
        members: networks that take turns; every block is a whole number of turns, so that draw i is of member
            i modulo their number throughout.
        first_row: number of the first row, for a piece of a longer table.
    """
    n_y, n_block, whole = len(scaled_y), draws_per_block(n, members), []
    blocks = n_y * -(-n // n_block)
    # A power of two, so that few sizes are compiled; not the full one, which draws for rows that nobody asked for.
    size = min(rows_for(DRAWS_PER_BLOCK * blocks_at_once(), n_block), power_of_two(blocks))
    for start in range(0, blocks, size):
        column, row = np.divmod(np.arange(start, min(start + size, blocks)), n_y)
        parts = draw(scaled_y[row], n_block, Blocks(key, column, first_row + row, np.asarray(FIRST_TIME)), size)
        whole = whole or [np.empty((n_y, n, part.shape[-1])) for part in parts]
        for array, part in zip(whole, parts, strict=True):
            for number in np.unique(column):
                of_it, there = column == number, slice(number * n_block, (number + 1) * n_block)
                array[row[of_it], there] = part[of_it, : n - there.start]
        part_done((start + len(row)) / blocks)
    return whole


def draws_per_block(n: int, members: int) -> int:
    """n where they fit into one block, a whole number of turns otherwise: up to four equal blocks, or full ones.

    The last of many full blocks may be made in vain for the most part; other sizes would be programs of their own.

    >>> [draws_per_block(n, 1) for n in (1_000, 10_000, 30_000, 100_000)]
    [1000, 5000, 7500, 8192]
    """
    most = DRAWS_PER_BLOCK - DRAWS_PER_BLOCK % members
    blocks = -(-n // most)
    if blocks == 1 or blocks > MOST_EQUAL_BLOCKS:
        return min(n, most)
    equal = -(-n // blocks)
    return equal + -equal % members


def blocks_at_once() -> int:
    """How many blocks of draws a program makes on the device that JAX uses."""
    return 1 if jax.default_backend() == "cpu" else BLOCKS_ON_AN_ACCELERATOR


def rows_for(draws: int, n: int) -> int:
    """Number of y of which n draws each are at most `draws`, or one: a power of two, so that few sizes are compiled."""
    return 1 << (max(1, draws // n).bit_length() - 1)
