"""Pairs at a glance."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from innverse.data.pairs import Pairs


def overview(pairs: "Pairs") -> "pd.DataFrame":
    """One row a column: role, unit, minimum, median, maximum, bounds.

    >>> from innverse.data import Pairs
    >>> overview(Pairs.from_arrays([1.0, 2.0, 5.0], [0.0, 1.0, 3.0])).loc["x1", "median"].item()
    2.0
    """
    import pandas as pd

    role_y = "y, class" if pairs.classes else "y"
    roles = ["x"] * pairs.dim_x + [role_y] * pairs.dim_y
    columns = (*pairs.parameters, *pairs.measurements)
    values = np.hstack([pairs.x, pairs.y])
    minimum, median, maximum = values.min(0), np.median(values, 0), values.max(0)
    return pd.DataFrame(
        {
            "role": roles,
            "unit": [column.unit for column in columns],
            "minimum": minimum,
            "median": median,
            "maximum": maximum,
            "mean": values.mean(0),
            "lower bound": [column.lower for column in columns],
            "upper bound": [column.upper for column in columns],
        },
        index=[column.name for column in columns],
    )
