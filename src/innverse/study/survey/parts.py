"""The finished pieces of a survey, each a file that is whole or not there: what a killed survey goes on from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from innverse.arguments.names import listed
from innverse.durable.atomic_write import atomic_write, is_partial
from innverse.durable.directory_lock import NAME, locked
from innverse.durable.resume_hint import resume_hint
from innverse.durable.write_errors import explain_write_errors

_SURVEY = "survey.json"
_GOES_ON = "what was finished is kept, and the same command goes on there"
_ROOM = f"{_GOES_ON} once there is room, and the right to write"
_ELSEWHERE = "make room or get the right to write there, or name another file with --out"


@dataclass(frozen=True)
class SurveyParts:
    """Pieces by number in the folder `OUT.parts`, which is this process's alone while it works there."""

    out: Path

    @contextmanager
    def of(self, survey: dict[str, Any]) -> Iterator[None]:
        """Within, pieces of this survey can be asked for and kept.

        Raises:
            ValueError: the pieces that lie there are of another survey, or another process is at work there.
            OSError: the folder cannot be written; the message says what to do.
        """
        with ExitStack() as stack:
            with explain_write_errors(self.folder, _ELSEWHERE):
                self.folder.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(self.folder, "name another file with --out"))
            self._claim(survey)
            stack.enter_context(resume_hint(_GOES_ON))
            yield

    @property
    def folder(self) -> Path:
        """Where the pieces lie until they are joined."""
        return self.out.with_name(f"{self.out.name}.parts")

    def has(self, number: int) -> bool:
        """Whether a piece is finished."""
        return self._path(number).exists()

    def keep(self, number: int, piece: pa.Table) -> None:
        """Writes a piece.

        Raises:
            OSError: the disk is full, or the folder cannot be written; the message says what to do.
        """
        with _written(self._path(number), _ROOM) as partial:
            parquet.write_table(piece, partial)

    def unanswered(self, number: int, column: str) -> int:
        """How many rows of a piece hold 0 in a column."""
        counts = parquet.read_table(self._path(number), columns=[column]).column(column).to_numpy()
        return int((counts == 0).sum())

    def join(self, pieces: int) -> None:
        """All pieces as one file, a row group each, in the memory of one.

        Raises:
            OSError: as `keep`.
        """
        with _written(self.out, _ROOM) as partial, self._writer(partial) as writer:
            for number in range(pieces):
                writer.write_table(parquet.read_table(self._path(number)))

    def are_joined(self, survey: dict[str, Any], pieces: int) -> bool:
        """Whether `out` was made of all pieces of this survey, by a process that ended before it removed them."""
        if self._differences(survey) or not all(self.has(number) for number in range(pieces)):
            return False
        try:
            groups, schema = parquet.read_metadata(self.out).num_row_groups, parquet.read_schema(self.out)
        except (OSError, pa.ArrowInvalid):
            return False
        return groups == pieces and schema == parquet.read_schema(self._path(0))

    def clear(self) -> None:
        """Removes the folder once its pieces are joined."""
        shutil.rmtree(self.folder)

    def _writer(self, path: Path) -> parquet.ParquetWriter:
        return parquet.ParquetWriter(path, parquet.read_schema(self._path(0)))

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06d}.parquet"

    def _check_empty(self) -> None:
        """The folder is removed at the end: it must hold nothing of anybody else."""
        others = [path.name for path in self.folder.iterdir() if path.name != NAME and not is_partial(path.name)]
        if others:
            raise ValueError(
                f"{self.folder}: expected a folder of pieces of a survey, or none, got one with {listed(others, 6)}; "
                "name another file with --out, or move that folder away"
            )

    def _differences(self, survey: dict[str, Any]) -> list[str]:
        """What of this survey was otherwise in the one that left these pieces; all of it where none did."""
        try:
            begun = json.loads((self.folder / _SURVEY).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            begun = {}
        return [
            f"{name} {begun.get(name)!r}, now {value!r}" for name, value in survey.items() if begun.get(name) != value
        ]

    def _claim(self, survey: dict[str, Any]) -> None:
        record = self.folder / _SURVEY
        if not record.exists():
            self._check_empty()
            with _written(record, _ELSEWHERE) as partial:
                partial.write_text(json.dumps(survey, indent=1), encoding="utf-8")
            return
        other = self._differences(survey)
        if other:
            raise ValueError(
                f"{self.folder}: expected pieces of this survey, got those of one with {'; '.join(other)}; "
                "name another file with --out, or delete that folder to begin again"
            )


@contextmanager
def _written(path: Path, advice: str) -> Iterator[Path]:
    with explain_write_errors(path, advice), atomic_write(path) as partial:
        yield partial
