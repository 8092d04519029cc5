"""A run's files are written whole, and what cannot be written is told in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from innverse.durable import write_errors
from innverse.durable.atomic_write import atomic_write

ADVICE = "the files there are whole: make room or get the right to write, then go on with --resume"


@contextmanager
def artefact(path: Path) -> Iterator[Path]:
    """A place to write to; what lies there becomes `path` once it is complete.

    Raises:
        OSError: the disk is full, or the directory cannot be written; the message says what to do.
    """
    with explain_write_errors(path), atomic_write(path) as partial:
        yield partial


@contextmanager
def explain_write_errors(path: Path) -> Iterator[None]:
    """Errors of writing `path`, in words.

    Raises:
        OSError: as `artefact`.
    """
    with write_errors.explain_write_errors(path, ADVICE):
        yield


def write_json(values: Mapping[str, Any], path: Path) -> None:
    """JSON that a person can read too."""
    with artefact(path) as partial:
        partial.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_text(text: str, path: Path) -> None:
    """Text as it is, with its own line ends."""
    with artefact(path) as partial:
        partial.write_bytes(text.encode())
