"""The page of a benchmark: a table for each task, what the scores are, and what the rows were made on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class BenchmarkPage:
    """What the page says.

    Attributes:
        kicker, title, about: a few words, a line, a paragraph.
        tables: text by task, indexed by method.
        made_on: a sentence for each machine.
    """

    kicker: str
    title: str
    about: str
    tables: dict[str, pd.DataFrame]
    made_on: list[str]


def write_benchmark(page: BenchmarkPage, path: Path) -> None:
    """One self-contained HTML file: nothing is loaded from elsewhere, no script runs."""
    environment = Environment(
        loader=PackageLoader("innverse.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(environment.get_template("benchmark.html.j2").render(page=page), encoding="utf-8")
