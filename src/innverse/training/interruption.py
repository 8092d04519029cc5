"""Ctrl-C as a wish to stop, not as a crash."""

import signal
import threading
from types import FrameType


class Interruption:
    """A context in which the first Ctrl-C is noted in `requested`; one after it was noted raises KeyboardInterrupt.

    Python looks for signals between its own steps: all that arrive while a compiled epoch runs are noted as one, once
    it is over.

    Outside the main thread signals cannot be caught: there it does nothing.

    >>> with Interruption() as interruption:
    ...     interruption.requested
    False
    """

    def __init__(self) -> None:
        self.requested = False

    def __enter__(self) -> "Interruption":
        self._active = threading.current_thread() is threading.main_thread()
        if self._active:
            self._previous = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self._active:
            signal.signal(signal.SIGINT, self._previous)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True
