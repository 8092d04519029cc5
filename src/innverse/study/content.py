"""Results of a run -> what the report shows."""

from __future__ import annotations

from collections.abc import Mapping

from innverse.answer import Answer
from innverse.answer.content import content_of, settings_of
from innverse.data.pairs import Pairs
from innverse.diagnosis import Diagnosis, Verdict
from innverse.machine import versions
from innverse.model import Model
from innverse.report import Content
from innverse.report.parts import Origin, Reference
from innverse.specification import describe
from innverse.study.preparation import Preparation


def content(
    preparation: Preparation,
    pairs: Pairs,
    model: Model,
    diagnosis: Diagnosis,
    found: Answer,
    judged: Verdict,
    seconds: Mapping[str, float],
) -> Content:
    """All that a report of this run shows: the answer, and what the study says of it."""
    about, training = preparation.study.study, describe(preparation.training)
    settings = settings_of(len(pairs), pairs.fingerprint(), preparation.method, training)
    return content_of(
        found,
        judged,
        model,
        diagnosis,
        pairs,
        preparation.problem,
        about.seed,
        origin=Origin(settings, {"study": about.seed}, versions(), seconds),
        title=about.title,
        question=about.question,
        reference=_reference(preparation),
    )


def _reference(preparation: Preparation) -> Reference | None:
    named = preparation.study.reference
    if named is None or preparation.reference is None:
        return None
    return Reference(preparation.reference, named.name)
