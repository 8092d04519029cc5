"""The directory that a run leaves: which file holds what. Never writes into a directory that holds something else."""

from __future__ import annotations

import itertools
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Self

from innverse import run_lock
from innverse.study.run_record import RunRecord
from innverse.whole_files import is_partial


class RunDirectory:
    """Paths of a run's files, and the rule that nothing is overwritten.

    Attributes:
        path: The directory, which exists.
    """

    def __init__(self, path: Path):
        self.path = path

    @classmethod
    def create(cls, path: str | Path, study: str | None = None) -> Self:
        """An empty directory at a place that the user chose; parents are made.

        Args:
            path: the place.
            study: text of the study that is to run there, which may lie there already.

        Raises:
            ValueError: when something is there already, other than an empty directory.
        """
        path = Path(path)
        if path.exists() and not path.is_dir():
            raise ValueError(f"output directory: expected a new or empty directory, got the file {str(path)!r}")
        path.mkdir(parents=True, exist_ok=True)
        directory = cls(path)
        if not (path / run_lock.NAME).exists():  # whether a run is at work there is asked first
            directory.check_new(study)
        return directory

    @classmethod
    def existing(cls, path: str | Path) -> Self:
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
        return cls(path)

    @classmethod
    def numbered(cls, stem: str | Path) -> Self:
        """The first of stem, stem-2, stem-3, … that is free: for a place that nobody chose.

        A start that failed before it had anything leaves its place to the next one.
        """
        candidates = itertools.chain([str(stem)], (f"{stem}-{number}" for number in itertools.count(2)))
        for candidate in candidates:
            try:
                Path(candidate).mkdir(parents=True)
            except FileExistsError:
                if not cls(Path(candidate))._left_by_a_failed_start():
                    continue
            return cls(Path(candidate))
        raise AssertionError("unreachable: the numbers do not end")

    @classmethod
    def begun(cls, stem: str | Path) -> list[Self]:
        """Those of stem, stem-2, stem-3, … in which a run has begun, the one that was worked on last in front."""
        stem = Path(stem)
        name = re.compile(re.escape(stem.name) + r"(-\d+)?")
        found = [cls(path) for path in stem.parent.glob("*") if name.fullmatch(path.name)]
        runs = [run for run in found if run.record.is_file()]
        return sorted(runs, key=lambda run: run.record.stat().st_mtime, reverse=True)

    def check_new(self, study: str | None) -> None:
        """Refuse a directory in which something was done; a lock, or a start that failed, is nothing.

        Args:
            study: text of the study that is to run there: another one that lies there is not nothing.

        Raises:
            ValueError: it holds something.
        """
        nothing = {run_lock.NAME, *(path.name for path in self._partials())}
        if self.study.is_file() and self.study.read_bytes().decode() == study:  # line ends as they are
            nothing |= self._of_a_start if self.is_failed_start else {self.study.name}
        held = [path.name for path in self.path.iterdir() if path.name not in nothing]
        if held:
            advice = ", or go on with the run there with --resume" if self.record.name in held else ""
            raise ValueError(
                f"output directory: expected a new or empty directory, got {str(self.path)!r}, which holds "
                f"{len(held)} entries; name another one{advice}"
            )

    @property
    def is_failed_start(self) -> bool:
        """Whether a run stopped here before it had any pairs or finished simulations."""
        held = {path.name for path in self.path.iterdir()} - {run_lock.NAME} if self.path.is_dir() else set()
        if self.record.name not in held or held - self._of_a_start or self.holds_simulations:
            return False
        try:
            record = RunRecord.read(self.record)
        except (OSError, ValueError):
            return False
        return record.status == "stopped" and record.pairs is None

    @property
    def _of_a_start(self) -> set[str]:
        return {self.study.name, self.record.name, self.simulations.name}

    def _left_by_a_failed_start(self) -> bool:
        """Whether it was one; then it is empty now."""
        if not self.is_failed_start:
            return False
        with suppress(ValueError, OSError), run_lock.held(self.path):
            if self.is_failed_start:
                self.forget_simulations()
                self.study.unlink(missing_ok=True)
                self.record.unlink()
                return True
        return False

    def clear_partials(self) -> None:
        """Remove what processes that died while they wrote have left."""
        for path in self._partials():
            path.unlink()

    def _partials(self) -> list[Path]:
        return [path for path in self.path.iterdir() if is_partial(path.name)]

    @property
    def record(self) -> Path:
        """Study, versions, processor, times: what it takes to make the run again, and what of it is done."""
        return self.path / "run.json"

    @property
    def study(self) -> Path:
        """The study file, as it was run."""
        return self.path / "study.toml"

    @property
    def simulations(self) -> Path:
        """Finished blocks of slow simulations; there only until there are pairs."""
        return self.path / "simulations"

    @property
    def holds_simulations(self) -> bool:
        """Whether a block is there."""
        return any(self.simulations.rglob("*.npz"))

    def forget_simulations(self) -> None:
        """The pairs are there."""
        shutil.rmtree(self.simulations, ignore_errors=True)

    @property
    def pairs(self) -> Path:
        """All pairs, one row each: parameters, then measurements."""
        return self.path / "pairs.parquet"

    @property
    def failed(self) -> Path:
        """Parameters of the runs that gave no measurement; there only when some did."""
        return self.path / "failed.parquet"

    @property
    def model(self) -> Path:
        """The fitted model, for `innverse.load`."""
        return self.path / "model.innverse"

    @property
    def checkpoint(self) -> Path:
        """Where training stands; there only until it has ended."""
        return self.path / "training.checkpoint"

    def forget_checkpoint(self) -> None:
        """Training has ended: its checkpoint goes, and those of trainings that it needed (`Checkpoint.part`)."""
        for file in self.path.glob(f"{self.checkpoint.name}*"):
            file.unlink(missing_ok=True)

    @property
    def history(self) -> Path:
        """Loss terms by epoch."""
        return self.path / "history.csv"

    @property
    def draws(self) -> Path:
        """Posterior draws, one column a parameter."""
        return self.path / "draws.parquet"

    @property
    def summary(self) -> Path:
        """The answer in numbers, one row a parameter."""
        return self.path / "summary.csv"

    @property
    def diagnosis(self) -> Path:
        """Whether to trust the answer, in numbers."""
        return self.path / "diagnosis.json"

    @property
    def verdict(self) -> Path:
        """Whether to trust the answer, in words: a line for each question."""
        return self.path / "verdict.json"

    @property
    def recalibrated(self) -> Path:
        """Credible intervals adjusted on held-out pairs; there only where the line on the intervals is not green."""
        return self.path / "recalibrated.csv"

    @property
    def report(self) -> Path:
        """All of it for a reader, in one HTML file."""
        return self.path / "report.html"
