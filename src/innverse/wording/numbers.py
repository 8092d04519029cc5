"""Values that users and their functions give, as numbers: what is none is refused, what is masked is missing."""

from typing import Any

import numpy as np


def as_numbers(what: str, values: Any) -> np.ndarray:
    """Values as float64, in the shape that they have; what is masked is NaN.

    Raises:
        ValueError: text that is no number, dates, complex numbers, integers too large, lists of different length.

    >>> as_numbers("y", [1, "2.5", None]).tolist()
    [1.0, 2.5, nan]
    """
    try:
        array = np.ma.asarray(values) if _is_masked(values) else np.asarray(values)
        if array.dtype.kind in "mMc":  # NumPy would count days, or leave the imaginary part away
            raise TypeError(f"values of type {array.dtype}")
        return np.ma.filled(array.astype(float), np.nan)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{what}: expected numbers, got {_shown(values)}: {error}") from error


def _is_masked(values: Any) -> bool:
    """An array with a mask, or a list of rows of which some have one: NumPy would take what lies under it."""
    rows = values if isinstance(values, list | tuple) else [values]
    return any(isinstance(row, np.ma.MaskedArray) for row in rows)


def _shown(values: Any) -> str:
    text = repr(values)
    return text if len(text) <= 80 else f"{type(values).__name__}"
