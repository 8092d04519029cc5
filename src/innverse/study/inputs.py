"""What a run was asked to do, and whether it is still the same."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from innverse.data.files import sha256
from innverse.study.reading import StudyError, parse_study
from innverse.study.resolve_path import resolve_path
from innverse.study.schema import Study


@dataclass(frozen=True)
class StudyInputs:
    """A study, and the files that it names.

    Attributes:
        text: The study file's contents.
        study: What they mean.
        files: SHA-256 (hex) of the simulator's file, the table of runs and the observation, by their names there.
        simulator: Name and contents of the simulator's file; None for a built-in problem, and for runs alone.
    """

    text: str
    study: Study
    files: dict[str, str]
    simulator: tuple[str, bytes] | None = None

    @classmethod
    def of(cls, text: str, study: Study, folder: Path) -> Self:
        """The study with the files as they are now; relative names start at `folder`."""
        name = _simulator(study)
        simulator = None if name is None else (name, resolve_path(folder, name).read_bytes())
        return cls(text, study, {name: sha256(resolve_path(folder, name)) for name in _named(study)}, simulator)

    @property
    def sha256(self) -> str:
        """SHA-256 of the study file, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def check_same(self, text: str, files: dict[str, str]) -> None:
        """Refuse anything but what a run began with: the study's `text` then, and its `files` then.

        Comments and spaces may differ.

        Raises:
            ValueError: another study, with the difference line by line; another file, with its name.
        """
        if not _means(text, self.study):
            raise ValueError(
                f"study: expected the one that this run began with, got a changed one:\n{_difference(text, self.text)}"
                "\nundo the change, or start another run: leave --resume out, and name a new directory with --out"
            )
        changed = [name for name in dict.fromkeys([*files, *self.files]) if files.get(name) != self.files.get(name)]
        if changed:
            raise ValueError(
                f"study: expected {', '.join(changed)} as when this run began, got other contents; undo the change, or "
                "start another run: leave --resume out, and name a new directory with --out"
            )


def _named(study: Study) -> list[str]:
    observed = None if study.observation is None else study.observation.path
    return [name for name in (_simulator(study), study.data.path, observed) if name is not None]


def _simulator(study: Study) -> str | None:
    reference = None if study.problem is None else study.problem.simulator
    return None if reference is None else reference.rpartition(":")[0]


def _means(text: str, study: Study) -> bool:
    """Whether the text says the same; `==` of studies does not tell, since the order of parameters counts."""
    try:
        return repr(parse_study(text)) == repr(study)
    except StudyError:
        return False


def _difference(old: str, new: str) -> str:
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), "study of this run", "study now", lineterm="", n=1)
    return "\n".join(lines)
