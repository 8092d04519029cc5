"""Lines of many parameters that show by how much each is off: where there are too many, the largest gaps are named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from innverse.report import axis_text, style

if TYPE_CHECKING:
    from innverse.problems.column import Column

MOST_NAMED = 4


@dataclass(frozen=True)
class GapLines:
    """Order in which parameters are drawn, and how many of them get a line of their own look, with a name."""

    order: tuple[int, ...]
    named: int

    @classmethod
    def of(cls, gaps: np.ndarray) -> GapLines:
        """Lines of gaps `(n, dim_x)` between what was found and what is right.

        >>> GapLines.of(np.array([[0.1, -0.3]]))
        GapLines(order=(0, 1), named=2)
        >>> GapLines.of(np.arange(9.0)[None]).order[:4]
        (8, 7, 6, 5)
        """
        dim = gaps.shape[1]
        if dim <= len(style.CYCLE):
            return cls(tuple(range(dim)), dim)
        return cls(tuple(np.argsort(-np.abs(gaps).max(axis=0), kind="stable").tolist()), MOST_NAMED)

    def looks(self, columns: Sequence[Column]) -> Iterator[tuple[int, style.Look]]:
        """Each parameter's number with the look of its line."""
        for place, j in enumerate(self.order):
            yield j, _look(place, columns[j]) if place < self.named else style.UNNAMED_LINE

    @property
    def title(self) -> str:
        """Title of the legend."""
        return "" if self.named == len(self.order) else "largest gaps"


def _look(place: int, column: Column) -> style.Look:
    """Colour and dashes of the line at `place` among several, with the column's label for the legend."""
    return {
        "color": style.CYCLE[place],
        "linestyle": style.LINES[place],
        "zorder": 3,
        "label": axis_text.in_legend(axis_text.label(column)),
    }
