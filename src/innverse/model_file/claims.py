"""What a header claims of its tensors: known before any of them is read, and before memory is taken for it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

_KINDS = {
    "BOOL": np.bool_,
    **{f"{letter}{8 * size}": np.dtype(f"{letter.lower()}{size}") for letter in "IU" for size in (1, 2, 4, 8)},
    **{f"F{8 * size}": np.dtype(f"f{size}") for size in (2, 4, 8)},
}
"""Kinds of numbers by the names that safetensors gives them; NumPy has no others of its."""
_MOST_AXES = 32
_LONGEST_AXIS = 1 << 48


@dataclass(frozen=True)
class TensorClaim:
    """Kind and shape of a tensor; like an array it has `dtype`, `shape` and `nbytes`, but no numbers."""

    dtype: np.dtype
    shape: tuple[int, ...]

    @property
    def nbytes(self) -> int:
        """What reading it takes."""
        return math.prod(self.shape) * self.dtype.itemsize


Claims = Mapping[str, TensorClaim]


def read_claims(entries: Mapping[str, Any]) -> dict[str, TensorClaim]:
    """The claims in the entries of a safetensors header, by the names of the tensors.

    >>> read_claims({"a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}})["a"].nbytes
    24

    Raises:
        ValueError: an entry that is none, or numbers of a kind that no model has.
    """
    return {name: _claim(name, entry) for name, entry in entries.items()}


def _claim(name: str, entry: Any) -> TensorClaim:
    try:
        claim = TensorClaim(np.dtype(_KINDS[entry["dtype"]]), tuple(entry["shape"]))
    except (KeyError, TypeError):
        raise _no_tensor(name, entry) from None
    if len(claim.shape) > _MOST_AXES or not all(map(_is_length, claim.shape)):
        raise _no_tensor(name, entry)
    return claim


def _is_length(value: Any) -> bool:
    return type(value) is int and 0 <= value < _LONGEST_AXIS


def _no_tensor(name: str, entry: Any) -> ValueError:
    return ValueError(f"a tensor {name[:60]} described as {str(entry)[:60]}")
