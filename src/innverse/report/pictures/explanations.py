"""Many explanations as thin lines, and those at the modes as thick ones on top of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from innverse.report import style
from innverse.report.content import Content
from innverse.report.numbers import percent


def for_comparison(content: Content) -> tuple[str, np.ndarray]:
    """Name and draws of what stands beside the posterior's: the exact one where it is known, else the prior."""
    return ("prior", content.prior) if content.exact is None else ("exact posterior", content.exact)


def draw_lines(axes: Axes, lines: Sequence[np.ndarray], alpha: float | None, color: str = style.POSTERIOR) -> None:
    """A thin line for each `(points, 2)`."""
    axes.add_collection(LineCollection(lines, colors=color, linewidths=0.7, alpha=alpha))


def shown_modes(content: Content) -> np.ndarray:
    """As many of the modes `(k, dim_x)`, heaviest first, as there are kinds of lines."""
    return content.mode_places[: len(style.LINES)]


def draw_modes(axes: Axes, content: Content, lines: Iterable[np.ndarray], **look: Any) -> None:
    """The line `(points, 2)` of each of the `shown_modes`, thick and of a kind of its own, with its weight."""
    for kind, label, line in zip(style.LINES, mode_labels(content), lines, strict=False):
        axes.plot(*line.T, color=style.INK, linestyle=kind, linewidth=2, label=label, **look)


def mode_labels(content: Content) -> list[str]:
    """What a legend calls each of the modes."""
    return [f"mode {k + 1}, {percent(weight)}" for k, weight in enumerate(content.mode_weights)]
