"""Intervals of an answer, adjusted with the held-out pairs that the model was checked on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from innverse.diagnosis import recalibrate
from innverse.diagnosis.recalibration import LEAST_DRAWS, least_pairs

if TYPE_CHECKING:
    from innverse.data import Pairs
    from innverse.model import Model

CONFIDENCES = (0.68, 0.95)


def adjusted_intervals(
    model: Model,
    checked: Pairs,
    draws: np.ndarray,
    n_draws: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame | None:
    """A row for each confidence and parameter, columns `low` and `high`; None where there is too little to adjust with.

    Args:
        model: the fitted model.
        checked: held-out pairs.
        draws: of the answer, `(m, dim_x)`.
        n_draws: posterior draws for each of the pairs.
        seed: of these.
        progress: called with (pairs done, all of them).
    """
    if len(checked) < least_pairs(max(CONFIDENCES)) or n_draws < LEAST_DRAWS:
        return None
    adjusted = recalibrate(model, checked, n_draws=n_draws, seed=seed, progress=progress)
    tables = {f"{level:.0%}": adjusted.intervals(draws, level) for level in CONFIDENCES}
    return pd.concat(tables, names=["confidence"])
