"""How a long run shows that it is alive: a live bar in a terminal, a line every few seconds elsewhere, or nothing.

A `Progress` is told what happens and decides what to show; the code that works never prints. Its `epoch` is what a
method's `fit` takes as `callback`, its `counted` what `simulate` takes as `progress`.
"""

from __future__ import annotations

import abc
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar
from rich.table import Table

LINE_INTERVAL = 5.0


class Progress(abc.ABC):
    """Told about phases, counted work and epochs; shows them in its own way."""

    @abc.abstractmethod
    @contextmanager
    def phase(self, title: str) -> Iterator[None]:
        """One phase of a run, from beginning to end."""

    @abc.abstractmethod
    def counted(self, done: int, total: int) -> None:
        """Within a phase: `done` of `total` pieces are finished."""

    @abc.abstractmethod
    def epoch(self, epoch: int, epochs: int, terms: Mapping[str, float], held_out: Mapping[str, float]) -> None:
        """Within a phase: an epoch of training is finished, with these loss terms."""


class Silent(Progress):
    """Shows nothing."""

    @contextmanager
    def phase(self, title: str) -> Iterator[None]:
        """Nothing."""
        yield

    def counted(self, done: int, total: int) -> None:
        """Nothing."""

    def epoch(self, epoch: int, epochs: int, terms: Mapping[str, float], held_out: Mapping[str, float]) -> None:
        """Nothing."""


class Lines(Progress):
    """A line at the beginning of a phase and every few seconds within it: for log files and pipes."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], float] = time.monotonic):
        self._write = write
        self._clock = clock
        self._last = clock()
        self._time_left = TimeLeft(clock)

    @contextmanager
    def phase(self, title: str) -> Iterator[None]:
        """A line with the title."""
        self._write(title)
        self._last = self._clock()
        self._time_left = TimeLeft(self._clock)
        yield

    def counted(self, done: int, total: int) -> None:
        """A line every few seconds: how many of how many, how fast, and how long it will take."""
        note = counted_note(done, total, self._time_left)
        if self._due():
            self._write(f"  {note}")

    def epoch(self, epoch: int, epochs: int, terms: Mapping[str, float], held_out: Mapping[str, float]) -> None:
        """A line every few seconds and for the last epoch: loss terms, time left."""
        left = self._time_left(epoch, epochs)
        if self._due() or epoch == epochs:
            self._write(f"  epoch {epoch}/{epochs}, {left} left; {losses(terms, held_out)}")

    def _due(self) -> bool:
        due = self._clock() - self._last >= LINE_INTERVAL
        if due:
            self._last = self._clock()
        return due


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
        self._bar.update(self._task, completed=done, total=total, note=counted_note(done, total, self._time_left))

    def epoch(self, epoch: int, epochs: int, terms: Mapping[str, float], held_out: Mapping[str, float]) -> None:
        """Moves the bar and shows the loss terms under it."""
        note = f"epoch {epoch}/{epochs}, {self._time_left(epoch, epochs)} left"
        self._bar.update(self._task, completed=epoch, total=epochs, note=note)
        if self._live is not None:
            self._live.update(Group(self._bar, loss_table(terms, held_out)))


class TimeLeft:
    """Time to the last epoch, from the pace since the first: the first epoch holds the compilation.

    A count that starts again, as epochs after the simulations of the same phase, or after an emulator's, is timed anew.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._first: tuple[int, float] | None = None
        self._last = 0

    def __call__(self, epoch: int, epochs: int) -> str:
        """The estimate after `epoch` of `epochs`, as text."""
        now = self._clock()
        if self._first is None or epoch < self._last:
            self._first = (epoch, now)
        self._last = epoch
        first_epoch, begun = self._first
        if epoch == first_epoch:
            return "…" if epoch < epochs else duration(0)
        return duration((epochs - epoch) * (now - begun) / (epoch - first_epoch))

    def pace(self, done: int) -> str:
        """How many a second since the first, as text; "" at the first."""
        if self._first is None or done <= self._first[0] or self._clock() <= self._first[1]:
            return ""
        return f"{(done - self._first[0]) / (self._clock() - self._first[1]):,.0f}/s"


def counted_note(done: int, total: int, time_left: TimeLeft) -> str:
    """How many pieces are done, and, from the second time on, the pace and the time left.

    >>> counted_note(2, 9, TimeLeft())
    '2 of 9'
    """
    left = time_left(done, total)
    pace = time_left.pace(done)
    return f"{done:,} of {total:,}" + (f", {pace}, {left} left" if pace else "")


def loss_table(terms: Mapping[str, float], held_out: Mapping[str, float]) -> Table:
    """Loss terms by name, on training and on held-out pairs."""
    table = Table("loss", box=None, padding=(0, 2), header_style="dim")
    for name in terms:
        table.add_column(name, justify="right")
    for title, values in (("training", terms), ("held out", held_out)):
        table.add_row(title, *(f"{values[name]:.4g}" if name in values else "" for name in terms))
    return table


def duration(seconds: float) -> str:
    """Seconds as a reader would say them.

    >>> duration(3.21), duration(75.0), duration(3700.0)
    ('3.2 s', '1 min 15 s', '1 h 01 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def progress_on(console: Console) -> Progress:
    """A live bar where the console is a terminal, lines where it is a file or a pipe."""
    if console.is_terminal:
        return LiveBar(console)
    return Lines(lambda line: console.print(line, highlight=False, markup=False, soft_wrap=True))


def training_bar(stream: TextIO | None = None) -> Callable[[int, int, Mapping[str, float], Mapping[str, float]], None]:
    """One line of a terminal, written anew each epoch: a callback for `fit` that needs no closing."""
    out = stream or sys.stderr
    time_left = TimeLeft()

    def show(epoch: int, epochs: int, terms: Mapping[str, float], held_out: Mapping[str, float]) -> None:
        line = f"epoch {epoch}/{epochs}, {time_left(epoch, epochs)} left; {losses(terms, held_out)}"
        width = shutil.get_terminal_size().columns - 1
        out.write("\r" + line[:width].ljust(width) + ("\n" if epoch == epochs else ""))
        out.flush()

    return show


def losses(terms: Mapping[str, float], held_out: Mapping[str, float]) -> str:
    """Loss terms in a line.

    >>> losses({"nll": 1.25, "mmd": 0.5}, {"nll": 1.5})
    'training/held-out loss: nll 1.25/1.5, mmd 0.5/-'
    """
    values = (f"{name} {value:.4g}/{_short(held_out.get(name))}" for name, value in terms.items())
    return "training/held-out loss: " + ", ".join(values)


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
