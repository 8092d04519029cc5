"""What the measurements of the training pairs were like, kept by a model so that it knows when it is asked beyond them.

Four scores say how far out a measurement y is, in coordinates u that do not shorten what is far (`Coordinates`),
and in w = P^(1/2) u, where the covariance is the unit matrix (`Precision`, the inverse covariance of u):

    distance      |w|
    hole          distance of w to the 10th nearest of at most 2000 training rows
    combination   largest |z_j|, z_j = (P u)_j / sqrt(P_jj): y_j against what the other measurements let expect
    range         largest normal score of a single y_j, continued beyond the training range (`empirical_marginals`)

and one how suspiciously far inside, as after a slip of units or an average over what was simulated one by one:

    regularity    1 / |w|, where hardly any row lies near the centre (from about five independent measurements on)

Each becomes a p-value among the scores of rows that were kept apart (`conformal`). The smallest of them is
compared with the smallest of each row kept apart: the share of those that is no larger is the p-value of y. So false
alarms are as frequent as it says, whatever the distribution of y looks like.

Source: Ramaswamy, Rastogi, Shim 2000, "Efficient algorithms for mining outliers from large data sets" (k-th
neighbour).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from innverse.data.pairs import Pairs
from innverse.familiarity.conformal import own_p_values, p_values
from innverse.familiarity.coordinates import Coordinates
from innverse.familiarity.empirical_marginals import EmpiricalMarginals
from innverse.familiarity.familiarity import ALARM, TOO_REGULAR, UNUSUAL, Familiarity, StandOut
from innverse.familiarity.inverse_covariance import Precision
from innverse.familiarity.regularity import centre_is_rare, regularity
from innverse.familiarity.stand_outs import StandOutSearch
from innverse.problems import Column

if TYPE_CHECKING:
    from innverse.named_tensors import Outline

LEAST_ROWS = 20
_MOST_ROWS = 2000
_MOST_NUMBERS = 200_000
_MOST_FOR_COVARIANCE = 20_000
_MOST_KEPT = 200
_NEIGHBOUR = 10
_ROWS_PER_BLOCK = 1024
_SCORES = 4


@dataclass(frozen=True, eq=False)
class NoveltyDetector:
    """A subset of the training measurements, and the scores of others that were kept apart.

    Attributes:
        columns: names, units and bounds.
        coordinates: y to u.
        reference: rows u, float32 `(n, dim_y)`.
        whitening: P^(1/2) `(dim_y, dim_y)`; beyond 500 measurements the unit matrix, as its diagonal `(dim_y,)`.
        scores: distance, hole, combination, range of each row kept apart, `(m, 4)`.
        surprises: |z_j| of the rows kept apart, each column in ascending order, float32 `(m, dim_y)`.
        kept_apart: measurements that the network did not learn from, in the users' units, `(m', dim_y)`, m' <= 200.

    >>> x = np.random.default_rng(0).normal(size=(2000, 1))
    >>> seen = NoveltyDetector.of(Pairs.from_arrays(x, np.hstack([x, x]) + 0.1))
    >>> seen.familiarity(np.array([0.3, 0.3])).is_familiar, seen.familiarity(np.array([0.3, -0.3])).is_familiar
    (True, False)
    """

    columns: tuple[Column, ...]
    coordinates: Coordinates
    reference: np.ndarray
    whitening: np.ndarray
    scores: np.ndarray
    surprises: np.ndarray
    kept_apart: np.ndarray

    @classmethod
    def of(cls, pairs: Pairs, held_out: np.ndarray | None = None, seed: int = 0) -> NoveltyDetector:
        """Fitted to the y of pairs; the seed decides which rows are kept.

        Args:
            pairs: what the model was fitted to.
            held_out: those of their y, `(n, dim_y)`, that its training did not see, to keep 200 of; rows that are
                kept apart here when there was no training.
            seed: of the choice.

        Raises:
            ValueError: classes, or fewer than 20 rows.
        """
        if pairs.classes or len(pairs) < LEAST_ROWS:
            raise ValueError(f"pairs: expected at least {LEAST_ROWS} rows of numbers as measurements, got {pairs}")
        rng = np.random.default_rng(seed)
        rows = pairs.y[rng.permutation(len(pairs))]
        most = _most_rows(pairs.dim_y)
        m = min(most, len(rows) // 2)
        apart, learned = rows[:m], rows[m : m + _MOST_FOR_COVARIANCE]
        kept = apart if held_out is None else held_out[rng.permutation(len(held_out))]
        coordinates = Coordinates.of(learned, pairs.measurements)
        u, none = coordinates(learned), np.zeros((0, pairs.dim_y))
        reference = u[:most].astype(np.float32)
        root = Precision.of(u).root
        seen = cls(pairs.measurements, coordinates, reference, root, none, none, kept[:_MOST_KEPT])
        u = coordinates(apart)
        surprises = np.sort(np.abs(seen._precision.z_scores(u)), axis=0).astype(np.float32)
        return replace(seen, scores=seen._scores(u), surprises=surprises)

    @classmethod
    def from_arrays(cls, columns: tuple[Column, ...], arrays: dict[str, np.ndarray]) -> NoveltyDetector:
        """What `to_arrays` gave, for a model file; the columns are the model's.

        Raises:
            ValueError: as `check_arrays`.
        """
        cls.check_arrays(columns, arrays)
        coordinates = Coordinates(**{name: arrays[name] for name in _names_of(Coordinates)})
        return cls(columns, coordinates, **{name: arrays[name] for name in _own_arrays()})

    @staticmethod
    def check_arrays(columns: tuple[Column, ...], arrays: Mapping[str, Outline]) -> None:
        """Refuses what `to_arrays` cannot have given, by names and shapes alone: arrays need not be read for it.

        Raises:
            ValueError: an array that is missing or too many, of another number of measurements, without rows, or of
                more rows than are ever kept.
        """
        dim_y = len(columns)
        lengths = _lengths(dim_y)
        if "whitening" in arrays and len(arrays["whitening"].shape) == 1:
            lengths["whitening"] = lengths["whitening"][1:]
        wrong = [name for name in {**lengths, **arrays} if not _fits(arrays.get(name), lengths.get(name))]
        if wrong:
            raise ValueError(f"training measurements: expected rows of {dim_y} columns, got others in {wrong}")

    def to_arrays(self) -> dict[str, np.ndarray]:
        """Everything but the columns, by name."""
        everything = vars(self.coordinates) | {name: getattr(self, name) for name in _names_of(type(self))}
        return {name: array for name, array in everything.items() if isinstance(array, np.ndarray)}

    def p_values(self, y: np.ndarray) -> np.ndarray:
        """p-value of every row of y `(n, dim_y)`: that it could come from the training distribution, `(n,)`."""
        return self._overall(self._by_score(y))

    def _overall(self, by_score: np.ndarray) -> np.ndarray:
        """The smallest of the p-values `(scores, n)`, among the smallest of each row kept apart."""
        smallest, known = by_score.min(axis=0), self._smallest
        no_larger = np.searchsorted(known, smallest, side="right")
        beyond = np.minimum(smallest / known[0], 1.0)
        return (no_larger + 1) / (len(known) + 1) * np.where(no_larger == 0, beyond, 1.0)

    def familiarity(self, y: np.ndarray) -> Familiarity:
        """Familiarity of one measurement y `(dim_y,)`; stand-outs are looked for only below a p-value of 0.05."""
        by_score = self._by_score(y[None])
        p_value = float(self._overall(by_score)[0])
        if p_value >= UNUSUAL:
            return Familiarity(p_value)
        regular = by_score[:, 0].argmin() == _SCORES  # the last one, which is there where the centre is rare
        return Familiarity(p_value, self.stand_outs(y), hint=TOO_REGULAR if regular else "")

    def _by_score(self, y: np.ndarray) -> np.ndarray:
        """The p-values by each score `(scores, n)`."""
        scores = self._with_regularity(self._scores(self.coordinates(np.asarray(y, float))))
        return np.stack([p_values(column, score) for column, score in zip(self._ascending.T, scores.T, strict=True)])

    def stand_outs(self, y: np.ndarray) -> tuple[StandOut, ...]:
        """The measurements of y `(dim_y,)` that the others do not lead one to expect, else those out of range alone."""
        return self._search.found(y)

    def _scores(self, u: np.ndarray) -> np.ndarray:
        """distance, hole, combination, range of rows u: `(n, 4)`."""
        w = self._precision.whitened(u)
        combination = np.abs(self._precision.z_scores(u)).max(axis=1)
        out_of_range = np.abs(self._marginals.normal_scores(u)).max(axis=1)
        return np.stack([np.linalg.norm(w, axis=1), self._hole(w), combination, out_of_range], axis=1)

    def _with_regularity(self, scores: np.ndarray) -> np.ndarray:
        return np.column_stack([scores, regularity(scores[:, 0])]) if self._centre_is_rare else scores

    @cached_property
    def _centre_is_rare(self) -> bool:
        return centre_is_rare(self.scores[:, 0], len(self.columns))

    def _hole(self, w: np.ndarray) -> np.ndarray:
        from scipy.spatial.distance import cdist

        k = min(_NEIGHBOUR, len(self.reference)) - 1
        blocks = np.array_split(w, range(_ROWS_PER_BLOCK, len(w), _ROWS_PER_BLOCK))
        return np.concatenate([np.partition(cdist(block, self._whitened), k, axis=1)[:, k] for block in blocks])

    @cached_property
    def _precision(self) -> Precision:
        return Precision(self.whitening)

    @cached_property
    def _search(self) -> StandOutSearch:
        usual = np.quantile(self.reference, [ALARM / 2, 1 - ALARM / 2], axis=0)
        return StandOutSearch(self.columns, self.coordinates, self._precision, self.surprises, self._marginals, usual)

    @cached_property
    def _whitened(self) -> np.ndarray:
        return self._precision.whitened(self.reference.astype(float))

    @cached_property
    def _marginals(self) -> EmpiricalMarginals:
        return EmpiricalMarginals(np.sort(self.reference.astype(float), axis=0))

    @cached_property
    def _ascending(self) -> np.ndarray:
        return np.sort(self._with_regularity(self.scores), axis=0)

    @cached_property
    def _smallest(self) -> np.ndarray:
        """The least p-value of each row kept apart, in ascending order."""
        return np.sort(np.min([own_p_values(column) for column in self._with_regularity(self.scores).T], axis=0))


def _most_rows(dim_y: int) -> int:
    return int(np.clip(_MOST_NUMBERS // dim_y, LEAST_ROWS, _MOST_ROWS))


def _lengths(dim_y: int) -> dict[str, tuple[range, ...]]:
    """Lengths that the axes of each array may have."""
    rows, columns = range(1, max(_most_rows(dim_y), _MOST_KEPT) + 1), range(dim_y, dim_y + 1)
    own = dict.fromkeys(_own_arrays(), (rows, columns))
    own |= {"scores": (rows, range(_SCORES, _SCORES + 1)), "whitening": (columns, columns)}
    return dict.fromkeys(_names_of(Coordinates), (columns,)) | own


def _fits(array: Outline | None, lengths: tuple[range, ...] | None) -> bool:
    if array is None or lengths is None or len(array.shape) != len(lengths):
        return False
    return all(length in allowed for length, allowed in zip(array.shape, lengths, strict=True))


def _own_arrays() -> list[str]:
    return [name for name in _names_of(NoveltyDetector) if name not in ("columns", "coordinates")]


def _names_of(kind: type) -> list[str]:
    return [field.name for field in fields(kind)]
