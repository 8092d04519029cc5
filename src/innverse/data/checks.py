"""What rows of numbers must fulfil before anything is learned from them."""

import warnings
from collections.abc import Sequence

import numpy as np

from innverse.arguments.names import check_unique, cut_short
from innverse.problems import Column

LEAVE_OUT = "drop_invalid=True (in a study file drop_invalid = true, under [data])"
SHOWN = 6
"""Columns that are named of those with missing values."""


def check_shapes(x: np.ndarray, y: np.ndarray, parameters: Sequence[Column], measurements: Sequence[Column]) -> None:
    """Raises ValueError unless x is (n, dim_x) and y (n, dim_y) with n >= 1 and every name occurs once."""
    for what, rows, columns in (("x", x, parameters), ("y", y, measurements)):
        if rows.ndim != 2 or rows.shape[1] != len(columns):
            raise ValueError(f"{what}: expected shape (n, {len(columns)}), one column per name, got {rows.shape}")
    if len(x) != len(y):
        raise ValueError(f"pairs: expected as many rows of y as of x, got {len(x)} of x and {len(y)} of y")
    if len(x) == 0:
        raise ValueError("pairs: expected at least one row, got none")
    check_unique("pairs", [column.name for column in (*parameters, *measurements)])


def constant_columns(rows: np.ndarray, columns: Sequence[Column]) -> list[str]:
    """Names of the columns of rows (n, dim) that hold one value throughout: rounding alone is no variation.

    >>> constant_columns(np.array([[0.1, 1.0], [0.1, 2.0]]), [Column("still"), Column("moving")])
    ['still']
    """
    constant = rows.std(axis=0) <= 1e-12 * np.abs(rows).max(axis=0)
    return [column.name for column, same in zip(columns, constant, strict=True) if same]


def check_finite(rows: np.ndarray, columns: Sequence[Column]) -> None:
    """Raises ValueError that counts the rows with NaN or infinity and names their columns."""
    invalid = ~np.isfinite(rows)
    if invalid.any():
        raise ValueError(
            f"pairs: expected finite numbers, got {_invalid_rows(invalid, columns)}; {LEAVE_OUT} leaves those rows out"
        )


def finite_rows(rows: np.ndarray, columns: Sequence[Column]) -> np.ndarray:
    """Which rows (n,) are finite throughout; warns with the count and the columns of the others."""
    invalid = ~np.isfinite(rows)
    if invalid.any():
        warnings.warn(f"pairs: dropped {_invalid_rows(invalid, columns)}", stacklevel=4)
    return np.logical_not(invalid.any(axis=1))


def _invalid_rows(invalid: np.ndarray, columns: Sequence[Column]) -> str:
    counts = [f"{column.name!r} ({count:,})" for column, count in zip(columns, invalid.sum(0), strict=True) if count]
    return (
        f"{invalid.any(axis=1).sum():,} of {len(invalid):,} rows with NaN or infinity, "
        f"in the column{'s' if len(counts) > 1 else ''} {cut_short(counts, SHOWN)}"
    )


def check_one_hot(y: np.ndarray) -> None:
    """Raises ValueError unless every row of y holds a single 1 and otherwise 0."""
    wrong = np.flatnonzero(~(((y == 0) | (y == 1)).all(axis=1) & (y.sum(axis=1) == 1)))
    if len(wrong):
        raise ValueError(
            f"y: expected one-hot class indicators, got {len(wrong):,} other rows, "
            f"such as {y[wrong[0]].tolist()} in row {wrong[0]}"
        )


def check_held_out(held_out: float | int, rows: int) -> int:
    """How many of so many rows are held out.

    Raises:
        TypeError: no number.
        ValueError: all or none of them.
    """
    if isinstance(held_out, bool) or not isinstance(held_out, int | float | np.integer | np.floating):
        raise TypeError(f"held_out: expected a fraction, or a number of rows, got {held_out!r}")
    n = held_out if isinstance(held_out, int | np.integer) else round(held_out * rows)
    if not 0 < n < rows:
        raise ValueError(
            f"held_out: expected a fraction, or a number of rows, that leaves both parts at least one of "
            f"{rows} rows, got {held_out}"
        )
    return int(n)
