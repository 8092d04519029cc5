"""Where the measurement y* lies among the measurements of the simulated pairs, one by one; two of them in their plane.

A network answers by what it has seen: off all simulated measurements it extrapolates.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from innverse.report import style
from innverse.report.content import Content
from innverse.report.density import joint_density, mass_levels

_MASSES = ((0.99, 2.0, 0.35), (0.95, 5.0, 0.5), (0.68, 9.0, 0.8))
_BEYOND = 1.6
"""Of the range of all simulated values: how far the axis follows a measurement that lies outside."""


def draw_familiarity(content: Content) -> Figure:
    """A column for each measurement, every one in the scale of its own 68 %; a plane where there are two."""
    assert content.simulated is not None
    if len(content.measurements) == 2:
        return _draw_plane(content, content.simulated)
    return _draw_columns(content, content.simulated)


def _draw_columns(content: Content, simulated: np.ndarray) -> Figure:
    low, middle, high = np.quantile(simulated, (0.16, 0.5, 0.84), axis=0)
    scale = np.maximum((high - low) / 2, np.finfo(float).tiny)
    seen, observed = (simulated - middle) / scale, (content.observed - middle) / scale
    figure = style.figure(style.FULL_WIDTH, 2.9)
    axes = figure.subplots()
    places = np.arange(seen.shape[1])
    for mass, width, alpha in _MASSES:
        ends = np.quantile(seen, ((1 - mass) / 2, (1 + mass) / 2), axis=0)
        axes.vlines(places, *ends, color=style.PRIOR_LINE, linewidth=width, alpha=alpha, label=f"{100 * mass:.0f} %")
    _mark(axes, places, observed, float(np.abs(seen).max()))
    _mark_expected(axes, content, middle, scale)
    style.name_places(axes, content.measurements)
    axes.set_ylabel("measurement, scaled by the simulations")
    figure.legend(loc="outside upper left", ncols=5)
    return figure


def _mark(axes: Axes, places: np.ndarray, observed: np.ndarray, farthest: float) -> None:
    """Diamonds; an arrow at the edge for what lies beyond it."""
    edge = _BEYOND * farthest
    within = np.clip(observed, -edge, edge)
    look = {"linestyle": "", "color": style.OBSERVED, "markeredgecolor": "white", "markeredgewidth": 0.5}
    axes.plot(places, within, "D", markersize=4, label="measured y*", **look)
    for place in np.flatnonzero(within != observed):
        axes.plot(place, within[place], "^" if observed[place] > 0 else "v", markersize=8, **look)
    limit = 1.1 * max(farthest, float(np.abs(within).max()))
    axes.set_ylim(-limit, limit)


def _mark_expected(axes: Axes, content: Content, middle: np.ndarray, scale: np.ndarray) -> None:
    """What the other measurements let expect in place of those that stand out."""
    names = [column.name for column in content.measurements]
    stand_outs = content.familiarity.stand_outs if content.familiarity is not None else ()
    found = [(names.index(each.name), each.expected) for each in stand_outs if each.name in names]
    if found:
        places, values = np.array([place for place, _ in found]), np.array([value for _, value in found])
        expected = (values - middle[places]) / scale[places]
        axes.plot(places, expected, "_", color=style.INK, markersize=12, markeredgewidth=1.6,
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
    axes.plot(*content.observed, "+", color="white", markersize=15, markeredgewidth=4)
    axes.plot(*content.observed, "+", color=style.OBSERVED, markersize=14, markeredgewidth=2)
    style.title_axis(axes.xaxis, content.measurements[0])
    style.title_axis(axes.yaxis, content.measurements[1])
    return figure


def _window(values: np.ndarray, observed: float) -> tuple[float, float]:
    low, high = np.quantile(values, (0.002, 0.998))
    low, high = min(float(low), observed), max(float(high), observed)
    room = 0.08 * (high - low) or 1e-6 * (abs(high) or 1.0)
    return low - room, high + room
