"""The directory that a run leaves: which file holds what. Never writes into a directory that holds something else."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self


class RunDirectory:
    """Paths of a run's files, and the rule that nothing is overwritten.

    Attributes:
        path: The directory, which exists.
    """

    def __init__(self, path: Path):
        self.path = path

    @classmethod
    def create(cls, path: str | Path) -> Self:
        """An empty directory at a place that the user chose; parents are made.

        Raises:
            ValueError: when something is there already, other than an empty directory.
        """
        path = Path(path)
        if path.exists() and not path.is_dir():
            raise ValueError(f"output directory: expected a new or empty directory, got the file {str(path)!r}")
        if path.is_dir() and any(path.iterdir()):
            raise ValueError(
                f"output directory: expected a new or empty directory, got {str(path)!r}, which holds "
                f"{len(list(path.iterdir()))} entries; name another one"
            )
        path.mkdir(parents=True, exist_ok=True)
        return cls(path)

    @classmethod
    def numbered(cls, stem: str | Path) -> Self:
        """The first of stem, stem-2, stem-3, … that is free: for a place that nobody chose."""
        candidates = itertools.chain([str(stem)], (f"{stem}-{number}" for number in itertools.count(2)))
        for candidate in candidates:
            try:
                Path(candidate).mkdir(parents=True)
            except FileExistsError:
                continue
            return cls(Path(candidate))
        raise AssertionError("unreachable: the numbers do not end")

    @property
    def study(self) -> Path:
        """The study file, as it was run."""
        return self.path / "study.toml"

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
        """Credible intervals adjusted on held-out pairs; there only when the model's own are not honest."""
        return self.path / "recalibrated.csv"

    @property
    def report(self) -> Path:
        """All of it for a reader, in one HTML file."""
        return self.path / "report.html"


def write_json(values: Mapping[str, Any], path: Path) -> None:
    """JSON that a person can read too."""
    path.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
