"""How much the measurement tells about each parameter."""

from __future__ import annotations

import numpy as np


def narrowing(prior: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Width of the posterior's central 68 % interval as a fraction of the prior's, `(dim_x,)`; 1: nothing learnt.

    >>> narrowing(np.linspace(0, 1, 101)[:, None], np.linspace(0, 0.25, 101)[:, None]).round(3)
    array([0.25])
    """
    widths = [np.subtract(*np.quantile(values, (0.84, 0.16), axis=0)) for values in (draws, prior)]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(widths[0] / widths[1], nan=1.0, posinf=1.0)
