"""The verdict on an answer: on the model, on the observation, and what the answer says, a line each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from innverse.answer.answer import Answer
from innverse.diagnosis import Diagnosis, Line, Verdict, judge
from innverse.diagnosis.observation_lines import failed_here, familiar, reproduced_here
from innverse.diagnosis.recovery import Recovery, recovery
from innverse.diagnosis.reproduction import shares
from innverse.diagnostics import correlated_pairs
from innverse.wording.lists import in_words

if TYPE_CHECKING:
    from innverse.model import Model

MOST_TIES = 3


def verdict(model: Model, diagnosis: Diagnosis, found: Answer) -> Verdict:
    """Everything that decides whether to believe the answer, then its outline."""
    here = (*_on_the_observation(diagnosis, found), *_outline(diagnosis, found))
    return judge(diagnosis, model) + Verdict(here)


def _on_the_observation(diagnosis: Diagnosis, found: Answer) -> Iterator[Line]:
    p_value = found.familiarity.p_value
    if p_value is not None:
        names = [one.name for one in found.familiarity.stand_outs]
        yield familiar(p_value, names, found.familiarity.hint)
    reproduction = diagnosis.reproduction
    if found.failed:
        yield failed_here()
    elif reproduction is not None and (found.resimulated is not None or found.unanswered):
        again = np.full((1, len(found.observed)), np.nan) if found.resimulated is None else found.resimulated
        share = shares(reproduction.scale, again[None], found.observed[None], reproduction.spread)
        yield reproduced_here(float(share[0]), reproduction, found.unanswered)


def _outline(diagnosis: Diagnosis, found: Answer) -> Iterator[Line]:
    """Findings without a judgement."""
    weights = found.weights
    several = f"{len(weights)}: {in_words([f'{weight:.0%}' for weight in weights])}"
    yield Line("How many modes?", "grey", f"{several if len(weights) > 1 else 'One was found'}.", anchor="corner")
    if diagnosis.recoverability:
        yield Line("About which parameters was nothing learnt?", "grey", _lost(diagnosis), anchor="recovered")
    if found.draws.shape[1] > 1:
        yield Line("Which are tied together?", "grey", _tied(found), anchor="correlations")


def _lost(diagnosis: Diagnosis) -> str:
    told = {name: (share, diagnosis.information[name]) for name, share in diagnosis.recoverability.items()}
    lost = [name for name, numbers in told.items() if recovery(*numbers) is Recovery.LOST]
    return f"{in_words(lost) if lost else 'None'}, on average over held-out measurements."


def _tied(found: Answer) -> str:
    names, ties = list(found.draws.columns), correlated_pairs(found.draws.to_numpy())
    pairs = [f"{names[tie.first]} and {names[tie.second]} ({tie.correlation:+.2f})" for tie in ties[:MOST_TIES]]
    more = f", and {len(ties) - MOST_TIES} more pairs" if len(ties) > MOST_TIES else ""
    return f"{in_words(pairs)}{more}." if ties else "None by a line."
