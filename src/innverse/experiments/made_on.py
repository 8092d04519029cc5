"""What rows were made on, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from innverse.wording.counts import counted

if TYPE_CHECKING:
    import pandas as pd


def made_on(rows: pd.DataFrame) -> list[str]:
    """A sentence for each machine: rows, hours, commits, versions, seeds, load."""
    machines: dict[tuple[str, int, str], list[dict[str, Any]]] = {}
    for row in rows.to_dict("records"):
        machines.setdefault((row["processor"], row["cores"], row["backend"]), []).append(row)
    return [_sentence(*machine, found) for machine, found in machines.items()]


def _sentence(processor: str, cores: int, backend: str, rows: list[dict[str, Any]]) -> str:
    hours = sum(row["seconds"] for row in rows) / 3600
    loads = [row["load"] for row in rows]
    parts = [
        f"commit {listed(rows, 'commit')}",
        f"innverse {listed(rows, 'innverse')}, JAX {listed(rows, 'jax')}",
        f"seeds {listed(rows, 'seed')}",
        f"load {min(loads):.1f} to {max(loads):.1f}",
    ]
    where = f"{processor}, {counted(cores, 'core')}, {backend}"
    return f"{where}: {counted(len(rows), 'row')} in {hours:.2f} h; {'; '.join(parts)}."


def listed(rows: Iterable[dict[str, Any]], column: str) -> str:
    """What stands in a column, each once; "unknown" where nothing does."""
    found = dict.fromkeys(str(row[column]) for row in rows if row[column] == row[column])  # NaN: installed without git
    return ", ".join(found) or "unknown"
