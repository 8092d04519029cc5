"""Results of a run -> what the report shows."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from innverse.data.pairs import Pairs
from innverse.diagnosis import Diagnosis, Verdict
from innverse.machine import versions
from innverse.model import Model
from innverse.report import Content
from innverse.report.pictures import picture_of
from innverse.specification import describe
from innverse.study.answer import PRIOR_ROWS, Answer
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
    """All that a report of this run shows; the rows of x that the model learnt from stand for the prior."""
    about, reference = preparation.study.study, preparation.study.reference
    shown = pairs.some(PRIOR_ROWS, about.seed)
    return Content(
        title=about.title or (preparation.problem.title if preparation.problem else "") or "Inverse problem",
        question=about.question,
        parameters=pairs.parameters,
        measurements=pairs.measurements,
        classes=pairs.classes,
        observed=found.observed,
        prior=shown.x,
        draws=found.draws.to_numpy(),
        exact=found.exact,
        reference=preparation.reference,
        reference_name=reference.name if reference else "reference",
        summary=found.summary,
        modes=found.modes,
        recovered=_recovered(found, diagnosis),
        latent=None if found.latent is None else found.latent.z,
        latent_draws=None if found.latent is None else found.latent.x,
        sensitivity=found.sensitivity,
        failed_runs=len(pairs.failed),
        runs=len(pairs) + len(pairs.failed),
        failure=preparation.problem.failure if preparation.problem else "",
        coverage=diagnosis.coverage,
        confidences=diagnosis.confidences,
        held_out_pairs=diagnosis.n_y,
        ranks=diagnosis.ranks,
        rank_draws=diagnosis.n_draws,
        verdict=judged,
        simulated=None if pairs.classes else shown.y,
        familiarity=found.familiarity,
        calibration_error=diagnosis.calibration_error,
        resimulated=found.resimulated,
        unanswered=found.unanswered,
        predicted=found.predicted,
        history=model.history.to_frame(),
        best_epoch=model.history.best_epoch,
        diagnosis=diagnosis.to_dict(),
        settings=settings(preparation, pairs),
        seeds={"study": about.seed},
        versions=versions(),
        seconds=seconds,
        picture=picture_of(preparation.problem),
    )


def _recovered(found: Answer, diagnosis: Diagnosis) -> pd.DataFrame | None:
    if found.recovered is None:
        return None
    names = found.recovered.index
    means = {
        "mean recoverability": [diagnosis.recoverability.get(name, math.nan) for name in names],
        "mean information": [diagnosis.information.get(name, math.nan) for name in names],
    }
    return found.recovered.assign(**means)


def settings(preparation: Preparation, pairs: Pairs) -> dict[str, object]:
    """What was run, in the words of the study file."""
    method = describe(preparation.method)
    return {
        "pairs": len(pairs),
        "data fingerprint": pairs.fingerprint()[:16],
        "method": {key: "chosen by the objective" if value is None else value for key, value in method.items()},
        "training": describe(preparation.training),
    }
