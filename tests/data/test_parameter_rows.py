"""Rows of x in the forms that users have them."""

import numpy as np
import pandas as pd
import pytest

from innverse.data import parameter_rows
from innverse.problems import Column

ONE, TWO = (Column("a"),), (Column("a"), Column("b"))


@pytest.mark.parametrize(
    ("x", "parameters", "rows"),
    [
        ([1, 2, 3], ONE, [[1], [2], [3]]),
        ([1], ONE, [[1]]),
        (1.0, ONE, [[1]]),
        ([[1], [2]], ONE, [[1], [2]]),
        ([1, 2], TWO, [[1, 2]]),
        ([[1, 2], [3, 4]], TWO, [[1, 2], [3, 4]]),
        (pd.DataFrame({"b": [2.0], "note": ["x"], "a": [1.0]}).iloc[0], TWO, [[1, 2]]),
        (pd.Series([1.0, 2.0]), TWO, [[1, 2]]),
        ({"b": 2.0, "a": 1.0}, TWO, [[1, 2]]),
    ],
)
def test_a_flat_array_is_a_row_of_each_of_one_parameter_or_one_row_of_several(x, parameters, rows):
    assert parameter_rows(x, parameters).tolist() == rows


def test_another_width_is_named():
    with pytest.raises(ValueError, match=r"x: expected shape \(n, 2\), a column for each parameter, got \(3,\)"):
        parameter_rows(np.zeros(3), TWO)
