"""Shells around star clusters: how each posterior draw's shell grew, and the mass and age of its stars."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from innverse.problems.star_cluster import StarCluster
from innverse.report import style
from innverse.report.content import Content, Picture
from innverse.report.pictures.explanations import draw_lines, draw_modes, mode_labels, shown_modes

Radii = Callable[[np.ndarray, np.ndarray], np.ndarray]

_SHELLS = 100
_AGES = 20
_DRAWS = 3000


def shells(problem: StarCluster) -> Picture:
    """How the shells grew, and of how many stars."""
    caption = (
        "Left, how the shell of each explanation grew, up to its age; thick, the modes. Right, the age and the mass of "
        "the stars, which is the cloud's mass times the efficiency; triangles, the modes. Grey: the prior."
    )
    return Picture("The shells", caption, partial(draw_shells, radii=problem.radii))


def draw_shells(content: Content, radii: Radii) -> Figure:
    """Left, radius over time of the shells of posterior draws, up to each one's age, over those of the prior, with the
    modes on top. Right, the plane of age and mass of the stars.

    `radii` maps parameters `(n, dim_x)` and ages `(n, k)` to radii `(n, k)`, NaN once a shell has stopped.
    """
    figure = style.figure(style.FULL_WIDTH, 3.4)
    left, right = figure.subplots(1, 2)
    _draw_growth(left, content, radii)
    _draw_masses(right, content)
    _legend(figure, content)
    return figure


def _draw_growth(axes: Axes, content: Content, radii: Radii) -> None:
    before, after = (_growth(content, x[:_SHELLS], radii) for x in (content.prior, content.draws))
    draw_lines(axes, before, alpha=None, color=style.PRIOR)
    draw_lines(axes, after, alpha=0.3)
    modes = _growth(content, shown_modes(content), radii)
    draw_modes(axes, content, modes)
    for growth in modes:
        axes.plot(*growth[-1], "o", color=style.INK, markersize=4)
    axes.autoscale_view()
    axes.set(xlabel="time since the stars formed [Myr]", ylabel="radius of the shell [pc]")
    axes.set(xlim=(0, None), ylim=(0, None))
    axes.set_title(f"growth of {len(after)} shells", loc="left")


def _growth(content: Content, x: np.ndarray, radii: Radii) -> list[np.ndarray]:
    """Time and radius (k, 2) of each shell, from its first steps to its age."""
    ages = _column(content, x, "age")[:, None] * np.linspace(0.05, 1, _AGES)
    return list(np.stack([ages, radii(x, ages)], axis=-1))


def _draw_masses(axes: Axes, content: Content) -> None:
    dots = {"linestyle": "", "marker": ".", "markersize": 3, "markeredgewidth": 0, "rasterized": True}
    axes.plot(*_age_and_stars(content, content.prior[:_DRAWS]), color=style.PRIOR, **dots)
    axes.plot(*_age_and_stars(content, content.draws[:_DRAWS]), color=style.POSTERIOR, alpha=0.5, **dots)
    axes.plot(*_age_and_stars(content, shown_modes(content)), linestyle="", marker="^", color=style.MODE, markersize=6,
              markeredgecolor="black", markeredgewidth=0.7)  # fmt: skip
    axes.set(xlabel="age [Myr]", ylabel="mass of the stars [dex M☉]")
    axes.set_title("age and mass of the stars", loc="left")


def _age_and_stars(content: Content, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mass, efficiency = _column(content, x, "log_cloud_mass"), _column(content, x, "efficiency")
    return _column(content, x, "age"), mass + np.log10(efficiency)


def _column(content: Content, x: np.ndarray, name: str) -> np.ndarray:
    return x[:, [column.name for column in content.parameters].index(name)]


def _legend(figure: Figure, content: Content) -> None:
    looks = {"prior": style.PRIOR, "posterior": style.POSTERIOR}
    handles = [Line2D([], [], color=color, linewidth=3, label=label) for label, color in looks.items()]
    for line, label in zip(style.LINES, mode_labels(content), strict=False):
        handles.append(Line2D([], [], color=style.INK, linewidth=2, linestyle=line, label=label))
    figure.legend(handles=handles, loc="outside upper left", ncols=6, borderaxespad=0.2)
