"""A table's columns, by the names that a user gave: found, checked and turned into numbers or classes."""

import re
from collections.abc import Mapping, Sequence
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from innverse.arguments.names import check_known, check_named, check_unique
from innverse.data.checks import LEAVE_OUT
from innverse.data.class_labels import CLASS_COLUMN, indicators
from innverse.data.files import existing, table_format
from innverse.problems import Column

if TYPE_CHECKING:
    import pandas as pd

_LARGEST = int(np.finfo(float).max)
_EXACT = 1 << 53
_NO_COMMAS = "write a decimal point, and no commas in numbers"
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d*,\d+(?:[eE][+-]?\d+)?\s*")
Bounds = Mapping[str, tuple[float | None, float | None]]


def contents(
    source: "str | Path | pd.DataFrame",
    x: Sequence[str],
    y: Sequence[str] | str,
    bounds: Bounds,
    units: Mapping[str, str],
    drop_invalid: bool,
) -> dict[str, Any]:
    """What `Pairs.from_arrays` takes, from a table; raises as `Pairs.from_table` says."""
    names_x, names_y = _names("x", x), _names("y", y)
    for what, named in (("bounds", bounds), ("units", units)):
        check_named(what, named)
        check_known(what, named, [*names_x, *names_y])
    frame = read(source, [*names_x, *names_y])
    classes = isinstance(y, str) and _holds_classes(frame, y)
    if classes:
        rows, measurements = indicators(_labels(frame, names_y[0], drop_invalid))
    else:
        rows, measurements = numbers(frame, names_y, may_be_classes=True), _columns(names_y, bounds, units)
    return {
        "x": numbers(frame, names_x),
        "y": rows,
        "parameters": _columns(names_x, bounds, units),
        "measurements": measurements,
        "classes": classes,
        "drop_invalid": drop_invalid,
    }


def _names(what: str, names: Sequence[str] | str) -> list[str]:
    listed = [names] if isinstance(names, str) else list(names)
    if not listed:
        raise ValueError(f"{what}: expected at least one column name, got none")
    for name in listed:
        if not isinstance(name, str):
            raise TypeError(f"{what}: expected names of columns as text, got {name!r}; write {str(name)!r}")
        if not name:
            raise ValueError(f"{what}: expected names of columns, got an empty one; give the column a name")
    return listed


def read(source: "str | Path | pd.DataFrame", names: Sequence[str]) -> "pd.DataFrame":
    """The named columns of a DataFrame or a file, and perhaps others.

    Raises:
        FileNotFoundError: there is no such file.
        TypeError: a source of another kind.
        ValueError: an ending that is not known, a damaged file; names that the table lacks (with the closest one that
            it has) or holds more than once, names asked for more than once.
    """
    check_unique("x and y", names)
    if isinstance(source, str | Path):
        path = existing(Path(source))
        file = table_format(path)
        _check_names(path.name, names, file.column_names(path))
        return file.read(path, names)
    if not is_frame(source):
        raise TypeError(f"table: expected a file name or a DataFrame, got {_foreign(source)}")
    frame = source.copy(deep=False)
    frame.columns = [str(name) for name in source.columns]
    _check_names("the DataFrame", names, list(frame.columns))
    return frame


def is_frame(given: Any) -> bool:
    """Whether it is a pandas DataFrame, without the import."""
    return all(hasattr(given, name) for name in ("columns", "iloc", "to_numpy"))


def check_no_other_table(what: str, given: Any) -> None:
    """Refuses a table of another package, whose columns would be taken by their place and not by their names.

    Raises:
        TypeError: a table of polars, pyarrow or astropy.
    """
    if hasattr(given, "columns") and not is_frame(given):
        raise TypeError(f"{what}: expected numbers, or a DataFrame of pandas, got {_foreign(given)}")


def _foreign(given: Any) -> str:
    """What it is; of a table also what makes a DataFrame of it."""
    kind = type(given)
    if not hasattr(given, "columns"):
        return kind.__name__
    way = "its to_pandas()" if hasattr(given, "to_pandas") else "astropy.table.Table(…).to_pandas()"
    return f"{kind.__module__.partition('.')[0]}'s {kind.__name__}; {way} makes one"


def is_named_series(row: Any) -> bool:
    """Whether it is a Series whose labels are names, such as a row of a DataFrame; of pandas, or made like it."""
    return hasattr(row, "iloc") and hasattr(row, "index") and all(isinstance(name, str) for name in row.index)


def numbers(frame: "pd.DataFrame", names: Sequence[str], *, may_be_classes: bool = False) -> np.ndarray:
    """The named columns as float64 (n, len(names)); missing values become NaN.

    Args:
        frame: the table.
        names: of its columns.
        may_be_classes: whether errors say how a column of class names is asked for.

    Raises:
        ValueError: a column with text or dates, showing the first such value and its row.
    """
    return np.column_stack([_numbers(frame, name, may_be_classes) for name in names])


def _check_names(table: str, names: Sequence[str], known: Sequence[object]) -> None:
    check_known(f"column of {table}", names, [str(name) for name in known])
    check_unique(f"columns of {table}", [name for name in known if name in names])


def _series(frame: "pd.DataFrame", name: str) -> "pd.Series":
    return cast("pd.Series", frame[name])


def _numbers(frame: "pd.DataFrame", name: str, may_be_classes: bool) -> np.ndarray:
    column = _series(frame, name)
    if column.dtype.kind in "biuf":
        return column.to_numpy(float, na_value=np.nan)
    parsed = _parsed(column)
    text = np.flatnonzero(np.isnan(parsed) & column.notna())
    if len(text):
        value = column.iloc[text[0]]
        is_class = may_be_classes and len(text) == column.notna().sum()
        raise ValueError(
            f"column {name!r}: expected numbers, got {value!r} in row {text[0]}{_advice(name, value, is_class)}"
        )
    return parsed


def _advice(name: str, value: object, is_class: bool) -> str:
    if _DECIMAL_COMMA.fullmatch(str(value)):
        return f"; {_NO_COMMAS}"
    return f"; if {name!r} is the class that was observed, write y={name!r}, not in a list" if is_class else ""


def _parsed(column: "pd.Series") -> np.ndarray:
    """Text as numbers, NaN where it is none; dates and complex numbers are none."""
    import pandas as pd

    if column.dtype.kind in "mMc":
        return np.full(len(column), np.nan)
    plain = column.astype(object)
    try:
        parsed = np.asarray(pd.to_numeric(plain, errors="coerce"))
    except OverflowError:
        parsed = np.empty(0, complex)
    if parsed.dtype.kind == "c":
        parsed = np.asarray(pd.to_numeric(plain.map(_real), errors="coerce"))
    return parsed.astype(float)


def _real(value: object) -> object:
    """Whole numbers beyond the largest float are infinite; complex numbers are none."""
    if isinstance(value, int) and abs(value) > _LARGEST:
        return np.inf
    return None if isinstance(value, complex) else value


def _holds_classes(frame: "pd.DataFrame", name: str) -> bool:
    """Whether a column names classes: categories, truth values or text; whole numbers where it is called `class`.

    Raises:
        ValueError: a column in which some values are numbers and others text: a damaged column, most likely; in which
            there are lists, or nothing but numbers with a decimal comma.
    """
    import pandas as pd

    column = _series(frame, name)
    if isinstance(column.dtype, pd.CategoricalDtype) or column.dtype.kind == "b":
        return True
    if column.dtype.kind in "iufmMc":
        return name == CLASS_COLUMN and _is_whole(column)
    is_number, known = ~np.isnan(_parsed(column)), column.notna().to_numpy()
    if name != CLASS_COLUMN and is_number.any() and (known & ~is_number).any():
        number, text = (column.iloc[rows.argmax()] for rows in (is_number, known & ~is_number))
        raise ValueError(
            f"column {name!r}: expected numbers or class names, got both, such as {number!r} and {text!r}; a column "
            "of pandas' type 'category' always means classes"
        )
    for value in column[known & ~is_number]:
        if value.__hash__ is None:
            raise ValueError(f"column {name!r}: expected numbers or class names, got {value!r}")
    if known.any() and all(_DECIMAL_COMMA.fullmatch(str(value)) for value in column[known]):
        raise ValueError(
            f"column {name!r}: expected numbers or class names, got {column.iloc[known.argmax()]!r}; {_NO_COMMAS}"
        )
    return not is_number.any() or all(isinstance(value, str | bool | np.bool_) for value in column[known])


def _is_whole(column: "pd.Series") -> bool:
    """Whether there are whole numbers, and nothing else: a file with classes that are digits says no more."""
    if column.dtype.kind not in "iuf":
        return False
    values = column.dropna().to_numpy(float)
    return len(values) > 0 and bool(((values == np.round(values)) & (np.abs(values) < _EXACT)).all())


def _labels(frame: "pd.DataFrame", name: str, drop_invalid: bool) -> "pd.Series":
    column = _series(frame, name)
    missing = column.isna().sum()
    if missing and not drop_invalid:
        raise ValueError(
            f"column {name!r}: expected a class in every row, got none in {missing:,} of {len(column):,} rows (fields "
            "of a CSV file that are empty, NA, NaN, null or the like: a class of such a name needs a Parquet file); "
            f"{LEAVE_OUT} leaves those rows out"
        )
    return column.astype("Int64") if column.dtype.kind in "iuf" else column


def _columns(names: Sequence[str], bounds: Bounds, units: Mapping[str, str]) -> tuple[Column, ...]:
    return tuple(_column(name, bounds.get(name, (None, None)), units.get(name, "")) for name in names)


def _column(name: str, bounds: Any, unit: str) -> Column:
    if isinstance(bounds, str) or np.shape(bounds) != (2,):
        raise ValueError(
            f"bounds: expected (lower, upper) of {name!r}, with None for no bound, got {bounds!r}; write "
            f"{{{name!r}: (0, None)}} for one that is positive"
        )
    lower, upper = (float(bound) if isinstance(bound, Real) else bound for bound in bounds)
    return Column(name, unit, lower=lower, upper=upper)
