"""What a method will refuse of pairs, known before there are any: simulations may take days."""

from __future__ import annotations

from collections.abc import Sequence

from innverse.arguments.names import listed
from innverse.data.checks import check_held_out, constant_columns
from innverse.data.pairs import Pairs
from innverse.data.simulate import prior_draws
from innverse.fitting import LEAST_PAIRS
from innverse.methods import Method
from innverse.problems import InverseProblem
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


def check_prior_varies(problem: InverseProblem, pairs: int, seed: int) -> None:
    """Raises a ValueError for a parameter that is the same in all of the draws that will be simulated."""
    still = constant_columns(prior_draws(problem, pairs, seed), problem.parameters)
    if still:
        raise ValueError(
            f"[problem.prior]: expected parameters that vary, got one value in all of {pairs:,} draws of "
            f"{listed(still)}; leave out what is always the same, and set it in the simulator"
        )


def check_pairs_vary(pairs: Pairs, next_step: str) -> None:
    """Raises a ValueError for a column that holds one value in all of the pairs."""
    still = constant_columns(pairs.x, pairs.parameters)
    still += [] if pairs.classes else constant_columns(pairs.y, pairs.measurements)
    if still:
        raise ValueError(f"[data]: expected columns that vary, got one value in all of {listed(still)}; {next_step}")
