"""One process at work on a run: alone in its directory, and written down in its record."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from innverse.durable.directory_lock import locked
from innverse.durable.resume_hint import resume_hint
from innverse.study.artefact import write_text
from innverse.study.inputs import StudyInputs
from innverse.study.run_directory import RunDirectory
from innverse.study.run_place import check_new, started_runs
from innverse.study.run_record import RunRecord

GOES_ON = "the run directory holds what was finished; the same command with --resume goes on there"


class FinishedRunError(ValueError):
    """A run with nothing left to do was to go on. Its `colour` is the verdict's.

    Raises:
        ValueError: a verdict that is not there, or damaged.
    """

    def __init__(self, directory: RunDirectory):
        super().__init__(
            f"run directory: expected a run that can go on, got the finished one in {str(directory.path)!r}; report: "
            f"{directory.report}"
        )
        self.colour = _colour(directory)


def _colour(directory: RunDirectory) -> str:
    """The verdict's; without one a run that may have been red would pass for one that was not."""
    try:
        return json.loads(directory.verdict.read_text(encoding="utf-8"))["colour"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{directory.verdict}: expected the verdict of a finished run, got {type(error).__name__}: {error}; start "
            "another run: leave --resume out, and name a new directory with --out"
        ) from error


@dataclass(frozen=True)
class Session:
    """Where the results go, what of them is there already, and what was asked."""

    directory: RunDirectory
    record: RunRecord
    asked: StudyInputs


@contextmanager
def begun(directory: RunDirectory, asked: StudyInputs) -> Iterator[Session]:
    """A run from its beginning, in a directory that is empty.

    Raises:
        ValueError: another run is at work there, or was.
        OSError: the directory cannot be written.
    """
    with locked(directory.path):
        check_new(directory, asked.text)
        with _at_work(_first(directory, asked)) as session:
            yield session


@contextmanager
def resumed(directory: RunDirectory, asked: StudyInputs) -> Iterator[Session]:
    """A run that goes on where it stopped; from its beginning where it had not got anywhere.

    Raises:
        FinishedRunError: nothing is left to do.
        ValueError: another run is at work there, it was asked something else, or there is something else there.
        OSError: the directory cannot be written.
    """
    with locked(directory.path):
        if directory.record.exists():
            session = _next(directory, asked)
        else:
            check_new(directory, asked.text)
            warnings.warn(f"nothing was done yet in {str(directory.path)!r}: this run starts there", stacklevel=3)
            session = _first(directory, asked)
        with _at_work(session):
            yield session


def unfinished(stem: str, asked: StudyInputs) -> RunDirectory:
    """The one of stem, stem-2, stem-3, … with an unfinished run that was worked on last.

    Runs of other studies, whose file may have such a name, and damaged ones count only where there are no others:
    going on with one of them says what differs.

    Raises:
        FinishedRunError: all of this study's are finished.
        ValueError: there is none.
    """
    runs = started_runs(stem)
    if not runs:
        raise ValueError(
            f"run directory: expected a run to go on with in {stem} or {stem}-2, …, got none here; name its directory "
            "with --out, or leave --resume out to start"
        )
    own = [run for run in runs if _is_of(run, asked)]
    if not own:
        return runs[0]
    for run in own:
        if not RunRecord.read(run.record).is_finished:
            return run
    raise FinishedRunError(own[0])


def _is_of(run: RunDirectory, asked: StudyInputs) -> bool:
    try:
        _check_same(run, RunRecord.read(run.record), asked)
    except (OSError, ValueError):
        return False
    return True


def _check_same(run: RunDirectory, record: RunRecord, asked: StudyInputs) -> None:
    asked.check_same(run.study.read_text(encoding="utf-8"), record.study["files"])


def _first(directory: RunDirectory, asked: StudyInputs) -> Session:
    directory.clear_partials()
    write_text(asked.text, directory.study)
    return Session(directory, RunRecord.of(directory.record, asked), asked)


def _next(directory: RunDirectory, asked: StudyInputs) -> Session:
    record = RunRecord.read(directory.record)
    _check_same(directory, record, asked)
    if record.is_finished:
        raise FinishedRunError(directory)
    directory.clear_partials()
    record.warn_of_changes()
    return Session(directory, record, asked)


@contextmanager
def _at_work(session: Session) -> Iterator[Session]:
    session.record.begin()
    try:
        with resume_hint(GOES_ON):
            yield session
    except BaseException as error:
        with suppress(OSError):  # a disk that is full is told by the error itself
            session.record.end("stopped", f"{type(error).__name__}: {error}".partition("\n")[0])
        raise
    session.record.end("finished")
