"""What `summary` says of one posterior, of many at once, with the peaks of each parameter: the rows of a survey."""

from dataclasses import dataclass

import numpy as np

from innverse.diagnostics.marginal_modes import MarginalModes, marginal_modes
from innverse.diagnostics.summary import LEVELS


@dataclass(frozen=True, eq=False)
class ManySummaries:
    """Marginal statistics of m posteriors, in the units of the draws.

    Attributes:
        mean, sd, median: `(m, dim_x)`; sd with divisor n - 1, NaN for a single draw.
        interval_68, interval_95: central intervals, low and high, `(2, m, dim_x)`.
        modes: peaks of each parameter, `dim_x` of them; see `marginal_modes`.
    """

    mean: np.ndarray
    sd: np.ndarray
    median: np.ndarray
    interval_68: np.ndarray
    interval_95: np.ndarray
    modes: tuple[MarginalModes, ...]


def summarise_many(draws: np.ndarray) -> ManySummaries:
    """Summary statistics of finite draws `(m, n, dim_x)` of m posteriors.

    >>> summaries = summarise_many(np.array([[[0.0], [1.0], [2.0]]]))
    >>> summaries.median.tolist(), summaries.sd.tolist(), summaries.modes[0].counts.tolist()
    ([[1.0]], [[1.0]], [1])
    """
    ascending = np.sort(np.moveaxis(draws, 2, 0), axis=2)
    low_95, low_68, median, high_68, high_95 = _quantiles(ascending)
    n = draws.shape[1]
    return ManySummaries(
        mean=ascending.mean(axis=2).T,
        sd=ascending.std(axis=2, ddof=1).T if n > 1 else np.full(median.shape, np.nan),
        median=median,
        interval_68=np.stack([low_68, high_68]),
        interval_95=np.stack([low_95, high_95]),
        modes=tuple(marginal_modes(column) for column in ascending),
    )


def _quantiles(ascending: np.ndarray) -> list[np.ndarray]:
    """As `numpy.quantile` has them, each `(m, dim_x)`, between neighbouring draws of `(dim_x, m, n)`."""
    at = np.array(LEVELS) * (ascending.shape[2] - 1)
    below = np.floor(at).astype(int)
    above = np.minimum(below + 1, ascending.shape[2] - 1)
    return [
        (ascending[..., i] + share * (ascending[..., j] - ascending[..., i])).T
        for i, j, share in zip(below, above, at - below, strict=True)
    ]
