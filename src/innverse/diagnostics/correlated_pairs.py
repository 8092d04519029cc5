"""Pairs of parameters that a posterior ties together: one may be traded for the other along a line."""

from dataclasses import dataclass

import numpy as np

from innverse.diagnostics.shapes import as_draws
from innverse.diagnostics.summary import summarise

TIED = 0.9
"""|correlation| from which on two parameters count as tied."""


@dataclass(frozen=True)
class CorrelatedPair:
    """Two parameters that lie along a line.

    Attributes:
        first, second: their columns, first < second.
        correlation: Pearson's.
        slope: change of the second for a unit of the first along the line, in their units: sign(r) sd_2 / sd_1, the
            long axis of the posterior once both are in units of their sd. The same line whichever comes first.
        step: sd of the first: raising it by so much changes the second by slope * step.
    """

    first: int
    second: int
    correlation: float
    slope: float
    step: float


def correlated_pairs(draws: np.ndarray, *, least: float = TIED) -> list[CorrelatedPair]:
    """All pairs with |correlation| of at least `least`, the closest first.

    Args:
        draws: of one posterior, `(n, dim_x)`.
        least: in (0, 1].

    Raises:
        ValueError: when the draws are not a matrix of at least two rows, or are not finite; `least` outside (0, 1].

    >>> rng = np.random.default_rng(0)
    >>> b1 = rng.normal(size=1000)
    >>> draws = np.stack([b1, rng.normal(size=1000), 3 - 2 * b1], axis=1)
    >>> [(pair.first, pair.second, round(pair.slope, 3)) for pair in correlated_pairs(draws)]
    [(0, 2, -2.0)]
    """
    if not 0 < least <= 1:
        raise ValueError(f"least: expected a correlation inside (0, 1], got {least}")
    summary = summarise(as_draws(draws))
    correlation, sd = np.nan_to_num(np.triu(summary.correlation, k=1)), summary.sd
    pairs = [
        CorrelatedPair(int(i), int(j), float(r := correlation[i, j]), float(np.sign(r) * sd[j] / sd[i]), float(sd[i]))
        for i, j in np.argwhere(np.abs(correlation) >= least)
    ]
    return sorted(pairs, key=lambda pair: -abs(pair.correlation))
