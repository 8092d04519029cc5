"""What is said of work that goes on, in a line or a part of one."""

from __future__ import annotations

from collections.abc import Mapping


def duration(seconds: float) -> str:
    """Seconds as a reader would say them.

    >>> duration(3.21), duration(75.0), duration(3700.0)
    ('3.2 s', '1 min 15 s', '1 h 01 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def counted_note(done: int, total: int, pace: str, left: str) -> str:
    """How many pieces are done and, where a pace is known, how fast and how long it will take.

    >>> counted_note(2, 9, "", "…"), counted_note(2000, 9000, "10/s", "11 min 40 s")
    ('2 of 9', '2,000 of 9,000, 10/s, 11 min 40 s left')
    """
    return f"{done:,} of {total:,}" + (f", {pace}, {left} left" if pace else "")


def epoch_note(epoch: int, epochs: int, left: str) -> str:
    """How many epochs are over, and how long the others will take.

    >>> epoch_note(2, 40, "3.2 s")
    'epoch 2/40, 3.2 s left'
    """
    return f"epoch {epoch}/{epochs}, {left} left"


def losses(terms: Mapping[str, float], held_out: Mapping[str, float]) -> str:
    """Loss terms in a line.

    >>> losses({"nll": 1.25, "mmd": 0.5}, {"nll": 1.5})
    'training/held-out loss: nll 1.25/1.5, mmd 0.5/-'
    """
    values = (f"{name} {value:.4g}/{_short(held_out.get(name))}" for name, value in terms.items())
    return "training/held-out loss: " + ", ".join(values)


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
