"""Parameters alone: the density of one, and of all in small multiples, where there are too many for pairs."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from innverse.report import axis_text, style
from innverse.report.content import Content
from innverse.report.density import Window, density


def draw_marginals(content: Content) -> Figure:
    """Prior and posterior density of every parameter."""
    dim = len(content.parameters)
    abreast = min(range(4, 8), key=lambda columns: -dim % columns)
    rows = -(-dim // abreast)
    figure = style.figure(style.FULL_WIDTH, 1.25 * rows)
    panels = figure.subplots(rows, abreast, squeeze=False).ravel()
    for j, axes in enumerate(panels[:dim]):
        axes.set_xlim(*window(content, j))
        draw_marginal(axes, content, j)
        axis_text.title_axis(axes.xaxis, content.parameters[j], 2, 0.95 * style.FULL_WIDTH / abreast)
    for axes in panels[dim:]:
        axes.set_visible(False)
    return figure


def window(content: Content, j: int) -> Window:
    """Range shown for parameter j: the posterior with room around it, as much of the prior as leaves it readable."""
    sources = [content.draws[:, j]] + ([] if content.exact is None else [content.exact[:, j]])
    ranges = np.array([np.quantile(values, (0.001, 0.999)) for values in sources])
    low, high = ranges[:, 0].min(), ranges[:, 1].max()
    reference = content.reference_of(j)
    if reference is not None:
        value, sd = reference[0], np.nan_to_num(reference[1])
        low, high = min(low, value - 1.5 * sd), max(high, value + 1.5 * sd)
    room = (high - low) or abs(high) or 1.0
    prior_low, prior_high = np.quantile(content.prior[:, j], (0.002, 0.998))
    low = min(low - 0.08 * room, max(prior_low, low - 1.2 * room))
    high = max(high + 0.08 * room, min(prior_high, high + 1.2 * room))
    column = content.parameters[j]
    return max(float(low), column.lower), min(float(high), column.upper)


def draw_marginal(axes: Axes, content: Content, j: int) -> None:
    """Density of parameter j: prior as a pale area, posterior as a line over a tint, exact posterior dashed."""
    span = axes.get_xlim()
    grid, prior = density(content.prior[:, j], span)
    axes.fill_between(grid, prior, color=style.PRIOR, linewidth=0)
    grid, posterior = density(content.draws[:, j], span)
    axes.fill_between(grid, posterior, color=style.POSTERIOR, alpha=0.25, linewidth=0)
    axes.plot(grid, posterior, color=style.POSTERIOR)
    if content.exact is not None:
        axes.plot(*density(content.exact[:, j], span), **style.EXACT_LOOK)
    reference = content.reference_of(j)
    if reference is not None:
        _mark_reference(axes, *reference)
    axes.set_ylim(0, axes.dataLim.y1 * 1.06)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def _mark_reference(axes: Axes, value: float, sd: float) -> None:
    axes.axvline(value, color=style.REFERENCE, linestyle="-.", linewidth=1.1)
    if np.isfinite(sd):
        for edge in (value - sd, value + sd):
            axes.axvline(edge, color=style.REFERENCE, linestyle=":", linewidth=0.9)
