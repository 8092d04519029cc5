"""What can be said of each parameter: the rules, in one place, and their words.

Judged by the means over held-out measurements where they are known, else by the measurement at hand.
"""

from __future__ import annotations

from enum import Enum

import numpy as np
import pandas as pd

from innverse.report.content import Content
from innverse.report.numbers import fixed, percent

PINNED_DOWN, WELL, LOST = 0.95, 0.8, 0.05
NATS_LOST = 0.1


class Recovery(Enum):
    """How much the measurements tell of a parameter, from most to least; the value is the table's word for it."""

    PINNED_DOWN = "pinned down"
    WELL = "recovered well"
    PARTLY = "recovered in part"
    RESHAPED = "values excluded, not narrowed"
    LOST = "nothing learnt"


_CLAUSES = {
    Recovery.PINNED_DOWN: "{names} {are} pinned down",
    Recovery.WELL: "{names} {are} recovered well",
    Recovery.PARTLY: "{names} {are} recovered in part",
    Recovery.RESHAPED: "values of {names} are excluded without narrowing the range",
}

RULES = (
    f"Pinned down: more than {percent(PINNED_DOWN)} of the prior's variance is explained; recovered well: more than "
    f"{percent(WELL)}; nothing learnt: less than {percent(LOST)}, and less than {fixed(NATS_LOST, 1)} nats learnt."
)


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


def recovery_sentences(content: Content) -> list[str]:
    """What is recovered, in one sentence; of what nothing was learnt, in another: draws alone do not tell why."""
    if content.recovered is None:
        return []
    verdicts = recoveries(content.recovered)
    named = {verdict: [name for name, found in verdicts.items() if found is verdict] for verdict in Recovery}
    clauses = [
        clause.format(names=in_words(named[verdict]), are="is" if len(named[verdict]) == 1 else "are")
        for verdict, clause in _CLAUSES.items()
        if named[verdict]
    ]
    averaged = np.isfinite(content.recovered["mean recoverability"].to_numpy(float)).all()
    which = "On average over held-out measurements" if averaged else "By this measurement"
    sentences = [f"{which}, {'; '.join(clauses)}."] if clauses else []
    if named[Recovery.LOST]:
        sentences.append(
            f"Nothing was learnt about {in_words(named[Recovery.LOST])}; if a longer training or more simulations do "
            "not change that, these measurements cannot tell."
        )
    return sentences


def in_words(names: list[str]) -> str:
    """Names as a sentence lists them.

    >>> in_words(["a", "b", "c"]), in_words(["a"])
    ('a, b and c', 'a')
    """
    return ", ".join(names[:-1]) + " and " * (len(names) > 1) + names[-1]
