"""Two runs, surveys or benchmarks never write into one directory: the one at work leaves its name in a lock there."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Self

from innverse.durable.write_errors import explain_write_errors

NAME = "run.lock"
SECONDS_TO_SIGN = 10.0
ELSEWHERE = "name another directory with --out"


@dataclass(frozen=True)
class Owner:
    """A process: its number, where it runs, and when it began, since numbers are given again."""

    pid: int
    host: str
    began: str

    @classmethod
    def here(cls) -> Self:
        """This process."""
        return cls(os.getpid(), platform.node(), began(os.getpid()))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The owner that a lock file names; None where it names none."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):
            return None

    @property
    def is_from_here(self) -> bool:
        """Whether this machine can tell if it lives."""
        return self.host == platform.node()

    @property
    def lives(self) -> bool:
        """Whether the process may still be at work; what cannot be asked is taken to live."""
        return not self.is_from_here or sys.platform == "win32" or began(self.pid) == self.began != ""


@contextmanager
def locked(directory: Path, elsewhere: str = ELSEWHERE) -> Iterator[None]:
    """The directory is this process's alone within; the lock of a process that has died is taken over.

    Args:
        directory: it exists.
        elsewhere: what to do when it is another one's.

    Raises:
        ValueError: another run is at work there.
        OSError: the directory cannot be written; the message says what to do.
    """
    lock, mine = directory / NAME, Owner.here()
    with explain_write_errors(lock, f"make room or get the right to write there, or {elsewhere}"):
        _take(lock, mine, elsewhere)
    try:
        yield
    finally:
        with suppress(OSError):
            if Owner.read(lock.read_text(encoding="utf-8")) == mine:
                lock.unlink()


def began(pid: int) -> str:
    """When a process began, in the system's own words; "" when there is none, or none that still runs."""
    if Path("/proc/self/stat").exists():
        return _began_by_proc(pid)
    return _began_by_ps(pid)


def _began_by_ps(pid: int) -> str:
    """The same words whatever the language and time zone of who asks: others would make a live owner a dead one."""
    plain = os.environ | {"LC_ALL": "C", "TZ": "UTC"}
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    return subprocess.run(command, env=plain, capture_output=True, text=True, check=False).stdout.strip()


def _began_by_proc(pid: int) -> str:
    """Clock ticks since the system began, and which beginning that was."""
    try:
        # The second field is the program's name in brackets, which may hold anything.
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
        state, ticks = fields[0], fields[19]
        boot = Path("/proc/sys/kernel/random/boot_id")
        return "" if state in "ZX" else f"{ticks} {boot.read_text().strip() if boot.exists() else ''}".strip()
    except (OSError, IndexError):
        return ""


def _take(lock: Path, mine: Owner, elsewhere: str) -> None:
    while True:
        try:
            descriptor = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        except FileExistsError:
            _clear(lock, elsewhere)
            continue
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(json.dumps(asdict(mine)))
        except OSError:
            lock.unlink()
            raise
        return


def _clear(lock: Path, elsewhere: str) -> None:
    """Removes the lock of a dead owner. Of several that try at once, each removes only the lock that it has read.

    Raises:
        ValueError: the owner lives.
    """
    try:
        file = lock.open("r+", encoding="utf-8")
    except FileNotFoundError:
        return
    with file:
        _wait_for_others(file)
        if _is_still(lock, file):
            owner, age = Owner.read(file.read()), time.time() - os.fstat(file.fileno()).st_mtime
            if owner.lives if owner else age < SECONDS_TO_SIGN:
                raise ValueError(_refusal(lock, owner, elsewhere))
            lock.unlink(missing_ok=True)


def _wait_for_others(file: IO[str]) -> None:
    """Until nobody else looks at this very file; the system forgets it when a process dies."""
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):  # a file system without such locks
            fcntl.flock(file, fcntl.LOCK_EX)


def _is_still(lock: Path, file: IO[str]) -> bool:
    try:
        return os.path.samestat(lock.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _refusal(lock: Path, owner: Owner | None, elsewhere: str) -> str:
    expected = f"directory: expected one that nobody else writes into, got {str(lock.parent)!r}, which"
    if owner is None:
        return f"{expected} another process is just starting in; wait for it, or {elsewhere}"
    if owner.is_from_here and sys.platform != "win32":
        return f"{expected} is being written by process {owner.pid}; wait until that has ended, or {elsewhere}"
    return (
        f"{expected} is being written by process {owner.pid} on {owner.host}; if that has ended, delete {NAME} in it, "
        f"otherwise {elsewhere}"
    )
