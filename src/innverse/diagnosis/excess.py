"""By how much draws exceed the truth in some number, and what chance leaves of that for an exact posterior.

Given y, the true x and the m draws x' of an exact posterior have one distribution. So has any number d of each, such as
how far s(x) lies from y, or whether s has an answer: they may change places. Of n measurements,

    excess = mean_i mean_k d(x'_ik) − mean_i d(x_i)

and with any of the m + 1 in the place of the truth, for each measurement by chance, excesses of the same distribution.
What 1 in 1000 of them exceeds is no doubt the posterior's, however few the measurements, however skewed d and however
much it changes with y. Of one measurement with m < 1000 nothing can be said: its truth may be the least by chance.

Source: Pitman 1937, "Significance tests which may be applied to samples from any populations", Supplement to the
Journal of the Royal Statistical Society 4, 119-130.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from innverse.diagnosis.rules import BEYOND_DOUBT

EXCHANGES = 10_000
ROUNDING = 1e-9
"""Share of a number that the order of a sum may change: shares without an answer are often equal but for that."""


@dataclass(frozen=True)
class Excess:
    """How much more draws have of something than true parameters.

    Attributes:
        value: the excess; 0 on average for an exact posterior, NaN where nothing can be compared.
        chance: what it exceeds for 1 in 1000 exact posteriors; infinite where nothing can be compared.
    """

    value: float
    chance: float

    def is_beyond(self, least: float) -> bool:
        """Whether it is at least so large, and beyond doubt."""
        return self.value >= least and self.value > self.chance + ROUNDING * abs(self.chance)

    def may_pass(self, large: float) -> bool:
        """Whether so large an excess would not be found, nor is it ruled out."""
        return self.chance > large and not self.value + self.chance <= large


def excess(of_draws: np.ndarray, of_truths: np.ndarray) -> Excess:
    """Of numbers of the draws `(n_y, n)` and of the truths `(n_y,)`, in units of these; NaN is left out.

    >>> rng = np.random.default_rng(0)
    >>> alike, larger = (excess(shift + rng.normal(size=(100, 50)), rng.normal(size=100)) for shift in (0.0, 0.5))
    >>> alike.is_beyond(0.0), larger.is_beyond(0.0), round(larger.chance, 1)
    (False, True, 0.3)
    """
    # The first place is the truth's.
    values = np.concatenate([of_truths[:, None], of_draws], axis=1)
    others = _mean_of_others(values)
    found = float(_mean(others[:, 0]) - _mean(values[:, 0]))
    exchanged = np.nan_to_num(_exchanged(values, others), nan=np.inf)
    return Excess(found, float(np.quantile(exchanged, 1 - BEYOND_DOUBT, method="higher")))


def _mean_of_others(values: np.ndarray) -> np.ndarray:
    """Of each of `(n_y, m + 1)`, the mean of the others in its row; NaN where there is none."""
    there = np.isfinite(values)
    filled, others = np.where(there, values, 0.0), there.sum(axis=1, keepdims=True) - there
    sums = filled.sum(axis=1, keepdims=True) - filled
    return np.where(others > 0, sums / np.maximum(others, 1), np.nan)


def _exchanged(values: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Excesses with one of each row in the place of the truth, `(EXCHANGES,)`; row by row: so memory stays flat."""
    rng = np.random.default_rng(0)
    there = np.isfinite(values), np.isfinite(others)
    table = np.stack([np.where(there[0], values, 0.0), np.where(there[1], others, 0.0), *there], axis=2)
    sums = np.zeros((EXCHANGES, 4))
    for row in table:
        sums += row.take(rng.integers(len(row), size=EXCHANGES, dtype=np.int32), axis=0)
    whole = sums[:, 2:] > 0
    means = np.divide(sums[:, :2], sums[:, 2:], out=np.full((EXCHANGES, 2), np.nan), where=whole)
    return means[:, 1] - means[:, 0]


def _mean(values: np.ndarray) -> float:
    """Mean of the finite ones; NaN where there is none."""
    finite = values[np.isfinite(values)]
    return float(finite.mean()) if len(finite) else float("nan")
