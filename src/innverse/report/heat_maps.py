"""Two matrices as tables of shaded cells: which parameters move together, which measurement listens to which.

The number stands in every cell where there is room, so that neither colour nor grey print is needed to read it.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure

from innverse.diagnostics import summarise
from innverse.report import axis_text, style
from innverse.report.content import Content
from innverse.report.numbers import correlation, fixed

_SIGNED = LinearSegmentedColormap.from_list("signed", ["#a84300", "#e9a06a", "#ffffff", "#6aa9d6", "#005a8f"])
_RISING = LinearSegmentedColormap.from_list("rising", ["#ffffff", "#9cc7e4", "#2f86bf", "#08426b"])
_MOST_WRITTEN = 14
_DARK = 0.55


def draw_correlations(content: Content) -> Figure:
    """Pearson correlation of every two parameters over the posterior draws."""
    matrix = np.nan_to_num(summarise(content.draws).correlation).round(12)
    names = [axis_text.label(column) for column in content.parameters]
    figure = style.figure(_width(len(names)), 0.8 + _cell(len(names)) * len(names))
    axes = figure.subplots()
    _shade(axes, matrix, _SIGNED, Normalize(-1, 1))
    if len(names) <= _MOST_WRITTEN:
        _write(axes, matrix, np.abs(matrix), correlation)
    _name(axes, names, names)
    return figure


def draw_sensitivity(content: Content) -> Figure:
    """Median slope of the network's forward process: parameters as rows, measurements as columns."""
    assert content.sensitivity is not None
    matrix = content.sensitivity.to_numpy(float).T
    rows, columns = (
        [axis_text.label(column) for column in side] for side in (content.parameters, content.measurements)
    )
    figure = style.figure(_width(len(columns)), 0.8 + _cell(len(columns)) * len(rows))
    axes = figure.subplots()
    top = max(float(matrix.max()), np.finfo(float).tiny)
    _shade(axes, matrix, _RISING, Normalize(0, top))
    if len(columns) <= _MOST_WRITTEN:
        _write(axes, matrix, matrix / top, lambda value: fixed(value, 2))
    else:
        figure.colorbar(axes.collections[0], ax=axes, shrink=0.8, label="sd of y per sd of x")
    _name(axes, rows, columns)
    return figure


def is_small(content: Content) -> bool:
    """Whether either matrix fits half the page's width."""
    return max(len(content.parameters), len(content.measurements)) <= _SMALL


_SMALL = 6


def _width(columns: int) -> float:
    return style.HALF_WIDTH if columns <= _SMALL else style.FULL_WIDTH


def _cell(columns: int) -> float:
    """Height of a row in inches."""
    return 0.42 if columns <= _SMALL else 0.3


def _shade(axes: Axes, matrix: np.ndarray, colours: LinearSegmentedColormap, norm: Normalize) -> None:
    axes.pcolormesh(matrix, cmap=colours, norm=norm, edgecolors="white", linewidth=1.0)
    axes.invert_yaxis()


def _write(axes: Axes, matrix: np.ndarray, depth: np.ndarray, text) -> None:
    for (i, j), value in np.ndenumerate(matrix):
        ink = "white" if depth[i, j] > _DARK else style.INK
        axes.text(j + 0.5, i + 0.5, text(value), ha="center", va="center", color=ink, fontsize=7.0)


def _name(axes: Axes, rows: list[str], columns: list[str]) -> None:
    crowded = sum(len(name) + 2 for name in columns) > (50 if len(columns) <= _SMALL else 100)
    axes.set_yticks(np.arange(len(rows)) + 0.5, rows)
    axes.set_xticks(np.arange(len(columns)) + 0.5, columns, rotation=90 if crowded else 0)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
