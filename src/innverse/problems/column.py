"""One named quantity: a column of x or of y."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from innverse.arguments.names import check_unique

FORGIVEN = 1e-6
"""Share of a bound by which a value may lie past it: single precision rounds."""
FORGIVEN_OF_WIDTH = 1e-3
"""Largest share of the range that this may be, however far from zero the range lies."""


@dataclass(frozen=True)
class Column:
    """Name, unit, label and support of one parameter or measurement.

    Args:
        name: what code and tables call it.
        unit: "m", "rad", ...; empty when dimensionless.
        label: what axes call it (matplotlib's mathtext is understood); the name when empty.
        lower, upper: the support; infinite where there is no bound, for which None stands too.

    Raises:
        ValueError: an empty name, bounds that are no numbers, or lower >= upper.

    >>> Column("b1", unit="m", label="$b_1$").title
    '$b_1$ [m]'
    """

    name: str
    unit: str = ""
    label: str = ""
    lower: float = -math.inf
    upper: float = math.inf

    def __post_init__(self):
        if not isinstance(self.name, str) or not self.name:
            raise ValueError(f"Column: expected a name, as text, got {self.name!r}")
        for what, text in (("unit", self.unit), ("label", self.label)):
            if not isinstance(text, str):
                raise TypeError(f"Column {self.name!r}: expected text as {what}, got {text!r}")
        for side, none in (("lower", -math.inf), ("upper", math.inf)):
            object.__setattr__(self, side, self._bound(side, none))
        if not self.lower < self.upper:
            raise ValueError(
                f"Column {self.name!r}: expected lower < upper, got lower {self.lower:g} and upper {self.upper:g}"
            )

    def _bound(self, side: str, none: float) -> float:
        bound: Any = getattr(self, side)
        if bound is None:
            return none
        if isinstance(bound, str) or not hasattr(bound, "__float__") or np.ndim(bound):
            raise ValueError(f"Column {self.name!r}: expected a number as bound, or None, got {side} {bound!r}")
        return bound

    @property
    def title(self) -> str:
        """The label, with the unit in brackets where there is one."""
        label = self.label or self.name
        return f"{label} [{self.unit}]" if self.unit else label

    def __str__(self) -> str:
        return f"{self.name} [{self.unit}]" if self.unit else self.name


def as_columns(what: str, columns: Iterable[str | Column]) -> tuple[Column, ...]:
    """Columns from names or columns, each name once.

    >>> as_columns("measurements", ["y1", Column("y2", unit="m")])[0].name
    'y1'

    Raises:
        TypeError: one string instead of a sequence, or an entry that is neither a name nor a Column.
        ValueError: no columns, or a name more than once.
    """
    if isinstance(columns, str | Column):
        raise TypeError(f"{what}: expected a sequence of names, got {columns!r}; write [{columns!r}]")
    if not isinstance(columns, Iterable):
        raise TypeError(f"{what}: expected a sequence of names, got {columns!r}; write one name for each column")
    found = tuple(_as_column(what, column) for column in columns)
    if not found:
        raise ValueError(f"{what}: expected at least one name, got none")
    check_unique(what, [column.name for column in found])
    return found


def on_lower(values: np.ndarray, lower: ArrayLike, upper: ArrayLike) -> np.ndarray:
    """Which values lie on a lower bound, or past it by what single precision may round."""
    return (values <= lower) & (values >= lower - _forgiven(lower, upper))


def on_upper(values: np.ndarray, lower: ArrayLike, upper: ArrayLike) -> np.ndarray:
    """The same for an upper bound."""
    return (values >= upper) & (values <= upper + _forgiven(upper, lower))


def _forgiven(bound: ArrayLike, other: ArrayLike) -> np.ndarray:
    """How far past a bound a value may lie, where the range ends at another on its other side."""
    bound, other = np.asarray(bound, float), np.asarray(other, float)
    return np.minimum(FORGIVEN * np.abs(bound), FORGIVEN_OF_WIDTH * np.abs(other - bound))


def bounds(columns: Sequence[Column]) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper bounds, each (dim,); infinite where there is none.

    >>> [side.tolist() for side in bounds([Column("albedo", lower=0, upper=1), Column("flux", lower=0)])]
    [[0.0, 0.0], [1.0, inf]]
    """
    lower, upper = [column.lower for column in columns], [column.upper for column in columns]
    return np.array(lower, float), np.array(upper, float)


def half_way_to_a_bound(rows: np.ndarray, columns: Sequence[Column]) -> np.ndarray:
    """Half the distance of the nearest of the rows to a finite bound, by column (dim,): where values on it are put."""
    lower, upper = bounds(columns)
    distance = np.minimum(rows - lower, upper - rows)
    nearest = np.where(distance > 0, distance, np.inf).min(axis=0)
    return np.where(np.isfinite(nearest), nearest / 2, 0.0)


def inside(rows: np.ndarray, columns: Sequence[Column]) -> np.ndarray:
    """Which values of rows (..., dim) lie within their column's range: booleans of the same shape; NaN does not.

    Single precision may round a value past a bound: a relative `FORGIVEN` of the bound is forgiven, and of the range no
    more than `FORGIVEN_OF_WIDTH`.

    >>> inside(np.array([[0.5, 2.0], [np.nan, -1.0]]), [Column("albedo", lower=0, upper=1), Column("depth")]).tolist()
    [[True, True], [False, True]]
    """
    lower, upper = bounds(columns)
    above = (rows >= lower) | on_lower(rows, lower, upper)
    return above & ((rows <= upper) | on_upper(rows, lower, upper))


def check_inside(rows: np.ndarray, columns: Sequence[Column]) -> None:
    """Refuses rows (..., dim) with a value outside its column's range (`inside`); NaN passes.

    Raises:
        ValueError: another number of columns; the first column that leaves its range, with a count and an example.

    >>> check_inside(np.array([[2.0]]), [Column("albedo", lower=0, upper=1)])
    Traceback (most recent call last):
    ValueError: 'albedo': expected values within [0, 1], got 1 of 1 outside, such as 2 in row 0
    """
    rows = np.asarray(rows, float).reshape(-1, rows.shape[-1] if rows.ndim else 1)
    if rows.shape[1] != len(columns):
        names = ", ".join(column.name for column in columns)
        raise ValueError(f"x: expected {len(columns)} columns ({names}), got {rows.shape[1]}")
    left = ~(inside(rows, columns) | np.isnan(rows))
    for column, values, out in zip(columns, rows.T, left.T, strict=True):
        outside = np.flatnonzero(out)
        if len(outside):
            raise ValueError(
                f"{column.name!r}: expected values within [{column.lower:g}, {column.upper:g}], "
                f"got {len(outside):,} of {len(values):,} outside, such as {values[outside[0]]:g} in row {outside[0]}"
            )


def _as_column(what: str, column: str | Column) -> Column:
    if isinstance(column, Column):
        return column
    if isinstance(column, str):
        return Column(column)
    raise TypeError(f"{what}: expected names or Columns, got {column!r}")
