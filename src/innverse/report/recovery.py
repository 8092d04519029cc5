"""What can be said of each parameter, in sentences."""

from __future__ import annotations

import numpy as np

from innverse.diagnosis.recovery import LOST, NATS_LOST, PINNED_DOWN, WELL, Recovery, recoveries
from innverse.report.content import Content
from innverse.report.numbers import fixed, percent
from innverse.wording.lists import in_words

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
            f"{which}, nothing was learnt about {in_words(named[Recovery.LOST])}; if a longer training or more "
            "simulations do not change that, these measurements cannot tell."
        )
    return sentences
