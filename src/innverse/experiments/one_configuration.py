"""Which rows tables show: of each method one configuration, the same for all tasks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from innverse.experiments.settings_hash import is_of_today

if TYPE_CHECKING:
    import pandas as pd

GROUP = ("budget", "method", "epochs", "measurements")


def one_configuration(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a suite whose method would be trained today as it was then; of methods that have none, the newest.

    A method's settings are the same for all tasks: one that was changed would otherwise stand in two configurations
    under one name, beside other methods. Of a seed that was run again, the last row counts.
    """
    import pandas as pd

    today = pd.Series([is_of_today(row) for row in rows.to_dict("records")], rows.index, dtype=bool)
    shown = rows.loc[today | ~today.groupby(rows["method"]).transform("any")]
    newest = shown.groupby(list(GROUP))["settings"].transform("last")
    return shown.loc[shown["settings"] == newest].drop_duplicates([*GROUP, "task", "seed"], keep="last")


def seeds_together(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Rows of one task that differ in their seed alone, smaller budgets first."""
    order = {_group(row): number for number, row in reversed(list(enumerate(rows)))}
    ordered = sorted(rows, key=lambda row: (row["budget"], order[_group(row)]))
    return [list(group) for _, group in groupby(ordered, key=_group)]


def _group(row: dict[str, Any]) -> tuple:
    return tuple(row[name] for name in GROUP)
