"""Posterior draws of two parameters in their plane, over the prior, with every mode and its weight."""

from __future__ import annotations

from matplotlib.figure import Figure

from innverse.problems.mixture import GaussianMixture
from innverse.report import axis_text, style
from innverse.report.content import Content, Picture
from innverse.report.numbers import percent

_DRAWS = 3000
_LABEL = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}


def scatter(problem: GaussianMixture) -> Picture:
    """Which of the modes are filled."""
    caption = (
        "Grey: the prior with its eight modes. Blue: posterior draws; they should fill the modes that carry the label "
        "asked for, evenly, and leave no bridges between them. Triangles: modes found, with their weights."
    )
    return Picture("The plane of x", caption, draw_scatter)


def draw_scatter(content: Content) -> Figure:
    """The plane of two parameters: prior in grey, posterior draws in blue, modes as triangles with their weights.

    The exact posterior, where known, has a panel of its own beside it.
    """
    panels = [("posterior", content.draws)]
    panels += [] if content.exact is None else [("exact posterior", content.exact)]
    width = style.FULL_WIDTH / 2
    figure = style.figure(style.FULL_WIDTH, width + 0.3)
    for axes, (title, draws) in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
        dots = {"linestyle": "", "marker": ".", "markeredgewidth": 0, "rasterized": True}
        axes.plot(*content.prior[:_DRAWS].T, color=style.PRIOR, markersize=3, **dots)
        axes.plot(*draws[:_DRAWS].T, color=style.POSTERIOR, markersize=3, alpha=0.5, **dots)
        axes.set_aspect("equal", adjustable="datalim")
        axes.set_title(title, loc="left")
        axis_text.title_axis(axes.xaxis, content.parameters[0], 6)
        axis_text.title_axis(axes.yaxis, content.parameters[1], 6)
    _label_modes(figure, content)
    return figure


def _label_modes(figure: Figure, content: Content) -> None:
    axes = figure.axes[0]
    for place, weight in zip(content.mode_places, content.mode_weights, strict=True):
        axes.plot(*place, "^", color=style.MODE, markersize=6, markeredgecolor="black", markeredgewidth=0.7)
        axes.annotate(percent(weight), place, (0, 7), textcoords="offset points", ha="center", bbox=_LABEL)
