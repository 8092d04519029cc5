"""Values that users and their functions give, as numbers: without units, and what is masked is missing."""

import re
from collections.abc import Iterable
from typing import Any

import numpy as np

_NO_NUMBER = re.compile(r"could not convert string to float: (?:np\.str_\()?('.*'|\".*\")\)?", re.DOTALL)
"""What NumPy says of text."""


def as_numbers(what: str, values: Any) -> np.ndarray:
    """Values as float64, in the shape that they have; what is masked is NaN.

    Raises:
        ValueError: text that is no number, dates, complex numbers, integers too large, lists of different length,
            quantities with a unit.

    >>> as_numbers("y", [1, "2.5", None]).tolist()
    [1.0, 2.5, nan]
    """
    check_no_unit(what, values)
    try:
        array = np.ma.asarray(values) if _is_masked(values) else np.asarray(values)
        if array.dtype.kind in "mMc":  # NumPy would count days, or leave the imaginary part away
            raise TypeError(f"values of type {array.dtype}")
        return np.ma.filled(array.astype(float), np.nan)
    except (TypeError, ValueError, OverflowError) as error:
        reason = "" if isinstance(values, str) else _reason(error)
        raise ValueError(f"{what}: expected numbers, got {_shown(values)}{reason}") from error


def check_no_unit(what: str, values: Any) -> None:
    """Raises ValueError for quantities with a unit, as astropy's: NumPy would take their numbers, whatever the unit."""
    if unit := unit_of(values):
        raise ValueError(
            f"{what}: expected plain numbers in the units of the columns, got a Quantity in {unit}; give "
            f"{what}.to_value(...) in the column's unit"
        )


def unit_of(values: Any) -> str:
    """The unit of a quantity, or of the first one in a list; empty for plain numbers and what is dimensionless."""
    units = (getattr(row, "unit", None) for row in _rows(values) if hasattr(row, "to_value"))
    return next((str(unit) for unit in units if unit is not None and str(unit)), "")


def _is_masked(values: Any) -> bool:
    """An array with a mask, or a list of rows of which some have one: NumPy would take what lies under it."""
    return any(isinstance(row, np.ma.MaskedArray) for row in _rows(values))


def _rows(values: Any) -> Iterable[Any]:
    return values if isinstance(values, list | tuple) else [values]


def _reason(error: Exception) -> str:
    """Of one text among many the text; of others what NumPy says."""
    text = _NO_NUMBER.fullmatch(str(error))
    return f": {text[1]} is no number" if text else f": {error}"


def _shown(values: Any) -> str:
    text = repr(values)
    return text if len(text) <= 80 else f"{type(values).__name__}"
