"""Writes the measured tables into the documents, between `<!-- table:NAME -->` and `<!-- end -->`.

Run from the repository's root: python -m benchmarks.render
"""

import argparse
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd

from benchmarks.against_published import against_published
from benchmarks.candidates import COMPARED
from benchmarks.growth import SIZES as GROWTH
from benchmarks.growth_tables import growth, startup
from benchmarks.markdown import made_on, markdown, median_and_extremes
from benchmarks.problem_tables import demo_at_a_glance, problem_page
from benchmarks.rivals import tables as rivals
from benchmarks.rows import RESULTS, progress
from innverse.diagnosis.rules import CALIBRATED, RULES, TRAINED
from innverse.experiments.footer import footer
from innverse.experiments.rows import Rows
from innverse.experiments.suites import suites
from innverse.experiments.table import tables
from innverse.study import demos

ROOT = Path(__file__).parents[1]
MARKED = re.compile(r"(<!-- table:(?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
RECIPE = ("maximum-likelihood", "fixed-permutation", "no-padding", "constant-sigma")


def main() -> None:
    """Renders every marked place of the documents whose measurements are there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder with speed.csv and objectives.csv")
    everything = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    parser.add_argument("documents", nargs="*", type=Path, default=everything)
    options = parser.parse_args()
    for document in options.documents:
        text = document.read_text()
        filled = MARKED.sub(lambda place: _filled(place, options.results), text)
        if filled != text:
            document.write_text(filled)
            progress(f"{document}: written")


def speed(results: Path) -> str:
    """Milliseconds of a step and of the draws, newest row of each size."""
    rows = pd.read_csv(results / "speed.csv").drop_duplicates("width", keep="last").sort_values("width")
    lines = {
        "subnet width, batch": rows.width.astype(str) + ", " + rows.batch.astype(str),
        "step, ms": rows.step_ms.map("{:.1f}".format),
        "prototype (scaled to this peak), ms": _beside(rows, "step", "{:.0f}"),
        "100k inverse draws, ms": rows.draws_ms.map("{:.0f}".format),
        "prototype (scaled to this peak), ms ": _beside(rows, "draws", "{:.0f}"),
    }
    newest = rows.iloc[-1]
    peaks = (
        f"matrix products {newest.peak_gflops:.0f} GFLOP/s (prototype's machine: {newest.prototype_peak_gflops:.0f})"
    )
    return markdown(pd.DataFrame(lines)) + f"\n{made_on(rows)}; {peaks}; median of {newest.repeats} timings.\n"


def kinematics(results: Path) -> str:
    """Objectives on inverse kinematics."""
    return _scores(_objectives(results, ["kinematics"], COMPARED), ["mmd", "mmd_median", "resimulation"])


def mixture(results: Path) -> str:
    """Objectives on the Gaussian mixture's label sets."""
    rows = _objectives(results, ["mixture", "mixture-some", "mixture-none"], COMPARED)
    return _scores(rows, ["mmd", "worst_weight_error", "label_accuracy"])


def recipe(results: Path) -> str:
    """The default, and each of its choices taken back."""
    return _scores(_objectives(results, ["kinematics"], RECIPE), ["mmd", "mmd_median", "resimulation"])


def verdicts(results: Path) -> str:
    """In how many seeds each question was red, for each kind of model; the newest row of each kind and seed."""
    rows = pd.read_csv(results / "verdicts.csv").drop_duplicates(["kind", "seed"], keep="last").fillna("")
    lines = [
        {"model": kind, "seeds": len(group), "red": f"{(group.verdict == 'red').sum()}"}
        | {rule.question: _times(group.red, rule.question) for rule in RULES}
        | {"amber: intervals": _times(group.amber, CALIBRATED.question)}
        for kind, group in rows.groupby("kind", sort=False)
    ]
    table = pd.DataFrame(lines).drop(columns=TRAINED.question)  # nothing was trained
    return (
        markdown(table) + f"\n{rows.processor.iloc[-1]}; innverse {rows.innverse.iloc[-1]}, JAX {rows.jax.iloc[-1]}.\n"
    )


def _times(named: pd.Series, question: str) -> str:
    return f"{named.str.split('; ').map(lambda questions: question in questions).sum()}"


def refinement(results: Path) -> str:
    """Networks and their refined draws against the exact answer; newest row of each problem."""
    rows = pd.read_csv(results / "refinement.csv").drop_duplicates("problem", keep="last")
    lines = {"problem": rows.problem, "by": rows.by.str.partition("(")[0], "draws": rows.draws}
    lines |= {"effective": rows.effective_draws.map("{:,.0f}".format)}
    lines |= {heading: _before_and_after(rows, name) for heading, name in REFINED.items()}
    lines |= {"seconds": rows.seconds.map("{:.0f}".format)}
    last = rows.iloc[-1]
    where = f"{last.processor}, load {rows.load.min():.1f} to {rows.load.max():.1f}"
    return markdown(pd.DataFrame(lines)) + f"\n{where}; innverse {last.innverse}, JAX {last.jax}.\n"


def _before_and_after(rows: pd.DataFrame, name: str) -> pd.Series:
    columns = (rows[f"{name}_{when}"].map(lambda value: "" if pd.isna(value) else f"{value:.2g}") for when in WHEN)
    before, after = columns
    return (before + " → " + after).where(before != "", "")


def benchmark(name: str, results: Path) -> str:
    """A suite of `innverse benchmark`: its tables, what the scores mean, and where the numbers come from."""
    suite, rows = suites()[name], Rows(results / f"benchmark-{name}" / "rows.csv").read()
    parts = [f"**{task}**\n\n{markdown(table.reset_index())}" for task, table in tables(suite, rows).items()]
    return "\n".join([*parts, suite.about, "", *footer(suite, rows), ""])


def ablations(results: Path) -> str:
    """The INN of the kruse table with one thing changed at a time; medians over seeds."""
    rows = pd.read_csv(results / "ablations.csv").drop_duplicates(["task", "ablation", "pairs", "seed"], keep="last")
    lines = [
        {"changed": name, "seeds": len(group), "weights": f"{group.weights.iloc[0]:,}", "epochs": group.epochs.iloc[0]}
        | {heading: median_and_extremes(group[column]) for column, heading in ABLATED.items()}
        for name, group in rows.groupby("ablation", sort=False)
    ]
    return markdown(pd.DataFrame(lines)) + f"\n{made_on(rows)}; median over seeds (least … largest).\n"


def few_pairs(results: Path) -> str:
    """Mean log density of fresh pairs, a column for each training; medians over seeds."""
    rows = pd.read_csv(results / "few-pairs.csv")
    lines = [
        dict(zip(("task", "method", "pairs"), (task, method, f"{pairs:,}"), strict=True))
        | {name: f"{group.log_q.median():.2f}" for name, group in of_it.groupby("training", sort=False)}
        for (task, method, pairs), of_it in rows.groupby(["task", "method", "pairs"], sort=False)
    ]
    return markdown(pd.DataFrame(lines).fillna("")) + f"\n{made_on(rows)}; median over seeds.\n"


def survey(results: Path) -> str:
    """Observations a second and memory; the newest row of each size."""
    rows = pd.read_csv(results / "survey.csv").drop_duplicates(["rows", "draws"], keep="last")
    lines = {
        "observations": rows["rows"].map("{:,}".format),
        "draws of each": rows.draws,
        "observations a second": rows.observations_per_second.map("{:.0f}".format),
        "hours for a million": rows.million_hours,
        "most memory, MiB": rows.peak_mib.map("{:,}".format),
        "load": rows.load,
    }
    last = rows.iloc[-1]
    where = f"{last.cores} cores of {last.processor}; innverse {last.innverse}, JAX {last.jax}"
    return markdown(pd.DataFrame(lines)) + f"\n{where}; a load above the cores means that others worked there too.\n"


def rules(results: Path) -> str:
    """The thresholds of the verdict."""
    return markdown(pd.DataFrame([vars(rule) for rule in RULES]))


TABLES: dict[str, tuple[str, Callable[[Path], str]]] = {
    "speed": ("speed.csv", speed),
    "objectives-kinematics": ("objectives.csv", kinematics),
    "objectives-mixture": ("objectives.csv", mixture),
    "recipe": ("objectives.csv", recipe),
    "verdicts": ("verdicts.csv", verdicts),
    "refinement": ("refinement.csv", refinement),
    "ablations": ("ablations.csv", ablations),
    "few-pairs": ("few-pairs.csv", few_pairs),
    "survey": ("survey.csv", survey),
    "rules": ("", rules),
    "against-published": ("benchmark-sbibm/rows.csv", against_published),
    "rivals-step": ("rivals-step.csv", rivals.step),
    "rivals-step-gpu": ("gpu/rivals-step.csv", lambda results: rivals.step(results / "gpu")),
    "rivals-end-to-end": ("rivals-end-to-end.csv", rivals.end_to_end),
    "rivals-equal-c2st": ("rivals-end-to-end.csv", rivals.equal_c2st),
    "startup": ("startup.csv", startup),
    "demo": ("problems.csv", partial(demo_at_a_glance, "kinematics")),
} | {f"problem-{name}": ("problems.csv", partial(problem_page, name)) for name in demos()}
TABLES |= {f"growth-{part}": ("growth.csv", partial(growth, part)) for part in GROWTH}
TABLES |= {f"benchmark-{name}": (f"benchmark-{name}/rows.csv", partial(benchmark, name)) for name in suites()}
WHEN = ("before", "after")
REFINED = {
    "worst mean, sds": "worst_mean",
    "worst sd, relative": "worst_sd",
    "MMD²": "err_post",
    "re-simulation error": "err_resim",
}
ABLATED = {
    "log_q": "log q",
    "err_post": "MMD²",
    "err_resim": "re-simulation error",
    "calibration_error": "calibration error",
}
NAMES = {
    "mmd": "MMD²",
    "mmd_median": "median y",
    "resimulation": "re-simulation error",
    "worst_weight_error": "worst weight error",
    "label_accuracy": "label accuracy",
}


def _filled(place: re.Match[str], results: Path) -> str:
    name = place["name"]
    if name not in TABLES:
        progress(f"table:{name}: expected one of {', '.join(TABLES)}; left as it is")
        return place[0]
    file, table = TABLES[name]
    if not (results / file).exists():
        progress(f"table:{name}: {results / file} is not there yet; left as it is")
        return place[0]
    return f"{place[1]}\n{table(results)}\n{place[3]}"


def _objectives(results: Path, problems, candidates) -> pd.DataFrame:
    """The newest row of each combination, of the problems (None: all) and candidates that are asked for."""
    rows = pd.read_csv(results / "objectives.csv")
    rows = rows[rows.candidate.isin(candidates) & (rows.problem.isin(problems or rows.problem))]
    return rows.drop_duplicates(["problem", "candidate", "budget", "seed"], keep="last")


def _scores(rows: pd.DataFrame, columns: list[str]) -> str:
    """Medians over seeds, with the extremes."""
    groups = rows.groupby(["problem", "budget", "candidate"], sort=False)
    lines = [
        {"problem": problem, "training": budget, "candidate": candidate}
        | {"epochs": f"{group.epochs.median():.0f}"}
        | {NAMES[column]: median_and_extremes(group[column]) for column in columns}
        for (problem, budget, candidate), group in groups
    ]
    return markdown(pd.DataFrame(lines)) + f"\n{made_on(rows)}; median over seeds (least … largest).\n"


def _beside(rows: pd.DataFrame, what: str, form: str) -> pd.Series:
    plain, scaled = (rows[f"{kind}prototype_{what}_ms"].map(form.format) for kind in ("", "scaled_"))
    return plain + " (" + scaled + ")"


if __name__ == "__main__":
    main()
