"""Observations and reference draws of sbibm, out of the wheel that it is distributed as.

The wheel is a zip archive; nothing of it is installed or run. It is fetched once by `pip download`, kept in the user's
cache, and its checksum is verified whenever it is opened.
"""

from __future__ import annotations

import bz2
import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from innverse.data.files import sha256
from innverse.durable.atomic_write import atomic_write
from innverse.experiments.task import NotAvailableError
from innverse.user_cache import user_cache

REQUIREMENT = "sbibm==1.1.0"
WHEEL = "sbibm-1.1.0-py2.py3-none-any.whl"
SHA256 = "12ecc6b4d327b92f9225f08faa6405e4274fb8e75943d86a53157d1b1bcfaf74"
PATIENCE_SECONDS = 300


@dataclass(frozen=True)
class SbibmWheel:
    """The archive at `path`; what it holds of a task and its observations 1 to 10."""

    path: Path

    def observation(self, task: str, number: int) -> np.ndarray:
        """y* (dim_y,)."""
        return _numbers(self._member(task, number, "observation.csv"))[0]

    def true_parameters(self, task: str, number: int) -> np.ndarray:
        """The x (dim_x,) that gave y*."""
        return _numbers(self._member(task, number, "true_parameters.csv"))[0]

    def reference_draws(self, task: str, number: int) -> np.ndarray:
        """Draws (10,000, dim_x) from p(x | y*)."""
        return _numbers(bz2.decompress(self._member(task, number, "reference_posterior_samples.csv.bz2")))

    def _member(self, task: str, number: int, file: str) -> bytes:
        name = f"sbibm/tasks/{task}/files/num_observation_{number}/{file}"
        with zipfile.ZipFile(self.path) as archive:
            if name not in archive.namelist():
                raise ValueError(f"{self.path.name}: expected a member {name!r}, got none; is this {REQUIREMENT}?")
            return archive.read(name)


@cache
def sbibm_wheel() -> SbibmWheel:
    """The wheel from the user's cache, fetched when it is not there yet.

    Raises:
        NotAvailableError: it cannot be fetched, or has another checksum than sbibm 1.1.0.
    """
    path = user_cache() / "innverse" / WHEEL
    if not path.is_file():
        fetch(path)
    return checked(path, SHA256)


def checked(path: Path, checksum: str) -> SbibmWheel:
    """The wheel at `path`.

    Raises:
        NotAvailableError: it has another checksum.
    """
    found = sha256(path)
    if found != checksum:
        raise NotAvailableError(f"{path}: expected the checksum (SHA-256) {checksum}, got {found}; delete the file")
    return SbibmWheel(path)


def fetch(path: Path) -> None:
    """Downloads the wheel to `path`, whole or not at all.

    Raises:
        NotAvailableError: pip does not bring it; its last words are in the message.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, REQUIREMENT]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise NotAvailableError(_missing(path, f"no answer within {PATIENCE_SECONDS} s")) from None
        if done.returncode or not (Path(folder) / WHEEL).is_file():
            raise NotAvailableError(_missing(path, (done.stderr.strip() or "no words").splitlines()[-1]))
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as partial:
            shutil.move(Path(folder) / WHEEL, partial)


def _missing(path: Path, reason: str) -> str:
    return (
        f"sbibm: expected to fetch its reference draws (18 MB) with pip, got: {reason}. Without a network, run "
        f"`pip download --no-deps {REQUIREMENT}` elsewhere and put the file to {path}"
    )


def _numbers(content: bytes) -> np.ndarray:
    return np.loadtxt(io.BytesIO(content), delimiter=",", skiprows=1, ndmin=2)
