"""Bars of what the measurements tell of each parameter: on average, and at the measurement at hand."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from innverse.report import axis_text, style
from innverse.report.content import Content
from innverse.report.numbers import fixed

_LOWEST = -0.5
_MARK: style.Look = {"color": style.MODE, "markeredgecolor": "black", "markeredgewidth": 0.6, "markersize": 5}


def draw_recovered(content: Content) -> Figure:
    """Recoverability (left) and information in nats (right), a row per parameter."""
    assert content.recovered is not None
    names = [axis_text.label(column) for column in content.parameters]
    figure = style.figure(style.FULL_WIDTH, 1.05 + 0.27 * len(names))
    left, right = figure.subplots(1, 2, sharey=True)
    table = content.recovered
    shares = table["recoverability"].to_numpy(float)
    _draw(left, table["mean recoverability"].to_numpy(float), np.where(shares < _LOWEST, np.nan, shares))
    _draw(right, table["mean information"].to_numpy(float), table["information"].to_numpy(float))
    _mark_below(left, shares)
    left.set_xlim(right=1.03)
    left.set_xlabel("recoverability")
    right.set_xlabel("information [nats]")
    left.set_yticks(np.arange(len(names)), names)
    left.set_ylim(len(names) - 0.4, -0.6)
    figure.legend(*left.get_legend_handles_labels(), loc="outside upper left", ncols=2)
    return figure


def _mark_below(axes: Axes, here: np.ndarray) -> None:
    """What lies far below 0 would squeeze the rest: an arrow and the number stand for it."""
    for place in np.flatnonzero(here < _LOWEST):
        axes.plot(_LOWEST, place, "<", **_MARK)
        axes.annotate(fixed(here[place], 1), (_LOWEST, place), (6, 0), textcoords="offset points", va="center",
                      fontsize=7)  # fmt: skip


def _draw(axes: Axes, mean: np.ndarray, here: np.ndarray) -> None:
    places = np.arange(len(here))
    if np.isfinite(mean).any():
        axes.barh(places, mean, 0.6, color=style.POSTERIOR, label="mean over held-out measurements")
    axes.plot(here, places, "D", linestyle="", label="the measurement y*", **_MARK)
    axes.axvline(0, color=style.INK, linewidth=0.7)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
