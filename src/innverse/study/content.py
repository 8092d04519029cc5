"""Results of a run -> what the report shows."""

from __future__ import annotations

from collections.abc import Mapping

from innverse.answer import Answer
from innverse.answer.content import content_of, settings_of
from innverse.data.pairs import Pairs
from innverse.diagnosis import Diagnosis, Verdict
from innverse.model import Model
from innverse.report import Content
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
    about, reference = preparation.study.study, preparation.study.reference
    return content_of(
        found,
        judged,
        model,
        diagnosis,
        pairs,
        preparation.problem,
        about.seed,
        title=about.title,
        question=about.question,
        reference=preparation.reference,
        reference_name=reference.name if reference else "reference",
        settings=settings_of(len(pairs), pairs.fingerprint(), preparation.method, describe(preparation.training)),
        seeds={"study": about.seed},
        seconds=seconds,
    )
