"""Which progress fits where it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from innverse.progress.contract import Progress
from innverse.progress.lines import Lines

if TYPE_CHECKING:
    from rich.console import Console


def progress_on(console: Console) -> Progress:
    """A live bar where the console is a terminal, lines where it is a file or a pipe."""
    if console.is_terminal:
        from innverse.progress.live_bar import LiveBar

        return LiveBar(console)
    return Lines(lambda line: console.print(line, highlight=False, markup=False, soft_wrap=True))
