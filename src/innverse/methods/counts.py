"""Hyper-parameters that count something, or that a logarithm or a quotient is taken of."""

import math
from collections.abc import Callable, Sequence
from typing import Any


def check_counts(method: Any, *names: str) -> None:
    """Refuses a field that is not a whole number of at least 1.

    Raises:
        ValueError: the first such field, with its class.

    >>> from types import SimpleNamespace
    >>> check_counts(SimpleNamespace(blocks=0), "blocks")
    Traceback (most recent call last):
    ValueError: SimpleNamespace.blocks: expected a whole number of at least 1, got 0
    """
    _check(method, names, lambda value: isinstance(value, int) and value >= 1, "a whole number of at least 1")


def check_positive(settings: Any, *names: str) -> None:
    """Refuses a field that is not a finite number above 0.

    Raises:
        ValueError: the first such field, with its class.

    >>> from types import SimpleNamespace
    >>> check_positive(SimpleNamespace(sigma=0.0), "sigma")
    Traceback (most recent call last):
    ValueError: SimpleNamespace.sigma: expected a number above 0, got 0.0; a small one is as good
    """
    _check(settings, names, _is_positive, "a number above 0", "; a small one is as good")


def _is_positive(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf


def _check(
    settings: Any, names: Sequence[str], is_good: Callable[[Any], bool], expected: str, advice: str = ""
) -> None:
    for name in names:
        value = getattr(settings, name)
        if not is_good(value):
            raise ValueError(f"{type(settings).__name__}.{name}: expected {expected}, got {value!r}{advice}")
