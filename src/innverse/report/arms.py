"""The robot arms of posterior draws: many shapes of one arm, all of them reaching for the same point."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from innverse.report import style
from innverse.report.content import Content

_ARMS = 250


def draw_arms(content: Content, joints: Callable[[np.ndarray], np.ndarray]) -> Figure:
    """Arms of posterior draws, faint, with the arm of each mode on top.

    `joints` maps parameters `(n, 4)` to the corners of the arm `(n, 4, 2)`, from the rail to the end point.
    """
    fan = joints(content.draws[:_ARMS])
    names = [column.name for column in content.parameters]
    modes = joints(content.modes[names].to_numpy(float)[: len(style.LINES)])
    figure = style.figure(style.FULL_WIDTH, _height(fan))
    axes = figure.subplots()
    axes.axvline(0, color=style.MUTED, linewidth=3, alpha=0.35, solid_capstyle="butt")
    axes.add_collection(LineCollection(list(fan), colors=style.POSTERIOR, linewidths=0.7, alpha=0.13))
    axes.plot(*fan[:, 0].T, "_", color=style.POSTERIOR, alpha=0.25, markersize=7)
    entries = [
        Line2D([], [], color=style.MUTED, linewidth=3, alpha=0.35, label="rail"),
        Line2D([], [], color=style.POSTERIOR, linewidth=1, alpha=0.6, label=f"{len(fan)} posterior draws"),
    ]
    for k, (arm, weight) in enumerate(zip(modes, content.modes["weight"], strict=False)):
        label = f"mode {k + 1} ({100 * weight:.0f} %)"
        look = {"color": style.INK, "linestyle": style.LINES[k], "marker": "o", "markerfacecolor": "white"}
        entries += axes.plot(*arm.T, linewidth=2.2, markersize=6, markeredgewidth=1.5, label=label, **look)
    axes.plot(*content.observed, "+", color="white", markersize=22, markeredgewidth=6, zorder=4)
    entries += axes.plot(*content.observed, "+", color=style.OBSERVED, markersize=20, markeredgewidth=3, zorder=5,
                         linestyle="", label="measured end point y*")  # fmt: skip
    axes.set_aspect("equal")
    axes.autoscale_view()
    style.title_axis(axes.xaxis, content.measurements[0], 8)
    style.title_axis(axes.yaxis, content.measurements[1], 6)
    entries[-1].set_markersize(20)
    figure.legend(handles=entries, loc="outside upper left", ncols=len(entries))
    return figure


def _height(fan: np.ndarray) -> float:
    low, high = fan.reshape(-1, 2).min(axis=0), fan.reshape(-1, 2).max(axis=0)
    width, height = np.maximum(high - low, 1e-3)
    return float(np.clip(0.8 + (style.FULL_WIDTH - 0.7) * height / width, 2.6, 7.0))
