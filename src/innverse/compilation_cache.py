"""Compiled programs are kept between runs, so that the second run starts fast."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from innverse.user_cache import user_cache

VARIABLE = "JAX_COMPILATION_CACHE_DIR"
LEAST_SECONDS = "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"


def keep_compiled_programs() -> None:
    """Point JAX to the user's cache directory, as the command line does; before the first program is compiled.

    What a script compiles, all code that uses JAX included, is found again the next time that it runs. Does nothing
    where the variable `JAX_COMPILATION_CACHE_DIR` is set (to "" to have no cache), or where the directory cannot be
    written.
    """
    if VARIABLE in os.environ:
        return
    try:
        directory = user_cache() / "innverse" / "compiled"
        directory.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # RuntimeError: the user has no home
        return
    if os.access(directory, os.W_OK):
        _point_to(directory)


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
