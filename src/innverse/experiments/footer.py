"""What stands under the tables of a suite: what failed, whose the other values are, what our rows were made on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from innverse.experiments.made_on import made_on
from innverse.experiments.one_configuration import one_configuration
from innverse.experiments.published import published
from innverse.experiments.suite import Suite

if TYPE_CHECKING:
    import pandas as pd


def footer(suite: Suite, rows: pd.DataFrame) -> list[str]:
    """Sentences: failures, the sources of others' values, and a machine each of the rows that the tables show."""
    shown = one_configuration(rows)
    return [*failures(shown), *sources(suite), *made_on(shown)]


def failures(rows: pd.DataFrame) -> list[str]:
    """Of each row without scores, the reason."""
    return [
        f"Failed: {row['task']}, {row['method']}, {row['budget']:,} simulations, seed {row['seed']}: {row['failure']}."
        for row in rows.to_dict("records")
        if isinstance(row.get("failure"), str)
    ]


def sources(suite: Suite) -> list[str]:
    """Where what stands beside ours comes from, a sentence for each.

    >>> from innverse.experiments.suites import suites
    >>> sources(suites()["sbibm"])[0]
    'Published (sbi NPE; best of 8 methods of 2021): Lueckmann et al. 2021, arXiv 2101.04653.'
    """
    known = [one for task in suite.task_names for one in published(suite.name, task)]
    by_source: dict[tuple[str, str], list[str]] = {}
    for one in known:
        by_source.setdefault((one.kind, one.source), []).append(one.who)
    return [
        f"{kind[0].upper()}{kind[1:]} ({'; '.join(dict.fromkeys(who))}): {source}."
        for (kind, source), who in by_source.items()
    ]
