"""Class names to one-hot indicators and back: one measurement column per class."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from innverse.arguments.names import check_known
from innverse.problems import Column

if TYPE_CHECKING:
    import pandas as pd


CLASS_COLUMN = "class"
"""What tables of pairs call the column of their classes."""


def check_parameters(parameters: Sequence[Column]) -> None:
    """Raises ValueError for a parameter whose column in a table would be that of the classes."""
    if CLASS_COLUMN in [column.name for column in parameters]:
        raise ValueError(
            f"parameters: expected other names than {CLASS_COLUMN!r} beside classes, which tables hold in a column of "
            "that name, got it; rename the parameter"
        )


def indicators(labels: "pd.Series") -> tuple[np.ndarray, tuple[Column, ...]]:
    """One-hot rows (n, classes) and their columns, in the order of the categories (sorted where there is none).

    A missing label gives a row of NaN.

    >>> import pandas as pd
    >>> indicators(pd.Series(["red", "blue"]))[0].tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    categorical = labels.astype("category").cat
    codes, names = categorical.codes.to_numpy(), categorical.categories
    rows = np.eye(len(names))[codes] if len(names) else np.empty((len(labels), 0))
    rows[codes < 0] = np.nan
    return rows, tuple(Column(str(name)) for name in names)


def labels(y: np.ndarray, measurements: Sequence[Column]) -> "pd.Categorical":
    """The class of each one-hot row."""
    import pandas as pd

    return pd.Categorical.from_codes(y.argmax(axis=1).tolist(), [column.name for column in measurements])


def indicators_of(names: Sequence[object], measurements: Sequence[Column]) -> np.ndarray:
    """One-hot rows (n, classes) of classes that exist already.

    Raises:
        ValueError: a name that is not a class, with the closest one that is.
    """
    known = [column.name for column in measurements]
    check_known("class", names, known)
    return np.eye(len(known))[[known.index(str(name)) for name in names]]


def indicators_in_table(classes: Iterable[object], measurements: Sequence[Column]) -> np.ndarray:
    """One-hot rows of the column `class` of a table of pairs, in which names that are digits may be numbers again.

    >>> indicators_in_table([2, 1.0, "2"], (Column("1"), Column("2"))).tolist()
    [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]
    """
    return indicators_of([_as_name(one) for one in classes], measurements)


def _as_name(one: object) -> str:
    return str(int(one)) if isinstance(one, float | np.floating) and float(one).is_integer() else str(one)


def class_column(given: Any, measurements: Sequence[Column]) -> Any:
    """Under which name a mapping, a Series or a DataFrame tells the class; None where it has indicators, or none.

    `class`, as in tables of pairs; otherwise what alone holds text, whatever its name, and of several columns of a
    DataFrame the one that holds nothing but names of classes.

    >>> class_column({"species": "setosa"}, (Column("setosa"), Column("virginica")))
    'species'
    """
    names = list(given.columns) if hasattr(given, "columns") else list(given.keys())
    classes = {column.name for column in measurements}
    if classes <= set(names):
        return None
    if CLASS_COLUMN in names:
        return CLASS_COLUMN
    if classes & set(names):
        return None
    text = {name: found for name in names if (found := _text(given[name]))}
    is_series = hasattr(given, "index") and not hasattr(given, "columns")
    if len(text) > 1 and not is_series:  # of a Series each value may be the class of another object
        text = {name: found for name, found in text.items() if found <= classes}
    return next(iter(text)) if len(text) == 1 else None


def _text(values: Any) -> set[str]:
    """Text of a value or a column; nothing where some of it is none."""
    found = list(values) if hasattr(values, "dtype") and np.ndim(values) == 1 else [values]
    return set(map(str, found)) if all(isinstance(value, str | bool | np.bool_) for value in found) else set()
