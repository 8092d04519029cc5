"""What a method will refuse of pairs, known before there are any: simulations may take days."""

from __future__ import annotations

from collections.abc import Sequence

from innverse.data.pairs import check_held_out
from innverse.fitting import LEAST_PAIRS
from innverse.methods import Method
from innverse.problems.column import Column
from innverse.scaling.items import check_items


def check_learnable(method: Method, measurements: Sequence[Column], pairs: int, held_out: float) -> None:
    """Raises a ValueError for so many pairs, of which a share or number is held out, that cannot be learned from.

    >>> from innverse.methods import INN
    >>> check_learnable(INN(), [Column("y")], 400, 380)
    Traceback (most recent call last):
    ValueError: [data]: expected at least 40 pairs to train INN on, got 20, besides the 380 that are held out
    """
    check_items(method.items, measurements)
    held = check_held_out(held_out, pairs)
    least = max(LEAST_PAIRS, method.least_pairs)
    if pairs - held < least:
        raise ValueError(
            f"[data]: expected at least {least:,} pairs to train {type(method).__name__} on, got {pairs - held:,}, "
            f"besides the {held:,} that are held out"
        )
