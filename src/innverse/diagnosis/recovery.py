"""What can be said of each parameter: from which numbers on it is pinned down, recovered, or nothing learnt.

Judged by the means over held-out measurements where they are known, else by the measurement at hand.
"""

from __future__ import annotations

from enum import Enum

import pandas as pd

PINNED_DOWN, WELL, LOST = 0.95, 0.8, 0.05
NATS_LOST = 0.1


class Recovery(Enum):
    """How much the measurements tell of a parameter, from most to least; the value is the table's word for it."""

    PINNED_DOWN = "pinned down"
    WELL = "recovered well"
    PARTLY = "recovered in part"
    RESHAPED = "values excluded, not narrowed"
    LOST = "nothing learnt"


def recovery(recoverability: float, information: float) -> Recovery:
    """The verdict on one parameter.

    >>> recovery(0.97, 2.0), recovery(0.01, 0.01)
    (<Recovery.PINNED_DOWN: 'pinned down'>, <Recovery.LOST: 'nothing learnt'>)
    """
    for verdict, least in ((Recovery.PINNED_DOWN, PINNED_DOWN), (Recovery.WELL, WELL), (Recovery.PARTLY, LOST)):
        if recoverability > least:
            return verdict
    return Recovery.LOST if information < NATS_LOST else Recovery.RESHAPED


def recoveries(recovered: pd.DataFrame) -> dict[str, Recovery]:
    """The verdict on each parameter."""
    shares = recovered["mean recoverability"].fillna(recovered["recoverability"]).to_numpy(float)
    nats = recovered["mean information"].fillna(recovered["information"]).to_numpy(float)
    return {str(name): recovery(*told) for name, *told in zip(recovered.index, shares, nats, strict=True)}
