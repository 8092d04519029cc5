"""Hyper-parameters that count something."""

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
