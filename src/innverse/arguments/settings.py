"""Settings as users give them, NumPy's numbers too: refused by name where they make no sense, kept as plain numbers.

Every check takes what the setting is called and its value, and returns the value as Python's own number.
"""

import math
import operator
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from typing import Any

import numpy as np

SEEDS = 1 << 32
"""How many there are: of a larger one JAX would use the last 32 bits alone, without a word."""


def whole_number(name: str, value: Any, least: int, below: int = 1 << 63, most: int | None = None) -> int:
    """A count.

    Raises:
        TypeError: a value that is no whole number.
        ValueError: one that is smaller than `least`, not smaller than `below`, or larger than `most`.

    >>> whole_number("n", np.int64(3), least=1)
    3
    """
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name}: expected a whole number, got {value!r}") from None
    if isinstance(value, bool):
        raise TypeError(f"{name}: expected a whole number, got {value}")
    if number < least:
        raise ValueError(f"{name}: expected a whole number of at least {least}, got {number}")
    if most is not None and number > most:
        raise ValueError(f"{name}: expected a whole number of at most {most:,}, got {number:,}")
    if number >= below:
        raise ValueError(f"{name}: expected a whole number below 2^{below.bit_length() - 1}, got {number}")
    return number


def random_seed(seed: Any) -> int:
    """What decides all random numbers: a whole number from 0 to 2^32 − 1.

    Raises:
        TypeError: a value that is no whole number.
        ValueError: one that is negative or too large; the same 32 bits of two seeds would give the same numbers.

    >>> random_seed(1 << 32)
    Traceback (most recent call last):
    ValueError: seed: expected a whole number below 2^32, got 4294967296
    """
    return whole_number("seed", seed, least=0, below=SEEDS)


def share(name: str, value: Any) -> float:
    """A part of a whole that is not all of it.

    Raises:
        TypeError: a value that is no number.
        ValueError: one outside [0, 1).
    """
    return _within(name, value, lambda number: 0 <= number < 1, "a share in [0, 1)")


def positive(name: str, value: Any) -> float:
    """A number that a logarithm or a quotient is taken of.

    Raises:
        TypeError: a value that is no number.
        ValueError: one that is not above 0, or not finite.

    >>> positive("sigma", 0.0)
    Traceback (most recent call last):
    ValueError: sigma: expected a number above 0, got 0.0
    """
    return _within(name, value, lambda number: 0 < number < math.inf, "a number above 0")


def not_negative(name: str, value: Any) -> float:
    """A weight, or a size that may vanish.

    Raises:
        TypeError: a value that is no number.
        ValueError: one below 0, or not finite.
    """
    return _within(name, value, lambda number: 0 <= number < math.inf, "a number of at least 0")


def function_or_none(name: str, value: Any, such_as: str) -> Any:
    """What is called as work goes on, where anyone wants to know.

    Raises:
        TypeError: a value that cannot be called, with what can be.

    >>> function_or_none("progress", True, "iv.progress.Lines(print).counted")
    Traceback (most recent call last):
    TypeError: progress: expected a function, such as iv.progress.Lines(print).counted, got True
    """
    if value is not None and not callable(value):
        raise TypeError(f"{name}: expected a function, such as {such_as}, got {value!r}")
    return value


def validate_fields(settings: Any, check: Callable[[str, Any], Any], *names: str) -> None:
    """Puts what a check makes of them into fields of a frozen dataclass; None stays where it is the default.

    Raises:
        TypeError, ValueError: as the check does, with the class and the name of the field.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Line:
    ...     slope: float
    ...     width: float | None = None
    ...
    ...     def __post_init__(self):
    ...         validate_fields(self, positive, "slope", "width")
    >>> Line(np.float64(2.0))
    Line(slope=2.0, width=None)
    """
    may_be_none = {field.name for field in fields(settings) if field.default is None}
    for name in names:
        value = getattr(settings, name)
        if value is not None or name not in may_be_none:
            object.__setattr__(settings, name, check(f"{type(settings).__name__}.{name}", value))


def validate_counts(settings: Any, *names: str, least: int = 1) -> None:
    """The same for whole numbers of at least `least`."""
    validate_fields(settings, partial(whole_number, least=least), *names)


def _within(name: str, value: Any, is_good: Callable[[float], bool], expected: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(f"{name}: expected {expected}, got {value!r}")
    number = value.item() if isinstance(value, np.generic) else value
    if not is_good(number):
        raise ValueError(f"{name}: expected {expected}, got {number!r}")
    return number
