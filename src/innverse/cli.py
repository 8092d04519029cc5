"""The command line: a verb, a function. Nothing heavy is imported before a verb runs, so that help is quick."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from innverse.command_errors import errors_in_words, finished_is_no_error
from innverse.terminal import show_frame, show_outcome
from innverse.termination import end_in_order
from innverse.wording.counts import counted

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
)

Out = Annotated[
    Path | None,
    typer.Option("--out", help="Run directory, new or empty.", show_default="innverse-NAME here, numbered when taken"),
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on where a run stopped: the one in --out, or the latest unfinished one.")
]
CheckpointSeconds = Annotated[float, typer.Option(min=0, help="Least time between two checkpoints of the training.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of every random step.")]
RED = 3
OWN = "the suite's own"
Names = Annotated[str | None, typer.Option(metavar="A,B,…", help="By name.", show_default=OWN)]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


def show_version(asked: bool) -> None:
    """What to cite, and what models are refused by."""
    if asked:
        from importlib.metadata import version

        typer.echo(f"innverse {version('innverse')}")
        raise typer.Exit


@app.callback()
def innverse(
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """What could have caused this measurement? Posteriors p(x | y) from invertible neural networks."""


@app.command()
def demo(
    problem: Annotated[
        str, typer.Argument(metavar="PROBLEM", help="A built-in problem; `innverse problems` lists them.")
    ] = "kinematics",
    out: Out = None,
    seed: Seed = 0,
    resume: Resume = False,
    debug: Debug = False,
) -> None:
    """Simulate a built-in problem, train a network, check it, answer one measurement, write a report."""
    with errors_in_words(debug), finished_is_no_error():
        from innverse.study import run_demo

        show_outcome(run_demo(problem, out, seed=seed, resume=resume, progress=_progress()))


@app.command()
def run(
    study: Annotated[Path, typer.Argument(metavar="STUDY.toml", help="The study file.")],
    out: Out = None,
    resume: Resume = False,
    checkpoint_seconds: CheckpointSeconds = 30.0,
    force: Annotated[bool, typer.Option("--force", help="Exit status 0 even when the verdict is red.")] = False,
    debug: Debug = False,
) -> None:
    """Answer your own question: simulate or read a table of runs, train, check, answer one measurement, write a report.

    The study file says which; its keys: docs/study-file.md.

    Exit status: 0; 2 for a study that cannot be run; 3 when the verdict is red, with the reason on stderr.
    """
    with errors_in_words(debug), finished_is_no_error(0 if force else RED):
        from innverse.study import run_study

        outcome = run_study(study, out, resume=resume, checkpoint_seconds=checkpoint_seconds, progress=_progress())
        show_outcome(outcome)
    if outcome.verdict.colour == "red" and not force:
        for line in outcome.verdict.worst():
            typer.echo(str(line), err=True)
        raise typer.Exit(RED)


@app.command()
def sample(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A model file, as runs leave it.")],
    observed: Annotated[Path, typer.Option(help="The measured y: a CSV file; a table with --summary.")],
    draws: Annotated[int | None, typer.Option(min=1, help="How many.", show_default="10000; --summary: 1000")] = None,
    summary: Annotated[bool, typer.Option("--summary", help="A row for each y of a .parquet or .csv table.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="File to write: draws as .parquet or .csv, a --summary as .parquet.",
            show_default="none; --summary: OBSERVED-summary.parquet",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="With the measurement it decides the draws: one does for all.")] = 0,
    debug: Debug = False,
) -> None:
    """Draw from the posterior of a new measurement with a model that is already trained.

    With --summary: of every row of a table, into a table of summaries; the same command goes on where it was stopped.
    """
    with errors_in_words(debug):
        from innverse.study import run_survey, sample_posterior

        if summary:
            survey = run_survey(model, observed, n=draws or 1000, out=out, seed=seed, progress=_progress())
            typer.echo(f"{counted(survey.rows, 'row')}, {survey.unanswered:,} of them without an answer: {survey.out}")
            return
        from innverse.diagnostics.summary_text import summary_text

        table = sample_posterior(model, observed, n=draws or 10_000, out=out, seed=seed)
        show_frame(f"Posterior given {observed.name}", summary_text(table))
        if out is not None:
            typer.echo(f"{counted(draws or 10_000, 'draw')} in {out}")


@app.command()
def benchmark(
    name: Annotated[str, typer.Argument(metavar="NAME", help="kruse, paper or sbibm; see docs/benchmark.md.")],
    methods: Names = None,
    tasks: Names = None,
    budget: Annotated[str | None, typer.Option(metavar="N,N,…", help="Simulations.", show_default=OWN)] = None,
    seeds: Annotated[str | None, typer.Option(metavar="N,N,…", help="Seeds.", show_default=OWN)] = None,
    epochs: Annotated[int | None, typer.Option(help="Of every training.", show_default="by the budget")] = None,
    measurements: Annotated[int | None, typer.Option(help="Asked of every model.", show_default=OWN)] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder; rows in it are kept.", show_default="innverse-benchmark-NAME")
    ] = None,
    debug: Debug = False,
) -> None:
    """Make a table of the literature again: methods on equal terms, a row for each run; goes on where it stopped."""
    with errors_in_words(debug):
        from innverse.experiments import Selection, run_benchmark

        chosen = Selection(
            names(methods),
            names(tasks),
            whole_numbers("--budget", budget),
            whole_numbers("--seeds", seeds),
            epochs,
            measurements,
        )
        outcome = run_benchmark(name, chosen, out, progress=_progress())
        for task, table in outcome.tables.items():
            scores, effort = outcome.halves(table)
            show_frame(task, scores)
            show_frame(f"{task}: effort", effort)
        typer.echo(f"{counted(outcome.measured, 'new row')}, {outcome.kept} already there: {outcome.rows}")
        typer.echo(f"page: {outcome.page}")


@app.command()
def problems(debug: Debug = False) -> None:
    """List the built-in problems."""
    with errors_in_words(debug):
        import pandas as pd

        from innverse.problems import catalogue

        rows = {name: (p.dim_x, p.dim_y, p.title, p.source) for name, p in catalogue().items()}
        columns = ["dim x", "dim y", "title", "source"]
        show_frame("Built-in problems", pd.DataFrame.from_dict(rows, orient="index", columns=columns))


def main() -> None:
    """Entry point of the command `innverse`."""
    from innverse.compilation_cache import keep_compiled_programs

    end_in_order()
    keep_compiled_programs()
    app()


def names(text: str | None) -> list[str] | None:
    """Names between commas or spaces; None for an option that was not given."""
    return None if text is None else text.replace(",", " ").split()


def whole_numbers(option: str, text: str | None) -> list[int] | None:
    """The same for whole numbers."""
    found = names(text) or []
    for name in found:
        if not name.isdigit():
            raise ValueError(f"{option}: expected whole numbers such as 0,1, got {name!r}")
    return [int(name) for name in found] or None


def _progress():
    from rich.console import Console

    from innverse.progress import progress_on

    return progress_on(Console(stderr=True))


if __name__ == "__main__":
    main()
