"""A training that Ctrl-C cut short makes no row."""

from __future__ import annotations

from innverse.model import Model


def require_finished(model: Model) -> Model:
    """The model, whose training was left to end.

    Raises:
        KeyboardInterrupt: Ctrl-C ended it: a row of what was learned until then would stand for the whole training.
    """
    if model.history.interrupted:
        raise KeyboardInterrupt
    return model
