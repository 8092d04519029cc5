"""Shells around star clusters: how each posterior draw's shell grew, and the mass and age of its stars."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from innverse.report import style
from innverse.report.content import Content
from innverse.report.numbers import percent

Radii = Callable[[np.ndarray, np.ndarray], np.ndarray]

_SHELLS = 100
_AGES = 20
_DRAWS = 3000


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
    axes.add_collection(LineCollection(before, colors=style.PRIOR, linewidths=0.7))
    axes.add_collection(LineCollection(after, colors=style.POSTERIOR, linewidths=0.7, alpha=0.3))
    for line, growth in zip(style.LINES, _growth(content, _modes(content), radii), strict=False):
        axes.plot(*growth.T, color=style.INK, linestyle=line, linewidth=2)
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
    axes.plot(*_age_and_stars(content, _modes(content)), linestyle="", marker="^", color=style.MODE, markersize=6,
              markeredgecolor="black", markeredgewidth=0.7)  # fmt: skip
    axes.set(xlabel="age [Myr]", ylabel="mass of the stars [dex M☉]")
    axes.set_title("age and mass of the stars", loc="left")


def _age_and_stars(content: Content, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mass, efficiency = _column(content, x, "log_cloud_mass"), _column(content, x, "efficiency")
    return _column(content, x, "age"), mass + np.log10(efficiency)


def _column(content: Content, x: np.ndarray, name: str) -> np.ndarray:
    return x[:, [column.name for column in content.parameters].index(name)]


def _modes(content: Content) -> np.ndarray:
    return content.mode_places[: len(style.LINES)]


def _legend(figure: Figure, content: Content) -> None:
    looks = {"prior": style.PRIOR, "posterior": style.POSTERIOR}
    handles = [Line2D([], [], color=color, linewidth=3, label=label) for label, color in looks.items()]
    for k, (line, weight) in enumerate(zip(style.LINES, content.mode_weights, strict=False)):
        label = f"mode {k + 1}, {percent(weight)}"
        handles.append(Line2D([], [], color=style.INK, linewidth=2, linestyle=line, label=label))
    figure.legend(handles=handles, loc="outside upper left", ncols=6, borderaxespad=0.2)
