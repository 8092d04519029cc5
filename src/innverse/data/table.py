"""Columns of a table, by the names that a user gave: found, checked and turned into numbers."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from innverse.data.class_labels import indicators
from innverse.data.files import existing, table_format
from innverse.problems import Column
from innverse.problems.names import check_known, check_unique

if TYPE_CHECKING:
    import pandas as pd


def read_table(source: "str | Path | pd.DataFrame", names: Sequence[str]) -> "pd.DataFrame":
    """The named columns of a DataFrame or of a CSV, Parquet or npz file; other columns are left aside.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: an ending that is not known, a damaged file; names that the table lacks (with the closest one that
            it has) or holds more than once, names asked for more than once.
    """
    check_unique("x and y", names)
    if isinstance(source, str | Path):
        path = existing(Path(source))
        file = table_format(path)
        _check_names(path.name, names, file.column_names(path))
        return file.read(path, names)[list(names)]
    if not hasattr(source, "columns"):
        raise TypeError(f"table: expected a file name or a DataFrame, got {type(source).__name__}")
    _check_names("the DataFrame", names, list(source.columns))
    return source[list(names)]


def _check_names(table: str, names: Sequence[str], known: Sequence[object]) -> None:
    check_known(f"column of {table}", names, [str(name) for name in known])
    check_unique(f"columns of {table}", [name for name in known if name in names])


def numbers(frame: "pd.DataFrame") -> np.ndarray:
    """The table as float64 (n, columns); missing values become NaN.

    Raises:
        ValueError: a column with text or dates, showing the first such value and its row.
    """
    return np.column_stack([_numbers(str(name), frame[name]) for name in frame])


def _numbers(name: str, column: "pd.Series") -> np.ndarray:
    import pandas as pd

    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_complex_dtype(column):
        return column.to_numpy(float, na_value=np.nan)
    parsed = _parsed(column)
    text = np.flatnonzero(parsed.isna() & column.notna())
    if len(text):
        raise ValueError(
            f"column {name!r}: expected numbers, got {column.iloc[text[0]]!r} in row {text[0]}"
            f"{_advice(name, len(text) == column.notna().sum())}"
        )
    return parsed.to_numpy(float, na_value=np.nan)


def _parsed(column: "pd.Series") -> "pd.Series":
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(column) or pd.api.types.is_complex_dtype(column):
        return pd.Series(np.nan, index=column.index)
    return pd.to_numeric(column.astype(object), errors="coerce")


def _advice(name: str, text_only: bool) -> str:
    return f"; if {name!r} is the class that was observed, write y={name!r} (not in a list)" if text_only else ""


def holds_classes(name: str, column: "pd.Series") -> bool:
    """Whether a column names classes: categories, truth values or text.

    Raises:
        ValueError: a column in which some values are numbers and others text: a damaged column, most likely.
    """
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype) or pd.api.types.is_bool_dtype(column):
        return True
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return False
    is_number = pd.to_numeric(column.astype(object), errors="coerce").notna()
    if is_number.any() and not is_number[column.notna()].all():
        example = column[column.notna() & ~is_number].iloc[0]
        raise ValueError(
            f"column {name!r}: expected numbers or class names, got both, such as {column[is_number].iloc[0]!r} and "
            f"{example!r}; a column of pandas' type 'category' always means classes"
        )
    return True


def classes(name: str, frame: "pd.DataFrame") -> tuple[np.ndarray, tuple[Column, ...]]:
    """The indicators (n, classes) of one column and their columns."""
    return indicators(frame[name])


def columns(
    names: Collection[str],
    bounds: dict[str, tuple[float | None, float | None]],
    units: dict[str, str],
) -> tuple[Column, ...]:
    """Columns with the bounds and units that are known of them; None is no bound."""
    return tuple(_column(name, bounds.get(name, (None, None)), units.get(name, "")) for name in names)


def _column(name: str, bounds: tuple[float | None, float | None], unit: str) -> Column:
    lower, upper = bounds
    return Column(
        name,
        unit=unit,
        lower=-np.inf if lower is None else float(lower),
        upper=np.inf if upper is None else float(upper),
    )
