"""The y of an exact posterior: one measurement, of numbers."""

from typing import Any

import numpy as np

from innverse.wording.numbers import as_numbers


def one_measurement(y: Any, dim_y: int) -> np.ndarray:
    """y (dim_y,), float64; of one number it may be that number.

    Raises:
        ValueError: another size, NaN or infinity.

    >>> one_measurement(5, 1).tolist()
    [5.0]
    """
    found = np.atleast_1d(as_numbers("y", y))
    if found.shape != (dim_y,) or not np.isfinite(found).all():
        expected = "one finite number" if dim_y == 1 else f"{dim_y} finite numbers"
        raise ValueError(f"y: expected {expected}, got {found.tolist()}")
    return found
