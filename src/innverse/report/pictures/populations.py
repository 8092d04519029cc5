"""Populations over the years: what was counted, and the trajectories of posterior draws that explain it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from innverse.report import style
from innverse.report.content import Content

Populations = Callable[[np.ndarray], np.ndarray]

_TRAJECTORIES = 200


def draw_populations(
    content: Content, populations: Populations, years: Sequence[int], species: Sequence[str]
) -> Figure:
    """One panel a species, on a logarithmic axis: thin lines without measurement noise, crosses the counts.

    `populations` maps parameters `(n, dim_x)` to `(n, species, years)`; `observed` holds the species one after another.
    """
    figure = style.figure(style.FULL_WIDTH, 3.2)
    trajectories = populations(content.draws[:_TRAJECTORIES])
    counts = content.observed.reshape(len(species), len(years))
    panels = figure.subplots(1, len(species), sharex=True, sharey=True, squeeze=False)[0]
    for axes, name, lines, counted in zip(panels, species, trajectories.swapaxes(0, 1), counts, strict=True):
        _draw_species(axes, np.asarray(years, float), lines, counted)
        axes.set_title(name, loc="left")
    panels[0].set_ylabel(content.measurements[0].unit)
    return figure


def _draw_species(axes: Axes, years: np.ndarray, lines: np.ndarray, counted: np.ndarray) -> None:
    segments = [np.column_stack([years, line]) for line in lines]
    axes.add_collection(LineCollection(segments, colors=style.POSTERIOR, linewidths=0.7, alpha=0.2))
    axes.plot(years, counted, "+", color=style.OBSERVED, markersize=9, markeredgewidth=2)
    axes.set_yscale("log")
    axes.set(xlim=(years[0] - 0.5, years[-1] + 0.5), ylim=(counted.min() / 3, counted.max() * 3))
    axes.set_xticks(years[::5], [f"{year:.0f}" for year in years[::5]])
