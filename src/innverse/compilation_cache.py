"""Compiled programs are kept between runs, so that the second run starts fast."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from innverse.user_cache import user_cache

VARIABLE = "JAX_COMPILATION_CACHE_DIR"
LEAST_SECONDS = "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"
_DAMAGED = "Error reading persistent compilation cache entry"
"""How JAX's warning begins: of an entry that a full disk or a kill has cut."""
_ENTRIES = ("*-cache", "*-atime")


def keep_compiled_programs() -> None:
    """Point JAX to the user's cache directory, as the command line does; before the first program is compiled.

    What a script compiles, all code that uses JAX included, is found again the next time that it runs. Does nothing
    where the variable `JAX_COMPILATION_CACHE_DIR` is set (to "" to have no cache), or where the directory cannot be
    written.
    """
    if VARIABLE in os.environ:
        return
    try:
        directory = _directory()
        directory.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # RuntimeError: the user has no home
        return
    if os.access(directory, os.W_OK):
        _point_to(directory)


def empty_if_damaged(warning: str) -> str:
    """The warning; where it tells of a damaged entry in the user's cache, that it was emptied, as it now is.

    JAX never replaces an entry: each later run would warn of it, and compile that program anew.
    """
    kept = os.environ.get(VARIABLE)
    if not warning.startswith(_DAMAGED) or not kept or not _is_ours(kept):
        return warning
    for entry in (path for pattern in _ENTRIES for path in Path(kept).glob(pattern)):
        with suppress(OSError):
            entry.unlink()
    return f"the cache of compiled programs in {kept} was damaged and has been emptied; they are compiled again"


def _is_ours(kept: str) -> bool:
    """Not a place that the user has chosen."""
    with suppress(RuntimeError):
        return kept == str(_directory())
    return False


def _directory() -> Path:
    return user_cache() / "innverse" / "compiled"


def _point_to(directory: Path) -> None:
    # JAX's own threshold of one second would leave most of our programs out; dozens are small.
    jax = sys.modules.get("jax")
    if jax is None:  # whoever imports it reads the variables; importing it takes a second
        os.environ[VARIABLE] = str(directory)
        os.environ.setdefault(LEAST_SECONDS, "0")
    elif not jax.config.jax_compilation_cache_dir:
        jax.config.update(VARIABLE.lower(), str(directory))
        if LEAST_SECONDS not in os.environ:
            jax.config.update(LEAST_SECONDS.lower(), 0.0)
