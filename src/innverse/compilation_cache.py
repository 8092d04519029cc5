"""Compiled programs are kept between runs, so that the second run starts fast."""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE = "JAX_COMPILATION_CACHE_DIR"


def keep_compiled_programs() -> None:
    """Point JAX to the user's cache directory. To be called before the first `import jax`.

    Does nothing where the variable `JAX_COMPILATION_CACHE_DIR` is set (to "" to have no cache), or where the
    directory cannot be written.
    """
    if VARIABLE in os.environ:
        return
    try:
        directory = user_cache() / "innverse" / "compiled"
        directory.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # RuntimeError: the user has no home
        return
    if os.access(directory, os.W_OK):
        os.environ[VARIABLE] = str(directory)
        # JAX's own threshold of one second would leave most of our programs out; dozens are small.
        os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")


def user_cache() -> Path:
    """Where this system keeps what can be made again."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
