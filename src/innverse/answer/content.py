"""An answer with all that stands behind it -> what the report shows."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from innverse.answer.answer import PRIOR_ROWS, Answer
from innverse.data import Pairs
from innverse.diagnosis import Diagnosis, Verdict
from innverse.methods import Method
from innverse.model import Model
from innverse.problems import InverseProblem
from innverse.report import Content
from innverse.report.parts import Coverage, Failures, Origin, Ranks
from innverse.report.pictures import picture_of
from innverse.specification import describe


def content_of(
    found: Answer,
    judged: Verdict,
    model: Model,
    diagnosis: Diagnosis,
    pairs: Pairs,
    problem: InverseProblem | None,
    seed: int,
    *,
    origin: Origin,
    title: str = "",
    **about: Any,
) -> Content:
    """All that a report shows of an answer; the rows of x that the model learnt from stand for the prior.

    Args:
        found, judged: the answer and the verdict on it.
        model, diagnosis: what answered, and its checks.
        pairs: what the model learnt from, and the runs that failed.
        problem: the true forward process, where it is at hand.
        seed: of the rows of pairs that are shown.
        title: the problem's own when empty.
        origin: settings, seeds and times.
        about: question and reference values, as `Content` has them.
    """
    shown = pairs.some(PRIOR_ROWS, seed)
    return Content(
        title=title or (problem.title if problem else "") or "Inverse problem",
        parameters=pairs.parameters,
        measurements=pairs.measurements,
        classes=pairs.classes,
        observed=found.observed,
        prior=shown.x,
        draws=found.draws.to_numpy(),
        exact=found.exact,
        summary=found.summary,
        modes=found.modes,
        recovered=_recovered(found, diagnosis),
        latent=found.latent,
        sensitivity=found.sensitivity,
        failures=Failures(len(pairs.failed), len(pairs) + len(pairs.failed), problem.failure if problem else ""),
        coverage=Coverage(diagnosis.confidences, diagnosis.coverage, diagnosis.n_y, diagnosis.calibration_error),
        ranks=Ranks(diagnosis.ranks, diagnosis.n_draws),
        verdict=judged,
        simulated=None if pairs.classes else shown.y,
        familiarity=found.familiarity,
        resimulated=found.resimulated,
        unanswered=found.unanswered,
        predicted=found.predicted,
        history=model.history.to_frame(),
        best_epoch=model.history.best_epoch,
        diagnosis=diagnosis.to_dict(),
        origin=origin,
        picture=picture_of(problem),
        **about,
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


def settings_of(pairs: int, fingerprint: str, method: Method, training: Any) -> dict[str, object]:
    """What was run, in the words of the study file: how many pairs and which, the method, its training."""
    chosen = {key: "chosen by the objective" if value is None else value for key, value in describe(method).items()}
    return {"pairs": pairs, "data fingerprint": fingerprint[:16], "method": chosen, "training": training}
