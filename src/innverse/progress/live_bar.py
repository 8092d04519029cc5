"""Progress for a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar
from rich.table import Table

from innverse.progress.contract import Progress
from innverse.progress.time_left import TimeLeft
from innverse.progress.words import counted_note, duration, epoch_note


class LiveBar(Progress):
    """A bar that moves, with the loss terms below it while a network trains."""

    def __init__(self, console: Console):
        self._console = console
        self._bar = Bar(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[note]}"), console=console
        )
        self._live: Live | None = None
        self._time_left = TimeLeft()

    @contextmanager
    def phase(self, title: str) -> Iterator[None]:
        """A bar of its own; a line with the time that the phase took stays when it has gone."""
        begun = time.monotonic()
        self._time_left = TimeLeft()
        for finished in self._bar.task_ids:
            self._bar.remove_task(finished)
        self._task = self._bar.add_task(title, total=None, note="")
        with Live(self._bar, console=self._console, refresh_per_second=8, transient=True) as self._live:
            yield
        self._console.print(f"{title} [dim]{duration(time.monotonic() - begun)}[/dim]", highlight=False)

    def counted(self, done: int, total: int) -> None:
        """Moves the bar."""
        self._time_left.reached(done, total)
        self._moved(done, total, counted_note(done, total, self._time_left.pace, self._time_left.left))

    def epoch(self, epoch: int, epochs: int, terms: Mapping[str, float], held_out: Mapping[str, float]) -> None:
        """Moves the bar and shows the loss terms under it."""
        self._time_left.reached(epoch, epochs)
        self._moved(epoch, epochs, epoch_note(epoch, epochs, self._time_left.left))
        if self._live is not None:
            self._live.update(Group(self._bar, loss_table(terms, held_out)))

    def _moved(self, done: int, total: int, note: str) -> None:
        self._bar.update(self._task, completed=done, total=total, note=note)


def loss_table(terms: Mapping[str, float], held_out: Mapping[str, float]) -> Table:
    """Loss terms by name, on training and on held-out pairs."""
    table = Table("loss", box=None, padding=(0, 2), header_style="dim")
    for name in terms:
        table.add_column(name, justify="right")
    for title, values in (("training", terms), ("held out", held_out)):
        table.add_row(title, *(f"{values[name]:.4g}" if name in values else "" for name in terms))
    return table
