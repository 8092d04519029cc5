"""Hyper-parameters that count something, or that a logarithm or a quotient is taken of."""

import math
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
    for name in names:
        value = getattr(method, name)
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"{type(method).__name__}.{name}: expected a whole number of at least 1, got {value!r}")


def check_positive(settings: Any, *names: str) -> None:
    """Refuses a field that is not a finite number above 0.

    Raises:
        ValueError: the first such field, with its class.

    >>> from types import SimpleNamespace
    >>> check_positive(SimpleNamespace(sigma=0.0), "sigma")
    Traceback (most recent call last):
    ValueError: SimpleNamespace.sigma: expected a number above 0, got 0.0; a small one is as good
    """
    for name in names:
        value = getattr(settings, name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
            raise ValueError(
                f"{type(settings).__name__}.{name}: expected a number above 0, got {value!r}; a small one is as good"
            )
