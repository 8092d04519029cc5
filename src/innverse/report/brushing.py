"""What the page's script needs to link the panels of the corner plot: draws, and where each panel lies.

The script (`corner.js`) draws over the static plot, so that the plot stays as it is without scripts and on paper.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from innverse.diagnostics.some_draws import some_of
from innverse.report import style
from innverse.report.content import Content
from innverse.report.corner import shown_parameters
from innverse.report.scale import scale_of

Brushing = dict[str, Any]
MOST_DRAWS = 2_000
STEPS = 5_000
"""Steps in the range that 99.8 % of the draws lie in; an outlier is more steps away."""


def brushing(content: Content, figure: Figure) -> Brushing:
    """Ready for JSON: `columns` of at most `MOST_DRAWS` draws in whole steps of their range, and `panels`.

    Args:
        content: the results shown.
        figure: of `draw_corner`, drawn.
    """
    columns = shown_parameters(content)
    return {
        "colour": style.SELECTED,
        "columns": [_column(content, j) for j in columns],
        "panels": [_panel(axes, row, column) for axes, row, column in _placed(figure, len(columns))],
    }


def thinned(draws: np.ndarray) -> np.ndarray:
    """At most `MOST_DRAWS` of the draws, in their order."""
    return draws[some_of(len(draws), MOST_DRAWS)]


def _column(content: Content, j: int) -> dict[str, Any]:
    values = thinned(content.draws)[:, j]
    low, high = np.quantile(values, (0.001, 0.999))
    step = float((high - low) or np.ptp(values)) / STEPS
    scale = scale_of(content, j)
    return {
        "name": content.parameters[j].name,
        "unit": scale.unit(content.parameters[j].unit),
        "divide": 10.0**scale.power,
        "decimals": scale.decimals,
        "low": float(low),
        "step": step,
        "steps": np.rint((values - low) / step).astype(int).tolist() if step else [0] * len(values),
    }


def _placed(figure: Figure, dim: int) -> list[tuple[Axes, int, int]]:
    """Axes on and below the diagonal with their row and column."""
    places = [divmod(place, dim) for place in range(dim * dim)]
    return [(axes, *place) for axes, place in zip(figure.axes, places, strict=True) if place[1] <= place[0]]


def _panel(axes: Axes, row: int, column: int) -> dict[str, Any]:
    """Left, top, width and height are fractions of the figure; `y` is None for a parameter alone."""
    box = axes.get_position()
    return {
        "row": row,
        "column": column,
        "box": [round(float(side), 5) for side in (box.x0, 1 - box.y1, box.width, box.height)],
        "x": [float(limit) for limit in axes.get_xlim()],
        "y": None if row == column else [float(limit) for limit in axes.get_ylim()],
    }
