"""One glance at the sbibm rows for README: C2ST of the conditional flow, and what others published."""

from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.markdown import markdown
from innverse.experiments.footer import sources
from innverse.experiments.one_configuration import one_configuration, seeds_together
from innverse.experiments.published import published
from innverse.experiments.rows import Rows
from innverse.experiments.suites import suites

OURS = {
    "ConditionalINN": "`ConditionalINN`",
    "ConditionalINN-reweighed": "… its draws weighed",
    "ConditionalINN-reweighed-by-four": "… by four",
    "ConditionalINN-emulated": "with emulated pairs",
    "ConditionalINN-emulated-reweighed": "… their draws weighed",
    "ConditionalINN-ensemble": "… of four networks",
}
THEIRS = ("sbi NPE", "best of 8 methods of 2021", "best since, trained once for all y")
BUDGETS = (10_000, 100_000)


def against_published(results: Path) -> str:
    """A line for each task and budget of which there is a row; means over seeds, with their number."""
    rows = one_configuration(Rows(results / "benchmark-sbibm" / "rows.csv").read())
    lines = [
        line
        for task in suites()["sbibm"].task_names
        for budget in BUDGETS
        if (line := _line(rows[(rows.task == task) & (rows.budget == budget)], task, budget))
    ]
    return "\n".join([markdown(pd.DataFrame(lines).fillna("")), *sources(suites()["sbibm"])]) + "\n"


def _line(rows: pd.DataFrame, task: str, budget: int) -> dict[str, str]:
    found = {group[0]["method"]: group for group in seeds_together(rows.to_dict("records"))}
    if not found.keys() & OURS.keys():
        return {}
    ours = {heading: _mean(found[name]) if name in found else "" for name, heading in OURS.items()}
    known = {one.who: f"{one.value:.3f}" for one in published("sbibm", task) if one.budget == budget}
    theirs = {who: known.get(who, "") for who in THEIRS}
    return {"task": task, "simulations": f"{budget:,}"} | ours | theirs


def _mean(rows: list[dict]) -> str:
    seeds = f" ({len(rows)} seeds)" if len(rows) > 1 else ""
    return f"{np.mean([row['c2st'] for row in rows]):.3f}{seeds}"
