"""run.json: what it takes to make a run again, what of it is done, and on what it was made."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from innverse.data.pairs import Pairs
from innverse.machine import LIBRARIES, machine, versions
from innverse.study.artefact import write_json
from innverse.study.inputs import StudyInputs
from innverse.training.history import INTERRUPTED, Ending

FORMAT = 1
DECIDE_BITS = (*LIBRARIES, "processor", "backend")


@dataclass
class RunRecord:
    """The record of a run; every change is on disk at once.

    Attributes:
        path: Where it lies.
        study: Seed, SHA-256 of the study file, and of the files that it names.
        status: "running", "finished", or "stopped" by an error, with the `reason`.
        pairs: SHA-256 of the pairs, rows, failed runs; None until they are there.
        training: How it ended; None until there is a model.
        sessions: For each process that worked on the run, from when to when (UTC) and what it was made on.
        seconds: Wall time by phase, of all these processes together.
    """

    path: Path
    study: dict[str, Any]
    status: str = "running"
    reason: str = ""
    pairs: dict[str, Any] | None = None
    training: Ending | None = None
    sessions: list[dict[str, Any]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path, asked: StudyInputs) -> Self:
        """A new record."""
        return cls(path, {"seed": asked.study.study.seed, "sha256": asked.sha256, "files": asked.files})

    @classmethod
    def read(cls, path: Path) -> Self:
        """The record of a run that has begun.

        Raises:
            ValueError: a file that is no such record.
        """
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            if content.pop("format") != FORMAT:
                raise ValueError("another format")
            record = cls(path, **content)
            # They are asked before a run goes on.
            _ = dict(record.study["files"]), dict(record.sessions[0]), dict(record.seconds)
            return record
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise ValueError(
                f"{path}: expected the record of a run in format {FORMAT}, got {error}; start another run: leave "
                "--resume out, and name a new directory with --out"
            ) from error

    @property
    def is_trained(self) -> bool:
        """Whether there is a model whose training cannot go on."""
        return self.training not in (None, INTERRUPTED)

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do: an interrupted training can still go on."""
        return self.status == "finished" and self.training != INTERRUPTED

    def begin(self) -> None:
        """One more process is at work."""
        self.status, self.reason = "running", ""
        self.sessions.append({"began": _now(), "ended": None} | machine() | versions())
        self._write()

    def end(self, status: str, reason: str = "") -> None:
        """It is not at work any more."""
        self.status, self.reason = status, reason
        self.sessions[-1]["ended"] = _now()
        self._write()

    def note_pairs(self, pairs: Pairs) -> None:
        """They are on disk."""
        self.pairs = {"sha256": pairs.fingerprint(), "rows": len(pairs), "failed": len(pairs.failed)}
        self._write()

    def note_training(self, stopped: Ending) -> None:
        """The model is on disk."""
        self.training = stopped
        self._write()

    def spent(self, phase: str, seconds: float) -> None:
        """So long a process was in a phase, to its end or not; on disk with what is noted next."""
        self.seconds[phase] = self.seconds.get(phase, 0.0) + seconds

    def note_phase(self) -> None:
        """One is over."""
        self._write()

    def warn_of_changes(self) -> None:
        """Warns when libraries or processor differ from those that the run began with."""
        first, now = self.sessions[0], machine() | versions()
        before = {name: first.get(name, "not noted") for name in DECIDE_BITS}
        changed = [f"{name} was {noted}, is {now[name]}" for name, noted in before.items() if noted != now[name]]
        if changed:
            warnings.warn(
                f"the last digits of this run may differ from those of one without a stop: {'; '.join(changed)}",
                stacklevel=2,
            )

    def _write(self) -> None:
        content = {name: value for name, value in vars(self).items() if name != "path"}
        write_json({"format": FORMAT} | content, self.path)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
