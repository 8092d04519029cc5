"""Which of the measurements speak against their coming from where the training measurements came from.

The one with the largest improbable |z_j| does (z: what is left of it once the others are known, `Precision`); then it
is replaced by what the others let expect, and the next one is looked for. Its neighbours, which it made look odd, are
cleared that way. Where none is improbable beside the others, those that are far out by themselves do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np

from innverse.familiarity.conformal import column_p_values, tail_index
from innverse.familiarity.coordinates import Coordinates
from innverse.familiarity.empirical_marginals import EmpiricalMarginals
from innverse.familiarity.familiarity import ALARM, StandOut
from innverse.familiarity.inverse_covariance import Precision
from innverse.problems import Column

_MOST_NAMED = 5


@final
@dataclass(frozen=True, eq=False)
class StandOutSearch:
    """What a measurement y `(dim,)` is held against, column by column.

    Attributes:
        columns: names, units and bounds.
        coordinates: y to u.
        precision: inverse covariance of u.
        surprises: |z_j| of rows that were kept apart, each column in ascending order, `(m, dim)`.
        marginals: training rows u `(n, dim)`, one column at a time.
        usual: between which u 99 of 100 training rows lie, `(2, dim)`.
    """

    columns: tuple[Column, ...]
    coordinates: Coordinates
    precision: Precision
    surprises: np.ndarray
    marginals: EmpiricalMarginals
    usual: np.ndarray

    def found(self, y: np.ndarray) -> tuple[StandOut, ...]:
        """The measurements of y `(dim,)` that the others do not lead one to expect, else those out of range alone.

        At most five, the strongest first; one that is improbable at a level of 1 in 100 where nothing else is found.
        """
        u = self.coordinates(np.asarray(y, float))
        at_a_strict_level = self._surprising(y, u, ALARM / len(u), _MOST_NAMED)
        return at_a_strict_level or self._out_of_range(y, u) or self._surprising(y, u, ALARM, 1)

    def _surprising(self, y: np.ndarray, u: np.ndarray, level: float, most: int) -> tuple[StandOut, ...]:
        residual, sd = self.precision.residuals(u[None])[0], 1 / np.sqrt(self.precision.diagonal)
        found = []
        while len(found) < min(most, len(u)):
            z = residual * sd
            unlikely = column_p_values(self.surprises, self._tails, np.abs(z))
            # What an outlier does to its neighbours is smaller than what it does to itself, in these units.
            j = int(np.argmax(np.where(unlikely < level, np.abs(z), 0.0)))
            if unlikely[j] >= level:
                break
            found.append(self._stand_out(j, y, u, z[j]))
            residual = residual - self.precision.column(j) * z[j] * sd[j]
        return tuple(found)

    def _out_of_range(self, y: np.ndarray, u: np.ndarray) -> tuple[StandOut, ...]:
        alone, z = self.marginals.two_sided_p_values(u), self.precision.z_scores(u[None])[0]
        out = (alone < ALARM) | self.marginals.beyond(u)
        ranked = np.argsort(-np.abs(self.marginals.normal_scores(u[None])[0]))
        return tuple(self._stand_out(j, y, u, z[j]) for j in ranked[out[ranked]][:_MOST_NAMED])

    def _stand_out(self, j: int, y: np.ndarray, u: np.ndarray, z: float) -> StandOut:
        expected = np.tile(u, (3, 1))
        expected[:, j] = u[j] - z / np.sqrt(self.precision.diagonal[j]), *self.usual[:, j]
        units = self.coordinates.inverse(expected)[:, j].tolist()
        alone = float(self.marginals.two_sided_p_values(u)[j])
        return StandOut(self.columns[j].name, float(y[j]), units[0], float(z), (units[1], units[2]), alone)

    @cached_property
    def _tails(self) -> np.ndarray:
        return np.array([tail_index(column) for column in self.surprises.T])
