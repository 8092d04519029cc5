"""Importance weights whose largest values are tamed, and whether they may be relied on.

Draws of q stand for p with weights w = p/q. Where q has thinner tails than p, w has a heavy tail: a few draws carry all
the weight, and no number of draws may suffice. The tail is described by a generalised Pareto distribution,

    P(w − u > t | w > u) = (1 + k t/σ)^(−1/k),

of shape k: moments of w of order 1/k and above are infinite. Pareto smoothing replaces the M = min(S/5, 3√S) largest of
S weights by the quantiles (j − ½)/M, j = 1 … M, of the fitted distribution, none above the largest raw weight. Up to

    k̂ < min(1 − 1/log₁₀ S, 0.7)

means over smoothed weights converge at a practical rate; above, they are not to be trusted. (Vehtari, Simpson, Gelman,
Yao, Gabry 2024, JMLR 25, 72. The fit: Zhang and Stephens 2009, Technometrics 51, 316, in the form θ = −k/σ, with the
2024 paper's weak prior: as if ten further exceedances had said k = ½.)

The effective size (Σw)²/Σw² is how many independent draws of p would tell a mean as well, provided that k̂ is small.
"""

from dataclasses import dataclass
from typing import final

import numpy as np

HIGHEST_K = 0.7
PRIOR_K, PRIOR_EXCEEDANCES = 0.5, 10
FEWEST_EXCEEDANCES = 5


@final
@dataclass(frozen=True, eq=False)
class SmoothedWeights:
    """Weights of S draws that sum to one.

    Attributes:
        weights: (S,).
        k_hat: shape of their tail; −inf where they are all alike, inf where too few draws have a weight to tell.
    """

    weights: np.ndarray
    k_hat: float

    @property
    def effective(self) -> float:
        """(Σw)²/Σw², between 1 and S."""
        return float(1 / (self.weights**2).sum())

    @property
    def highest_k(self) -> float:
        """The k̂ up to which S draws suffice."""
        return min(1 - 1 / np.log10(len(self.weights)), HIGHEST_K)

    @property
    def reliable(self) -> bool:
        """Whether k̂ stays below."""
        return bool(self.k_hat < self.highest_k)


def smoothed_weights(log_ratios: np.ndarray) -> SmoothedWeights:
    """Pareto-smoothed weights of log(p/q) (S,), up to a constant; −inf or NaN have weight zero.

    Raises:
        FloatingPointError: no draw has a weight.

    >>> rng = np.random.default_rng(0)
    >>> proposals = [(sd, sd * rng.normal(size=4000)) for sd in (1.2, 0.7, 0.3)]
    >>> [smoothed_weights(-0.5 * x**2 + 0.5 * (x / sd) ** 2).reliable for sd, x in proposals]
    [True, True, False]
    """
    log_ratios = np.where(np.isnan(log_ratios), -np.inf, np.asarray(log_ratios, float))
    if not np.isfinite(log_ratios.max(initial=-np.inf)):
        raise FloatingPointError("draws: expected some with a finite density under prior and likelihood, got none")
    raw = np.exp(log_ratios - log_ratios.max())
    weights, k_hat = _smooth_tail(raw)
    return SmoothedWeights(weights / weights.sum(), k_hat)


def _smooth_tail(raw: np.ndarray) -> tuple[np.ndarray, float]:
    exceedances = int(np.ceil(min(0.2 * len(raw), 3 * np.sqrt(len(raw)))))
    order = np.argsort(raw, kind="stable")
    tail, threshold = order[-exceedances:], raw[order[-exceedances - 1]] if exceedances < len(raw) else 0.0
    above = raw[tail] - threshold
    if np.ptp(raw) <= 1e-10:
        return raw, -np.inf
    # Where most draws weigh nothing beside the heaviest, the tail holds rounding errors only.
    if (above > np.finfo(float).tiny).sum() < FEWEST_EXCEEDANCES or above[_quarter(len(above))] <= np.finfo(float).tiny:
        return raw, np.inf
    k_hat, scale = fit_generalised_pareto(above)
    levels = (np.arange(1, exceedances + 1) - 0.5) / exceedances
    smoothed = raw.copy()
    smoothed[tail] = np.minimum(threshold + _quantiles(levels, k_hat, scale), raw.max())
    return smoothed, k_hat


def fit_generalised_pareto(exceedances: np.ndarray) -> tuple[float, float]:
    """Shape k and scale σ for exceedances (M,), positive and ascending: the mean of θ under its profile likelihood.

    >>> uniform = (np.arange(2000) + 0.5) / 2000
    >>> k, scale = fit_generalised_pareto(2.0 * ((1 - uniform) ** -0.3 - 1) / 0.3)
    >>> abs(k - 0.3) < 0.02 and abs(scale - 2.0) < 0.05
    True
    """
    n = len(exceedances)
    candidates = 30 + int(np.sqrt(n))
    spread = 1 - np.sqrt(candidates / (np.arange(1, candidates + 1) - 0.5))
    theta = 1 / exceedances[-1] + spread / (3 * exceedances[_quarter(n)])
    theta = theta[theta != 0]
    shapes = np.log1p(-np.outer(theta, exceedances)).mean(axis=1)
    profile = n * (np.log(-theta / shapes) - shapes - 1)
    weights = np.exp(profile - profile.max())
    theta_mean = (weights / weights.sum()) @ theta
    shape = np.log1p(-theta_mean * exceedances).mean()
    scale = -shape / theta_mean
    return float((n * shape + PRIOR_EXCEEDANCES * PRIOR_K) / (n + PRIOR_EXCEEDANCES)), float(scale)


def _quarter(n: int) -> int:
    """Place of the first quartile among n ascending numbers."""
    return max(n // 4 - 1, 0)


def _quantiles(levels: np.ndarray, shape: float, scale: float) -> np.ndarray:
    if abs(shape) < 1e-12:
        return -scale * np.log1p(-levels)
    with np.errstate(over="ignore"):  # beyond all floats is beyond the heaviest draw, which is the most that is taken
        return scale * np.expm1(-shape * np.log1p(-levels)) / shape
