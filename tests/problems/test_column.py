import dataclasses

import pytest

from innverse.problems import Column
from innverse.problems.column import as_columns


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
        ("ab", TypeError, r"y: expected a sequence of names, got 'ab'; write \['ab'\]"),
        ([], ValueError, "y: expected at least one name, got none"),
        (["a", "b", "a"], ValueError, "y: expected every name once, got 'a' more than once"),
        (["a", 3], TypeError, "y: expected names or Columns, got 3"),
    ],
)
def test_unusable_names_are_refused(given, error, message):
    with pytest.raises(error, match=message):
        as_columns("y", given)
