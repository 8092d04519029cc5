"""SIGTERM, as at the end of a cluster's time slot: a command ends as by Ctrl-C, with locks and records in order."""

from __future__ import annotations

import os
import signal
from types import FrameType


class Terminated(KeyboardInterrupt):
    """What SIGTERM raises: it is no failure of a simulator that was running."""


def end_in_order() -> None:
    """From now on SIGTERM raises `Terminated`, but in workers that are forked."""
    signal.signal(signal.SIGTERM, _terminate)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_hold_back, after_in_parent=_let_through, after_in_child=_end_at_once)


def _hold_back() -> None:
    """A SIGTERM that reaches a worker as it is forked waits: Python would forget it, and who ends the worker wait."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


def _let_through() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _end_at_once() -> None:
    """Workers that a simulator forks are ended by SIGTERM when they are done: there is nothing to leave in order."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _let_through()


def _terminate(number: int, frame: FrameType | None) -> None:
    """Once: locks and records are left in order then, which a second signal must not cut short."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Terminated
