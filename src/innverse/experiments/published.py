"""Values of others, to stand beside ours: `published.csv`, a row for each number with its source."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Published:
    """One number.

    Attributes:
        task, who, score: what was measured of which method; `score` is a column of our rows.
        budget: simulations, None where it was another number than ours.
        kind: "published", or whose re-run it is of.
        source: where it stands.
    """

    task: str
    who: str
    score: str
    budget: int | None
    value: float
    kind: str
    source: str

    @property
    def name(self) -> str:
        """Whose it is, and what kind of number."""
        return f"{self.who} ({self.kind})"


def published(suite: str, task: str) -> list[Published]:
    """All numbers of a task, in the order of the file.

    >>> published("sbibm", "sir")[0].value
    0.815
    """
    with (files("innverse.experiments") / "published.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if (row["suite"], row["task"]) == (suite, task)]
    return [_number(row) for row in rows]


def _number(row: dict[str, str]) -> Published:
    budget, value = int(row["budget"] or 0) or None, float(row["value"])
    return Published(row["task"], row["who"], row["score"], budget, value, row["kind"], row["source"])
