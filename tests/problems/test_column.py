import dataclasses

import numpy as np
import pytest

from innverse.problems import Column
from innverse.problems.column import as_columns, inside, on_lower, on_upper


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
    with pytest.raises(ValueError, match="Column: expected a name, as text, got ''"):
        Column("")


def test_none_is_no_bound():
    """As in the bounds of a table."""
    assert Column("flux", lower=0, upper=None) == Column("flux", lower=0)  # pyright: ignore[reportArgumentType]
    assert inside(np.array([-1e300]), [Column("flux", lower=None)]).all()  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("bound", ["5", [5.0], {}])
def test_a_bound_is_a_number(bound):
    with pytest.raises(ValueError, match="Column 'flux': expected a number as bound, or None, got upper "):
        Column("flux", lower=0, upper=bound)


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
    bound, other = np.array([0.1, np.inf]), np.array([-1.0, -np.inf])
    values = np.array([[np.float64(np.float32(0.1)), 5.0], [0.0999, 1e300], [0.11, 0.0]])
    on = on_upper(values, other, bound).tolist()
    assert values[0, 0] > 0.1 and on == [[True, False], [False, False], [False, False]]
    assert on_lower(-values, -bound, -other).tolist() == on


GPS = Column("t", lower=1187008882.33, upper=1187008882.53)
YEAR = Column("year", lower=2000.1, upper=2000.3)


@pytest.mark.parametrize(
    ("column", "value", "is_inside"),
    [
        (GPS, GPS.lower, True),
        (GPS, GPS.upper, True),
        (GPS, 1187008882.29, False),
        (GPS, 1187008882.57, False),
        (YEAR, np.float64(np.float32(2000.1)), True),
        (YEAR, np.float64(np.float32(2000.3)), True),
        (YEAR, 2000.099, False),
        (YEAR, 2000.301, False),
        (Column("k", lower=2e6), 2e6 - 1, True),
        (Column("k", upper=-2e6), -2e6 + 1, True),
    ],
)
def test_of_a_narrow_range_far_from_zero_little_is_forgiven(column, value, is_inside):
    assert inside(np.array([value]), [column]).tolist() == [is_inside]
