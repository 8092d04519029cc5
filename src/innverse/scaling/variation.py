"""Whether columns vary as a scaling needs it, told before anything is computed from them."""

import warnings
from collections.abc import Sequence

import numpy as np

from innverse.arguments.names import listed
from innverse.data.checks import LEAVE_OUT, constant_columns
from innverse.data.pairs import Pairs
from innverse.problems import Column
from innverse.problems.column import bounds, on_lower, on_upper

SMALLEST, LARGEST = 1e-140, 1e140
"""Beyond, squares are zero or infinite."""
OVERTAKEN = 0.01
"""Share of a column's values that may lie nearer to a bound than where those on it are put."""
MOST_WIDTHS = 1e7
"""Interquartile ranges that a value may lie outside the middle half."""
CODES, CODE_WIDTHS = (-99.0, 99.0, -99.99, 99.99, -999.0, 999.0, -9999.0, 9999.0, -99999.0, 99999.0), 20.0
"""What stands for a missing value in tables, and how many widths beyond the middle half it is taken for one."""
PER_LEVEL = 10
"""Rows for each value of x, from which on they lie on a grid."""
LEAST_LOOKED_AT, MOST_LOOKED_AT = 40, 100_000


def check_variation(rows: np.ndarray, columns: Sequence[Column]) -> None:
    """Raises a ValueError for numbers without squares, and for a column that holds one value throughout."""
    _check_magnitude(rows, columns)
    constant = constant_columns(rows, columns)
    if constant:
        raise ValueError(
            f"pairs: expected columns that vary, got a constant value in {listed(constant)}; leave out what is always "
            f"the same: pairs.without({listed(constant)})"
        )


def check_classes(y: np.ndarray, classes: Sequence[Column]) -> None:
    """Refuses classes (n, classes) of which there is no row: whatever a network answers for them was never trained."""
    missing = [column.name for column, rows in zip(classes, y.sum(axis=0), strict=True) if not rows]
    if missing:
        raise ValueError(
            f"pairs: expected rows of every class, got none of {listed(missing)}; simulate more, or leave the class "
            "out: of a column of categories `.cat.remove_unused_categories()` drops it"
        )


def _check_magnitude(rows: np.ndarray, columns: Sequence[Column]) -> None:
    for column, largest in zip(columns, np.abs(rows).max(axis=0), strict=True):
        if largest and not SMALLEST <= largest <= LARGEST:
            raise ValueError(
                f"pairs: expected numbers from {SMALLEST:g} to {LARGEST:g} in size, got {largest:g} as the largest in "
                f"{column.name!r}; give the column in another unit"
            )


def warn_of_bounds(pairs: Pairs, off_bound: float) -> None:
    """Values exactly on a bound are moved `off_bound` standard deviations inside: nothing is changed without a word.

    Raises:
        ValueError: other values lie nearer to the bound than that, and would be overtaken.
    """
    lower, upper = bounds(pairs.parameters)
    on = on_lower(pairs.x, lower, upper) | on_upper(pairs.x, lower, upper)
    counts = on.sum(axis=0)
    distance = np.minimum(pairs.x - lower, upper - pairs.x)
    nearer = ((distance < off_bound * pairs.x.std(axis=0)) & ~on).mean(axis=0)
    for column, count, share in zip(pairs.parameters, counts, nearer, strict=True):
        if count and share > OVERTAKEN:
            raise ValueError(
                f"x: expected values inside their bounds, got {count:,} exactly on a bound of {column.name!r}, to "
                f"which {share:.0%} of the others come too near; leave those rows out, or give them a "
                "small value of your choice"
            )
    on_bound = [f"{c.name!r} ({count:,})" for c, count in zip(pairs.parameters, counts, strict=True) if count]
    if on_bound:
        warnings.warn(
            f"x: expected values inside their bounds, got values exactly on a bound in {', '.join(on_bound)}; "
            f"they are put inside by {off_bound:g} standard deviations",
            stacklevel=3,
        )


def warn_of_outliers(rows: np.ndarray, columns: Sequence[Column]) -> None:
    """A code for a missing value, such as -9999 or 1e20, or a run that exploded, is no measurement: told by its column.

    A column with a bound is learned on the scale of its logarithm, and may well span decades.
    """
    low, high = np.quantile(rows, [0.25, 0.75], axis=0)
    least, greatest = rows.min(axis=0), rows.max(axis=0)
    reach = np.maximum(low - least, greatest - high)
    most = np.where(np.isin(least, CODES) | np.isin(greatest, CODES), CODE_WIDTHS, MOST_WIDTHS)
    for i, column in enumerate(columns):
        if np.isinf([column.lower, column.upper]).all() and reach[i] > most[i] * (high[i] - low[i]) > 0:
            farthest = rows[np.abs(rows[:, i] - low[i]).argmax(), i]
            warnings.warn(
                f"pairs: expected values of one scale in {column.name!r}, got {farthest:g} where half of them lie "
                f"between {low[i]:g} and {high[i]:g}; if that is a code for a missing value, replace it by NaN "
                f"({LEAVE_OUT} leaves those rows out); if the column really spans decades, give it a bound, or use its "
                "logarithm",
                stacklevel=3,
            )


def warn_of_a_grid(pairs: Pairs) -> None:
    """Runs on a grid of x, or repeated ones: a network makes spikes there, rewarded where held-out x are the same."""
    x = pairs.x[:MOST_LOOKED_AT]
    n, levels = len(x), [len(np.unique(column)) for column in x.T]
    # Rows repeat no more often than the values of any column: what sorts them all can most often be spared.
    repeated = n - (len(np.unique(x, axis=0)) if n - max(levels) > n / PER_LEVEL else n)
    if n >= LEAST_LOOKED_AT and (max(levels) < n / PER_LEVEL or repeated > n / PER_LEVEL):
        counts = ", ".join(f"{c.name!r} ({count:,})" for c, count in zip(pairs.parameters, levels, strict=True))
        warnings.warn(
            f"x: expected parameters drawn from a continuous prior, got {repeated:,} of {n:,} rows that repeat another "
            f"and so few different values: {counts}; the posterior will concentrate on them: simulate between them",
            stacklevel=3,
        )
