"""JSON as its standard has it, both ways: no NaN, no name twice, and numbers that are infinite or NaN under a tag."""

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

_TAG = "float"
_NOT_FINITE = ("inf", "-inf", "nan")


def written(value: Any) -> str:
    """The text; NumPy's numbers are written as plain ones.

    >>> written({"bounds": (0, math.inf)})
    '{"bounds": [0, {"float": "inf"}]}'

    Raises:
        TypeError: something that JSON has no word for.
    """
    return json.dumps(_storable(value), allow_nan=False)


def read(text: str | bytes) -> Any:
    """What a text says; the inverse of `written`, but for tuples, which become lists.

    >>> read('{"bounds": [0, {"float": "inf"}]}')
    {'bounds': [0, inf]}

    Raises:
        ValueError: text that is not strict JSON, a name twice in one object, numbers too large, nesting too deep.
    """
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refused, parse_float=_finite)
    except RecursionError:
        raise ValueError("expected JSON of a sensible depth, got brackets nested too deeply") from None


def _storable(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Mapping):
        return {_name(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {_TAG: repr(value)}
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"expected numbers, text, lists and mappings, got {type(value).__name__}: {value!r}")


def _name(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"expected names that are text, got {key!r}")
    return key


def _object(pairs: list[tuple[str, Any]]) -> Any:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError(f"expected every name once in an object, got one of {list(content)[:6]} twice")
    if content.keys() == {_TAG} and content[_TAG] in _NOT_FINITE:
        return float(content[_TAG])
    return content


def _refused(constant: str) -> Any:
    raise ValueError(f"expected strict JSON, got {constant}")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"expected a number that fits, got {text[:20]}")
    return value
