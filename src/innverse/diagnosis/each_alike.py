"""The scale on which draws are compared with measurements: each measurement by itself, whatever its unit.

    w_j = Φ⁻¹(F_j(support(y_j)))        F_j: distribution function of measurement j over held-out pairs

Not the scale that a network sees, which may go along principal axes: where many measurements tell of few parameters,
most axes hold noise alone, and as each has the same variance, a miss along the others would weigh next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from innverse.bijections import Chain, Support
from innverse.problems.column import bounds, half_way_to_a_bound
from innverse.scaling.normal_scores import normal_scores
from innverse.scaling.on_rows import forward_on_rows

if TYPE_CHECKING:
    from innverse.problems import Column

Scale = Callable[[np.ndarray], np.ndarray]
"""w `(n, dim_y)` of rows y `(n, dim_y)`."""

_ROUNDING = 1e-6
"""Standard deviation of scores below which a measurement was the same each time: of others it is above .001."""


def each_alike(y: np.ndarray, columns: Sequence[Column]) -> Scale:
    """The scale of held-out measurements y `(n, dim_y)`; a value beyond a bound is put where one on it is.

    A measurement that is the same in all rows has no distance that a miss could be held against: its w is 0.

    >>> from innverse.problems import Column
    >>> y = np.array([1.0, 1e6]) * np.linspace(-1, 1, 1001)[:, None] ** 3
    >>> each_alike(y, [Column("y1"), Column("y2")])(np.array([[1.0, 1e6]])).round(1).tolist()
    [[3.3, 3.3]]
    """
    (lower, upper), margin = bounds(columns), half_way_to_a_bound(y, columns)

    def inside(rows: np.ndarray) -> np.ndarray:
        return np.clip(rows, lower + margin, upper - margin)

    support = Support(tuple(lower.tolist()), tuple(upper.tolist()))
    scores = Chain([support, normal_scores(forward_on_rows(support, inside(y))[0])])
    varies = forward_on_rows(scores, inside(y))[0].std(axis=0) > _ROUNDING
    return lambda rows: np.where(varies, forward_on_rows(scores, inside(rows))[0], 0.0)
