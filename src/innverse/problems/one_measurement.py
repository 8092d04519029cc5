"""The y of an exact posterior: one measurement, of numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from innverse.arguments.arrays import as_numbers
from innverse.arguments.names import listed
from innverse.problems.column import Column
from innverse.problems.named_results import row_in_order


def one_measurement(y: Any, measurements: Sequence[Column]) -> np.ndarray:
    """y (dim_y,), float64, of what has names by name; of one number it may be that number.

    Raises:
        ValueError: another size, missing names, NaN or infinity.

    >>> one_measurement(5, [Column("length")]).tolist()
    [5.0]
    >>> one_measurement({"b": 2.0, "a": 1.0}, [Column("a"), Column("b")]).tolist()
    [1.0, 2.0]
    """
    dim_y = len(measurements)
    found = named_numbers("y", y, measurements)
    if found.shape != (dim_y,) or not np.isfinite(found).all():
        expected = "one finite number" if dim_y == 1 else f"{dim_y} finite numbers"
        raise ValueError(f"y: expected {expected}, got {found.tolist()}")
    return found


def named_numbers(what: str, y: Any, measurements: Sequence[Column]) -> np.ndarray:
    """Numbers as they come, of any size; what has names in the order of the measurements.

    Raises:
        ValueError: missing names, or what is no number.
    """
    names = [column.name for column in measurements]
    try:
        values = row_in_order(y, names)
    except ValueError as error:
        raise ValueError(f"{what}: expected {listed(names, 6)}, got {error}") from error
    return np.atleast_1d(as_numbers(what, values))
