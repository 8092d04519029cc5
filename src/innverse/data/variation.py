"""Whether columns vary as a scaling needs it, told before anything is computed from them."""

import warnings
from collections.abc import Sequence

import numpy as np

from innverse.data.pairs import Pairs
from innverse.problems import Column
from innverse.problems.column import on_lower, on_upper
from innverse.problems.names import listed

SMALLEST, LARGEST = 1e-140, 1e140
"""Beyond, squares are zero or infinite."""


def check_variation(rows: np.ndarray, columns: Sequence[Column]) -> None:
    """Rounding alone is no variation: hence the relative threshold."""
    _check_magnitude(rows, columns)
    constant = rows.std(axis=0) <= 1e-12 * np.abs(rows).max(axis=0)
    if constant.any():
        names = [column.name for column, same in zip(columns, constant, strict=True) if same]
        raise ValueError(
            f"pairs: expected columns that vary, got a constant value in {listed(names)}; leave out what is always "
            "the same"
        )


def _check_magnitude(rows: np.ndarray, columns: Sequence[Column]) -> None:
    for column, largest in zip(columns, np.abs(rows).max(axis=0), strict=True):
        if largest and not SMALLEST <= largest <= LARGEST:
            raise ValueError(
                f"pairs: expected numbers from {SMALLEST:g} to {LARGEST:g} in size, got {largest:g} as the largest in "
                f"{column.name!r}; give the column in another unit"
            )


def warn_of_bounds(pairs: Pairs, off_bound: float) -> None:
    """Values exactly on a bound are moved `off_bound` standard deviations inside: nothing is changed without a word."""
    lower, upper = zip(*((column.lower, column.upper) for column in pairs.parameters), strict=True)
    counts = (on_lower(pairs.x, lower) | on_upper(pairs.x, upper)).sum(axis=0)
    on_bound = [f"{c.name!r} ({count:,})" for c, count in zip(pairs.parameters, counts, strict=True) if count]
    if on_bound:
        warnings.warn(
            f"x: expected values inside their bounds, got values exactly on a bound in {', '.join(on_bound)}; "
            f"they are put inside by {off_bound:g} standard deviations",
            stacklevel=3,
        )
