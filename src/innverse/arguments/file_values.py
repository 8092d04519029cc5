"""What pydantic makes of a value is of the kind that was written: "3" is no number, true is none, "no" is not false."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_KINDS = {bool: "true or false", int: "an integer", float: "a number"}
_TABLE = "a section, or a table of keys"
_WORDS = {
    "bool_parsing": _KINDS[bool],
    "bool_type": _KINDS[bool],
    "int_parsing": _KINDS[int],
    "int_type": _KINDS[int],
    "int_from_float": _KINDS[int],
    "float_parsing": _KINDS[float],
    "float_type": _KINDS[float],
    "string_type": "text in quotation marks",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
}
"""What pydantic's kinds of errors expect."""


def expected_kind(details: ErrorDetails) -> str:
    """What pydantic expected where it met an error, in the words of this package.

    >>> expected_kind({"type": "greater_than_equal", "loc": (), "msg": "", "input": 0, "ctx": {"ge": 1}})
    'at least 1'
    """
    words = _WORDS.get(details["type"])
    if words is None:
        return details["msg"].removeprefix("Input should be ").removeprefix("a valid ")
    return words.format(**details.get("ctx", {}))


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
