"""The tables of the problems' pages, from problems.csv and parameters.csv."""

from pathlib import Path

import pandas as pd

from benchmarks.markdown import made_on, markdown, median_and_extremes

WORDS = {
    "mmd_squared": "squared MMD to the exact posterior",
    "resimulation_error": "re-simulation error",
    "resimulation_floor": "re-simulation error of the true parameters",
    "label_accuracy": "label accuracy",
    "calibration_error": "largest calibration error",
    "calibration_error_bound": "… 95 % of exact posteriors stay below",
    "least_sbc_p_value": "least SBC p-value of the parameters",
    "seconds": "seconds in all",
    "seconds_simulate": "… to simulate",
    "seconds_train": "… to train",
}


def problem_page(name: str, results: Path) -> str:
    """Parameters and scores of a problem: of its demo, and of further studies where rows of them are there."""
    whole, single = (_rows(results / file, name) for file in ("problems.csv", "parameters.csv"))
    return "\n".join(
        _study(study, whole[whole.study == study], single[single.study == study]) for study in whole.study.unique()
    )


def demo_at_a_glance(name: str, results: Path) -> str:
    """What the demo of a problem prints with seed 0: its newest row, for README."""
    rows = _rows(results / "problems.csv", name)
    row = rows[(rows.study == "demo") & (rows.seed == 0)].iloc[-1]
    reason = "" if row.verdict == "green" else f": {row.verdict_reason}"
    disturbed = ", with other work on the same cores" if row.load > row.cores else ""
    lines = {
        f"{WORDS['mmd_squared']} ({row.mmd_squared_note})": f"{row.mmd_squared:.4f}",
        "re-simulation error": f"{row.resimulation_error:.2g}",
        "largest calibration error (95 % of exact posteriors stay below)": f"{row.calibration_error:.3f} "
        f"({row.calibration_error_bound:.3f})",
        f"seconds in all (of these, to train){disturbed}": f"{row.seconds:.0f} ({row.seconds_train:.0f})",
        "verdict": f"{row.verdict}{reason}",
    }
    table = pd.DataFrame({f"{row.training_pairs:,} training pairs, {row.epochs} epochs": lines})
    return markdown(table.reset_index(names="found")) + f"\n{made_on(rows[rows.index == row.name])}.\n"


def _rows(path: Path, name: str) -> pd.DataFrame:
    """The newest row of each study, seed and parameter."""
    rows = pd.read_csv(path)
    keys = [column for column in ("study", "seed", "parameter") if column in rows]
    return rows[rows.problem == name].drop_duplicates(keys, keep="last")


def _study(study: str, whole: pd.DataFrame, single: pd.DataFrame) -> str:
    title = "The demo" if study == "demo" else f"`{study}`"
    newest = whole.iloc[-1]
    budget = f"{newest.training_pairs:,} training pairs, {newest.epochs} epochs; modes: {newest.modes}"
    return f"{title}: {budget}.\n\n{_parameters(single)}\n{_scores(whole)}\n{made_on(whole)}.\n"


def _parameters(rows: pd.DataFrame) -> str:
    lines = []
    for name, group in rows.groupby("parameter", sort=False):
        line = {"parameter": name, "recoverability": f"{group.recoverability.median():.2f}"}
        line |= {"information, nats": f"{group.information.median():.2f}", "given y*": _answer(group)}
        line["calibration error"] = f"{group.calibration_error.median():.3f}"
        lines.append(line | _compared(group))
    return markdown(pd.DataFrame(lines).fillna(""))


def _answer(group: pd.DataFrame) -> str:
    unit = group.unit.iloc[0]
    text = f"{group['mean'].median():.3g} ± {group.sd.median():.2g}"
    return f"{text} {unit}" if isinstance(unit, str) and unit else text


def _compared(group: pd.DataFrame) -> dict[str, str]:
    """Difference in reference sd, and the ratio of the sds, medians over seeds."""
    if "reference" not in group or group.reference.isna().all():
        return {}
    known = f"{group.reference.iloc[0]:.3g} ± {group.reference_sd.iloc[0]:.2g}"
    difference = median_and_extremes((group["mean"] - group.reference) / group.reference_sd)
    return {
        "reference": known,
        "difference, sd": difference,
        "sd ratio": median_and_extremes(group.sd / group.reference_sd),
    }


def _scores(rows: pd.DataFrame) -> str:
    known = {words: rows[column] for column, words in WORDS.items() if rows[column].notna().any()}
    lines = {
        "score": list(known),
        "median (least … largest)": [median_and_extremes(values) for values in known.values()],
    }
    return markdown(pd.DataFrame(lines))
