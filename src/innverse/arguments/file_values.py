"""What pydantic makes of a value is of the kind that was written: "3" is no number, true is none, "no" is not false."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_KINDS = {bool: "true or false", int: "an integer", float: "a number"}


def other_kind(given: Any, made: Any) -> str | None:
    """What was expected where text or a truth value was taken for something else; None where nothing was.

    Args:
        given: as a file says it: a scalar, or lists and tables of them.
        made: what became of it.

    >>> other_kind([1, "2.5"], [1.0, 2.5]), other_kind(True, 1), other_kind(3, 3.0)
    ('a number', 'an integer', None)
    """
    if isinstance(given, str | bool):
        return None if isinstance(made, type(given)) else _KINDS.get(type(made))
    if isinstance(given, Mapping) and isinstance(made, Mapping):
        return _first((given[name], made[name]) for name in given if name in made)
    if isinstance(given, Sequence) and isinstance(made, Sequence):
        return _first(zip(given, made, strict=False))
    return None


def _first(places: Any) -> str | None:
    return next((expected for given, made in places if (expected := other_kind(given, made))), None)
