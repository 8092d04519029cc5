"""What kind of values a column of a CSV file holds, so that reading it changes none of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pyarrow as pa
from pyarrow import compute as _functions

compute = cast("Any", _functions)  # its functions are made when it is imported
MISSING = ("", "NA", "N/A", "NaN", "nan", "null", "None")
"""What stands for a missing number; where a column is text, all but the first are text."""
_NO_NUMBERS = ("NaN", "nan")
_KINDS = (
    (r"-?(0|[1-9][0-9]{0,17})", pa.int64()),
    (r"-?((0|[1-9][0-9]{0,14})(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?", pa.float64()),
    (r"(?s).*", pa.string()),
)
"""The narrowest first: 007 and numbers of 20 digits are names, and stay as they are."""
_TEXT = len(_KINDS) - 1
_DECIMALS = r"^[^.]*\.?([0-9]*).*$"
_NEEDLESS_ZERO = r"\.[0-9]+0(?:[eE]|$)"


@dataclass
class CarriedKind:
    """Shown a column part by part, it says at the end which type keeps every value as it is written.

    Numbers are text where needless zeros tell some apart, as the names 1.1, 1.10 and 1.100, and so are words that mean
    a missing number where there is none.

    >>> for texts in (["7", "", "NA"], ["1.10", "1.25"], ["1.10", "1.1"], ["NA", "None"]):
    ...     kind = CarriedKind()
    ...     kind.see(pa.array(texts))
    ...     print(texts, kind.type)
    ['7', '', 'NA'] int64
    ['1.10', '1.25'] double
    ['1.10', '1.1'] string
    ['NA', 'None'] string
    """

    narrowest: int = 0
    has_numbers: bool = False
    has_words: bool = False
    has_needless_zeros: bool = False
    decimals: set[int] = field(default_factory=set)

    @property
    def type(self) -> pa.DataType:
        """The kind of all values that were seen."""
        is_named = self.has_needless_zeros and len(self.decimals) > 1
        is_worded = self.has_words and not self.has_numbers
        return _KINDS[_TEXT if is_named or is_worded else self.narrowest][1]

    def see(self, column: pa.Array) -> None:
        """One part, text without nulls."""
        if self.narrowest == _TEXT:
            return
        is_missing = compute.is_in(column, pa.array(MISSING))
        self._see_missing(compute.unique(column.filter(is_missing)).to_pylist())
        values = column.filter(compute.invert(is_missing))
        self.narrowest = _narrowest(values, self.narrowest)
        if len(values) and self.narrowest < _TEXT:
            self.has_numbers = True
            self._see_decimals(values)

    def _see_missing(self, found: list[str]) -> None:
        self.has_numbers |= not set(found).isdisjoint(_NO_NUMBERS)
        self.has_words |= not set(found) <= {"", *_NO_NUMBERS}

    def _see_decimals(self, values: pa.Array) -> None:
        self.has_needless_zeros |= compute.any(compute.match_substring_regex(values, _NEEDLESS_ZERO)).as_py()
        lengths = compute.utf8_length(compute.replace_substring_regex(values, _DECIMALS, r"\1"))
        self.decimals.update(compute.unique(lengths).to_pylist())


def _narrowest(values: pa.Array, least: int) -> int:
    """The first of the kinds, from number `least` on, that every value is of.

    >>> [_narrowest(pa.array(texts), 0) for texts in (["7"], ["7", "-.5e3"], ["7", "007"], ["-"], ["E0"])]
    [0, 1, 2, 2, 2]
    """
    for kind in range(least, _TEXT):
        if compute.all(compute.match_substring_regex(values, f"^(?:{_KINDS[kind][0]})$"), min_count=0).as_py():
            return kind
    return _TEXT
