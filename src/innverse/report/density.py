"""Densities of draws on a grid: a smoothed histogram, which is a kernel density estimate at the cost of a sort.

Reflection at the ends of the grid keeps a density that stops at a bound from sagging there. Correlated pairs are
sheared along their regression line first, so that a narrow slanted ridge is not blurred into a broad one.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from innverse.report.bandwidth import bandwidth

Window = tuple[float, float]

_CORRELATED = 0.2
_LEAST_BINS = 0.5


def density(values: np.ndarray, window: Window, bins: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Grid centres `(bins,)` and the density of `values (n,)` there; values outside keep their mass."""
    counts, edges = np.histogram(values, bins, window)
    step = edges[1] - edges[0]
    inside = values[(values >= window[0]) & (values <= window[1])]
    width = bandwidth(inside) if len(inside) else 0.0
    smooth = gaussian_filter1d(counts.astype(float), max(_LEAST_BINS, width / step), mode="reflect")
    return _centres(edges), smooth / (len(values) * step)


def joint_density(
    values: np.ndarray, windows: tuple[Window, Window], bins: int = 80, least: float = 0.3
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coordinates and density, each `(bins, bins)`, of the `values (n, 2)` inside two windows.

    The grid is sheared: its second coordinate is the second value minus its regression on the first. `least` as in
    `bandwidth`.
    """
    lows, highs = np.transpose(windows)
    inside = values[np.all((values >= lows) & (values <= highs), axis=1)]
    if len(inside) < 2:
        grid = np.meshgrid(*(np.linspace(*window, bins) for window in windows))
        return grid[0], grid[1], np.zeros((bins, bins))
    slope = _slope(inside)
    rest = inside[:, 1] - slope * inside[:, 0]
    counts, first, second = np.histogram2d(
        inside[:, 0], rest, bins, (windows[0], _range(rest) if slope else windows[1])
    )
    sheared = np.column_stack([inside[:, 0], rest])
    widths = [
        max(_LEAST_BINS, bandwidth(sheared[:, axis], 2, least) / (edges[1] - edges[0]))
        for axis, edges in enumerate((first, second))
    ]
    across, up = np.meshgrid(_centres(first), _centres(second))
    return across, up + slope * across, gaussian_filter(counts, widths, mode="reflect").T


def mass_levels(heights: np.ndarray) -> list[float]:
    """Heights of the contours that enclose the densest 95 % and 68 %, in this order.

    On a flat top such contours would trace noise only: there the outer one is drawn well below the top, and the inner
    one is left out.
    """
    ordered = np.sort(heights, axis=None)[::-1]
    if ordered[0] <= 0:
        return []
    enclosed = np.cumsum(ordered) / ordered.sum()
    top, inner, outer = (float(ordered[min(np.searchsorted(enclosed, m), ordered.size - 1)]) for m in (0.1, 0.68, 0.95))
    if not 0 < outer < 0.4 * top:
        return [0.25 * top]
    return [outer, inner] if outer < inner < 0.7 * top else [outer]


def _centres(edges: np.ndarray) -> np.ndarray:
    """Bin centres, the outermost moved to the ends of the range so that areas reach the frame."""
    centres = (edges[1:] + edges[:-1]) / 2
    centres[[0, -1]] = edges[[0, -1]]
    return centres


def _range(values: np.ndarray) -> Window:
    low, high = float(values.min()), float(values.max())
    room = 0.0 if high > low else 1e-6 * (abs(high) or 1.0)
    return low - room, high + room


def _slope(values: np.ndarray) -> float:
    (first, both), (_, second) = np.cov(values.T)
    return float(both / first) if both**2 > _CORRELATED**2 * first * second else 0.0
