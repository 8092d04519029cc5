"""Populations over the years: what was counted, and the trajectories of posterior draws that explain it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from innverse.problems.lynx_hare import YEARS, LynxHare
from innverse.report import style
from innverse.report.content import Content, Picture
from innverse.report.pictures.explanations import draw_lines

Populations = Callable[[np.ndarray], np.ndarray]

_TRAJECTORIES = 200


def populations(problem: LynxHare) -> Picture:
    """Populations that run through the counts."""
    caption = (
        "Crosses: the pelts of each year. Thin lines: populations without measurement noise, for posterior draws. "
        "The lines should run through the crosses and miss them by the noise alone, about a factor 1.3."
    )
    draw = partial(draw_populations, populations=problem.populations, years=YEARS, species=("hare", "lynx"))
    return Picture("The populations", caption, draw)


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
    draw_lines(axes, segments, alpha=0.2)
    axes.plot(years, counted, "+", color=style.OBSERVED, markersize=9, markeredgewidth=2)
    axes.set_yscale("log")
    axes.set(xlim=(years[0] - 0.5, years[-1] + 0.5), ylim=(counted.min() / 3, counted.max() * 3))
    axes.set_xticks(years[::5], [f"{year:.0f}" for year in years[::5]])
