"""Rows of one table that are rows of another: more of them than values that repeat themselves explain."""

from __future__ import annotations

import numpy as np

LEAST = 5


def rows_in_common(known: np.ndarray, asked: np.ndarray) -> int:
    """How many of the rows asked for `(n, dim)` are among the known ones `(m, dim)`; 0 where it may be chance.

    Rounded values meet by chance: where d pairs of the m known rows are equal, about 2 d n / m of the n others equal
    one of them, whoever they are. Fewer than five times as many, and five, tell nothing.

    >>> rows = np.random.default_rng(0).normal(size=(1000, 2))
    >>> rows_in_common(rows[:500], rows[490:]), rows_in_common(rows[:500], rows[500:])
    (10, 0)
    >>> rows_in_common(rows[:500].round(1), rows[500:].round(1))
    0
    """
    counts = np.unique(known, axis=0, return_counts=True)[1]
    equal_pairs = float((counts * (counts - 1)).sum()) / 2
    whole = {row.tobytes() for row in np.ascontiguousarray(known)}
    common = sum(row.tobytes() in whole for row in np.ascontiguousarray(asked))
    by_chance = 2 * equal_pairs * len(asked) / len(known)
    return common if common >= LEAST * max(1.0, by_chance) else 0
