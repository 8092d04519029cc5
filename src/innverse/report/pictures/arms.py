"""The robot arms of posterior draws: many shapes of one arm, all of them reaching for the same point."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from innverse.problems.kinematics import InverseKinematics
from innverse.report import axis_text, style
from innverse.report.content import Content, Picture
from innverse.report.pictures.explanations import draw_lines, draw_modes, for_comparison, shown_modes

Joints = Callable[[np.ndarray], np.ndarray]

_ARMS = 250
_GAP = 0.35
_TARGET = (20, 5, 4), (18, 2.5, 5)


def arms(problem: InverseKinematics) -> Picture:
    """Arms that reach for the measured point."""
    caption = (
        "Every thin arm is one explanation: its height on the rail and its three angles. Left, as the network answers; "
        "thick, the arm at each mode. All of them should end in the cross. Right, for comparison, arms of the "
        "distribution named above them."
    )
    return Picture("The arms", caption, partial(draw_arms, joints=problem.joints))


def draw_arms(content: Content, joints: Joints) -> Figure:
    """Arms of posterior draws with the arm of each mode on top; beside them the exact posterior's, or the prior's.

    `joints` maps parameters `(n, dim_x)` to the corners of the arm `(n, segments + 1, 2)`, from the rail to the end.
    """
    title, others = for_comparison(content)
    fans = joints(content.draws[:_ARMS]), joints(others[:_ARMS])
    fan = fans[0] if content.exact is None else np.concatenate(fans)
    figure = style.figure(style.FULL_WIDTH, _height(fan))
    left, right = figure.subplots(1, 2, sharex=True, sharey=True)
    _draw_fan(left, content, fans[0], "posterior")
    _draw_fan(right, content, fans[1], title)
    modes = joints(shown_modes(content))
    draw_modes(left, content, modes, marker="o", markersize=5, markerfacecolor="white", markeredgewidth=1.3)
    for axes in (left, right):
        style.cross(axes, content.observed, _TARGET)
    _show_reach(left, fan)
    axis_text.title_axis(left.yaxis, content.measurements[1], 7)
    _legend(figure, left)
    return figure


def _draw_fan(axes: Axes, content: Content, fan: np.ndarray, title: str) -> None:
    axes.axvline(0, color=style.PRIOR, linewidth=5, zorder=0)
    draw_lines(axes, list(fan), alpha=0.15)
    axes.plot(*fan[:, 0].T, "_", color=style.POSTERIOR, alpha=0.25, markersize=7)
    axes.set_title(f"{title}, {len(fan)} arms", loc="left")
    axes.set_aspect("equal")
    axis_text.title_axis(axes.xaxis, content.measurements[0], 5)


def _show_reach(axes: Axes, fan: np.ndarray) -> None:
    low, high = fan.reshape(-1, 2).min(axis=0), fan.reshape(-1, 2).max(axis=0)
    room = 0.06 * np.max(high - low)
    axes.set(xlim=(low[0] - room, high[0] + room), ylim=(low[1] - room, high[1] + room))


def _height(fan: np.ndarray) -> float:
    """Height that leaves no blank beside two panels of the fan's own proportions."""
    width, height = np.maximum(np.ptp(fan.reshape(-1, 2), axis=0), 1e-3)
    room = 0.12 * max(width, height)
    each = (style.FULL_WIDTH - 2 * _GAP) / 2
    return float(np.clip(each * (height + room) / (width + room), 2.0, 5.6)) + 2.2 * _GAP


def _legend(figure: Figure, axes: Axes) -> None:
    arms, labels = axes.get_legend_handles_labels()
    modes = [Line2D([], [], color=style.INK, linewidth=2, linestyle=line) for line in style.LINES[: len(arms)]]
    rail = Line2D([], [], color=style.PRIOR, linewidth=5)
    target = Line2D([], [], color=style.OBSERVED, marker="+", linestyle="", markersize=10, markeredgewidth=2)
    labels = ["rail", "measured end point y*", *labels]
    figure.legend(
        [rail, target, *modes], labels, loc="outside upper left", ncols=min(6, len(labels)), borderaxespad=0.2
    )
