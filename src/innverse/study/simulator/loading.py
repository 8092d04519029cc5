"""`simulator = "FILE.py:FUNCTION"` -> the user's function, from a file beside the study file."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from innverse.arguments.names import did_you_mean, listed
from innverse.problems.simulator import FAILURES
from innverse.study.resolve_path import resolve_path
from innverse.study.simulator.neighbours import MARK, find_after_libraries, forget_neighbours
from innverse.study.simulator.working_directory import WorkingDirectory


def load_simulator(reference: str, folder: Path) -> Callable:
    """The function that `FILE.py:FUNCTION` names; FILE is relative to `folder`, its neighbours can be imported.

    File and function may change the working directory: for them it stays so, for the caller it does not change.

    Raises:
        ValueError: when the reference has another form, the file fails to run, or holds no such function.
        FileNotFoundError: when there is no such file.
    """
    file_name, colon, function_name = reference.rpartition(":")
    if not (colon and file_name.endswith(".py") and function_name.isidentifier()):
        raise ValueError(f"[problem] simulator: expected 'FILE.py:FUNCTION', got {reference!r}")
    path = resolve_path(folder, file_name).resolve()
    if not path.is_file():
        raise FileNotFoundError(
            f"[problem] simulator: expected a file beside the study file, got {str(path)!r}, which does not exist"
        )
    directory = WorkingDirectory()
    with directory.entered():
        module = _run(path)
    return directory.around(_function(module, function_name, path))


def _run(path: Path) -> ModuleType:
    """The file as a module, found again by its name when a simulator starts worker processes.

    While it runs its neighbours come first on the search path, as for a script; afterwards they come last, so that none
    of them hides a module of a library.
    """
    forget_neighbours(path.parent)
    name = _free_name(path.stem)
    _forget(name)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ValueError(f"[problem] simulator: expected a Python file, got {str(path)!r}")
    module = importlib.util.module_from_spec(spec)
    setattr(module, MARK, True)
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
    find_after_libraries(folder)
    return module


def _advice(error: BaseException) -> str:
    return "; take sys.exit or exit() out of what runs on import" if isinstance(error, SystemExit) else ""


def _forget(name: str) -> None:
    """Another study's module of this name, and where it lies: worker processes would find that one."""
    earlier = sys.modules.pop(name, None)
    if earlier is not None and (folder := str(Path(earlier.__file__ or "").parent)) in sys.path:
        sys.path.remove(folder)


def _free_name(stem: str) -> str:
    """The file's own name, unless another module has it: worker processes of such a simulator cannot find it."""
    taken = sys.modules.get(stem)
    return stem if taken is None or hasattr(taken, MARK) else f"{MARK}_{stem}"


def _function(module: ModuleType, name: str, path: Path) -> Callable:
    known = [known for known, value in vars(module).items() if callable(value) and not known.startswith("_")]
    if name not in known:
        raise ValueError(
            f"[problem] simulator: expected a function of {path.name} ({listed(known) or 'it has none'}), "
            f"got {name!r}{did_you_mean(name, known)}"
        )
    return getattr(module, name)
