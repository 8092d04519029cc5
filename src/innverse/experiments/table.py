"""Rows of measurements as tables for a reader: one for each task, mean ± standard deviation over seeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from innverse.experiments.made_on import listed
from innverse.experiments.one_configuration import one_configuration, seeds_together
from innverse.experiments.published import Published, published
from innverse.experiments.settings_hash import is_of_today
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


def tables(suite: Suite, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """A table of text for each task that has rows, indexed by method; published values beside ours.

    Of each method they show one configuration; where that is not today's, the line names its commit.
    """
    ours = one_configuration(rows.loc[rows["suite"] == suite.name]).to_dict("records")
    by_task = {task: [row for row in ours if row["task"] == task] for task in suite.task_names}
    return {task: _table(suite, found, published(suite.name, task)) for task, found in by_task.items() if found}


def _table(suite: Suite, rows: list[Row], known: list[Published]) -> pd.DataFrame:
    import pandas as pd

    lines = [_line(suite, group) for group in seeds_together(rows)]
    told = {one.score for one in known}
    scores = [score for score in suite.scores if score in told or any(line[score] for line in lines)]
    columns = ["method", "budget", *scores, "seeds", *EFFORT]
    if len(told) == 1:
        columns[3:3] = _add_columns(lines, known)
    else:
        lines += _as_rows(known)
    text = [{HEADINGS.get(name, name): line.get(name, "") for name in columns} for line in lines]
    return pd.DataFrame(text).set_index("method")


def _line(suite: Suite, rows: list[Row]) -> dict[str, str]:
    line = {"method": _name(rows), "budget": f"{rows[0]['budget']:,}"}
    line |= {name: plus_minus(_values(rows, name)) for name in suite.scores}
    line |= {name: _whole(_values(rows, name)) for name in EFFORT}
    failed = sum(isinstance(row.get("failure"), str) for row in rows)
    return line | {"seeds": f"{len(rows)}" + (f", {failed} failed" if failed else "")}


def _name(rows: list[Row]) -> str:
    name = str(rows[0]["method"])
    if all(is_of_today(row) for row in rows):
        return name
    return f"{name} (settings of {listed(rows, 'commit')})"


def _values(rows: list[Row], name: str) -> list[float]:
    values = [float(row.get(name, np.nan)) for row in rows]
    return [value for value in values if np.isfinite(value)]


def _add_columns(lines: list[dict[str, str]], known: list[Published]) -> list[str]:
    """Where only one score was published: a column for each who published it; their names."""
    for one in known:
        for line in lines:
            if line["budget"] == f"{one.budget:,}":
                line[one.name] = plus_minus([one.value])
    return list(dict.fromkeys(one.name for one in known))


def _as_rows(known: list[Published]) -> list[dict[str, str]]:
    """Where several scores were published: a line for each who published them."""
    lines: dict[str, dict[str, str]] = {}
    for one in known:
        line = lines.setdefault(one.name, {"method": one.name})
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
