"""The directory that a run leaves: which file holds what."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import final

from innverse.durable.atomic_write import is_partial


@final
class RunDirectory:
    """Paths of a run's files; where a run may take place is `run_place`'s to say.

    Attributes:
        path: The directory, which exists.
    """

    def __init__(self, path: Path):
        self.path = path

    def clear_partials(self) -> None:
        """Remove what processes that died while they wrote have left."""
        for path in self.partials():
            path.unlink()

    def partials(self) -> list[Path]:
        """What a process is writing, or died over."""
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
    def observed(self) -> Path:
        """The observation y* in original units, one row; the user's simulator lies beside it, under its own name."""
        return self.path / "observed.csv"

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
