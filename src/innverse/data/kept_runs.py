"""Simulated blocks on disk: an interrupted simulation goes on where it stopped, a finished one is read.

A folder holds runs of one problem, one number of runs and one seed, each in a folder of its own inside it. The first
block is always run again: where it differs from the kept one, the forward process has changed and the kept runs are
refused.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, final

import numpy as np

from innverse.problems import InverseProblem
from innverse.whole_files import written_whole

TOLERANCE = 1e-5
"""Of a measurement's size, and of its spread: another processor may round otherwise."""


@final
class KeptRuns:
    """Blocks of y by number. Without a folder every block is run and none is kept."""

    def __init__(self, folder: Path | None):
        self.folder = folder

    @classmethod
    def of(cls, keep: str | Path | None, problem: InverseProblem, n: int, seed: int) -> "KeptRuns":
        """The place of these runs inside the folder `keep`; None keeps nothing."""
        if keep is None:
            return cls(None)
        folder = Path(keep).expanduser() / f"{problem.name}-{n}-runs-seed-{seed}"
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder)

    def block(self, number: int, x: np.ndarray, run: Callable[[], Any]) -> np.ndarray:
        """y of block `number`: read where it is kept, otherwise run and kept.

        Raises:
            ValueError: kept runs of another x, or that `run` does not reproduce.
        """
        if self.folder is None:
            return np.asarray(run(), float)
        path = self.folder / f"{number:04d}.npz"
        if not path.exists():
            return self._ran(path, x, run)
        with np.load(path, allow_pickle=False) as kept:
            if not np.array_equal(kept["x"], x):
                raise self._changed("the prior draws", path)
            if number == 0 and not _same(kept["y"], np.asarray(run(), float)):
                raise self._changed("the forward process (or random numbers that do not come from its rng)", path)
            return kept["y"]

    def _ran(self, path: Path, x: np.ndarray, run: Callable[[], Any]) -> np.ndarray:
        y = np.asarray(run(), float)
        with written_whole(path) as partial, partial.open("wb") as file:
            np.savez(file, x=x, y=y)
        return y

    def _changed(self, what: str, path: Path) -> ValueError:
        return ValueError(
            f"keep: expected runs of the problem as it is now, got others in {str(path.parent)!r}: {what} changed "
            "since; move that folder away, or keep these runs elsewhere"
        )


def _same(kept: np.ndarray, again: np.ndarray) -> bool:
    """But for rounding, on the scale of each measurement."""
    if kept.shape != again.shape:
        return False
    finite = np.where(np.isfinite(kept), kept, 0.0)
    return bool(np.isclose(kept, again, rtol=TOLERANCE, atol=TOLERANCE * finite.std(axis=0), equal_nan=True).all())
