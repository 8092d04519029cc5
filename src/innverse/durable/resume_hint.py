"""How work that Ctrl-C ends can go on is told by the work itself, once there is something to go on with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resume_hint(how: str) -> Iterator[None]:
    """A context that an interrupt leaves with a note of how to go on.

    Raises:
        KeyboardInterrupt: as raised within, with `how` among its notes.

    >>> try:
    ...     with resume_hint("the same command goes on there"):
    ...         raise KeyboardInterrupt
    ... except KeyboardInterrupt as interrupt:
    ...     print(interrupt.__notes__)
    ['the same command goes on there']
    """
    try:
        yield
    except KeyboardInterrupt as interrupt:
        interrupt.add_note(how)
        raise
