"""`simulator = "FILE.py:FUNCTION"` -> the user's function, from a file beside the study file."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from innverse.problems.simulator import FAILURES
from innverse.study.placed import placed
from innverse.wording.names import did_you_mean, listed

_MARK = "_innverse_simulator"
"""An attribute of modules that were loaded here: another study's file of the same name may take their place."""


def load_simulator(reference: str, folder: Path) -> Callable:
    """The function that `FILE.py:FUNCTION` names; FILE is relative to `folder`, its neighbours can be imported.

    Raises:
        ValueError: when the reference has another form, the file fails to run, or holds no such function.
        FileNotFoundError: when there is no such file.
    """
    file_name, colon, function_name = reference.rpartition(":")
    if not (colon and file_name.endswith(".py") and function_name.isidentifier()):
        raise ValueError(f"[problem] simulator: expected 'FILE.py:FUNCTION', got {reference!r}")
    path = placed(folder, file_name).resolve()
    if not path.is_file():
        raise FileNotFoundError(
            f"[problem] simulator: expected a file beside the study file, got {str(path)!r}, which does not exist"
        )
    return _function(_run(path), function_name, path)


def _run(path: Path) -> ModuleType:
    """The file as a module, found again by its name when a simulator starts worker processes.

    While it runs its neighbours come first on the search path, as for a script; afterwards they come last, so that none
    of them hides a module of a library.
    """
    _forget_neighbours(path.parent)
    name = _free_name(path.stem)
    _forget(name)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ValueError(f"[problem] simulator: expected a Python file, got {str(path)!r}")
    module = importlib.util.module_from_spec(spec)
    setattr(module, _MARK, True)
    sys.modules[name] = module
    folder = str(path.parent)
    sys.path.insert(0, folder)
    try:
        spec.loader.exec_module(module)
    except FAILURES as error:
        del sys.modules[name]
        raise ValueError(
            f"[problem] simulator: expected a file that runs, got {type(error).__name__} in {path.name}: {error}"
            f"{_advice(error)}"
        ) from error
    finally:
        sys.path.remove(folder)
    _find_after_libraries(folder)
    return module


def _advice(error: BaseException) -> str:
    return "; take sys.exit or exit() out of what runs on import" if isinstance(error, SystemExit) else ""


def _forget(name: str) -> None:
    """Another study's module of this name, and where it lies: worker processes would find that one."""
    earlier = sys.modules.pop(name, None)
    if earlier is not None and (folder := str(Path(earlier.__file__ or "").parent)) in sys.path:
        sys.path.remove(folder)


def _folders() -> list[str]:
    """Where the simulators that were loaded lie."""
    return [str(Path(module.__file__ or "").parent) for module in list(sys.modules.values()) if hasattr(module, _MARK)]


def _find_after_libraries(folder: str) -> None:
    """On the search path behind libraries and before other simulators."""
    others = [place for place in _folders() if place != folder and place in sys.path]
    if folder in sys.path and not others:
        return
    if folder in sys.path:
        sys.path.remove(folder)
    sys.path.insert(min((sys.path.index(place) for place in others), default=len(sys.path)), folder)


def _forget_neighbours(folder: Path) -> None:
    """Modules that simulators of other folders imported from beside them, where this one has such a file of its own."""
    earlier = [place + os.sep for place in _folders() if place != str(folder)]
    for name, module in list(sys.modules.items()):
        file, top = getattr(module, "__file__", None) or "", name.partition(".")[0]
        is_neighbour = any(file.startswith((f"{place}{top}.py", f"{place}{top}{os.sep}")) for place in earlier)
        here = (folder / f"{top}.py").is_file() or (folder / top).is_dir()
        if is_neighbour and here and not hasattr(module, _MARK):
            del sys.modules[name]


def _free_name(stem: str) -> str:
    """The file's own name, unless another module has it: worker processes of such a simulator cannot find it."""
    taken = sys.modules.get(stem)
    return stem if taken is None or hasattr(taken, _MARK) else f"{_MARK}_{stem}"


def _function(module: ModuleType, name: str, path: Path) -> Callable:
    known = [known for known, value in vars(module).items() if callable(value) and not known.startswith("_")]
    if name not in known:
        raise ValueError(
            f"[problem] simulator: expected a function of {path.name} ({listed(known) or 'it has none'}), "
            f"got {name!r}{did_you_mean(name, known)}"
        )
    return getattr(module, name)
