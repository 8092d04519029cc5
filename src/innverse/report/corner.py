"""The corner plot: every parameter alone on the diagonal, every pair below it, their correlation above it.

Prior behind posterior; the exact posterior and reference values on top where they are known. With many parameters
only those that the measurements narrowed most are shown in pairs, all of them alone (`marginals.py`).
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from innverse.report import axis_text, style
from innverse.report.content import Content
from innverse.report.density import joint_density, mass_levels
from innverse.report.marginals import draw_marginal, window
from innverse.report.narrowing import narrowing
from innverse.report.numbers import correlation

MOST_PARAMETERS = 8
_MOST_DRAWS = 20_000
_NEAR_END = 0.15
_MANY = 5


def shown_parameters(content: Content) -> list[int]:
    """Columns the corner plot shows: all, or the `MOST_PARAMETERS` that y* narrows most, in their own order."""
    dim = len(content.parameters)
    if dim <= MOST_PARAMETERS:
        return list(range(dim))
    return sorted(np.argsort(narrowing(content.prior, content.draws), kind="stable")[:MOST_PARAMETERS].tolist())


def draw_corner(content: Content) -> Figure:
    """Corner plot of the prior, the posterior and, where known, the exact posterior and reference values."""
    columns = shown_parameters(content)
    if len(columns) == 1:
        return _draw_single(content, columns[0])
    dim = len(columns)
    figure = Figure(figsize=(style.FULL_WIDTH, style.FULL_WIDTH * (0.75 if dim == 2 else 0.95) + 0.2))
    windows = {j: window(content, j) for j in columns}
    _fixed_margins(figure, dim)
    larger = 2 if dim == 2 else 1
    grid = figure.subplots(dim, dim, width_ratios=[larger, *[1] * (dim - 1)], height_ratios=[*[1] * (dim - 1), larger])
    for row, i in enumerate(columns):
        for position, j in enumerate(columns):
            axes = grid[row, position]
            if position > row:
                _write_correlation(axes, content.draws[:, [j, i]])
                continue
            axes.set_xlim(*windows[j])
            if position == row:
                draw_marginal(axes, content, j)
            else:
                axes.set_ylim(*windows[i])
                _draw_pair(axes, content, j, i)
            _title_outer(axes, content, j, i, outer=(position == 0 and row > 0, row == dim - 1), dim=dim)
    figure.align_labels()
    _legend(figure, content)
    return figure


def _draw_single(content: Content, j: int) -> Figure:
    figure = style.figure(style.FULL_WIDTH, 2.9)
    axes = figure.subplots()
    axes.set_xlim(*window(content, j))
    draw_marginal(axes, content, j)
    axis_text.title_axis(axes.xaxis, content.parameters[j], ticks=7)
    _legend(figure, content)
    return figure


def _draw_pair(axes: Axes, content: Content, j: int, i: int) -> None:
    windows = axes.get_xlim(), axes.get_ylim()
    prior = joint_density(content.prior[:_MOST_DRAWS, [j, i]], windows, bins=40, least=1.0)
    _shade(axes, prior, [share * float(prior[2].max()) for share in (0.1, 0.5)], (style.PRIOR_PALE, style.PRIOR))
    posterior = joint_density(content.draws[:_MOST_DRAWS, [j, i]], windows)
    _shade(axes, posterior, mass_levels(posterior[2]), (style.POSTERIOR_PALE, style.POSTERIOR_AREA))
    _outline(axes, posterior, {"color": style.POSTERIOR, "linestyle": "-", "linewidth": 0.8})
    if content.exact is not None:
        _outline(axes, joint_density(content.exact[:_MOST_DRAWS, [j, i]], windows), style.EXACT_LOOK)
    _mark_reference_pair(axes, content.reference_of(j), content.reference_of(i))
    _mark_modes(axes, content, j, i)


def _shade(axes: Axes, grid: tuple[np.ndarray, ...], levels: list[float], shades: tuple[str, str]) -> None:
    if levels and levels[0] > 0:
        axes.contourf(*grid, levels=[*levels, np.inf], colors=list(shades[: len(levels)]))


def _outline(axes: Axes, grid: tuple[np.ndarray, ...], look: style.Look) -> None:
    levels = mass_levels(grid[2])
    if levels:
        axes.contour(*grid, levels=levels, colors=look["color"], linestyles=[look["linestyle"]],
                     linewidths=look["linewidth"])  # fmt: skip


def _mark_reference_pair(axes: Axes, first: tuple[float, float] | None, second: tuple[float, float] | None) -> None:
    if first is not None and second is not None:
        axes.errorbar(
            first[0],
            second[0],
            xerr=np.nan_to_num(first[1]),
            yerr=np.nan_to_num(second[1]),
            fmt="D",
            markersize=4,
            color=style.REFERENCE,
            markeredgecolor="white",
            markeredgewidth=0.6,
            elinewidth=1.1,
        )


def _mark_modes(axes: Axes, content: Content, j: int, i: int) -> None:
    for x, y in content.mode_places[:9, [j, i]]:
        axes.plot(x, y, "^", color=style.MODE, markersize=5, markeredgecolor="black", markeredgewidth=0.6)


def _write_correlation(axes: Axes, pair: np.ndarray) -> None:
    with np.errstate(invalid="ignore", divide="ignore"):
        value = float(np.nan_to_num(np.corrcoef(pair.T)[0, 1]))
    axes.set(xticks=[], yticks=[], facecolor=(*to_rgb(style.POSTERIOR), 0.03 + 0.3 * abs(value)))
    axes.spines[:].set_visible(False)
    axes.text(0.5, 0.5, correlation(value), ha="center", va="center", fontsize=9 + 4 * abs(value))


def _title_outer(axes: Axes, content: Content, j: int, i: int, *, outer: tuple[bool, bool], dim: int) -> None:
    ticks, room = 4 if dim < _MANY else 2, 0.97 * (style.FULL_WIDTH - _left_margin(dim)) / dim
    left, bottom = outer
    axis_text.title_axis(axes.xaxis, content.parameters[j], ticks, room)
    if i != j:
        axis_text.title_axis(axes.yaxis, content.parameters[i], ticks, 0.95 * room)
    if not bottom:
        axes.set_xlabel("")
    if not left:
        axes.set_ylabel("")
    axes.tick_params(labelbottom=bottom, labelleft=left)
    if dim >= _MANY:
        axes.tick_params(labelsize=6.0)
    if bottom and dim >= _MANY:
        _keep_inside(axes)


def _keep_inside(axes: Axes) -> None:
    """Numbers at the ends of a narrow axis stay within it, clear of those of its neighbours."""
    low, high = axes.get_xlim()
    inside = [tick for tick in axes.get_xticks() if low <= tick <= high]
    shown = inside if len(inside) < 3 else [inside[0], inside[-1]]
    axes.set_xticks(shown)
    for tick, text in zip(shown, axes.get_xticklabels(), strict=True):
        share = (tick - low) / (high - low)
        text.set_horizontalalignment("left" if share < _NEAR_END else "right" if share > 1 - _NEAR_END else "center")


def _left_margin(dim: int) -> float:
    """Inches; titles of many parameters take several lines."""
    return 0.62 if dim < _MANY else 0.78


def _fixed_margins(figure: Figure, dim: int) -> None:
    width, height = figure.get_size_inches()
    gap = 0.10 if dim < _MANY else 0.14
    figure.subplots_adjust(
        left=_left_margin(dim) / width,
        right=1 - 0.06 / width,
        bottom=0.5 / height,
        top=1 - 0.38 / height,
        wspace=gap,
        hspace=gap,
    )


def _legend(figure: Figure, content: Content) -> None:
    entries: list[Line2D | Patch] = [
        Patch(color=style.PRIOR, label="prior"),
        Patch(facecolor=style.POSTERIOR_AREA, edgecolor=style.POSTERIOR, label="posterior"),
    ]
    if content.exact is not None:
        entries.append(Line2D([], [], **style.EXACT_LOOK, label="exact posterior"))
    if content.reference is not None:
        label = axis_text.in_legend(axis_text.plain(content.reference.name))
        entries.append(Line2D([], [], color=style.REFERENCE, linestyle="-.", marker="D", markersize=4, label=label))
    if len(content.parameters) > 1:
        mark = {"marker": "^", "markeredgecolor": "black", "markeredgewidth": 0.6, "markersize": 5}
        entries.append(Line2D([], [], color=style.MODE, linestyle="", label="mode", **mark))
    figure.legend(handles=entries, loc="upper left" if figure.get_layout_engine() is None else "outside upper left",
                  ncols=len(entries), handlelength=2.2, columnspacing=1.8, borderaxespad=0.2)  # fmt: skip
