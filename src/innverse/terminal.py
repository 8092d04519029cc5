"""What a run came to, in a terminal: words and tables."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from innverse.wording.counts import counted

if TYPE_CHECKING:
    import pandas as pd

    from innverse.diagnosis import Verdict
    from innverse.study import Outcome

MOST_COLUMNS = 200


def show_outcome(outcome: Outcome) -> None:
    """The answer, whether to trust it, what it took, and where the report lies."""
    history = outcome.model.history
    if history.cut_short:
        epochs = f"after {counted(len(history.epochs), 'epoch')}: {history.stopped}"
        on = f". Continue with: --resume --out {outcome.directory.path}" if history.interrupted else ""
        print(f"training ended {epochs}; the weights of epoch {history.best_epoch} are kept, the best so far{on}")
    show_frame("Answer", outcome.answer_table())
    weights = outcome.answer.weights
    print(f"modes: {len(weights)}, with weights {', '.join(f'{weight:.0%}' for weight in weights)}")
    show_verdict(outcome.verdict)
    show_frame("Check", outcome.check_table())
    show_frame("Time", outcome.time_table())
    print(f"report: {outcome.directory.report}")


def show_verdict(verdict: Verdict) -> None:
    """A line for each question, with its colour as a word too."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title="Verdict", title_justify="left", show_header=False)
    for line in verdict.lines:
        advice = f" Next: {line.next_step}." if line.next_step else ""
        style = {"amber": "yellow", "grey": "dim"}.get(line.colour, line.colour)
        colour = Text(line.colour if line.colour != "grey" else "", style=style)
        table.add_row(line.question, colour, Text(line.sentence + advice))
    _console().print(table)


def show_frame(title: str, frame: pd.DataFrame) -> None:
    """A DataFrame with its index as a table in the terminal; brackets, as of units, are no markup."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left")
    table.add_column(Text(str(frame.index.name or "")), overflow="fold")
    for name in frame.columns:
        table.add_column(Text(str(name)), justify="right")
    for name, row in zip(frame.index, frame.itertuples(index=False), strict=True):
        cells = (f"{value:.5g}" if isinstance(value, float) else str(value) for value in row)
        table.add_row(*map(Text, [str(name), *cells]))
    _console().print(table)


def _console():
    """What is not a terminal is as wide as a table needs."""
    from rich.console import Console

    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else MOST_COLUMNS)
