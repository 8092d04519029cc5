"""Calibration: how often the true parameter lies inside the posterior's central intervals, against what they promise.

Under a calibrated posterior the smallest central interval that holds the truth is uniform on [0, 1], so the coverage
curve is the empirical distribution function of n uniform numbers, and the Kolmogorov-Smirnov bound gives a band that
95 % of such curves never leave.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.special import kolmogi

from innverse.report import style
from innverse.report.content import Content
from innverse.report.gap_lines import GapLines


def half_band(held_out_pairs: int) -> float:
    """Half-width of the band that holds 95 % of whole coverage curves of a calibrated posterior.

    >>> round(half_band(1000), 4)
    0.0429
    """
    return float(kolmogi(0.05) / np.sqrt(held_out_pairs))


def draw_calibration(content: Content) -> Figure:
    """Coverage against confidence with the diagonal; below, their difference, where small errors can be seen."""
    figure = style.figure(style.HALF_WIDTH, style.HALF_HEIGHT)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2.2, 1))
    _draw(above, below, content)
    above.set_xlabel("")
    return figure


def draw_wide_calibration(content: Content) -> Figure:
    """The same two panels abreast, for the page's full width."""
    figure = style.figure(style.FULL_WIDTH, 3.2)
    left, right = figure.subplots(1, 2)
    _draw(left, right, content)
    return figure


def _draw(coverage: Axes, difference: Axes, content: Content) -> None:
    assert content.coverage is not None
    confidences, inside = content.coverage.confidences, content.coverage.inside
    gaps = inside - confidences[:, None]
    lines = GapLines.of(gaps)
    _band(coverage, difference, half_band(content.coverage.n_pairs))
    for j, look in lines.looks(content.parameters):
        coverage.plot(confidences, inside[:, j], **look)
        difference.plot(confidences, 100 * gaps[:, j], **look)
    confidence = "confidence of the central interval"
    coverage.set(xlim=(0, 1), ylim=(0, 1), xlabel=confidence, ylabel="coverage: truth inside")
    difference.set(xlim=(0, 1), xlabel=confidence, ylabel="difference [points]")
    _widen(difference)
    coverage.set_xticks(np.linspace(0, 1, 6))
    coverage.legend(loc="upper left", title=lines.title)


def _widen(difference: Axes) -> None:
    """Make room above and below, the same on both sides of zero."""
    limit = 1.15 * max(0.1, *np.abs(difference.dataLim.intervaly))
    difference.set_ylim(-limit, limit)


def _band(above: Axes, below: Axes, half: float) -> None:
    ends = np.array([0.0, 1.0])
    above.plot(ends, ends, color=style.INK, linewidth=0.7)
    below.axhline(0, color=style.INK, linewidth=0.7)
    above.fill_between(ends, ends - half, ends + half, color=style.PRIOR, alpha=0.6, linewidth=0)
    below.fill_between(ends, -100 * half, 100 * half, color=style.PRIOR, alpha=0.6, linewidth=0)
