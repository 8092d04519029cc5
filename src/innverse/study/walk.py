"""The whole walk of a study: pairs, training, check, answer, report; every result is written as soon as it is there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from innverse.data.pairs import Pairs
from innverse.diagnosis import Diagnosis, diagnose, recalibrate
from innverse.diagnosis.judgement import calibrated
from innverse.diagnosis.recalibration import least_pairs
from innverse.model import Model
from innverse.progress import Progress, Silent
from innverse.report import write_report
from innverse.study.answer import Answer, answer
from innverse.study.content import PRIOR_ROWS, content
from innverse.study.demo import demo_text
from innverse.study.outcome import Outcome
from innverse.study.preparation import Preparation, prepare
from innverse.study.reading import parse_study, read_study
from innverse.study.run_directory import RunDirectory, write_json
from innverse.study.verdict import verdict

CONFIDENCES = (0.68, 0.95)


def run_study(path: str | Path, out: str | Path | None = None, *, progress: Progress | None = None) -> Outcome:
    """Run the study in a TOML file, from its pairs to its report.

    Args:
        path: The study file; paths in it are relative to its folder.
        out: The run directory, new or empty. By default `innverse-NAME` after the file, numbered when taken.
        progress: Told what happens; by default nobody is.

    Raises:
        FileNotFoundError: when the study, or a file it names, does not exist.
        ValueError: when the study cannot be run as it stands, or `out` holds something already.
    """
    path = Path(path)
    preparation = prepare(read_study(path), path.parent)
    directory = _directory(out, f"innverse-{path.stem}")
    directory.study.write_bytes(path.read_bytes())
    return walk(preparation, directory, progress or Silent())


def run_demo(
    name: str = "kinematics", out: str | Path | None = None, *, seed: int = 0, progress: Progress | None = None
) -> Outcome:
    """Run the study of a built-in problem.

    Raises:
        ValueError: when no demo has this name, or `out` holds something already.
    """
    text = demo_text(name, seed)
    preparation = prepare(parse_study(text, f"demo {name}"), Path())
    directory = _directory(out, f"innverse-{name}")
    directory.study.write_text(text, encoding="utf-8")
    return walk(preparation, directory, progress or Silent())


def _directory(out: str | Path | None, default: str) -> RunDirectory:
    return RunDirectory.numbered(default) if out is None else RunDirectory.create(out)


def walk(preparation: Preparation, directory: RunDirectory, progress: Progress) -> Outcome:
    """From pairs to the report, into a directory that exists."""
    study, seed = preparation.study, preparation.study.study.seed
    clock = Clock(progress)
    with clock.phase("simulate", "Pairs (x, y)"):
        pairs = preparation.pairs(progress.counted)
        pairs.to_table(directory.pairs)
        if len(pairs.failed):
            pairs.failed_frame().to_parquet(directory.failed)
        training_pairs, held_out = pairs.split(study.data.held_out, seed=seed)
    with clock.phase("train", f"Training on {len(training_pairs):,} pairs"):
        model = _fit(preparation, training_pairs, progress)
        model.save(directory.model)
        model.history.to_frame().to_csv(directory.history)
    with clock.phase("check", f"Checking on {len(held_out):,} held-out pairs"):
        diagnosis = diagnose(model, held_out, preparation.problem, seed=seed, **study.check.budget)
        write_json(diagnosis.to_dict(), directory.diagnosis)
    with clock.phase("answer", "Posterior of the observation"):
        prior = pairs.x[:PRIOR_ROWS]
        found = answer(model, preparation.observed, preparation.problem, prior, study.answer.draws, seed)
        found.draws.to_parquet(directory.draws)
        found.summary.to_csv(directory.summary)
        judged = verdict(model, diagnosis, found)
        write_json({"colour": judged.colour, "lines": [vars(line) for line in judged.lines]}, directory.verdict)
        if calibrated(diagnosis).colour != "green":
            _recalibrate(model, held_out, diagnosis, found, directory)
    with clock.phase("report", "Writing the report"):
        write_report(content(preparation, pairs, model, diagnosis, found, judged, clock.seconds), directory.report)
    return Outcome(directory, model, diagnosis, found, judged, preparation.reference, clock.seconds)


def _fit(preparation: Preparation, pairs: Pairs, progress: Progress) -> Model:
    seed = preparation.study.study.seed
    return preparation.method.fit(pairs, training=preparation.training, seed=seed, callback=progress.epoch)


def _recalibrate(model: Model, held_out: Pairs, diagnosis: Diagnosis, found: Answer, directory: RunDirectory) -> None:
    """Intervals at 68 % and 95 % from as many held-out pairs as were checked, where they are enough."""
    checked = held_out.subset(slice(diagnosis.n_y))
    if len(checked) < least_pairs(max(CONFIDENCES)):
        return
    adjusted = recalibrate(model, checked, n_draws=diagnosis.n_draws)
    tables = {f"{level:.0%}": adjusted.intervals(found.draws.to_numpy(), level) for level in CONFIDENCES}
    pd.concat(tables, names=["confidence"]).to_csv(directory.recalibrated)


class Clock:
    """Wall time by phase, told to a progress too.

    Attributes:
        seconds: By phase name, for the phases that are over.
    """

    def __init__(self, progress: Progress):
        self._progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str, title: str) -> Iterator[None]:
        """Measures the time within."""
        begun = time.perf_counter()
        with self._progress.phase(title):
            yield
        self.seconds[name] = time.perf_counter() - begun
