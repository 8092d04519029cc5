"""Where a file lies that a study names."""

from __future__ import annotations

from pathlib import Path


def resolve_path(folder: Path, name: str) -> Path:
    """Relative names start at the study's folder, `~` is the user's own.

    Raises:
        ValueError: `~` of a user who has no folder here.

    >>> resolve_path(Path("studies"), "runs.csv").as_posix()
    'studies/runs.csv'
    >>> resolve_path(Path("studies"), "~/runs.csv") == Path.home() / "runs.csv"
    True
    """
    try:
        return folder / Path(name).expanduser()
    except RuntimeError as error:
        raise ValueError(f"{name}: expected a user with a folder of their own after ~, got none") from error
