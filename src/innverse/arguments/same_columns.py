"""Pairs, problems and models that are used together have the same columns, in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from innverse.problems import Column


class TwoSided(Protocol):
    """What has columns of x and of y: pairs, a problem, a model."""

    @property
    def parameters(self) -> Sequence[Column]:
        """Columns of x."""
        ...

    @property
    def measurements(self) -> Sequence[Column]:
        """Columns of y."""
        ...


def check_same_columns(what: str, side: str, given: Sequence[Column], whose: str, expected: Sequence[Column]) -> None:
    """Refuses other columns, or the same in another order.

    Args:
        what: the argument that is checked.
        side: "parameters" or "measurements", for the message.
        given: its columns.
        whose: what they are compared with, in a word.
        expected: the columns of that.

    Raises:
        ValueError: names that differ.
    """
    names, found = ([column.name for column in columns] for columns in (expected, given))
    if found != names:
        raise ValueError(f"{what}: expected the {side} of the {whose}, {names} in this order, got {found}")


def check_both_sides(what: str, given: TwoSided, whose: str, expected: TwoSided) -> None:
    """The same for parameters and measurements.

    Raises:
        TypeError: what has no columns, such as a name.
        ValueError: names that differ.
    """
    if not (isinstance(getattr(given, "parameters", None), Sequence) and hasattr(given, "measurements")):
        raise TypeError(f"{what}: expected one with the parameters and measurements of the {whose}, got {given!r}")
    check_same_columns(what, "parameters", given.parameters, whose, expected.parameters)
    check_same_columns(what, "measurements", given.measurements, whose, expected.measurements)
