"""The throws of posterior draws: many arcs, all of them coming down at the same place."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from innverse.report import axis_text, style
from innverse.report.content import Content
from innverse.report.numbers import percent

Paths = Callable[[np.ndarray], np.ndarray]

_THROWS = 150
_EVERY = 5


def draw_throws(content: Content, paths: Paths) -> Figure:
    """Throws of posterior draws with the throw of each mode on top; beside them the exact posterior's, or the prior's.

    `paths` maps parameters `(n, dim_x)` to positions `(n, times, 2)`, NaN after the impact.
    """
    title, others = ("prior", content.prior) if content.exact is None else ("exact posterior", content.exact)
    figure = style.figure(style.FULL_WIDTH, 3.4)
    left, right = figure.subplots(1, 2, sharex=True, sharey=True)
    _draw_fan(left, content, paths(content.draws[:_THROWS]), "posterior")
    _draw_fan(right, content, paths(others[:_THROWS]), title)
    _emphasise_modes(left, content, paths)
    left.set_ylabel("height [m]")
    figure.legend(loc="outside upper left", ncols=6, borderaxespad=0.2)
    return figure


def _draw_fan(axes: Axes, content: Content, fan: np.ndarray, title: str) -> None:
    arcs = [arc[np.isfinite(arc).all(axis=1)][::_EVERY] for arc in fan]
    axes.add_collection(LineCollection(arcs, colors=style.POSTERIOR, linewidths=0.7, alpha=0.2))
    axes.axhline(0, color=style.PRIOR, linewidth=1.5, zorder=0)
    axes.plot(content.observed[0], 0, "+", color=style.OBSERVED, markersize=18, markeredgewidth=2.5, zorder=5)
    axes.set_title(f"{title}, {len(fan)} throws", loc="left")
    axes.autoscale_view()
    axis_text.title_axis(axes.xaxis, content.measurements[0], 5)


def _emphasise_modes(axes: Axes, content: Content, paths: Paths) -> None:
    arcs = paths(content.mode_places[: len(style.LINES)])
    for k, (arc, weight) in enumerate(zip(arcs, content.mode_weights, strict=False)):
        label = f"mode {k + 1}, {percent(weight)}"
        axes.plot(*arc.T, color=style.INK, linestyle=style.LINES[k], linewidth=2, label=label)
