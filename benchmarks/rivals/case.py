"""The sizes at which one network is written twice, and asked."""

from dataclasses import dataclass

DIM_X, DIM_Y = 8, 2
BLOCKS = 6
PAIRS = 20_000
DRAWS = 100_000


@dataclass(frozen=True)
class Case:
    """A chain of `BLOCKS` double affine couplings on `DIM_X` components, whose subnets have two hidden layers.

    Attributes:
        width: hidden units of a subnet.
        batch: pairs of a training step.
    """

    width: int
    batch: int


CASES = (Case(64, 500), Case(128, 1000), Case(256, 1000))
