"""The comparison's rows as tables of markdown."""

import math
from pathlib import Path

import pandas as pd

from benchmarks.markdown import made_on, markdown, short
from benchmarks.rivals.equal import seconds_to

KEY = ["task", "pairs", "learner", "budget"]
OURS = "innverse-"


def step(results: Path) -> str:
    """Milliseconds of both libraries, how many times as long FrEIA takes, and the share of the matrix peak."""
    rows = pd.read_csv(results / "rivals-step.csv").drop_duplicates("width", keep="last").sort_values("width")
    lines: dict[str, pd.Series] = {"subnet width, batch": rows.width.astype(str) + ", " + rows.batch.astype(str)}
    for what, heading, form in (("step", "step", "{:.1f}"), ("draws", "100k draws", "{:.0f}")):
        lines |= {f"{heading}, ms": rows[f"{what}_ms"].map(form.format)}
        for mode, name in (("eager", "FrEIA"), ("compiled", "FrEIA, torch.compile"), ("graphs", "… and CUDA graphs")):
            if f"{mode}_{what}_ratio" in rows:
                lines |= {f"{name} ({heading})": _times(rows, mode, what, form)}
        lines |= {f"of the matrix peak ({heading})": rows[f"{what}_peak_share"].map("{:.0%}".format)}
    newest = rows.iloc[-1]
    peaks = ", ".join(rows.peak_gflops.map("{:.0f}".format))
    about = (
        f"matrix products {peaks} GFLOP/s, line by line; medians of {newest.repeats} rounds in turns; "
        f"PyTorch {newest.torch}, FrEIA {newest.freia}"
    )
    return markdown(pd.DataFrame(lines)) + f"\n{made_on(rows)}; {about}.\n"


def end_to_end(results: Path) -> str:
    """What every library reaches as it comes, and what it takes; innverse with its default number of epochs."""
    rows = _newest(results)
    rows = rows[~rows.learner.str.startswith(OURS) | rows.settings.str.endswith("of 40 epochs")]
    lines = {
        "task": rows.task,
        "pairs": rows.pairs.map("{:,}".format),
        "library": rows.learner + ": " + rows.settings,
        "updates": rows.updates.map("{:,.0f}".format),
        "C2ST": rows.c2st.map(_number),
        "pairs to posterior, s": rows.learn_seconds.map(short),
        "import, s": rows.import_seconds.map(short),
        "10,000 draws, s (first time)": rows.draws_seconds.map(short)
        + " ("
        + rows.first_draws_seconds.map(short)
        + ")",
        "peak memory, MB": rows.peak_mb.map("{:,.0f}".format),
    }
    return markdown(pd.DataFrame(lines)) + f"\n{_made_with(rows)}\n"


def equal_c2st(results: Path) -> str:
    """Seconds of innverse's methods to the C2ST that a rival ends with, and how many times as long the rival takes."""
    rows = _newest(results)
    lines = []
    for (task, pairs), group in rows[rows.c2st.notna()].groupby(["task", "pairs"], sort=False):
        ours = group[group.learner.str.startswith(OURS)]
        for rival in group[~group.learner.str.startswith(OURS)].itertuples():
            line = {"task": task, "pairs": f"{pairs:,}", "rival": _named(rival), "its C2ST": _number(rival.c2st)}
            line |= {"its seconds": short(rival.learn_seconds)}
            for method, curve in ours.groupby("learner", sort=False):
                trainings = list(zip(curve.learn_seconds, curve.c2st, strict=True))
                line |= {f"{method.removeprefix(OURS)}, s": _to_equal(rival, trainings)}
            lines.append(line)
    return markdown(pd.DataFrame(lines).fillna("")) + f"\n{_made_with(rows)}\n"


def _to_equal(rival, trainings: list[tuple[float, float]]) -> str:
    """ "12 (5.1×)"; "≤ 12 (≥ 5.1×)" where the shortest training is better already."""
    reached = seconds_to(rival.c2st, trainings)
    if math.isinf(reached.seconds):
        return "not reached"
    ratio = f"{rival.learn_seconds / reached.seconds:.1f}×"
    return f"≤ {short(reached.seconds)} (≥ {ratio})" if reached.at_most else f"{short(reached.seconds)} ({ratio})"


def _newest(results: Path) -> pd.DataFrame:
    rows = pd.read_csv(results / "rivals-end-to-end.csv", dtype={"budget": str})
    return rows.drop_duplicates(KEY, keep="last")


def _named(row) -> str:
    return row.learner if row.budget == "default" else f"{row.learner}, {row.budget}"


def _number(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.3f}"


def _times(rows: pd.DataFrame, mode: str, what: str, form: str) -> pd.Series:
    theirs, ratio = rows[f"freia_{mode}_{what}_ms"], rows[f"{mode}_{what}_ratio"]
    return (theirs.map(form.format) + " (" + ratio.map("{:.1f}×".format) + ")").where(theirs.notna(), "")


def _made_with(rows: pd.DataFrame) -> str:
    last = rows.iloc[-1]
    libraries = (
        f"sbi {last.sbi}, BayesFlow {last.bayesflow} on Keras {last.keras}, FrEIA {last.freia}, PyTorch {last.torch}"
    )
    compared = ", ".join(
        f"{task} {' or '.join(f'{n:,.0f}' for n in sorted(group.compared.dropna().unique()))}"
        for task, group in rows.groupby("task", sort=False)
    )
    return f"{made_on(rows)}; {libraries}; draws compared for each y: {compared}."
