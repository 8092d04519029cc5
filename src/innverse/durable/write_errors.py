"""What cannot be written is told in words: which file, where, why, and what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def explain_write_errors(path: Path, advice: str) -> Iterator[None]:
    """A context in which `path`, a file or a folder, is written.

    Raises:
        OSError: as raised within, and of its kind; the message ends in `advice`.

    >>> with explain_write_errors(Path("runs/rows.csv"), "make room"):
    ...     raise PermissionError(13, "Permission denied", "runs/rows.csv.4f.partial")
    Traceback (most recent call last):
    PermissionError: rows.csv: expected to write it into 'runs', got: Permission denied; make room
    """
    try:
        yield
    except OSError as error:
        # Not what others say beside it: Arrow repeats the number, and names no file.
        reason = os.strerror(error.errno) if error.errno else error
        expected = f"{path.name}: expected to write it into {str(path.parent)!r}"
        raise type(error)(f"{expected}, got: {reason}; {advice}") from error
