import dataclasses

import numpy as np
import pytest

from innverse.problems import Column
from innverse.problems.column import as_columns, on_lower, on_upper


def test_title_is_the_label_with_its_unit():
    assert Column("b").title == "b"
    assert Column("b", unit="m").title == "b [m]"
    assert Column("b", unit="m", label="$b_1$").title == "$b_1$ [m]"


def test_columns_are_values():
    assert Column("b", unit="m") == Column("b", unit="m")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Column("b").name = "c"  # pyright: ignore[reportAttributeAccessIssue]


def test_bounds_must_leave_room():
    with pytest.raises(ValueError, match="Column 'b': expected lower < upper, got lower 2 and upper 2"):
        Column("b", lower=2, upper=2)
    with pytest.raises(ValueError, match="got lower nan"):
        Column("b", lower=float("nan"))
    with pytest.raises(ValueError, match="expected a name, got ''"):
        Column("")


def test_names_become_columns():
    assert as_columns("y", ["a", Column("b", unit="s")]) == (Column("a"), Column("b", unit="s"))


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        (12, TypeError, "y: expected a sequence of names, got 12; write one name for each column"),
        ("ab", TypeError, r"y: expected a sequence of names, got 'ab'; write \['ab'\]"),
        ([], ValueError, "y: expected at least one name, got none"),
        (["a", "b", "a"], ValueError, "y: expected every name once, got 'a' more than once"),
        (["a", 3], TypeError, "y: expected names or Columns, got 3"),
    ],
)
def test_unusable_names_are_refused(given, error, message):
    with pytest.raises(error, match=message):
        as_columns("y", given)


def test_what_single_precision_rounds_past_a_bound_lies_on_it():
    bound = np.array([0.1, np.inf])
    values = np.array([[np.float64(np.float32(0.1)), 5.0], [0.0999, 1e300], [0.11, 0.0]])
    assert values[0, 0] > 0.1 and on_upper(values, bound).tolist() == [[True, False], [False, False], [False, False]]
    assert on_lower(-values, -bound).tolist() == on_upper(values, bound).tolist()
