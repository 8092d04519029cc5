"""Pairs, problems and models that are used together have the same columns, in the same order."""

from collections.abc import Sequence
from typing import Any

SIDES = ("parameters", "measurements")


def check_same_columns(what: str, given: Any, whose: str, expected: Any, sides: Sequence[str] = SIDES) -> None:
    """Refuses other columns, or the same in another order.

    Args:
        what: the argument that is checked.
        given: it, with `parameters` and `measurements`.
        whose: what the columns are compared with, in a word.
        expected: that, with the same attributes.
        sides: which of the two are compared.

    Raises:
        ValueError: names that differ.
    """
    for side in sides:
        names, found = ([column.name for column in getattr(one, side)] for one in (expected, given))
        if found != names:
            raise ValueError(f"{what}: expected the {side} of the {whose}, {names} in this order, got {found}")
