"""The throws of posterior draws: many arcs, all of them coming down at the same place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from innverse.problems.ballistics import InverseBallistics
from innverse.report import axis_text, style
from innverse.report.content import Content, Picture
from innverse.report.pictures.explanations import draw_lines, draw_modes, for_comparison, shown_modes

Paths = Callable[[np.ndarray], np.ndarray]

_THROWS = 150
_EVERY = 5


def throws(problem: InverseBallistics) -> Picture:
    """Throws that come down at the measured place."""
    caption = (
        "Every thin line is one explanation: where, how high, at which angle and how fast the throw began. Left, "
        "as the network answers; thick, the throw at each mode. All of them should come down at the cross. Right, for "
        "comparison, throws of the distribution named above them."
    )
    return Picture("The throws", caption, partial(draw_throws, paths=problem.paths))


def draw_throws(content: Content, paths: Paths) -> Figure:
    """Throws of posterior draws with the throw of each mode on top; beside them the exact posterior's, or the prior's.

    `paths` maps parameters `(n, dim_x)` to positions `(n, times, 2)`, NaN after the impact.
    """
    title, others = for_comparison(content)
    figure = style.figure(style.FULL_WIDTH, 3.4)
    left, right = figure.subplots(1, 2, sharex=True, sharey=True)
    _draw_fan(left, content, paths(content.draws[:_THROWS]), "posterior")
    _draw_fan(right, content, paths(others[:_THROWS]), title)
    draw_modes(left, content, paths(shown_modes(content)))
    left.set_ylabel("height [m]")
    figure.legend(loc="outside upper left", ncols=6, borderaxespad=0.2)
    return figure


def _draw_fan(axes: Axes, content: Content, fan: np.ndarray, title: str) -> None:
    arcs = [arc[np.isfinite(arc).all(axis=1)][::_EVERY] for arc in fan]
    draw_lines(axes, arcs, alpha=0.2)
    axes.axhline(0, color=style.PRIOR, linewidth=1.5, zorder=0)
    axes.plot(content.observed[0], 0, "+", color=style.OBSERVED, markersize=18, markeredgewidth=2.5, zorder=5)
    axes.set_title(f"{title}, {len(fan)} throws", loc="left")
    axes.autoscale_view()
    axis_text.title_axis(axes.xaxis, content.measurements[0], 5)
