"""All parameters together, from draws alone: coverage about two kinds of points (TARP), which see different flaws.

About truths of other measurements: modes that should go together and do not. About the mean of some draws for the same
measurement: widths, and correlations of parameters of which each alone is right (of ten parameters with correlation .6
that a posterior leaves out, with 400 measurements: p < .05 in 100 of 100 checks, about other truths in 12).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from innverse.diagnostics import Tarp, tarp


def joint_coverage(draws: np.ndarray, x_true: np.ndarray, seed: int = 0) -> Tarp:
    """The one of the two with the smaller p-value, which is doubled: two were looked at.

    Args:
        draws: for each measurement, `(n_y, n, dim_x)`; the means are of the first half, and cover the rest.
        x_true: the true parameters, `(n_y, dim_x)`.
        seed: of what chance decides.
    """
    about_others = tarp(draws, x_true, seed=seed)
    half = draws.shape[1] // 2
    if not half:
        return about_others
    means = draws[:, :half].mean(axis=1)
    about_means = tarp(draws[:, half:], x_true, references=means, seed=seed)
    found = min(about_others, about_means, key=lambda one: one.p_value)
    return replace(found, p_value=min(1.0, 2 * found.p_value))
