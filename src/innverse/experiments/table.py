"""Rows of measurements as tables for a reader: one for each task, mean ± standard deviation over seeds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from innverse.experiments.published import Published, published
from innverse.experiments.suite import Suite

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
HEADINGS = {
    "method": "method",
    "budget": "simulations",
    "seeds": "seeds",
    "c2st": "C2ST",
    "mmd": "MMD²",
    "err_post": "Err_post",
    "err_resim": "Err_resim",
    "map_error_first": "MAP error, sO2",
    "map_error": "MAP error, all",
    "resimulation": "re-simulation error",
    "calibration_error": "calibration error",
    "sbc_p": "SBC p",
    "train_seconds": "training, s",
    "draws_per_second": "draws/s",
    "weights": "weights",
    "epochs": "epochs",
}
EFFORT = ("train_seconds", "draws_per_second", "weights", "epochs")
GROUP = ("budget", "method", "epochs", "measurements")
PUBLISHED = " (published)"


def tables(suite: Suite, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """A table of text for each task that has rows, indexed by method; published values beside ours.

    Lines name their commits where there is more than one.
    """
    ours = shown(suite, rows).to_dict("records")
    commits = len({row.get("commit") for row in ours}) > 1
    by_task = {task: [row for row in ours if row["task"] == task] for task in suite.task_names}
    return {
        task: _table(suite, found, published(suite.name, task), commits) for task, found in by_task.items() if found
    }


def shown(suite: Suite, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that a suite's tables are made of: of each method the newest settings, and of these the last of a seed.

    Settings are the same for all tasks: a task that was not measured again has no row, rather than one of another
    method under the same name.
    """
    import pandas as pd

    ours = [row for row in rows.to_dict("records") if row["suite"] == suite.name]
    newest = {_group(row): row["settings"] for row in ours}
    last = {
        (row["task"], *_group(row), row["seed"]): index
        for index, row in enumerate(ours)
        if row["settings"] == newest[_group(row)]
    }
    return pd.DataFrame([ours[index] for index in sorted(last.values())], columns=rows.columns)


def _table(suite: Suite, rows: list[Row], known: list[Published], commits: bool) -> pd.DataFrame:
    import pandas as pd

    lines = [_line(suite, group) for group in groups(rows)]
    told = {one.score for one in known}
    scores = [score for score in suite.scores if score in told or any(line[score] for line in lines)]
    columns = ["method", "budget", *scores, "seeds", *EFFORT, *(["commit"] if commits else [])]
    if len(told) == 1:
        columns[3:3] = _add_columns(lines, known)
    else:
        lines += _as_rows(known)
    text = [{HEADINGS.get(name, name): line.get(name, "") for name in columns} for line in lines]
    return pd.DataFrame(text).set_index("method")


def groups(rows: list[Row]) -> list[list[Row]]:
    """Rows of one task that differ in their seed alone, smaller budgets first, then as they come."""
    order = {_group(row): number for number, row in reversed(list(enumerate(rows)))}
    kept = sorted(rows, key=lambda row: (row["budget"], order[_group(row)]))
    return [list(group) for _, group in groupby(kept, key=_group)]


def _group(row: Row) -> tuple:
    return tuple(row[name] for name in GROUP)


def _line(suite: Suite, rows: list[Row]) -> dict[str, str]:
    line = {"method": str(rows[0]["method"]), "budget": f"{rows[0]['budget']:,}"}
    line |= {name: plus_minus(_values(rows, name)) for name in suite.scores}
    line |= {name: _whole(_values(rows, name)) for name in EFFORT}
    line |= {"commit": ", ".join(dict.fromkeys(str(row["commit"]) for row in rows if row.get("commit")))}
    failed = sum(isinstance(row.get("failure"), str) for row in rows)
    return line | {"seeds": f"{len(rows)}" + (f", {failed} failed" if failed else "")}


def _values(rows: list[Row], name: str) -> list[float]:
    values = [float(row.get(name, np.nan)) for row in rows]
    return [value for value in values if np.isfinite(value)]


def _add_columns(lines: list[dict[str, str]], known: list[Published]) -> list[str]:
    """Where only one score was published: a column for each who published it; their names."""
    for one in known:
        for line in lines:
            if line["budget"] == f"{one.budget:,}":
                line[one.who + PUBLISHED] = plus_minus([one.value])
    return list(dict.fromkeys(one.who + PUBLISHED for one in known))


def _as_rows(known: list[Published]) -> list[dict[str, str]]:
    """Where several scores were published: a line for each who published them."""
    lines: dict[str, dict[str, str]] = {}
    for one in known:
        line = lines.setdefault(one.who, {"method": one.who + PUBLISHED})
        line[one.score] = plus_minus([one.value])
    return list(lines.values())


def plus_minus(values: Sequence[float]) -> str:
    """Mean ± standard deviation over seeds, with digits that the latter vouches for; one value alone as it is.

    >>> plus_minus([0.501, 0.512]), plus_minus([2.7e-6]), plus_minus([])
    ('0.5065 ± 0.0078', '2.7 × 10⁻⁶', '')
    """
    from innverse.report.numbers import decimals_for, fixed, power_of_ten, significant, superscript

    if not len(values):
        return ""
    if len(values) == 1 or not np.std(values):
        return significant(float(np.mean(values)))
    mean, sd = float(np.mean(values)), float(np.std(values, ddof=1))
    power = power_of_ten(max(abs(mean), sd))
    decimals = decimals_for(sd / 10.0**power)
    text = f"{fixed(mean / 10.0**power, decimals)} ± {fixed(sd / 10.0**power, decimals)}"
    return f"({text}) × 10{superscript(power)}" if power else text


def _whole(values: Sequence[float]) -> str:
    return f"{round(float(np.mean(values))):,}" if len(values) else ""


def sources(suite: Suite) -> list[str]:
    """Who published what stands beside ours, a sentence for each.

    >>> from innverse.experiments.suites import suites
    >>> sources(suites()["paper"])
    ['INN, NN with dropout, INN with L_y + L_z only, INN with L_x only, cVAE, cVAE-IAF: arXiv 1808.04730']
    """
    known = [one for task in suite.task_names for one in published(suite.name, task)]
    by_source: dict[str, list[str]] = {}
    for one in known:
        by_source.setdefault(one.source, []).append(one.who)
    return [f"{', '.join(dict.fromkeys(who))}: {source}" for source, who in by_source.items()]
