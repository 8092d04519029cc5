"""The whole walk of a study: pairs, training, check, answer, report; every result is written as soon as it is there.

A walk that goes on reads pairs and model where they are there, and training goes on from its checkpoint; what comes
after them is done again, to the same numbers.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import pandas as pd

from innverse.answer import Answer, answer, verdict
from innverse.answer.answer import PRIOR_ROWS
from innverse.data.pairs import Pairs
from innverse.diagnosis import Diagnosis, Verdict, diagnose
from innverse.diagnosis.procedure import LOOKED_AT
from innverse.diagnosis.rules import CALIBRATED
from innverse.model import Model
from innverse.model_file import ModelFileError, load
from innverse.problems import SimulatorError
from innverse.progress import Progress, Silent
from innverse.study.adjusted import adjusted_intervals
from innverse.study.artefact import artefact, explain_write_errors, write_json, write_text
from innverse.study.clock import Clock
from innverse.study.demo import demo_text
from innverse.study.held_out_share import held_out_share
from innverse.study.inputs import StudyInputs
from innverse.study.kept_inputs import keep_inputs
from innverse.study.kept_pairs import check_made_again, keep_pairs, kept_pairs
from innverse.study.learnable import check_pairs_vary
from innverse.study.outcome import Outcome
from innverse.study.preparation import Preparation, prepare
from innverse.study.reading import parse_study, read_study
from innverse.study.resimulation_budget import ResimulationBudget
from innverse.study.run_directory import RunDirectory
from innverse.study.run_place import existing_place, new_place, numbered_place
from innverse.study.session import Session, begun, resumed, unfinished
from innverse.study.verdict import pointing_to
from innverse.wording.counts import counted


def run_study(
    path: str | Path,
    out: str | Path | None = None,
    *,
    resume: bool = False,
    checkpoint_seconds: float = 30.0,
    progress: Progress | None = None,
) -> Outcome:
    """Run the study in a TOML file, from its pairs to its report.

    Args:
        path: The study file; paths in it are relative to its folder.
        out: The run directory, new or empty. By default `innverse-NAME` after the file, numbered when taken.
        resume: Go on with the run in `out`, or by default with the unfinished `innverse-NAME` or `innverse-NAME-2`, …
            that was worked on last; the model gets the same bits as without a stop.
        checkpoint_seconds: The least time between two checkpoints of the training.
        progress: Told what happens; by default nobody is.

    Raises:
        FileNotFoundError: when the study, or a file it names, does not exist.
        ValueError: when the study cannot be run as it stands, or `out` holds something already; another run is at
            work there; the study to go on with has changed.
        FinishedRunError: when the run to go on with is finished.
        OSError: when a result cannot be written.
    """
    path = Path(path)
    study = read_study(path)
    preparation = prepare(study, path.parent)
    asked = StudyInputs.of(path.read_bytes().decode(), study, path.parent)
    with _session(asked, out, f"innverse-{path.stem}", resume) as session:
        return walk(preparation, session, progress or Silent(), checkpoint_seconds)


def run_demo(
    name: str = "kinematics",
    out: str | Path | None = None,
    *,
    seed: int = 0,
    resume: bool = False,
    checkpoint_seconds: float = 30.0,
    progress: Progress | None = None,
) -> Outcome:
    """Run the study of a built-in problem; arguments as for `run_study`.

    Raises:
        ValueError: when no demo has this name, and as `run_study`.
    """
    text = demo_text(name, seed)
    study = parse_study(text, f"demo {name}")
    preparation = prepare(study, Path())
    with _session(StudyInputs.of(text, study, Path()), out, f"innverse-{name}", resume) as session:
        return walk(preparation, session, progress or Silent(), checkpoint_seconds)


def _session(asked: StudyInputs, out: str | Path | None, stem: str, resume: bool) -> AbstractContextManager[Session]:
    if resume:
        return resumed(unfinished(stem, asked) if out is None else existing_place(out), asked)
    return begun(numbered_place(stem) if out is None else new_place(out, asked.text), asked)


def walk(preparation: Preparation, session: Session, progress: Progress, checkpoint_seconds: float = 30.0) -> Outcome:
    """Go from pairs to the report, or from where the session stands."""
    study, seed, directory = preparation.study, preparation.study.study.seed, session.directory
    clock = Clock(progress, session.record)
    with clock.phase("simulate", "Pairs (x, y)"):
        pairs = _pairs(preparation, session, progress)
        keep_inputs(preparation, session)
        training_pairs, held_out = pairs.split(held_out_share(study.data, len(pairs)), seed=seed)
    with clock.phase("train", f"Training on {counted(len(training_pairs), 'pair')}"):
        model = _model(preparation, training_pairs, session, progress, checkpoint_seconds)
    clock.at_least("train", model.history.seconds)  # epochs of a process that was killed are in the checkpoint
    budget = {"n_y": LOOKED_AT} | study.check.budget
    with clock.phase("check", f"Checking on {counted(min(len(held_out), budget['n_y']), 'held-out pair')}"):
        runs = ResimulationBudget.of(study, len(pairs) + len(pairs.failed))
        budget |= {"n_resimulated": runs.measurements, "n_draws_resimulated": runs.draws}
        diagnosis = diagnose(model, held_out, preparation.problem, seed=seed, progress=progress.counted, **budget)
        write_json(diagnosis.to_dict(), directory.diagnosis)
        with explain_write_errors(directory.model):
            model.save(directory.model, diagnosis.to_dict())
    with clock.phase("answer", "Posterior of the observation"):
        shown = pairs.some(PRIOR_ROWS, seed)
        posterior = model.posterior(preparation.observed)
        n, told = study.answer.draws, progress.counted
        found = answer(posterior, preparation.problem, shown.x, n, seed, runs.of_answer, told)
        judged = verdict(model, diagnosis, found)
        adjusted = _adjusted(judged, model, held_out, diagnosis, found, seed, progress)
        if adjusted is not None:
            judged = pointing_to(judged, directory.recalibrated)
        _write_answer(found, adjusted, judged, directory)
    with clock.phase("report", "Writing the report"):
        from innverse.report import report_html
        from innverse.study.content import content

        page = report_html(content(preparation, pairs, model, diagnosis, found, judged, clock.seconds))
        write_text(page, directory.report)
    return Outcome(directory, model, diagnosis, found, judged, preparation.reference, clock.seconds)


def _pairs(preparation: Preparation, session: Session, progress: Progress) -> Pairs:
    directory, record = session.directory, session.record
    pairs = kept_pairs(preparation, directory, record)
    if pairs is None:
        pairs = _made(preparation, directory, progress)
        check_made_again(pairs, record)
        keep_pairs(pairs, directory, record)
    directory.forget_simulations()
    return pairs


def _made(preparation: Preparation, directory: RunDirectory, progress: Progress) -> Pairs:
    try:
        return preparation.pairs(progress.counted, directory.simulations)
    except SimulatorError as error:
        if not directory.holds_simulations:
            raise
        raise SimulatorError(
            f"{error}; what was finished is kept: once the simulator is mended, `[data] keep = "
            f"'{directory.simulations.absolute()}'` in the study goes on with it"
        ) from error


def _model(preparation: Preparation, pairs: Pairs, session: Session, progress: Progress, seconds: float) -> Model:
    """The model that is there; otherwise, or where its training was interrupted, the one that training ends with."""
    directory, record = session.directory, session.record
    if record.is_trained and directory.model.is_file():
        directory.forget_checkpoint()
        return _trained(directory)
    check_pairs_vary(pairs, _read_again(directory))
    model = preparation.method.fit(
        pairs,
        training=preparation.training,
        seed=preparation.study.study.seed,
        callback=progress.epoch,
        checkpoint=directory.checkpoint,
        checkpoint_seconds=seconds,
    )
    with explain_write_errors(directory.model):
        model.save(directory.model)
    with artefact(directory.history) as partial:
        model.history.to_frame().to_csv(partial)
    record.note_training(model.history.stopped)
    if not model.history.interrupted:
        directory.forget_checkpoint()
    return model


def _read_again(directory: RunDirectory) -> str:
    return (
        "the simulations are kept: leave it out of [problem.measurements] and of what the simulator returns, and write "
        f"`path = '{directory.pairs.absolute()}'` under [data] in the place of `simulations`"
    )


def _trained(directory: RunDirectory) -> Model:
    try:
        return load(directory.model)
    except ModelFileError as error:
        raise ModelFileError(
            f"{str(error).partition(';')[0]}; delete it and go on with --resume: it is trained again"
        ) from error


def _adjusted(
    judged: Verdict,
    model: Model,
    held_out: Pairs,
    diagnosis: Diagnosis,
    found: Answer,
    seed: int,
    progress: Progress,
) -> pd.DataFrame | None:
    """Intervals that hold, where the model's own do not; None where they do, or where pairs are too few to tell."""
    if judged.line(CALIBRATED).colour == "green":
        return None
    checked, draws = held_out.subset(slice(diagnosis.n_y)), found.draws.to_numpy()
    return adjusted_intervals(model, checked, draws, diagnosis.n_draws, seed, progress.counted)


def _write_answer(found: Answer, adjusted: pd.DataFrame | None, judged: Verdict, directory: RunDirectory) -> None:
    directory.recalibrated.unlink(missing_ok=True)
    if adjusted is not None:
        with artefact(directory.recalibrated) as partial:
            adjusted.to_csv(partial)
    with artefact(directory.draws) as partial:
        found.draws.to_parquet(partial)
    with artefact(directory.summary) as partial:
        found.summary.to_csv(partial)
    write_json({"colour": judged.colour, "lines": [vars(line) for line in judged.lines]}, directory.verdict)
