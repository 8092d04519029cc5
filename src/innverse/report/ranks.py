"""Simulation-based calibration: how the ranks of the true parameters among their draws differ from uniform.

The distribution function of the ranks minus the uniform one, with the band that the whole curve of an exact posterior
stays within in 95 of 100 checks. Source: Säilynoja, Bürkner, Vehtari 2022 (arXiv 2103.10522).
"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from innverse.diagnostics import rank_bands, rank_distribution
from innverse.report import style
from innverse.report.content import Content
from innverse.report.gap_lines import GapLines


def draw_ranks(content: Content) -> Figure:
    """Difference of the distribution functions, one line a parameter, over the band."""
    assert content.ranks is not None
    ranks, n_draws = content.ranks.of_truths, content.ranks.n_draws
    uniform, lower, upper = rank_bands(len(ranks), n_draws)
    difference = rank_distribution(ranks, n_draws) - uniform[:, None]
    figure = style.figure(style.FULL_WIDTH, 3.2)
    axes = figure.subplots()
    axes.fill_between(uniform, lower - uniform, upper - uniform, color=style.PRIOR, alpha=0.6, linewidth=0, step="mid")
    axes.axhline(0, color=style.INK, linewidth=0.7)
    lines = GapLines.of(difference)
    for j, look in lines.looks(content.parameters):
        axes.plot(uniform, difference[:, j], **look)
    limit = 1.15 * max(np.abs(difference).max(), (upper - uniform).max())
    axes.set(xlim=(0, 1), ylim=(-limit, limit), ylabel="ECDF − uniform")
    axes.set_xlabel("rank of the truth among its draws, as a fraction")
    figure.legend(loc="outside right upper", title=lines.title)
    return figure
