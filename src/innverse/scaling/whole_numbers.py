"""Measurements that are whole numbers, such as counts: which they are, and noise of a unit that gives them a density.

    y + e,   e ~ U(−½, ½)

A density of y as it is piles up on whole numbers; that of y + e is flat over every unit, and its integral there is the
probability of y (Theis, van den Oord, Bethge 2016, arXiv 1511.01844, sec. 3.1).
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from innverse.problems.column import Column

MOST = 1 << 16
"""Beyond, single precision loses more than a hundredth of a unit: such numbers are taken as they are."""


def whole_columns(y: np.ndarray) -> np.ndarray:
    """Which columns of y (n, dim_y) hold whole numbers only: (dim_y,).

    >>> whole_columns(np.array([[1.0, 1.0], [3.0, 3.5]])).tolist()
    [True, False]
    """
    return (y == np.round(y)).all(axis=0) & (np.abs(y).max(axis=0) < MOST)


def spread_over_units(y: np.ndarray, whole: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """y (n, dim_y), with noise e of its own for every row where columns are whole (dim_y,)."""
    return np.where(whole, y + rng.uniform(-0.5, 0.5, y.shape), y)


def without_bounds(columns: Iterable[Column], whole: np.ndarray) -> tuple[Column, ...]:
    """The columns, those that are whole without bounds: noise takes a count of 0 below it."""
    return tuple(
        replace(column, lower=-np.inf, upper=np.inf) if is_whole else column
        for column, is_whole in zip(columns, whole, strict=True)
    )
