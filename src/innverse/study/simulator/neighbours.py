"""Modules beside a simulator, which it may import: found behind libraries, and by each study its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

MARK = "_innverse_simulator"
"""An attribute of modules that are simulators: another study's file of the same name may take their place."""


def _folders() -> list[str]:
    """Where the simulators that were loaded lie."""
    return [str(Path(module.__file__ or "").parent) for module in list(sys.modules.values()) if hasattr(module, MARK)]


def find_after_libraries(folder: str) -> None:
    """Put on the search path, behind libraries and before other simulators."""
    others = [place for place in _folders() if place != folder and place in sys.path]
    if folder in sys.path and not others:
        return
    if folder in sys.path:
        sys.path.remove(folder)
    sys.path.insert(min((sys.path.index(place) for place in others), default=len(sys.path)), folder)


def forget_neighbours(folder: Path) -> None:
    """Modules that simulators of other folders imported from beside them, where this one has such a file of its own."""
    earlier = [place + os.sep for place in _folders() if place != str(folder)]
    for name, module in list(sys.modules.items()):
        file, top = getattr(module, "__file__", None) or "", name.partition(".")[0]
        is_neighbour = any(file.startswith((f"{place}{top}.py", f"{place}{top}{os.sep}")) for place in earlier)
        here = (folder / f"{top}.py").is_file() or (folder / top).is_dir()
        if is_neighbour and here and not hasattr(module, MARK):
            del sys.modules[name]
