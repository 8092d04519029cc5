"""What comes under names is taken by name: the order of a table's columns, or a row's, is not the measurements'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from innverse.arguments.names import check_unique, listed


def in_order(y: Any, names: Sequence[str]) -> Any:
    """Columns called `names` of a table that has names, in that order; anything else as it is.

    Raises:
        ValueError: a table that lacks some of them, or holds one more than once.

    >>> import pandas as pd
    >>> in_order(pd.DataFrame({"b": [2.0], "note": ["late"], "a": [1.0]}), ["a", "b"]).to_numpy().tolist()
    [[1.0, 2.0]]
    """
    found = list(getattr(y, "columns", ()))
    if not any(isinstance(name, str) for name in found):
        return y
    missing = [name for name in names if name not in found]
    if missing:
        raise ValueError(f"a table with the columns {listed(found, 6)}: {listed(missing, 6)} missing")
    check_unique("columns", [name for name in found if name in names])
    return y[list(names)]


def row_in_order(y: Any, names: Sequence[str]) -> Any:
    """Values called `names` of a Series, a mapping or a table of one row, in that order; anything else as it is.

    Raises:
        ValueError: one that lacks some of them, or holds one more than once; a table of several rows.

    >>> import pandas as pd
    >>> row_in_order(pd.Series({"b": 2.0, "note": "late", "a": 1.0}), ["a", "b"])
    [1.0, 2.0]
    """
    if hasattr(y, "columns"):
        table = in_order(y, names)
        return table.iloc[0] if len(table) == 1 else table
    if not (isinstance(y, Mapping) or _is_named(y)):
        return y
    found = list(y.keys())
    missing = [name for name in names if name not in found]
    if missing:
        raise ValueError(f"values called {listed(found, 6)}: {listed(missing, 6)} missing")
    check_unique("names", [name for name in found if name in names])
    return [y[name] for name in names]


def stacked(rows: Sequence[Any]) -> Any:
    """Results for one parameter set each, as rows: an array (n, dim_y), or a table where they are Series with names.

    What is masked in a row stays masked.

    >>> import pandas as pd
    >>> stacked([pd.Series({"a": 1.0, "b": 2.0}), pd.Series({"b": 4.0, "a": 3.0})]).to_numpy().tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    if not (rows and all(map(_is_named, rows))):
        arrays = [np.atleast_1d(row) for row in rows]
        has_mask = any(isinstance(row, np.ma.MaskedArray) for row in arrays)
        return np.ma.stack(arrays) if has_mask else np.stack(arrays)
    import pandas as pd

    names = list(rows[0].index)
    return pd.DataFrame([row[names].to_numpy() for row in rows], columns=names)


def _is_named(row: Any) -> bool:
    return hasattr(row, "iloc") and hasattr(row, "index") and any(isinstance(name, str) for name in row.index)
