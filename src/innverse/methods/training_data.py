"""What a method learns from: scaled pairs, some of them held out."""

from collections.abc import Callable
from typing import NamedTuple

from jaxtyping import Array, Float

from innverse.training import Batch


class Dequantised(NamedTuple):
    """The same pairs with y in coordinates in which it has a density, where it has none in the scaled ones.

    Attributes:
        pairs, held_out: x as ever, and y continuous.
        restore: one continuous y back to a scaled one.
    """

    pairs: Batch
    held_out: Batch
    restore: Callable[[Float[Array, " dim_y"]], Float[Array, " dim_y"]]


class TrainingData(NamedTuple):
    """Pairs to learn from, and others to choose the best weights by.

    Attributes:
        pairs, held_out: scaled.
        dequantised: for a network that learns the simulator; None where it can learn from the pairs as they are.
    """

    pairs: Batch
    held_out: Batch
    dequantised: Dequantised | None = None
