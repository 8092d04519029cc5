"""Densities of draws on a grid: a smoothed histogram, which is a kernel density estimate at the cost of a sort.

Silverman's rule with the smaller of standard deviation and quartile range, times a `sharpness` below 1 so that two
lobes stay two. Reflection at the ends of the grid keeps a density that stops at a bound from sagging there. Pairs are
sheared along their regression line first, so that a narrow slanted ridge is not blurred into a broad one.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter, gaussian_filter1d

Window = tuple[float, float]

_SHARPNESS = 0.6


def density(values: np.ndarray, window: Window, bins: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Grid centres `(bins,)` and the density of `values (n,)` there; values outside the window keep their mass."""
    counts, edges = np.histogram(values, bins, window)
    step = edges[1] - edges[0]
    smooth = gaussian_filter1d(counts.astype(float), _bandwidth(values, 1) / step, mode="reflect")
    return _centres(edges), smooth / (len(values) * step)


def joint_density(
    values: np.ndarray, windows: tuple[Window, Window], bins: int = 80
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coordinates and density, each `(bins, bins)`, of the `values (n, 2)` inside two windows.

    The grid is sheared: its second coordinate is the second value minus its regression on the first.
    """
    lows, highs = np.transpose(windows)
    inside = values[np.all((values >= lows) & (values <= highs), axis=1)]
    if len(inside) < 2:
        grid = np.meshgrid(*(np.linspace(*window, bins) for window in windows))
        return grid[0], grid[1], np.zeros((bins, bins))
    slope = _slope(inside)
    rest = inside[:, 1] - slope * inside[:, 0]
    counts, first, second = np.histogram2d(inside[:, 0], rest, bins, (windows[0], _range(rest)))
    sheared = np.column_stack([inside[:, 0], rest])
    widths = [_bandwidth(sheared[:, axis], 2) / (edges[1] - edges[0]) for axis, edges in enumerate((first, second))]
    across, up = np.meshgrid(_centres(first), _centres(second))
    return across, up + slope * across, gaussian_filter(counts, widths, mode="reflect").T


def mass_levels(heights: np.ndarray, masses: tuple[float, ...]) -> list[float]:
    """Heights of the contours that enclose the highest-density regions of the given masses; increasing, distinct."""
    if not heights.any():
        return []
    ordered = np.sort(heights, axis=None)[::-1]
    enclosed = np.cumsum(ordered) / ordered.sum()
    levels = {float(ordered[min(np.searchsorted(enclosed, mass), ordered.size - 1)]) for mass in masses}
    return sorted(level for level in levels if level > 0)


def _centres(edges: np.ndarray) -> np.ndarray:
    return (edges[1:] + edges[:-1]) / 2


def _range(values: np.ndarray) -> Window:
    low, high = float(values.min()), float(values.max())
    room = 0.0 if high > low else 1e-6 * (abs(high) or 1.0)
    return low - room, high + room


def _slope(values: np.ndarray) -> float:
    (variance, covariance), _ = np.cov(values.T)
    return float(covariance / variance) if variance > 0 else 0.0


def _bandwidth(values: np.ndarray, dim: int) -> float:
    low, high = np.quantile(values, (0.25, 0.75))
    spread = min(np.std(values), (high - low) / 1.349) or np.std(values)
    return _SHARPNESS * float(spread) * len(values) ** (-1 / (4 + dim))
