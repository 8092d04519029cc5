"""Arrays and DataFrames that users give as x or y: rows of numbers, and the columns that they have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from innverse.arguments.arrays import as_numbers
from innverse.data import table
from innverse.problems import Column
from innverse.problems.column import as_columns


def named_rows(
    what: str, values: Any, of: str, given: Sequence[str | Column] | None
) -> tuple[np.ndarray, tuple[Column, ...]]:
    """Rows and their columns; a frame's by name, where its columns have names."""
    if table.is_frame(values) and all(isinstance(name, str) for name in values.columns):
        columns = as_columns(of, list(values.columns) if given is None else given)
        names = [column.name for column in columns]
        return table.numbers(table.read(values, names), names), columns
    rows = _rows(what, values)
    return rows, as_columns(of, _numbered(what, rows) if given is None else given)


def _rows(what: str, values: Any) -> np.ndarray:
    rows = as_numbers(what, values)
    if not rows.ndim:
        raise ValueError(f"{what}: expected rows of numbers, got the single number {rows}")
    return rows[:, None] if rows.ndim == 1 else rows


def _numbered(letter: str, rows: np.ndarray) -> list[str]:
    return [f"{letter}{i + 1}" for i in range(rows.shape[-1])]
