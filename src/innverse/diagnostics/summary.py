"""What one reads first off a posterior: centre, spread, intervals, and which parameters move together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from innverse.diagnostics.shapes import as_draws

if TYPE_CHECKING:
    import pandas as pd

STATISTICS = ("median", "mean", "sd", "low_68", "high_68", "low_95", "high_95")
"""Names of what is told of one parameter, in this order."""
LEVELS = (0.025, 0.16, 0.5, 0.84, 0.975)
"""Quantiles at both ends of the intervals about the median, and of the median, from left to right."""


@dataclass(frozen=True, eq=False)
class Summary:
    """Marginal statistics of posterior draws, in the units of the draws.

    Attributes:
        mean, sd, median: `(dim_x,)`; sd with divisor n - 1, NaN for a single draw.
        interval_68, interval_95: central intervals, rows low and high, `(2, dim_x)`: quantiles .16 .84 and .025 .975.
        correlation: Pearson, `(dim_x, dim_x)`; NaN where a parameter is constant.
    """

    mean: np.ndarray
    sd: np.ndarray
    median: np.ndarray
    interval_68: np.ndarray
    interval_95: np.ndarray
    correlation: np.ndarray

    def to_frame(self, names: Sequence[str]) -> "pd.DataFrame":
        """One row for each parameter: median, mean, sd, then the ends of both intervals.

        Raises:
            ValueError: when there is not one name for each parameter.
        """
        import pandas as pd

        if len(names) != len(self.mean):
            raise ValueError(f"names: expected {len(self.mean)}, one for each parameter, got {len(names)}")
        values = self.median, self.mean, self.sd, *self.interval_68, *self.interval_95
        return pd.DataFrame(dict(zip(STATISTICS, values, strict=True)), index=pd.Index(names, name="parameter"))


def summarise(draws: np.ndarray) -> Summary:
    """Summary statistics of the draws `(n, dim_x)` of one posterior.

    Raises:
        ValueError: when the draws are not a matrix, or are not finite.

    >>> import numpy as np
    >>> draws = np.array([[0.0, 0.0], [1.0, -2.0], [2.0, -4.0]])
    >>> summary = summarise(draws)
    >>> summary.median, summary.sd
    (array([ 1., -2.]), array([1., 2.]))
    >>> summary.correlation.round(6)
    array([[ 1., -1.],
           [-1.,  1.]])
    >>> summary.to_frame(["a", "b"]).loc["b", "mean"]
    np.float64(-2.0)
    """
    draws = as_draws(draws)
    median, mean, sd, *ends = marginal_statistics(np.sort(draws.T))
    return Summary(mean, sd, median, np.stack(ends[:2]), np.stack(ends[2:]), _correlation(draws))


def marginal_statistics(ascending: np.ndarray) -> np.ndarray:
    """What `STATISTICS` names, of any number of samples.

    Args:
        ascending: finite draws in ascending order, `(..., n)`.

    Returns:
        `(7, ...)`, in the units of the draws.

    >>> marginal_statistics(np.array([0.0, 1.0, 2.0])).round(2).tolist()
    [1.0, 1.0, 1.0, 0.32, 1.68, 0.05, 1.95]
    """
    low_95, low_68, median, high_68, high_95 = _quantiles(ascending)
    sd = ascending.std(axis=-1, ddof=1) if ascending.shape[-1] > 1 else np.full(median.shape, np.nan)
    return np.stack([median, ascending.mean(axis=-1), sd, low_68, high_68, low_95, high_95])


def _quantiles(ascending: np.ndarray) -> list[np.ndarray]:
    """Quantiles as `numpy.quantile` has them, between neighbouring draws: what is sorted is not sorted again."""
    at = np.array(LEVELS) * (ascending.shape[-1] - 1)
    below = np.floor(at).astype(int)
    above = np.minimum(below + 1, ascending.shape[-1] - 1)
    return [
        ascending[..., i] + share * (ascending[..., j] - ascending[..., i])
        for i, j, share in zip(below, above, at - below, strict=True)
    ]


def _correlation(draws: np.ndarray) -> np.ndarray:
    centred = draws - draws.mean(axis=0)
    scale = np.sqrt((centred**2).sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        standardised = np.where(np.ptp(draws, axis=0) > 0, centred / scale, np.nan)
    return standardised.T @ standardised
