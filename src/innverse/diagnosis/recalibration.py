"""Credible intervals that hold what they promise, made so with held-out pairs alone.

A posterior's central interval [l, h] at a confidence is moved outwards, or inwards, by the same multiple of its own
half-width w on each side. With scores of n held-out pairs

    a_i = (l(y_i) − x_i) / w(y_i),     b_i = (x_i − h(y_i)) / w(y_i)

and a*, b* the ⌈(1 − α/2)(n + 1)⌉-th smallest of each, α = 1 − confidence,

    [l(y) − a* w(y),   h(y) + b* w(y)]

holds the true x of a new pair with probability at least 1 − α, on average over y, whatever the posterior is worth; a
biased one is shifted, since each side is moved by itself. The promise holds on average over the prior's runs, not for
each y.

Source: conformalised quantile regression, Romano, Patterson, Candès 2019, arXiv 1905.03222, eq. 8 and theorem 2 (the
two-sided form), with scores in units of the interval's half-width.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from innverse.arguments.same_columns import check_both_sides
from innverse.arguments.settings import SEEDS, random_seed, whole_number
from innverse.counted_calls import CountedCalls
from innverse.data import parameter_rows
from innverse.diagnosis.amortised_posterior import check_model
from innverse.diagnosis.blocks import rows_per_block
from innverse.diagnosis.held_out import as_learned, check_pairs, warn_of_training_pairs
from innverse.problems.column import bounds
from innverse.wording.counts import counted
from innverse.wording.lists import side_by_side

if TYPE_CHECKING:
    import pandas as pd

    from innverse.data import Pairs
    from innverse.diagnosis.amortised_posterior import AmortisedPosterior
    from innverse.problems import Column

LEVELS = np.linspace(0.0, 1.0, 201)
LEAST_DRAWS = 2
FINEST, ROUNDING = 1e-6, 1e-12
"""A half-width in standard deviations of x, for intervals without one: where all draws are equal but for rounding, a
share of the number itself, there is nothing to measure a miss in, and multiples of next to nothing overflow."""


@dataclass(frozen=True, eq=False, repr=False)
class Recalibration:
    """Held-out pairs and the model's quantiles for them: what adjusts intervals of new posteriors of the same model.

    Attributes:
        parameters: names and bounds of x.
        x: true parameters `(n, dim_x)`.
        quantiles: of the model's draws at `LEVELS`, `(n, 201, dim_x)`.
    """

    parameters: tuple[Column, ...]
    x: np.ndarray
    quantiles: np.ndarray

    def intervals(self, draws: np.ndarray | pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
        """Adjusted intervals of one posterior: a row for each parameter, columns `low` and `high`, inside the bounds.

        Args:
            draws: of the posterior, `(m, dim_x)`, or a DataFrame, whose columns are found by name.
            confidence: in (0, 1).

        Raises:
            TypeError: a posterior instead of its draws.
            ValueError: a confidence outside (0, 1), or one that needs more held-out pairs than there are; draws of
                another width, not finite, or fewer than two.
        """
        import pandas as pd

        low, high = np.quantile(self._rows(draws), ends(confidence), axis=0)
        below, above = self.margins(confidence)
        half = self._half(low, high)
        adjusted = np.clip([low - below * half, high + above * half], *bounds(self.parameters))
        names = pd.Index([column.name for column in self.parameters], name="parameter")
        return pd.DataFrame({"low": adjusted[0], "high": adjusted[1]}, index=names)

    def margins(self, confidence: float) -> tuple[np.ndarray, np.ndarray]:
        """a* and b* of every parameter, each `(dim_x,)`: 0 where nothing needs to be moved."""
        low, high = (_at(self.quantiles, level) for level in ends(confidence))
        half = self._half(low, high)
        rank = conformal_rank(len(self.x), confidence)
        below, above = (np.sort(scores, axis=0)[rank - 1] for scores in ((low - self.x) / half, (self.x - high) / half))
        return below, above

    def _rows(self, draws: np.ndarray | pd.DataFrame) -> np.ndarray:
        if hasattr(draws, "to_frame") and not hasattr(draws, "to_numpy"):
            raise TypeError(f"draws: expected an array or a DataFrame, got {type(draws).__name__}; give its to_frame()")
        rows = parameter_rows(draws, self.parameters, "draws")
        if len(rows) < LEAST_DRAWS:
            raise ValueError(f"draws: expected at least {LEAST_DRAWS} rows, got {len(rows)}")
        return rows

    def _half(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Half-widths of intervals `(..., dim_x)`, the same where scores are taken and where they are applied."""
        half, spread = (high - low) / 2, self.x.std(axis=0)
        wide = half > ROUNDING * np.maximum(np.abs(low), np.abs(high))
        return np.where(wide, half, FINEST * np.where(spread > 0, spread, 1.0))

    def __repr__(self) -> str:
        names = side_by_side(column.name for column in self.parameters)
        return f"Recalibration({names}; {counted(len(self.x), 'held-out pair')})"


def recalibrate(
    model: AmortisedPosterior,
    held_out: Pairs,
    *,
    n_draws: int = 1000,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Recalibration:
    """What adjusts a model's intervals, from pairs that it was not trained on.

    Args:
        model: the fitted model, or an `AnyPosterior`.
        held_out: pairs with the model's columns; 39 suffice for 95 %, some hundreds for narrow margins of error.
        n_draws: posterior draws for each.
        seed: of the draws.
        progress: called with (pairs done, all of them).

    Raises:
        TypeError: a model that is none, or a held_out that is no `Pairs`.
        ValueError: other columns than the model's, or fewer than two draws.

    Warns:
        TrainingPairsWarning: a held_out that the model was trained on.

    A posterior of y = x + noise that is too narrow by half:

    >>> from innverse.data import Pairs
    >>> from innverse.diagnosis import AnyPosterior
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(500, 1))
    >>> held_out = Pairs.from_arrays(x, x + rng.normal(size=(500, 1)))
    >>> narrow = AnyPosterior(
    ...     held_out.parameters,
    ...     held_out.measurements,
    ...     sample=lambda y, n, seed: y[:, None] / 2 + rng.normal(0, 0.5 * 0.5**0.5, size=(len(y), n, 1)),
    ... )
    >>> below, above = recalibrate(narrow, held_out).margins(0.9)
    >>> bool(0.7 < below < 1.3 and 0.7 < above < 1.3)  # half as wide: by one half-width on either side
    True
    """
    check_pairs(held_out)
    check_model(model)
    check_both_sides("held_out", held_out, "model", model)
    warn_of_training_pairs(held_out, model)
    n_draws, seed = whole_number("n_draws", n_draws, LEAST_DRAWS), random_seed(seed)
    rows, asked = rows_per_block(n_draws, held_out.dim_x), CountedCalls(len(held_out), progress)
    pieces = [held_out.y[start : start + rows] for start in range(0, len(held_out), rows)]
    blocks = [
        np.quantile(asked.call(len(y), partial(model.sample, y, n_draws, (seed + block) % SEEDS)), LEVELS, axis=1)
        for block, y in enumerate(pieces)
    ]
    truths = as_learned(held_out, model).x
    return Recalibration(model.parameters, truths, np.moveaxis(np.concatenate(blocks, axis=1), 0, 1))


def ends(confidence: float) -> tuple[float, float]:
    """Levels of the two ends of a central interval.

    >>> ends(0.5)
    (0.25, 0.75)
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence: expected a number inside (0, 1), got {confidence}")
    return (1 - confidence) / 2, (1 + confidence) / 2


def conformal_rank(n: int, confidence: float) -> int:
    """⌈(1 − α/2)(n + 1)⌉.

    >>> conformal_rank(39, 0.95)
    39
    """
    least = least_pairs(confidence)
    if n < least:
        raise ValueError(f"held_out: expected at least {least} pairs for a confidence of {confidence:g}, got {n}")
    return math.ceil(ends(confidence)[1] * (n + 1) - 1e-9)


def least_pairs(confidence: float) -> int:
    """How many held-out pairs a confidence needs: the least n with a `conformal_rank` of at most n.

    >>> least_pairs(0.95)
    39
    """
    upper = ends(confidence)[1]
    return math.ceil(upper / (1 - upper) - 1e-9)


def _at(quantiles: np.ndarray, level: float) -> np.ndarray:
    """Between two levels, `(n, dim_x)`."""
    place = level * (len(LEVELS) - 1)
    index = min(int(place), len(LEVELS) - 2)
    weight = place - index
    return (1 - weight) * quantiles[:, index] + weight * quantiles[:, index + 1]
