"""Density of a sample from the distance to the k-th nearest draw, in a metric taken from inside its clusters.

Both parts are affine-invariant: strong correlations, units and scales of the parameters do not matter.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from innverse.diagnostics.marginal_modes import marginal_modes

_LOCAL_NEIGHBOURS = 10
_MOST_METRIC_STEPS = 6
_ROUND = 1.5  # ratio of the largest to the smallest variance of a step
_SMALLEST_EIGENVALUE = 1e-10  # relative; below it a direction is constant but for the rounding of float32 draws


def within_metric(draws: np.ndarray) -> np.ndarray:
    """Matrix W `(dim_x, rank)` such that steps between near neighbours are round in draws @ W.

    Whitening by the covariance of the whole sample would squeeze exactly the directions that separate the modes. Steps
    between near neighbours stay inside a cluster, so W whitens their mean outer product instead. Neighbours depend on W
    in turn: a fixed point, sought from the whitening of what the peaks of single parameters leave of the spread (among
    many directions, two clusters that are squeezed to two units apart have all their neighbours in common). Directions
    without spread are left out.

    Source: Art, Gnanadesikan, Kettenring 1982, "Data-based metrics for cluster analysis", Utilitas Mathematica 21A.
    """
    spread = draws.std(axis=0)
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)
    metric = scale[:, None] * _whitening(np.cov(_about_their_peaks(draws) * scale, rowvar=False))
    for _ in range(_MOST_METRIC_STEPS):
        covariance = _covariance_of_steps(draws @ metric)
        metric = metric @ _whitening(covariance)
        if np.linalg.cond(covariance) < _ROUND:
            break
    return metric


def _about_their_peaks(draws: np.ndarray) -> np.ndarray:
    """Draws less the mean of those that lie about the same peaks of every single parameter."""
    modes, n = marginal_modes(np.sort(draws.T)), len(draws)
    several = np.flatnonzero(modes.counts > 1)
    cuts = np.rint(n * np.cumsum(modes.weights[several], axis=1))  # NaN sorts last: beyond every rank
    ranks = draws[:, several].argsort(axis=0).argsort(axis=0).T
    sides = [np.searchsorted(below, rank, side="right") for below, rank in zip(cuts, ranks, strict=True)]
    if not sides:
        return draws
    parts = np.unique(np.stack(sides), axis=1, return_inverse=True)[1]
    sums = np.zeros((parts.max() + 1, draws.shape[1]))
    np.add.at(sums, parts, draws)
    return draws - (sums / np.bincount(parts)[:, None])[parts]


def _covariance_of_steps(points: np.ndarray) -> np.ndarray:
    _, neighbours = _nearest(points, points, min(_LOCAL_NEIGHBOURS, len(points) - 1) + 1)
    steps = (points[:, None] - points[neighbours[:, 1:]]).reshape(-1, points.shape[1])
    return steps.T @ steps / len(steps)


def _whitening(covariance: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(np.atleast_2d(covariance))
    kept = values > _SMALLEST_EIGENVALUE * max(values.max(), 0.0)
    return vectors[:, kept] / np.sqrt(values[kept])


@dataclass(frozen=True, eq=False)
class NearestDensity:
    """log p at any point, up to a constant: -d log r_k, r_k the distance to the k-th nearest draw.

    n p times the volume that holds k draws is Gamma(k), so the estimate scatters about log p with standard deviation
    1/sqrt(k), whatever the density. d is the intrinsic dimension of the sample (draws of a noiseless inverse problem
    lie on a sheet of fewer dimensions than x): 1/d is the mean of log(r_k/r_j) over draws and j < k, without bias where
    the density is even (Levina and Bickel 2004; that means are taken of 1/d, not of d, MacKay and Ghahramani 2005).

    Attributes:
        points: distinct draws in the metric, `(n, rank)`.
        k: how many neighbours.
        neighbours: each draw's nearest others, closest first, `(n, k)`.
        log_density: at the draws themselves, each left out of its own count, `(n,)`.
        dimension: d.
    """

    points: np.ndarray
    k: int
    neighbours: np.ndarray
    log_density: np.ndarray
    dimension: float

    @classmethod
    def fit(cls, points: np.ndarray, k: int) -> "NearestDensity":
        """Estimate from distinct points `(n, rank)`; 3 <= k < n."""
        radii, neighbours = _nearest(points, points, k + 1)
        radii, neighbours = radii[:, 1:], neighbours[:, 1:]
        growth = np.log(radii[:, -1:] / radii[:, :-1]).mean()
        dimension = min(1 / max(growth, np.finfo(float).tiny), points.shape[1])
        return cls(points, k, neighbours, -dimension * np.log(radii[:, -1]), float(dimension))

    def at(self, points: np.ndarray) -> np.ndarray:
        """log p at points `(m, rank)` that are no draws, `(m,)`."""
        radii, _ = _nearest(self.points, points, self.k)
        return -self.dimension * np.log(radii[:, -1])


def nearest(points: np.ndarray, queries: np.ndarray) -> np.ndarray:
    """Index of the point closest to each query, `(n_queries,)`."""
    return _nearest(points, queries, 1)[1][:, 0]


def _nearest(points: np.ndarray, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Distances (above 0) and indices of the k nearest points, closest first, both `(n_queries, k)`."""
    from scipy.spatial import KDTree

    ordinals: Any = np.arange(1, k + 1)  # an array, so that k = 1 gives a column too
    distances, indices = KDTree(points).query(queries, ordinals, workers=-1)
    return np.maximum(distances, np.finfo(float).tiny), np.asarray(indices)
