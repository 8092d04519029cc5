"""Progress of a fit that is called by itself, outside any phase."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from typing import TextIO

from innverse.progress.time_left import TimeLeft
from innverse.progress.words import epoch_note, losses


def training_bar(stream: TextIO | None = None) -> Callable[[int, int, Mapping[str, float], Mapping[str, float]], None]:
    """One line of a terminal, written anew each epoch: a callback for `fit` that needs no closing."""
    out = stream or sys.stderr
    time_left = TimeLeft()

    def show(epoch: int, epochs: int, terms: Mapping[str, float], held_out: Mapping[str, float]) -> None:
        time_left.reached(epoch, epochs)
        line = f"{epoch_note(epoch, epochs, time_left.left)}; {losses(terms, held_out)}"
        width = shutil.get_terminal_size().columns - 1
        out.write("\r" + line[:width].ljust(width) + ("\n" if epoch == epochs else ""))
        out.flush()

    return show
