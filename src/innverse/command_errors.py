"""How a verb of the command line ends where it does not simply end: in words, and with a status."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from innverse.compilation_cache import empty_if_damaged
from innverse.termination import Terminated


@contextmanager
def errors_in_words(debug: bool) -> Iterator[None]:
    """A user's mistake ends in one message and exit status 2; warnings are notes without a code line.

    Ctrl-C ends in exit status 130, SIGTERM in 143, and how to go on where there is something to go on with.
    """
    try:
        with warnings.catch_warnings():
            warnings.showwarning = lambda message, *where, **more: typer.echo(
                f"note: {empty_if_damaged(str(message))}", err=True
            )
            yield
    except (ValueError, TypeError, OSError, FloatingPointError) as error:
        if debug:
            raise
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    except KeyboardInterrupt as interrupt:
        word, status = ("terminated", 143) if isinstance(interrupt, Terminated) else ("interrupted", 130)
        typer.echo("; ".join([word, *getattr(interrupt, "__notes__", [])]), err=True)
        raise typer.Exit(status) from interrupt


@contextmanager
def finished_is_no_error(status_when_red: int = 0) -> Iterator[None]:
    """A run with nothing left to do is told, and ends as it did."""
    from innverse.study import FinishedRunError

    try:
        yield
    except FinishedRunError as finished:
        typer.echo(f"nothing to do: {finished}")
        raise typer.Exit(status_when_red if finished.colour == "red" else 0) from None
