"""A summary of draws for a reader: every number with the digits that its parameter's standard deviation deserves."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from innverse.diagnostics.summary import STATISTICS
from innverse.wording.digits import resolved

if TYPE_CHECKING:
    import pandas as pd


def summary_text(table: pd.DataFrame, further: Collection[str] = ()) -> pd.DataFrame:
    """The table as text; a number that is not known is empty.

    Args:
        table: a row for each parameter, with the column `sd`.
        further: columns in the parameter's own units beside `STATISTICS`; any others have four digits.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"mean": [6562.8112, 0.5], "sd": [0.05, 0.2], "r_hat": [1.00123, math.nan]})
    >>> summary_text(table).values.tolist()
    [['6562.811', '0.05', '1.001'], ['0.5', '0.2', '']]
    """
    import pandas as pd

    own = {*STATISTICS, *further}
    columns = {
        name: [_text(value, sd if name in own else math.nan) for value, sd in zip(column, table["sd"], strict=True)]
        for name, column in table.items()
    }
    return pd.DataFrame(columns, index=table.index)


def _text(value: Any, spread: float) -> Any:
    if not isinstance(value, float):
        return value
    return "" if math.isnan(value) else resolved(value, spread)
