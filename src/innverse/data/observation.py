"""What a user gives as the measured y, as an array in the measurements' order."""

from collections.abc import Mapping, Sequence
from numbers import Number
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from innverse.arguments.arrays import as_numbers
from innverse.arguments.names import check_known, check_present, listed
from innverse.data.checks import check_one_hot
from innverse.data.class_labels import class_column, indicators_in_table, indicators_of
from innverse.data.error_columns import warn_of_error_columns
from innverse.data.table import check_no_other_table, is_frame, is_named_series, numbers, read
from innverse.problems import Column
from innverse.problems.column import check_inside

if TYPE_CHECKING:
    import pandas as pd

MANY = "take one of them, or ask `model.sample(y)` for all"


def observation(y: Any, measurements: Sequence[Column], classes: bool = False) -> np.ndarray:
    """One measured y (dim_y,), float64.

    Args:
        y: numbers in the measurements' order (one number suffices where there is one measurement); a mapping or a
            Series by name; a DataFrame of one row. Further entries of a Series or DataFrame are left aside. For classes
            also a class's name, alone or under a name, be it `class`, as in a table of pairs, or another.
        measurements: the columns of y.
        classes: y is a class: its name, or its one-hot indicator.

    Raises:
        ValueError: another size, NaN or infinity, a value outside its column's range, missing or unknown names, several
            rows, a class that does not exist.
        TypeError: a table of another package than pandas.

    >>> observation({"b": 2.0, "a": 1.0}, (Column("a"), Column("b"))).tolist()
    [1.0, 2.0]
    >>> observation("red", (Column("blue"), Column("red")), classes=True).tolist()
    [0.0, 1.0]
    """
    names = [column.name for column in measurements]
    if not classes:
        _check_no_text(y)
    if is_frame(y) and len(y) != 1:
        raise ValueError(f"y: expected one row, got a DataFrame of {len(y):,}; {MANY}")
    row = _class_row(y, measurements) if classes else None
    row = _row(y, names) if row is None else row
    if row.shape != (len(names),):
        raise ValueError(f"y: expected {_expected(names, classes)}, got {_got(y, row)}")
    return _checked(row[None], measurements, classes)[0]


def observations(y: Any, measurements: Sequence[Column], classes: bool = False) -> np.ndarray:
    """Many measured y (n, dim_y), float64.

    Args:
        y: an array (n, dim_y), or (n,) where there is one measurement; a DataFrame, whose further columns are left
            aside. For classes also a sequence of class names, or a DataFrame with a column of them.
        measurements: the columns of y.
        classes: rows are classes: their names, or one-hot indicators.

    Raises:
        ValueError: another size, NaN or infinity, or values outside their column's range (counted, with the columns'
            names), missing names.
        TypeError: a table of another package than pandas.

    >>> observations([[1.0, 2.0], [3.0, 4.0]], (Column("a"), Column("b"))).shape
    (2, 2)
    """
    if classes and is_frame(y) and (column := class_column(y, measurements)) is not None:
        return indicators_in_table(y[column], measurements)
    if classes and not is_frame(y) and _are_names(y):
        return indicators_of(list(y), measurements)
    return _checked(measurement_rows(y, measurements), measurements, classes)


def one_or_many(y: Any, measurements: Sequence[Column], classes: bool = False) -> np.ndarray:
    """Many measured y (n, dim_y) as `observations` takes them, or one (1, dim_y) in any form of `observation`.

    Raises:
        ValueError, TypeError: as those do.

    >>> one_or_many([1.0, 2.0], (Column("a"), Column("b"))).tolist()
    [[1.0, 2.0]]
    """
    if _is_one(y, measurements, classes):
        return observation(y, measurements, classes)[None]
    return observations(y, measurements, classes)


def _is_one(y: Any, measurements: Sequence[Column], classes: bool) -> bool:
    """A flat array of several measurements is one y, and of a single measurement many, as is a Series of other names.

    A number by itself is one y, too.
    """
    if is_frame(y):
        return False
    if isinstance(y, str | Mapping | Number) or getattr(y, "ndim", 1) == 0:
        return True
    if is_named_series(y) and _has_names(y, measurements, classes):
        return True
    dim_y = len(measurements)
    flat = isinstance(y, list | tuple) or getattr(y, "ndim", 0) == 1
    return flat and 1 < dim_y == len(y) and all(np.ndim(value) == 0 and not isinstance(value, str) for value in y)


def _has_names(row: Any, measurements: Sequence[Column], classes: bool) -> bool:
    known = any(column.name in row.index for column in measurements)
    return known or (classes and class_column(row, measurements) is not None)


def measurement_rows(y: Any, measurements: Sequence[Column]) -> np.ndarray:
    """The same numbers (n, dim_y), whatever they are: NaN, infinite, out of range.

    Raises:
        ValueError: another size, what is no number, missing names.
        TypeError: a table of another package than pandas.

    >>> measurement_rows([1.0, np.nan], (Column("a", lower=2.0),)).tolist()
    [[1.0], [nan]]
    """
    if is_frame(y):
        return _from_frame(y, [column.name for column in measurements])
    rows = _numbers(y)
    rows = rows[:, None] if rows.ndim == 1 and len(measurements) == 1 else rows
    if rows.ndim != 2 or rows.shape[1] != len(measurements):
        raise ValueError(f"y: expected shape (n, {len(measurements)}), a row for every observation, got {rows.shape}")
    return rows


def _class_row(y: Any, measurements: Sequence[Column]) -> np.ndarray | None:
    """The class that is told by name, alone or in a row of a table; None where y is something else."""
    if isinstance(y, str):
        return indicators_of([y], measurements)[0]
    if not (is_frame(y) or isinstance(y, Mapping) or is_named_series(y)):
        return _class_named_alone(y, measurements) if _are_classes(y, measurements) else None
    column = class_column(y, measurements)
    if column is None:
        return None
    if isinstance(y, Mapping):
        check_known("y", y, [column])
    return indicators_in_table(y[column] if is_frame(y) else [y[column]], measurements)[0]


def _class_named_alone(names: Any, measurements: Sequence[Column]) -> np.ndarray:
    if len(names) != 1:
        raise ValueError(f"y: expected the name of one class, got {listed(names, 6) or 'none'}; {MANY}")
    return indicators_of(list(names), measurements)[0]


def _row(y: Any, names: list[str]) -> np.ndarray:
    if is_frame(y):
        return _from_frame(y, names)[0]
    if isinstance(y, Mapping):
        check_known("y", y, names)
        return _by_name(y, names)
    if is_named_series(y):
        warn_of_error_columns(y.index, names)
        return _by_name(y, names)
    row = np.atleast_1d(_numbers(y))
    return row[0] if row.ndim == 2 and len(row) == 1 else row


def _check_no_text(y: Any) -> None:
    if isinstance(y, str | Path):
        raise ValueError(f"y: expected numbers, got {str(y)!r}; of a CSV file give what `pandas.read_csv` makes of it")


def _expected(names: list[str], classes: bool) -> str:
    if classes:
        return f"one class, such as {names[0]!r}, or an indicator for each of {listed(names, most=6)}"
    return f"{len(names)} measurements ({listed(names, most=6)})"


def _got(y: Any, row: np.ndarray) -> str:
    if row.ndim == 2:
        return f"shape {row.shape}; {MANY}"
    return f"shape {row.shape}" if np.ndim(y) else repr(y)


def _checked(rows: np.ndarray, measurements: Sequence[Column], classes: bool) -> np.ndarray:
    finite = np.isfinite(rows)
    if not finite.all():
        names = [column.name for i, column in enumerate(measurements) if not finite[:, i].all()]
        where = "" if len(rows) == 1 else f" ({len(rows) - finite.all(axis=1).sum()} of {len(rows)} rows)"
        raise ValueError(f"y: expected finite numbers, got NaN or infinity in {listed(names)}{where}")
    check_inside(rows, measurements)
    if classes:
        check_one_hot(rows)
    return rows


def _numbers(y: Any) -> np.ndarray:
    check_no_other_table("y", y)
    return as_numbers("y", y)


def _are_names(y: Any) -> bool:
    names = np.asarray(y, object)
    return names.ndim == 1 and all(isinstance(name, str) for name in names)


def _are_classes(y: Any, measurements: Sequence[Column]) -> bool:
    """Names, and not indicators that a file gives as text."""
    return _are_names(y) and not (len(y) == len(measurements) and set(map(str, y)) <= {"0", "1", "0.0", "1.0"})


def _from_frame(frame: "pd.DataFrame", names: list[str]) -> np.ndarray:
    check_present("y", names, frame.columns)
    warn_of_error_columns(frame.columns, names)
    return numbers(read(frame, names), names)


def _by_name(y: Any, names: list[str]) -> np.ndarray:
    check_present("y", names, list(y.keys()))
    return _numbers([y[name] for name in names])
