"""What a user gives as rows of parameters x, as an array in the parameters' order."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from innverse.arguments.arrays import as_numbers
from innverse.arguments.names import listed
from innverse.data.table import check_no_other_table, is_frame, is_named_series, numbers, read
from innverse.problems import Column


def parameter_rows(x: Any, parameters: Sequence[Column], what: str = "x") -> np.ndarray:
    """Rows x (n, dim_x), float64.

    Args:
        x: an array (n, dim_x); (n,) where there is one parameter, else one row (dim_x,); or a DataFrame, whose columns
            are found by name, or a row of one, or a mapping of names to numbers; further ones are left aside.
        parameters: the columns of x.
        what: what errors call x.

    Raises:
        ValueError: another size, NaN or infinity, missing names.
        TypeError: a table of another package than pandas.

    >>> import pandas as pd
    >>> parameter_rows(pd.DataFrame({"b": [2.0], "a": [1.0]}), (Column("a"), Column("b"))).tolist()
    [[1.0, 2.0]]
    """
    names = [column.name for column in parameters]
    check_no_other_table(what, x)
    x = _as_frame(x, names)
    rows = numbers(read(x, names), names) if is_frame(x) else _rows(as_numbers(what, x), len(names))
    if rows.ndim != 2 or rows.shape[1] != len(names):
        raise ValueError(f"{what}: expected shape (n, {len(names)}), a column for each parameter, got {np.shape(x)}")
    finite = np.isfinite(rows)
    if not finite.all():
        where = listed([name for name, column in zip(names, finite.T, strict=True) if not column.all()])
        raise ValueError(
            f"{what}: expected finite numbers, got NaN or infinity in {where} ({(~finite.all(axis=1)).sum()} of "
            f"{len(rows)} rows)"
        )
    return rows


def _rows(x: np.ndarray, dim_x: int) -> np.ndarray:
    return x[:, None] if x.ndim == 1 and dim_x == 1 else np.atleast_2d(x)


def _as_frame(x: Any, names: Sequence[str]) -> Any:
    """A mapping, or a Series whose labels are names, as a DataFrame of one row; anything else as it is."""
    named = isinstance(x, Mapping) or (is_named_series(x) and any(name in x.index for name in names))
    if not named:
        return x
    import pandas as pd

    return pd.DataFrame([dict(x)])
