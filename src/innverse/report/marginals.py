"""All parameters alone, in small multiples: for problems with too many of them to show every pair."""

from __future__ import annotations

from matplotlib.figure import Figure

from innverse.report import style
from innverse.report.content import Content
from innverse.report.corner import draw_marginal, window


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
        style.title_axis(axes.xaxis, content.parameters[j], 2, 0.95 * style.FULL_WIDTH / abreast)
    for axes in panels[dim:]:
        axes.set_visible(False)
    return figure
