"""Simulated blocks on disk: an interrupted simulation goes on where it stopped, a finished one is read.

A folder holds runs of one problem, one number of runs and one seed, each in a folder of its own inside it. The first
block is always run again: where it differs from the kept one, the forward process has changed and the kept runs are
refused. Every block holds the first rows of the first one too, so that none passes for another forward process's; and
one process alone writes.
"""

import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, final
from zipfile import BadZipFile

import numpy as np

from innverse.durable.atomic_write import atomic_write
from innverse.durable.directory_lock import locked
from innverse.durable.write_errors import explain_write_errors
from innverse.problems import InverseProblem

TOLERANCE = 1e-5
"""Of a measurement's size, and of its spread: another processor may round otherwise."""
FIRST_ROWS = 10
_ELSEWHERE = "keep these runs in another folder"
_ROOM = "the blocks before it are kept, and the same simulation goes on from them once there is room"
_PRIOR = "the prior draws"
_FORWARD = "the forward process (or random numbers that do not come from its rng)"


@contextmanager
def simulation_cache(
    keep: str | Path | None, problem: InverseProblem, n: int, seed: int, seconds: float = 0.0
) -> Iterator["SimulationCache"]:
    """The place of these runs inside the folder `keep`; None keeps nothing, nor what took less than so many seconds.

    Raises:
        ValueError: another process simulates into it.
    """
    with ExitStack() as locks:
        if keep is None:
            yield SimulationCache(None, locks)
            return
        # The forward process may change the working directory.
        folder = Path(keep).expanduser().absolute() / f"{problem.name}-{n}-runs-seed-{seed}"
        yield SimulationCache(folder, locks, seconds)


@final
class SimulationCache:
    """Blocks of y by number, asked for from the first one on. Without a folder every block is run and none is kept.

    Args:
        folder: of the blocks; it is made for the lock, and goes with it where nothing was kept.
        locks: closed once all is done. Whoever only reads takes no lock, and needs no right to write.
        seconds: blocks that took less are run again rather than kept.
    """

    def __init__(self, folder: Path | None, locks: ExitStack, seconds: float = 0.0):
        self.folder, self._locks, self._seconds = folder, locks, seconds
        self._is_locked = False
        self._first = np.empty(0)

    def block(self, number: int, x: np.ndarray, run: Callable[[], Any]) -> np.ndarray:
        """y of block `number`: read where it is kept, otherwise, or where its file is damaged, run and kept.

        Raises:
            ValueError: kept runs of another x, or that `run` does not reproduce; another process simulates into the
                folder.
        """
        if self.folder is None:
            return np.asarray(run(), float)
        path = self.folder / f"{number:04d}.npz"
        kept = _contents(path)
        if kept is None:
            self._lock()
            kept = _contents(path)  # it may have been written before the lock was free
        if kept is not None:
            return self._checked(path, number, x, run, kept)
        begun = time.monotonic()
        y = np.asarray(run(), float)
        if number == 0:
            self._first = y[:FIRST_ROWS]
        if time.monotonic() - begun >= self._seconds:
            with explain_write_errors(path, _ROOM), atomic_write(path) as partial, partial.open("wb") as file:
                np.savez(file, x=x, y=y, first=self._first)
        return y

    def _checked(
        self, path: Path, number: int, x: np.ndarray, run: Callable[[], Any], kept: tuple[np.ndarray, ...]
    ) -> np.ndarray:
        kept_x, y, first = kept
        if not np.array_equal(kept_x, x):
            raise self._changed(_PRIOR, path)
        if number == 0:
            self._first = y[:FIRST_ROWS]
        if not (_same(first, self._first) and (number or _same(y, np.asarray(run(), float)))):
            raise self._changed(_FORWARD, path)
        return y

    def _lock(self) -> None:
        if self.folder is not None and not self._is_locked:
            made = [place for place in (self.folder, *self.folder.parents) if not place.exists()]
            with explain_write_errors(self.folder, f"get the right to write there, or {_ELSEWHERE}"):
                self.folder.mkdir(parents=True, exist_ok=True)
            self._locks.callback(_remove_empty, made)
            self._locks.enter_context(locked(self.folder, _ELSEWHERE))
            self._is_locked = True

    def _changed(self, what: str, path: Path) -> ValueError:
        return ValueError(
            f"keep: expected runs of the problem as it is now, got others in {str(path.parent)!r}: {what} changed "
            "since; move that folder away, or keep these runs elsewhere"
        )


def _contents(path: Path) -> tuple[np.ndarray, ...] | None:
    """x, y and the first block's first rows; None where there is no file, or a damaged one, which is told."""
    if not path.exists():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return tuple(kept[name] for name in ("x", "y", "first"))
    except (ValueError, KeyError, EOFError, BadZipFile) as error:
        warnings.warn(f"keep: {path} is damaged ({type(error).__name__}): these runs are made again", stacklevel=2)
        return None


def _remove_empty(folders: list[Path]) -> None:
    """From the innermost one on, as far as they hold nothing."""
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _same(kept: np.ndarray, again: np.ndarray) -> bool:
    """But for rounding, on the scale of each measurement."""
    if kept.shape != again.shape:
        return False
    finite = np.where(np.isfinite(kept), kept, 0.0)
    return bool(np.isclose(kept, again, rtol=TOLERANCE, atol=TOLERANCE * finite.std(axis=0), equal_nan=True).all())
