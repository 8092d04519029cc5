"""The whole walk of a study: pairs, training, check, answer, report; every result is written as soon as it is there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from innverse.data.pairs import Pairs
from innverse.diagnosis import diagnose
from innverse.model import Model
from innverse.progress import Progress, Silent
from innverse.report import write_report
from innverse.study.answer import answer
from innverse.study.content import PRIOR_ROWS, content
from innverse.study.demo import demo_text
from innverse.study.outcome import Outcome
from innverse.study.preparation import Preparation, prepare
from innverse.study.reading import parse_study, read_study
from innverse.study.run_directory import RunDirectory, write_json


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
    with clock.phase("report", "Writing the report"):
        write_report(content(preparation, pairs, model, diagnosis, found, clock.seconds), directory.report)
    return Outcome(directory, model, diagnosis, found, preparation.reference, clock.seconds)


def _fit(preparation: Preparation, pairs: Pairs, progress: Progress) -> Model:
    seed = preparation.study.study.seed
    return preparation.method.fit(pairs, training=preparation.training, seed=seed, callback=progress.epoch)


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
