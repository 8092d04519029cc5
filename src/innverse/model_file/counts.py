"""Counts that a method may have, given what its file holds: checked before any of them is acted upon."""

from collections.abc import Iterator, Mapping
from typing import Any

MOST_TENSORS = 4096
"""More than any method has; how many layers a file may speak of follows."""
_ALWAYS_FINE = 10_000
_SIZE_NO_TENSOR = {"rows", "steps", "draws"}
"""Counts of work, not of weights: the file says nothing of them."""
_MOST_WORK = 1_000_000


def check_counts(method: Any, members: int, numbers: int, tensors: int) -> None:
    """Refuses counts that no network in this file can have.

    A network of n blocks, units or members has at least n numbers, and one of n layers at least n tensors.

    Args:
        method: its description, as `describe` gives it.
        members: networks in the ensemble.
        numbers: elements of all tensors together.
        tensors: how many there are.

    Raises:
        ValueError: the first count that is too large, with its key.

    >>> check_counts({"name": "INN", "blocks": 10**9}, 1, 5_000, 40)
    Traceback (most recent call last):
    ValueError: method.blocks: expected at most 10000, by the size of the file, got 1000000000
    >>> check_counts({"name": "FlowMatching", "rows": 50_000}, 1, 5_000, 40)  # no tensor grows with them
    """
    if tensors > MOST_TENSORS:
        raise ValueError(f"tensors: expected at most {MOST_TENSORS}, got {tensors}")
    most = max(numbers, _ALWAYS_FINE)
    for place, key, value in _counts(method, "method"):
        allowed = _MOST_WORK if key in _SIZE_NO_TENSOR else tensors if key.endswith("depth") else most
        if value > allowed:
            raise ValueError(f"{place}: expected at most {allowed}, by the size of the file, got {value}")
    if members > most:
        raise ValueError(f"members: expected at most {most}, by the size of the file, got {members}")


def _counts(value: Any, place: str, key: str = "") -> Iterator[tuple[str, str, int]]:
    """Whole numbers with their place and key."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _counts(item, f"{place}.{name}", name)
    elif isinstance(value, list):
        for item in value:
            yield from _counts(item, place, key)
    elif isinstance(value, int):
        yield place, key, value
