"""Counts that a method may have, given what its file holds: checked before any of them is acted upon."""

from collections.abc import Iterator, Mapping
from typing import Any

MOST_TENSORS = 512
"""More than any method has; how many layers a file may speak of follows."""
_TENSORS_OF_LAYER = 2
_ALWAYS_FINE = 10_000
_SIZE_NO_TENSOR = {"rows", "steps", "draws"}
"""Counts of work, not of weights: the file says nothing of them."""
_MOST_WORK = 1_000_000
_MOST = 1_000_000
"""Of anything: a file costs nothing where it is empty, and can claim more numbers than any machine holds."""
_DEPTH, _WIDTH = "depth", "width"


def check_counts(method: Any, members: int, numbers: int, tensors: int) -> None:
    """Refuses counts that no network in this file can have.

    A network of n blocks, units or members has at least n numbers, and one of n layers at least 2 n tensors:
    weights, and biases, as many in each layer as it is wide.

    Args:
        method: its description, as `describe` gives it.
        members: networks in the ensemble.
        numbers: elements of all tensors of the networks together.
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
    most = min(max(numbers, _ALWAYS_FINE), _MOST)
    for place, key, value in _counts(method, "method"):
        layers = tensors // _TENSORS_OF_LAYER
        allowed = _MOST_WORK if key in _SIZE_NO_TENSOR else layers if key.endswith(_DEPTH) else most
        if value > allowed:
            raise ValueError(f"{place}: expected at most {allowed}, by the size of the file, got {value}")
    for place, units in _units(method, "method"):
        if units > most:
            raise ValueError(
                f"{place}: expected at most {most} units in all layers, by the size of the file, got {units}"
            )
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


def _units(value: Any, place: str) -> Iterator[tuple[str, int]]:
    """Units of all hidden layers, with the place of their width."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _units(item, f"{place}.{name}")
            width = f"{name.removesuffix(_DEPTH)}{_WIDTH}"
            if name.endswith(_DEPTH) and width in value:
                yield f"{place}.{width}", item * value[width]
