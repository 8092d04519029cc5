"""Measured bands beside those of posterior draws, and what the draws say of one parameter."""

from __future__ import annotations

from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from innverse.problems.tissue import Tissue
from innverse.problems.tissue.bands import BANDS
from innverse.report import axis_text, style
from innverse.report.content import Content, Picture
from innverse.report.density import density
from innverse.report.resimulation import again

_SPECTRA = 200


def spectrum(problem: Tissue) -> Picture:
    """The bands, and how much oxygen they tell of."""
    caption = (
        "Left, crosses: the bands that were measured; thin lines: the bands of tissues drawn from the posterior, noise "
        "included. Right: oxygen saturation as the prior has it, and as these bands leave it."
    )
    draw = partial(draw_spectrum, wavelength=np.array(BANDS, float), parameter=0)
    return Picture("The spectrum", caption, draw)


def draw_spectrum(content: Content, wavelength: np.ndarray, parameter: int) -> Figure:
    """Left, spectra of posterior draws under the measured one; right, one parameter before and after.

    `wavelength (dim_y,)` in nm places the measurements; `parameter` is the column of x that is shown.
    """
    figure = style.figure(style.FULL_WIDTH, 3.2)
    left, right = figure.subplots(1, 2)
    _draw_bands(left, content, wavelength)
    _draw_parameter(right, content, parameter)
    return figure


def _draw_bands(axes: Axes, content: Content, wavelength: np.ndarray) -> None:
    order = np.argsort(wavelength)
    spectra = again(content)
    if spectra is not None:
        axes.plot(wavelength[order], spectra[:_SPECTRA, order].T, color=style.POSTERIOR, linewidth=0.7, alpha=0.15)
    axes.plot(wavelength, content.observed, "+", color=style.OBSERVED, markersize=11, markeredgewidth=2, zorder=5)
    axes.set(xlabel="wavelength [nm]", ylabel="−log reflectance, normalised")
    axes.set_title("bands of posterior draws", loc="left")


def _draw_parameter(axes: Axes, content: Content, parameter: int) -> None:
    column = content.parameters[parameter]
    prior, draws = content.prior[:, parameter], content.draws[:, parameter]
    reach = (float(min(prior.min(), draws.min())), float(max(prior.max(), draws.max())))
    axes.fill_between(*density(prior, reach), color=style.PRIOR, label="prior")
    axes.plot(*density(draws, reach), color=style.POSTERIOR, linewidth=2, label="posterior")
    axes.set(xlim=reach, ylim=(0, None), yticks=[])
    axis_text.title_axis(axes.xaxis, column, 5)
    axes.legend(frameon=False)
