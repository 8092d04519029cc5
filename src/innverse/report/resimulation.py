"""Re-simulation: posterior draws run through the forward process again, s(x), beside the measurement y*.

The picture depends on what y is: one measurement, a histogram; two, a plane; many, a spectrum with its residual;
a class, the share of draws that fall into each.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from innverse.diagnostics.summary import LEVELS
from innverse.report import axis_text, style
from innverse.report.content import Content
from innverse.report.density import density, joint_density, mass_levels


def again(content: Content) -> np.ndarray | None:
    """What is compared with y*: re-simulated draws, or the network's own forward process where no simulator was."""
    return content.predicted if content.resimulated is None else content.resimulated


def is_wide(content: Content) -> bool:
    """Whether the re-simulation plot takes the page's full width."""
    return content.classes or len(content.measurements) > 2


def draw_resimulation(content: Content) -> Figure:
    """The plot that fits the kind and the number of measurements."""
    if content.classes:
        return _draw_labels(content)
    return {1: _draw_one, 2: _draw_plane}.get(len(content.measurements), _draw_spectrum)(content)


def _draw_one(content: Content) -> Figure:
    y = again(content)
    assert y is not None
    figure = style.figure(style.HALF_WIDTH, style.HALF_HEIGHT)
    axes = figure.subplots()
    low, high = _span(y[:, 0], content.observed[0])
    axes.set_xlim(low, high)
    axes.hist(y[:, 0], 60, range=(low, high), density=True, color=style.POSTERIOR, alpha=0.5, label=_name(content))
    if content.resimulated is not None and content.predicted is not None:
        axes.plot(*density(content.predicted[:, 0], (low, high)), color=style.INK, linestyle="--", label=_NETWORK)
    axes.axvline(content.observed[0], color=style.OBSERVED, linestyle="-.", label="measured y*")
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axis_text.title_axis(axes.xaxis, content.measurements[0])
    figure.legend(loc="outside upper left", ncols=1)
    return figure


_NETWORK = "network's own forward process"


def _name(content: Content) -> str:
    return "s(x) of posterior draws" if content.resimulated is not None else _NETWORK


def _span(values: np.ndarray, centre: float) -> tuple[float, float]:
    low, high = np.quantile(values, (0.002, 0.998))
    low, high = min(low, centre), max(high, centre)
    room = 0.15 * (high - low) or 1e-6 * (abs(centre) or 1.0)
    return float(low - room), float(high + room)


def _draw_plane(content: Content) -> Figure:
    y = again(content)
    assert y is not None
    figure = style.figure(style.HALF_WIDTH, style.HALF_HEIGHT)
    axes = figure.subplots()
    windows = _span(y[:, 0], content.observed[0]), _span(y[:, 1], content.observed[1])
    axes.set(xlim=windows[0], ylim=windows[1])
    axes.plot(*y[:4000].T, ".", color=style.POSTERIOR, alpha=0.35, markersize=2.5, markeredgewidth=0, rasterized=True)
    grid = joint_density(y, windows)
    axes.contour(*grid, levels=mass_levels(grid[2]), colors=style.INK, linewidths=0.9,
                 linestyles=[(0, (4, 2)), "-"])  # fmt: skip
    style.cross(axes, content.observed)
    axis_text.title_axis(axes.xaxis, content.measurements[0])
    axis_text.title_axis(axes.yaxis, content.measurements[1])
    _plane_legend(figure, content)
    return figure


def _plane_legend(figure: Figure, content: Content) -> None:
    axes = figure.axes[0]
    handles = [
        axes.plot([], [], "o", color=style.POSTERIOR, markersize=4, label=_name(content))[0],
        axes.plot([], [], "-", color=style.INK, linewidth=0.9, label="holds 68 % (solid), 95 % (dashed) of them")[0],
        axes.plot([], [], "+", color=style.OBSERVED, markersize=9, markeredgewidth=2, label="measured y*")[0],
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=1)


def _draw_spectrum(content: Content) -> Figure:
    y = again(content)
    assert y is not None
    residual = y - content.observed
    one_unit = len({column.unit for column in content.measurements}) == 1
    figure = style.figure(style.FULL_WIDTH, 4.0 if one_unit else 2.7)
    if one_unit:
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(1, 1.2))
        _bands(above, y)
        _measured(above, content.observed)
        above.set_ylabel(axis_text.plain(f"measurement [{content.measurements[0].unit}]".removesuffix(" []")))
    else:
        below = figure.subplots()
        residual = residual / np.maximum(residual.std(axis=0), np.finfo(float).tiny)
    _bands(below, residual)
    _measured(below, np.zeros(y.shape[1]))
    below.axhline(0, color=style.OBSERVED, linewidth=0.8, linestyle="-.")
    unit = f" [{content.measurements[0].unit}]".removesuffix(" []") if one_unit else " [sd of s(x)]"
    below.set_ylabel(axis_text.plain(f"s(x) − y*{unit}"))
    axis_text.name_places(below, content.measurements)
    figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside upper left", ncols=4)
    return figure


def _bands(axes: Axes, values: np.ndarray) -> None:
    places = np.arange(values.shape[1])
    low95, low68, middle, high68, high95 = np.quantile(values, LEVELS, axis=0)
    axes.vlines(places, low95, high95, color=style.POSTERIOR, linewidth=3, alpha=0.35, label="95 % of s(x)")
    axes.vlines(places, low68, high68, color=style.POSTERIOR, linewidth=6, alpha=0.6, label="68 % of s(x)")
    axes.plot(places, middle, "_", color="black", markersize=9, markeredgewidth=1.4, label="median")


def _measured(axes: Axes, values: np.ndarray) -> None:
    axes.plot(np.arange(len(values)), values, "D", color=style.OBSERVED, markersize=3.5, markeredgecolor="white",
              markeredgewidth=0.5, label="measured y*")  # fmt: skip


def _draw_labels(content: Content) -> Figure:
    names = [axis_text.label(column) for column in content.measurements]
    places = np.arange(len(names))
    figure = style.figure(style.FULL_WIDTH, 0.9 + 0.3 * len(names))
    axes = figure.subplots()
    asked = int(np.argmax(content.observed))
    axes.axhspan(asked - 0.46, asked + 0.46, color=style.PRIOR, alpha=0.6, linewidth=0, label="label asked for")
    y = again(content)
    assert y is not None
    axes.barh(places, y.mean(axis=0), 0.6, color=style.POSTERIOR, label=_name(content))
    if content.resimulated is not None and content.predicted is not None:
        mean = content.predicted.mean(axis=0)
        axes.plot(mean, places, "D", color=style.MODE, markeredgecolor="black", markersize=5, label=_NETWORK)
    axes.set_yticks(places, names)
    axes.set(ylim=(len(names) - 0.4, -0.6), xlim=(0, 1.02), xlabel="share of posterior draws")
    figure.legend(loc="outside upper left", ncols=3)
    return figure
