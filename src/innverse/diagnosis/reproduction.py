"""Do draws lead back to the measurement? Distances that mean the same for every problem.

With w(y) each measurement by itself on a scale of its own (see `each_alike`: all weigh alike, whatever their units and
however many decades they span; class indicators as they are), s the true forward process and x' ~ q(x | y),

    share(y) = E ‖w(s(x')) − w(y)‖² / E ‖w(y') − w(y'')‖²        y', y'' independent runs of the prior

0 means that the draws lead back exactly, 1 that they come no closer than runs of parameters drawn at random. Noise
leaves a part: run again, the true x itself comes back with `floor`. For the exact posterior the means of `shares` and
`floor` over y agree, because (x, y) and (x', y) have the same distribution; so

    excess = mean(shares) − mean(floor)

is what the model gets wrong, but for chance (`innverse.diagnosis.excess`). Where s has no answer for some x, the exact
posterior of a measured y has no draw there; where it fails by chance, true parameters fail as often as draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from innverse.diagnosis.any_posterior import AnyPosterior
from innverse.diagnosis.each_alike import Scale, each_alike
from innverse.diagnosis.excess import Excess, excess

if TYPE_CHECKING:
    from innverse.data import Pairs
    from innverse.diagnosis.amortised_posterior import AmortisedPosterior


def as_they_are(y: np.ndarray) -> np.ndarray:
    """A scale that leaves rows y `(n, dim_y)` in their units."""
    return y


@dataclass(frozen=True, eq=False)
class Reproduction:
    """How well draws for held-out measurements lead back to them.

    Attributes:
        misses: ‖w(s(x')) − w(y)‖² / spread of draws for each measurement, `(n_y, n)`; NaN where s has no answer.
        floor: of the true parameters of the same measurements, run anew, `(n_y,)`.
        spread: E ‖w(y') − w(y'')‖² of two independent runs.
        scale: w of rows of y, for whatever else is to be compared.
    """

    misses: np.ndarray
    floor: np.ndarray
    spread: float
    scale: Scale = field(default=as_they_are, repr=False)

    @cached_property
    def shares(self) -> np.ndarray:
        """Mean miss of each measurement, `(n_y,)`; NaN where the forward process has no answer for any draw."""
        return mean_answered(self.misses)

    @cached_property
    def unanswered(self) -> np.ndarray:
        """Share of each measurement's draws for which the forward process has no answer, `(n_y,)`."""
        return 1 - np.isfinite(self.misses).mean(axis=1)

    @property
    def unanswered_anew(self) -> float:
        """That of the true parameters, which fails by chance."""
        return float(1 - np.isfinite(self.floor).mean())

    @property
    def n_compared(self) -> int:
        """Measurements for which a draw and the true parameters have an answer."""
        return int(np.sum(np.isfinite(self.shares) & np.isfinite(self.floor)))

    @cached_property
    def excess(self) -> Excess:
        """How far draws miss beyond the noise, as a share of `spread`."""
        return excess(self.misses, self.floor)

    @cached_property
    def unanswered_excess(self) -> Excess:
        """How much larger the share of draws without an answer is than that of true parameters."""
        return excess(*(1.0 - np.isfinite(values) for values in (self.misses, self.floor)))


def spread(w: np.ndarray) -> float:
    """E ‖w' − w''‖² of two independent rows of w `(n, dim_y)`: twice the sum of variances.

    >>> spread(np.array([[1.0, 0.0], [-1.0, 0.0]]))
    2.0
    """
    return float(2 * np.asarray(w).var(axis=0).sum())


def on_scale(model: AmortisedPosterior, held_out: Pairs) -> Scale:
    """w of rows y `(n, dim_y)`: an `AnyPosterior`'s own where it has one; class indicators stay as they are."""
    if isinstance(model, AnyPosterior) and model.scale_y is not None:
        return model.scale_y
    return as_they_are if held_out.classes else each_alike(held_out.y, held_out.measurements)


def unanswered(again: np.ndarray) -> float:
    """Share of runs `(..., dim_y)` without an answer: those that are not finite.

    >>> unanswered(np.array([[1.0], [np.nan], [2.0], [3.0]]))
    0.25
    """
    return float(1 - np.isfinite(again).all(axis=-1).mean())


def misses(scale: Scale, again: np.ndarray, y: np.ndarray, whole: float) -> np.ndarray:
    """‖w(s(x')) − w(y)‖² / `whole` of draws for each measurement `(n_y, n)`; NaN where s has no answer.

    Args:
        scale: w of rows of y, `(n, dim_y)` to `(n, dim_y)`.
        again: s(x') of the draws, `(n_y, n, dim_y)`, not finite where there is no answer.
        y: `(n_y, dim_y)`.
        whole: the spread of w.

    >>> misses(lambda y: y, np.array([[[1.0], [3.0], [np.nan]]]), np.array([[1.0]]), 4.0).tolist()
    [[0.0, 1.0, nan]]
    """
    answered = np.asarray(np.isfinite(again).all(axis=-1))
    rows = np.where(answered[..., None], again, y[:, None])
    w = scale(rows.reshape(-1, y.shape[1])).reshape(again.shape)
    return np.where(answered, ((w - scale(y)[:, None]) ** 2).sum(axis=-1) / whole, np.nan)


def shares(scale: Scale, again: np.ndarray, y: np.ndarray, whole: float) -> np.ndarray:
    """Mean of the `misses` of each measurement `(n_y,)`, over the draws that s has an answer for; NaN without one.

    >>> shares(lambda y: y, np.array([[[1.0], [3.0], [np.nan]]]), np.array([[1.0]]), 4.0).tolist()
    [0.5]
    """
    return mean_answered(misses(scale, again, y, whole))


def mean_answered(values: np.ndarray) -> np.ndarray:
    """Mean of the finite ones in each row `(n_y, n)`; NaN where there is none."""
    answered = np.isfinite(values)
    count = answered.sum(axis=1)
    return np.where(count, np.where(answered, values, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)
