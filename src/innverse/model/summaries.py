"""Posteriors of many measurements, each boiled down to a row while its draws are there: memory stays flat.

Draws of row i depend on the seed and on the number i, not on what the other rows say. Two threads work on different
blocks: while statistics of one are taken, the network answers the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import jax
import numpy as np
from numpy.typing import ArrayLike, NDArray

from innverse.arguments.settings import random_seed, whole_number
from innverse.data.observation import measurement_rows
from innverse.diagnostics.marginal_modes import marginal_modes
from innverse.diagnostics.summary import STATISTICS, marginal_statistics
from innverse.model.draw_blocks import rows_for
from innverse.padding import padded, power_of_two
from innverse.problems.column import inside

if TYPE_CHECKING:
    import pandas as pd

    from innverse.model import Model
    from innverse.problems import Column

THREADS = 2
P_VALUE, MODES = "p_value", "modes"
LISTS = ("mode_centres", "mode_weights")
_OF_EACH = (*STATISTICS, MODES, *LISTS)
_MOST_ROWS = 4096
_DRAWS_AT_ONCE, _NUMBERS_AT_ONCE = 1 << 17, 1 << 20


def summaries(
    model: Model, y: ArrayLike | pd.DataFrame, n: int = 1000, seed: int = 0, first_row: int = 0
) -> pd.DataFrame:
    """A row for each of many y, however many: n draws of each are made, summarised and forgotten.

    Args:
        model: what answers.
        y: (n_y, dim_y), or a DataFrame with the measurements as columns. Rows that are not finite, or outside a
            measurement's bounds, get NaN and 0 modes, as do those whose draws are not finite.
        n: draws per y.
        seed: with the number of a row it decides the row's draws, up to rounding those of `Model.sample`.
        first_row: number of the first row of y, for a piece of a longer table.

    Returns:
        `p_value` (that y could come from the training distribution; NaN where the model cannot tell), `modes` (the most
        peaks that any single parameter shows: there are at least so many modes), and for each parameter NAME_median,
        NAME_mean, NAME_sd, NAME_low_68, NAME_high_68, NAME_low_95, NAME_high_95 (central intervals), NAME_modes and,
        as lists from left to right, NAME_mode_centres and NAME_mode_weights (`diagnostics.marginal_modes`).

    Raises:
        ValueError: n < 1, another number of columns, or a model of classes: there are only a few different y then.
    """
    import pandas as pd

    if model.classes:
        raise ValueError("y: expected measurements that are numbers, got classes; ask `posterior(name)` of each class")
    rows = measurement_rows(y, model.measurements)
    n, seed = whole_number("n", n, least=1), random_seed(seed)
    asked = np.logical_and.reduce(np.isfinite(rows) & inside(rows, model.measurements), axis=1)
    blocks = _blocks(rows, asked, rows_at_once(n, len(model.parameters)), first_row)
    frames = [pd.DataFrame(_block(model, block, n, seed)) for block in islice(blocks, 1)]  # compiled by one thread
    with ThreadPoolExecutor(THREADS) as pool:
        frames += map(pd.DataFrame, pool.map(lambda block: _block(model, block, n, seed), blocks))
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=column_names(model.parameters))
    if isinstance(y, pd.DataFrame | pd.Series):
        table.index = y.index
    return table


def column_names(parameters: Sequence[Column]) -> list[str]:
    """Names of the table's columns: two for the whole posterior, then ten for each parameter."""
    return [P_VALUE, MODES, *(f"{column.name}_{name}" for column in parameters for name in _OF_EACH)]


def rows_at_once(n: int, dim_x: int) -> int:
    """How many y are summarised together, with n draws of each.

    >>> rows_at_once(1000, dim_x=4), rows_at_once(1000, dim_x=200)
    (128, 4)
    """
    return min(rows_for(min(_DRAWS_AT_ONCE, _NUMBERS_AT_ONCE // dim_x), n), _MOST_ROWS)


@dataclass(frozen=True, eq=False)
class _Block:
    """Rows y, which of them to ask, the number of the first, and how many rows to compile for."""

    y: NDArray[np.float64]
    asked: NDArray[np.bool_]
    first_row: int
    size: int


def _blocks(rows: NDArray, asked: NDArray, most: int, first_row: int) -> Iterator[_Block]:
    size = min(most, power_of_two(len(rows)))
    for start in range(0, len(rows), size):
        yield _Block(rows[start : start + size], asked[start : start + size], first_row + start, size)


def _block(model: Model, block: _Block, n: int, seed: int) -> dict[str, NDArray | list]:
    y, asked = block.y, block.asked
    answered, p_values, ascending = asked, np.full(len(y), np.nan), np.empty((len(model.parameters), 0, n))
    if asked.any():
        any_instead = np.where(asked[:, None], y, y[asked.argmax()])
        draws = _draws(model, any_instead, block.first_row, block.size, n, seed)
        answered = asked & np.isfinite(draws).all(axis=(1, 2))
        ascending = np.sort(np.moveaxis(draws[answered], 2, 0), axis=2)
        if model.novelty_detector is not None:
            p_values[asked] = model.novelty_detector.p_values(y[asked])
    return _columns(model.parameters, ascending, answered, p_values)


def _draws(model: Model, y: NDArray, first_row: int, size: int, n: int, seed: int) -> NDArray[np.float64]:
    """(len(y), n, dim_x); rows are filled up to `size`, so that the last block is no program of its own."""
    scaled_y, key = padded(model.scaling.scale_y(y), size), jax.random.key(seed)
    return model.scaled.draws_in_units(model.scaling.unscale_x, scaled_y, n, key, first_row)[: len(y)]


def _columns(
    parameters: Sequence[Column], ascending: NDArray, answered: NDArray, p_values: NDArray
) -> dict[str, NDArray | list]:
    """The table of one block from the draws (dim_x, m, n) of its m answered rows; NaN and no modes in the others."""
    statistics = np.full((len(STATISTICS), len(parameters), len(answered)), np.nan)
    statistics[..., answered] = marginal_statistics(ascending)
    table: dict[str, NDArray | list] = {P_VALUE: p_values, MODES: np.zeros(len(answered), np.int32)}
    for i, column in enumerate(parameters):
        counts, centres, weights = _modes(answered, ascending[i])
        told = zip(_OF_EACH, [*statistics[:, i], counts, centres, weights], strict=True)
        table |= {f"{column.name}_{name}": values for name, values in told}
        table[MODES] = np.maximum(table[MODES], counts)
    return table


def _modes(answered: NDArray, ascending: NDArray) -> tuple[NDArray, list, list]:
    counts = np.zeros(len(answered), np.int32)
    centres, weights = [[] for _ in answered], [[] for _ in answered]
    if len(ascending):
        modes = marginal_modes(ascending)
        counts[answered] = modes.counts
        for row, i in enumerate(np.flatnonzero(answered)):
            centres[i] = modes.centres[row, : counts[i]].tolist()
            weights[i] = modes.weights[row, : counts[i]].tolist()
    return counts, centres, weights
