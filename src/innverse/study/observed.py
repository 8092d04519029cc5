"""The observed y of a study, or of a CSV file given to `innverse sample`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from innverse.arguments.names import check_unique, did_you_mean, listed
from innverse.data.class_labels import class_column
from innverse.data.error_columns import warn_of_error_columns
from innverse.data.files import check_file, csv_names, read_csv
from innverse.data.observation import observation
from innverse.problems.column import Column

SHOWN = 6
_LONG = {"measurement", "value"}


def read_observation(path: str | Path, measurements: Sequence[Column], classes: bool = False) -> np.ndarray:
    """One y (dim_y,) from a CSV file, in the measurements' order. Three layouts are understood:

    * wide: one row, a column for every measurement (further columns are left aside);
    * long: the columns `measurement` and `value`, a row for every measurement, in any order (further columns are left
      aside);
    * plain: a single column with as many rows as there are measurements, in their order.

    A class may also be told by its name, in one row, in a column `class` or, where no other holds one, any other.

    Raises:
        FileNotFoundError: when there is no such file.
        ValueError: for any other layout, rows with more fields than the header, missing, unknown or doubled names, or
            values that are not finite numbers.
    """
    path = Path(path)
    check_file("observation: expected a CSV file", path)
    if path.suffix.lower() in {".parquet", ".pq"}:
        raise ValueError(
            f"observation: expected a CSV file with one measurement, got {path.name}; "
            "`innverse sample --summary` answers a Parquet table of many"
        )
    frame = _read(path, [column.name for column in measurements], classes)
    told = _class(frame, measurements, path.name) if classes else None
    return observation(told or _one_measurement(frame, measurements, path.name), tuple(measurements), classes)


def _read(path: Path, names: Sequence[str], classes: bool) -> pd.DataFrame:
    """As text for classes, whose names may be digits."""
    wanted = {*names, *_LONG}
    check_unique(f"columns of {path.name}", [name for name in csv_names(path, "observation") if name in wanted])
    return read_csv(path, "observation", as_text=classes)


def _class(frame: pd.DataFrame, measurements: Sequence[Column], file: str) -> str | None:
    """The class's name, where a row has one; None for indicators, and for names in the long layout."""
    names = [column.name for column in measurements]
    if len(frame) != 1 or set(frame.columns) >= _LONG or set(frame.columns) & set(names):
        return None
    column = class_column(frame, measurements)
    if column is not None:
        return str(frame[column].iloc[0])
    row = frame.iloc[0].astype(str)
    close = next(filter(None, (did_you_mean(value, names) for value in row)), "")
    raise ValueError(
        f"observation: expected the name of a class in a column, one of {listed(names, SHOWN)}, got "
        f"{listed(row, SHOWN)} in {file}{close}"
    )


def _one_measurement(frame: pd.DataFrame, measurements: Sequence[Column], file: str) -> dict[str, float] | list:
    names = [column.name for column in measurements]
    if set(frame.columns) >= _LONG:
        return _long(frame, file)
    if len(frame) == 1 and (frame.shape[1] > 1 or frame.columns[0] in names):
        return _wide(frame, names, file)
    if frame.shape == (len(names), 1) and not _is_number(frame.columns[0]):
        return frame.iloc[:, 0].tolist()
    raise ValueError(
        f"observation: expected one row with the columns {listed(names, SHOWN)}, or the columns measurement and value, "
        f"or one column under a header with {len(names)} rows, got {len(frame)} rows of "
        f"{listed(frame.columns, SHOWN)} in {file}; `innverse sample --summary` answers a table of many"
    )


def _long(frame: pd.DataFrame, file: str) -> dict[str, float]:
    names = frame["measurement"].astype(str).tolist()
    check_unique(f"observation in {file}", names)
    warn_of_error_columns(frame.columns, ("measurement", "value"))
    return dict(zip(names, frame["value"], strict=True))


def _wide(frame: pd.DataFrame, names: list[str], file: str) -> dict[str, float]:
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise ValueError(
            f"observation: expected the columns {listed(names, SHOWN)}, got {listed(frame.columns, SHOWN)} in {file}: "
            f"{listed(missing, SHOWN)} missing"
        )
    warn_of_error_columns(frame.columns, names)
    return frame[names].iloc[0].to_dict()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
