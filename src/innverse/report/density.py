"""Densities of draws on a grid: a smoothed histogram, which is a kernel density estimate at the cost of a sort.

Silverman's rule with the smaller of standard deviation and quartile range, times a factor below 1 so that two lobes
stay two. Reflection at the window's ends keeps a density that ends at a bound from sagging there.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter, gaussian_filter1d

Window = tuple[float, float]

_SHARPNESS = 0.5


def density(values: np.ndarray, window: Window, bins: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Grid centres `(bins,)` and the density of `values (n,)` there; values outside the window keep their mass."""
    counts, edges = np.histogram(values, bins, window)
    step = edges[1] - edges[0]
    smooth = gaussian_filter1d(counts.astype(float), _bandwidth(values, 1) / step, mode="reflect")
    return (edges[1:] + edges[:-1]) / 2, smooth / (len(values) * step)


def joint_density(
    values: np.ndarray, windows: tuple[Window, Window], bins: int = 100
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Grid centres of both axes and the density `(bins, bins)` of `values (n, 2)`, rows along the second axis."""
    counts, first, second = np.histogram2d(values[:, 0], values[:, 1], bins, windows)
    steps = first[1] - first[0], second[1] - second[0]
    widths = [_bandwidth(values[:, axis], 2) / steps[axis] for axis in range(2)]
    smooth = gaussian_filter(counts, widths, mode="reflect") / (len(values) * steps[0] * steps[1])
    return (first[1:] + first[:-1]) / 2, (second[1:] + second[:-1]) / 2, smooth.T


def mass_levels(heights: np.ndarray, masses: tuple[float, ...]) -> list[float]:
    """Heights of the contours that enclose the highest-density regions of the given masses; increasing, distinct."""
    ordered = np.sort(heights, axis=None)[::-1]
    enclosed = np.cumsum(ordered) / ordered.sum()
    levels = sorted(float(ordered[min(np.searchsorted(enclosed, mass), ordered.size - 1)]) for mass in masses)
    return [level for i, level in enumerate(levels) if level > 0 and (i == 0 or level > levels[i - 1])]


def _bandwidth(values: np.ndarray, dim: int) -> float:
    low, high = np.quantile(values, (0.25, 0.75))
    spread = min(np.std(values), (high - low) / 1.349) or np.std(values)
    return _SHARPNESS * float(spread) * len(values) ** (-1 / (4 + dim))
