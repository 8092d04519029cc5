"""Settings that are given by name, and settings that hold others: refused before anything is made of them."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from inspect import isabstract
from typing import Any, Self, get_type_hints

from innverse.arguments.names import did_you_mean, listed

_NUMBERS = (bool, int, float)


class Settings:
    """A frozen dataclass of settings (abstract); what its annotations say is checked when one is made.

    A field that is annotated with a class takes instances of it alone. Numbers, which have ranges too, are left to
    `validate_fields` in `__post_init__`.

    Raises:
        TypeError: a keyword that is no field, with the closest one that is; another thing than the field takes.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Pen(Settings):
    ...     width: float = 1.0
    >>> @dataclass(frozen=True)
    ... class Line(Settings):
    ...     pen: Pen = Pen()
    >>> Line(pen=Pen)
    Traceback (most recent call last):
    TypeError: Line.pen: expected a Pen, got the class Pen; write Pen()
    >>> Line(pan=Pen())
    Traceback (most recent call last):
    TypeError: Line: expected settings among 'pen', got 'pan'; did you mean 'pen'?
    """

    def __new__(cls, *given: Any, **named: Any) -> Self:
        """An empty instance, for `__init__` to fill: before that, since a field may be used while it is filled."""
        if is_dataclass(cls):
            known = [field.name for field in fields(cls) if field.init]
            _check_names(cls.__name__, named, known)
            _check_kinds(cls, dict(zip(known, given, strict=False)) | named)
        return super().__new__(cls)


def _check_names(what: str, named: Mapping[str, Any], known: list[str]) -> None:
    for name in named:
        if name not in known:
            among = f"settings among {listed(known)}" if known else "no settings"
            raise TypeError(f"{what}: expected {among}, got {name!r}{did_you_mean(name, known)}")


def _check_kinds(cls: type, values: Mapping[str, Any]) -> None:
    kinds = _nested(cls)
    for name, value in values.items():
        if name in kinds and not isinstance(value, kinds[name]):
            raise TypeError(f"{cls.__name__}.{name}: expected {_expected(kinds[name])}, got {_got(kinds[name], value)}")


@cache
def _nested(cls: type) -> dict[str, type]:
    """The fields that hold settings of their own, and their classes."""
    hints: dict[str, Any] = {}
    with suppress(NameError):  # an annotation may use a name that type checkers alone import
        hints = get_type_hints(cls)
    return {name: kind for name, kind in hints.items() if isinstance(kind, type) and kind not in _NUMBERS}


def _expected(kind: type) -> str:
    article = "an" if kind.__name__[0] in "AEIO" else "a"
    choices = [choice.__name__ for choice in _concrete(kind) if choice is not kind]
    return f"{article} {kind.__name__}" + (f" ({', '.join(choices)})" if choices else "")


def _concrete(kind: type) -> list[type]:
    """The class and those below it that are not abstract, in the order in which they were written."""
    below = [found for child in kind.__subclasses__() for found in _concrete(child)]
    return below if isabstract(kind) else [kind, *below]


def _got(kind: type, value: Any) -> str:
    """The value; a class, or the name of one, with what makes an instance of it."""
    name = value.__name__ if isinstance(value, type) else value
    shown = f"the class {name}" if isinstance(value, type) else repr(value)
    known = [choice.__name__ for choice in _concrete(kind)]
    return f"{shown}; write {name}()" if isinstance(name, str) and name in known else shown
