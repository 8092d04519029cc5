"""Rows of measurements, appended to CSV files as soon as they are there."""

import sys
from pathlib import Path
from typing import Any

import pandas as pd

from innverse.durable.atomic_write import atomic_write

RESULTS = Path(__file__).parent / "results"


def append(row: dict[str, Any], path: Path) -> None:
    """Adds a row; columns that the file does not have yet are added to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    earlier = [pd.read_csv(path)] if path.exists() else []
    with atomic_write(path) as partial:
        pd.concat([*earlier, pd.DataFrame([row])], ignore_index=True).to_csv(partial, index=False)


def has(path: Path, key: dict[str, Any]) -> bool:
    """Whether the file holds a row with these values; None stands for one that was not given."""
    if not path.exists():
        return False
    rows = pd.read_csv(path)
    rows = rows.reindex(columns=[*rows, *(name for name in key if name not in rows)])
    found = [rows[name].isna() if value is None else rows[name] == value for name, value in key.items()]
    return bool(pd.concat(found, axis=1).all(axis=1).any())


def progress(text: str) -> None:
    """A line on stderr."""
    print(text, file=sys.stderr, flush=True)
