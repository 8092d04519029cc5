"""The page of a benchmark: a table for each task, what the scores are, and where the numbers come from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from innverse.report.template import rendered, write_page

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class BenchmarkPage:
    """What the page says.

    Attributes:
        kicker, title, about: a few words, a line, a paragraph.
        tables: text by task, indexed by method.
        footer: sentences under the tables.
    """

    kicker: str
    title: str
    about: str
    tables: dict[str, pd.DataFrame]
    footer: list[str]


def write_benchmark(page: BenchmarkPage, path: Path) -> None:
    """One self-contained HTML file: nothing is loaded from elsewhere, no script runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_page(rendered("benchmark.html.j2", page=page), path)
