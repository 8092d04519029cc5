"""A simulator may change the working directory: it finds it as it left it, and the run's own stays.

A run's relative paths start where it was started, whatever a program's driver does to find its files.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, final


@final
class WorkingDirectory:
    """Where a simulator's code left the process, to go back there when it runs again."""

    def __init__(self) -> None:
        self._left: str | None = None

    @contextmanager
    def entered(self) -> Iterator[None]:
        """The simulator's within, the run's own afterwards."""
        own = _current()
        if self._left is not None:
            with suppress(OSError):  # it may have removed it
                os.chdir(self._left)
        try:
            yield
        finally:
            left = _current()
            self._left = None if left == own else left
            if left != own and own is not None:
                with suppress(OSError):
                    os.chdir(own)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, which runs in it."""

        @functools.wraps(function)
        def within(*given: Any, **named: Any) -> Any:
            with self.entered():
                return function(*given, **named)

        return within


def _current() -> str | None:
    """None where it was removed."""
    try:
        return os.getcwd()
    except FileNotFoundError:
        return None
