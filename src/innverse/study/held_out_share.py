"""How many pairs the check gets: what the study says, or as large a share where too few runs gave a measurement."""

from __future__ import annotations

import warnings

from innverse.fitting import LEAST_PAIRS
from innverse.study.schema import DataSection


def held_out_share(data: DataSection, pairs: int) -> float | int:
    """What `Pairs.split` takes, of so many pairs.

    A number that would leave too few to train on becomes the same share of the pairs as it is of the simulations: it
    was chosen before anybody knew how many of them fail.

    Warns:
        UserWarning: with both numbers.

    >>> held_out_share(DataSection(simulations=1000, held_out=400), 990)
    400
    """
    asked, planned = data.held_out, data.simulations
    if planned is None or not isinstance(asked, int) or pairs - asked >= min(LEAST_PAIRS, planned - asked):
        return asked
    reduced = max(1, asked * pairs // planned)
    warnings.warn(
        f"held_out: expected {asked:,} of {planned:,} pairs, got {pairs:,} runs with a measurement; {reduced:,} "
        "of them, the same share, are held out",
        stacklevel=2,
    )
    return reduced
