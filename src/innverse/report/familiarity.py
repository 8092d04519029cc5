"""Where the measurement y* lies among the measurements of the simulated pairs, one by one; two of them in their plane.

A network answers by what it has seen: off all simulated measurements it extrapolates.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.special import ndtri

from innverse.report import axis_text, style
from innverse.report.content import Content
from innverse.report.density import joint_density, mass_levels

_LEVELS = (0.001, 0.025, 0.16, 0.5, 0.84, 0.975, 0.999)
_BANDS = (("99.8 %", "#f0f0f0"), ("95 %", style.PRIOR_PALE), ("68 %", style.PRIOR))
_EDGE = 3.6
"""Normal score that stands for everything beyond; the axis ends a little farther out."""


def draw_familiarity(content: Content) -> Figure:
    """A place for each measurement, by its rank among the simulated ones; a plane where there are two."""
    assert content.simulated is not None
    if len(content.measurements) == 2:
        return _draw_plane(content, content.simulated)
    return _draw_columns(content, content.simulated)


def _draw_columns(content: Content, simulated: np.ndarray) -> Figure:
    figure = style.figure(style.FULL_WIDTH, 2.9)
    axes = figure.subplots()
    for (label, shade), share in zip(_BANDS, _LEVELS, strict=False):
        axes.axhspan(ndtri(share), -ndtri(share), color=shade, linewidth=0, label=label)
    axes.axhline(0, color=style.MUTED, linewidth=0.7)
    _mark(axes, normal_scores(content.observed, simulated))
    _mark_expected(axes, content, simulated)
    axis_text.name_places(axes, content.measurements)
    axes.set_ylim(-_EDGE - 0.3, _EDGE + 0.3)
    axes.set_yticks(ndtri(_LEVELS), [f"{100 * share:.4g} %" for share in _LEVELS])
    axes.set_ylabel("simulated measurements below")
    figure.legend(loc="outside upper left", ncols=6)
    return figure


def normal_scores(values: np.ndarray, simulated: np.ndarray) -> np.ndarray:
    """Place of each value `(dim,)` in its column of `simulated (n, dim)`: Φ⁻¹ of the share below; infinite beyond.

    >>> normal_scores(np.array([3.0, 9.0]), np.stack([np.arange(6.0)] * 2, axis=1)).round(2)
    array([0.21,  inf])
    """
    below, equal = (simulated < values).sum(axis=0), (simulated == values).sum(axis=0)
    with np.errstate(divide="ignore"):
        return ndtri((below + equal / 2) / len(simulated))


def _mark(axes: Axes, scores: np.ndarray) -> None:
    """Diamonds; an arrow at the edge for what lies beyond all simulations, or nearly all."""
    places, within = np.arange(len(scores)), np.clip(scores, -_EDGE, _EDGE)
    look = {"linestyle": "", "color": style.OBSERVED, "markeredgecolor": "white", "markeredgewidth": 0.5}
    inside = within == scores
    axes.plot(places[inside], within[inside], "D", markersize=4.5, label="measured y*", **look)
    for marker, beyond in (("^", scores > _EDGE), ("v", scores < -_EDGE)):
        if beyond.any():
            axes.plot(places[beyond], within[beyond], marker, markersize=8, label="y*, outside", **look)


def _mark_expected(axes: Axes, content: Content, simulated: np.ndarray) -> None:
    """What the other measurements let expect in place of those that stand out."""
    names = [column.name for column in content.measurements]
    stand_outs = content.familiarity.stand_outs if content.familiarity is not None else ()
    found = [(names.index(each.name), each.expected) for each in stand_outs if each.name in names]
    if found:
        places, expected = np.array([place for place, _ in found]), np.array([value for _, value in found])
        scores = np.clip(normal_scores(expected, simulated[:, places]), -_EDGE, _EDGE)
        axes.plot(places, scores, "_", color=style.INK, markersize=12, markeredgewidth=1.6,
                  label="expected from the others")  # fmt: skip


def _draw_plane(content: Content, simulated: np.ndarray) -> Figure:
    figure = style.figure(style.HALF_WIDTH, style.HALF_WIDTH)
    axes = figure.subplots()
    windows = tuple(_window(simulated[:, i], float(content.observed[i])) for i in (0, 1))
    axes.set(xlim=windows[0], ylim=windows[1])
    grid = joint_density(simulated, (windows[0], windows[1]))
    axes.plot(*simulated[:4000].T, ".", color=style.PRIOR_LINE, markersize=2.5, markeredgewidth=0, rasterized=True)
    if levels := mass_levels(grid[2]):
        axes.contour(*grid, levels=levels, colors=style.INK, linewidths=0.9)
    style.cross(axes, content.observed)
    axis_text.title_axis(axes.xaxis, content.measurements[0])
    axis_text.title_axis(axes.yaxis, content.measurements[1])
    return figure


def _window(values: np.ndarray, observed: float) -> tuple[float, float]:
    low, high = np.quantile(values, (0.002, 0.998))
    low, high = min(float(low), observed), max(float(high), observed)
    room = 0.08 * (high - low) or 1e-6 * (abs(high) or 1.0)
    return low - room, high + room
