"""Where a run may take place: nothing that is there already is overwritten, and a start that failed is nothing."""

from __future__ import annotations

import itertools
import re
from contextlib import suppress
from pathlib import Path

from innverse.durable import directory_lock
from innverse.durable.write_errors import explain_write_errors
from innverse.study.run_directory import RunDirectory
from innverse.study.run_record import RunRecord

_ELSEWHERE = "get the right to write there, or name another directory with --out"


def new_place(path: str | Path, study: str | None = None) -> RunDirectory:
    """An empty directory at a place that the user chose; parents are made.

    Args:
        path: the place.
        study: text of the study that is to run there, which may lie there already.

    Raises:
        ValueError: when something is there already, other than an empty directory.
        OSError: it cannot be made; the message says what to do.
    """
    path = Path(path)
    if path.exists() and not path.is_dir():
        raise ValueError(f"output directory: expected a new or empty directory, got the file {str(path)!r}")
    with explain_write_errors(path, _ELSEWHERE):
        path.mkdir(parents=True, exist_ok=True)
    directory = RunDirectory(path)
    if not (path / directory_lock.NAME).exists():  # whether a run is at work there is asked first
        check_new(directory, study)
    return directory


def existing_place(path: str | Path) -> RunDirectory:
    """A directory that a run has left.

    Raises:
        ValueError: there is none.
    """
    path = Path(path)
    if not path.is_dir():
        raise ValueError(
            f"run directory: expected the directory of a run to go on with, got {str(path)!r}, which does not "
            "exist; leave --resume out to start there"
        )
    return RunDirectory(path)


def numbered_place(stem: str | Path) -> RunDirectory:
    """The first of stem, stem-2, stem-3, … that is free: for a place that nobody chose.

    A start that failed before it had anything leaves its place to the next one.

    Raises:
        OSError: it cannot be made; the message says what to do.
    """
    candidates = itertools.chain([str(stem)], (f"{stem}-{number}" for number in itertools.count(2)))
    for candidate in candidates:
        directory = RunDirectory(Path(candidate))
        if _made(directory) or _left_by_a_failed_start(directory):
            return directory
    raise AssertionError("unreachable: the numbers do not end")


def _made(directory: RunDirectory) -> bool:
    """Unless something is there already."""
    try:
        with explain_write_errors(directory.path, _ELSEWHERE):
            directory.path.mkdir(parents=True)
    except FileExistsError:
        return False
    return True


def started_runs(stem: str | Path) -> list[RunDirectory]:
    """Those of stem, stem-2, stem-3, … in which a run has begun, the one that was worked on last in front."""
    stem = Path(stem)
    name = re.compile(re.escape(stem.name) + r"(-\d+)?")
    found = [RunDirectory(path) for path in stem.parent.glob("*") if name.fullmatch(path.name)]
    runs = [run for run in found if run.record.is_file()]
    return sorted(runs, key=lambda run: run.record.stat().st_mtime, reverse=True)


def check_new(directory: RunDirectory, study: str | None) -> None:
    """Refuse a directory in which something was done; a lock, or a start that failed, is nothing.

    Args:
        directory: the one in question, which exists.
        study: text of the study that is to run there: another one that lies there is not nothing.

    Raises:
        ValueError: it holds something.
    """
    nothing = {directory_lock.NAME, *(path.name for path in directory.partials())}
    if directory.study.is_file() and directory.study.read_bytes().decode() == study:  # line ends as they are
        nothing |= _of_a_start(directory) if is_failed_start(directory) else {directory.study.name}
    held = [path.name for path in directory.path.iterdir() if path.name not in nothing]
    if held:
        advice = ", or go on with the run there with --resume" if directory.record.name in held else ""
        raise ValueError(
            f"output directory: expected a new or empty directory, got {str(directory.path)!r}, which holds "
            f"{len(held)} entries; name another one{advice}"
        )


def is_failed_start(directory: RunDirectory) -> bool:
    """Whether a run stopped here before it had any pairs or finished simulations."""
    held = (
        {path.name for path in directory.path.iterdir()} - {directory_lock.NAME} if directory.path.is_dir() else set()
    )
    if directory.record.name not in held or held - _of_a_start(directory) or directory.holds_simulations:
        return False
    try:
        record = RunRecord.read(directory.record)
    except (OSError, ValueError):
        return False
    return record.status == "stopped" and record.pairs is None


def _of_a_start(directory: RunDirectory) -> set[str]:
    return {directory.study.name, directory.record.name, directory.simulations.name}


def _left_by_a_failed_start(directory: RunDirectory) -> bool:
    """Whether it was one; then it is empty now."""
    if not is_failed_start(directory):
        return False
    with suppress(ValueError, OSError), directory_lock.locked(directory.path):
        if is_failed_start(directory):
            directory.forget_simulations()
            directory.study.unlink(missing_ok=True)
            directory.record.unlink()
            return True
    return False
