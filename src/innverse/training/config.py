"""How long and how fast to train."""

import math
from dataclasses import dataclass

from innverse.arguments.nested_settings import Settings
from innverse.arguments.settings import not_negative, positive, share, validate_counts, validate_fields

WEIGHT_DECAY = 0.2
DECAY_PAIRS = 10_000
PASSES = 40
LEAST_BATCH, MOST_BATCH = 50, 512


def batch_for(pairs: int, steps: int, least: int = LEAST_BATCH) -> int:
    """So many that a training passes over the pairs forty times, within `least` to 512.

    In larger batches few pairs are learned by heart; in smaller ones a short training would see each too seldom.

    >>> [batch_for(n, 8000) for n in (1000, 20_000, 1_000_000)], batch_for(20_000, 1000)
    ([50, 100, 512], 512)
    """
    return min(max(PASSES * pairs // steps, least), MOST_BATCH)


@dataclass(frozen=True)
class Training(Settings):
    """The budget and the schedule of one fit; what is left open, the method chooses.

    An epoch is a fixed number of steps, not a pass over the pairs, so that one setting serves any number of pairs.

    Args:
        epochs: number of epochs; the learning rate reaches zero at their end.
        steps_per_epoch: updates in one epoch, run as one compiled program.
        batch: pairs per update; all of them when there are fewer. None leaves it to the method: for most, as
            many that the training passes over the pairs forty times, but 50 to 512.
        learning_rate: peak of the schedule (Adam).
        warm_up: share of all steps over which the rate rises linearly; a cosine brings it down afterwards.
        clip: largest global norm of a gradient; infinity leaves all as they are.
        weight_decay: times the learning rate, by how much every step shrinks the matrices of fully connected layers
            (AdamW, Loshchilov and Hutter 2019, arXiv 1711.05101), for 10,000 pairs; it falls as 1/√pairs, since it is
            there to keep few pairs from being learned by heart. None leaves it to the method: 0.2 for most.
        averaging: decay per step of the running mean of the weights that is checked and returned; 0 switches it off.
        patience: epochs without a better held-out loss after which training stops.
        held_out: share of the pairs that is kept from training to choose the best weights; at least ten pairs are (a
            fifth of fewer than 50), and at most 20,000.
        emulated: share of the training, from its beginning, in which y comes from a network that has learned the
            simulator from the same pairs (`innverse.methods.emulator`): 0.75 where pairs are few and y is noisy; 0
            switches it off.
        members: networks trained side by side from different starts; their posteriors are averaged.

    Raises:
        TypeError: a value that is no number, or no whole one where something is counted.
        ValueError: a value outside its range.

    >>> Training(epochs=10).steps
    2000
    """

    epochs: int = 40
    steps_per_epoch: int = 200
    batch: int | None = None
    learning_rate: float = 3e-3
    warm_up: float = 0.05
    clip: float = 1.0
    weight_decay: float | None = None
    averaging: float = 0.999
    patience: int = 20
    held_out: float = 0.05
    emulated: float = 0.0
    members: int = 1

    def __post_init__(self):
        validate_counts(self, "epochs", "steps_per_epoch", "batch", "patience", "members")
        validate_fields(self, share, "warm_up", "averaging", "held_out", "emulated")
        validate_fields(self, not_negative, "weight_decay")
        validate_fields(self, positive, "learning_rate", *([] if self.clip == math.inf else ["clip"]))
        if self.held_out == 0:
            raise ValueError(
                "Training.held_out: expected a share above 0, got 0; held-out pairs choose the best weights"
            )

    def decay(self, pairs: int) -> float:
        """The weight decay for a number of pairs.

        >>> round(Training(weight_decay=0.2).decay(1_000_000), 6)
        0.02
        """
        at_few = WEIGHT_DECAY if self.weight_decay is None else self.weight_decay
        return at_few * (DECAY_PAIRS / pairs) ** 0.5

    @property
    def steps(self) -> int:
        """Updates in the whole training."""
        return self.epochs * self.steps_per_epoch
