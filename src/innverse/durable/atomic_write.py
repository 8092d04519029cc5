"""A file is there whole or not at all, whatever ends the process that writes it."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PARTIAL = re.compile(r"\.[0-9a-f]+\.partial$")
"""After a random token: of containers that share a disk each may be process 1."""
_NO_FLUSH = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EBADF}
"""Folders that may be written but not read, and those of file systems, such as of virtual machines, that flush none."""


def is_partial(name: str) -> bool:
    """Whether a file of this name is what `atomic_write` leaves when its process dies.

    >>> is_partial("rows.csv.0f3a.partial"), is_partial("rows.partial")
    (True, False)
    """
    return _PARTIAL.search(name) is not None


@contextmanager
def atomic_write(path: str | Path) -> Iterator[Path]:
    """A place beside `path` to write to; what lies there replaces `path` once it is complete and on the disk.

    Where the body raises, what was at `path` before stays as it was, and nothing is left beside it. Contents reach the
    disk before the name does, and the name before the caller goes on: a power cut leaves the old file or the new.

    Raises:
        FileNotFoundError: the folder is missing.
        IsADirectoryError: `path` is a folder.
        OSError: the disk is full, or the folder cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with atomic_write(Path(folder) / "answer.txt") as partial:
    ...         _ = partial.write_text("42")
    ...     print((Path(folder) / "answer.txt").read_text())
    42
    """
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(f"{path.name}: expected a file to write, got the folder {str(path)!r}; name one in it")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.name}: expected a folder that is there to write into, got {str(path.parent)!r}")
    partial = path.with_name(f"{path.name}.{secrets.token_hex(8)}.partial")
    try:
        yield partial
        _to_disk(partial, os.O_RDWR)  # Windows flushes only what may be written
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    if os.name == "posix":
        _name_to_disk(path.parent)


def _name_to_disk(folder: Path) -> None:
    """As far as the system lets it: the file is there whole, and to be called unwritten would be wrong."""
    try:
        _to_disk(folder, os.O_RDONLY)
    except OSError as error:
        if error.errno not in _NO_FLUSH:
            raise


def _to_disk(path: Path, access: int) -> None:
    descriptor = os.open(path, access)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
