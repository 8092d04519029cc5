"""More pairs than were simulated: y from a network that has learned the simulator.

    first          maximise  E_(x, y) log q(y | x)                           over the pairs
    then           maximise  E_x E_(y ~ q(y | x)) log q(x | y)               for a share s of the training
    and at last    maximise  E_(x, y) log q(x | y)                           over the pairs again

A table of pairs has one y for each x, and a network that passes over it often learns that y's noise by heart. The
emulator q(y | x) gives another y at every step, so that the noise cannot be learned by heart any more; what it has not
learned of the simulator, the last part of the training mends. It pays where pairs are few and y is noisy, and costs
where y is sharp, since it blurs y. Measurements that are whole numbers are learned with noise of one unit, and rounded
when they are emulated (`scaling/dequantisation.py`). A learned likelihood is trained beside the posterior by Radev et
al. 2023 (JANA, arXiv 2302.09125), and serves to train it by Glöckler, Deistler, Macke 2022 (arXiv 2203.04176).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, final

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.methods.conditional_inn import ConditionalINN
from innverse.methods.method import Sizes
from innverse.methods.training_data import Dequantised, TrainingData
from innverse.training import Batch, Callback, Checkpoint, Objective, Training

EMULATOR = ConditionalINN()
EMULATOR_DECAY = 0.6
ROWS = 512

Emulator = Callable[[Float[Array, " dim_x"], PRNGKeyArray], Float[Array, " dim_y"]]


def check_emulated(training: Training, classes: bool) -> None:
    """Raises a ValueError where a training asks for emulated measurements that are classes."""
    if training.emulated and classes:
        raise ValueError(
            f"Training.emulated: expected 0 for measurements that are classes, got {training.emulated}; "
            "only measurements that are numbers can be emulated"
        )


def likelihood_plan(training: Training, weight_decay: float | None = None) -> Training:
    """How q(y | x) is trained: as a posterior, but on the pairs alone, with more weight decay.

    Args:
        training: budget and schedule.
        weight_decay: the user's, where the training is asked for the likelihood itself, as by `emulate`; left out where
            it is asked for a posterior, whose weight decay is none for its emulator.
    """
    decay = EMULATOR_DECAY if weight_decay is None else weight_decay
    return replace(training, emulated=0.0, weight_decay=decay)


def learn_emulator(
    sizes: Sizes,
    data: TrainingData,
    training: Training,
    key: PRNGKeyArray,
    callback: Callback | None,
    checkpoint: Checkpoint | None,
) -> tuple[Emulator, float]:
    """A draw from q(y | x), learned from scaled pairs by a conditional flow as long as the posterior will be trained.

    Beside it the seconds that this took.

    Raises:
        ValueError: measurements that are classes: a flow has no density for them.
        KeyboardInterrupt: Ctrl-C, since nothing is learned yet that could answer; the checkpoint has what was.
    """
    check_emulated(training, sizes.classes)
    turned = Sizes(sizes.dim_y, sizes.dim_x, pairs=sizes.pairs)
    pairs, held_out, restore = data.dequantised or Dequantised(data.pairs, data.held_out, eqx.nn.Identity())
    plan = likelihood_plan(replace(training, members=1))
    trained = EMULATOR.learn(turned, TrainingData(_turned(pairs), _turned(held_out)), plan, key, callback, checkpoint)
    if trained.history.interrupted:
        raise KeyboardInterrupt
    network = jax.tree.map(lambda leaf: leaf[0] if eqx.is_array(leaf) else leaf, trained.networks)
    return LearnedEmulator(network, restore), trained.history.seconds


@final
class LearnedEmulator(eqx.Module):
    """One draw from q(y | x), and what makes a scaled y of it."""

    network: Any
    restore: Callable[[Float[Array, " dim_y"]], Float[Array, " dim_y"]]

    def __call__(self, x: Float[Array, " dim_x"], key: PRNGKeyArray) -> Float[Array, " dim_y"]:
        """y, scaled."""
        return self.restore(EMULATOR.draw(self.network, x, 1, key)[0])


@final
class Emulating(eqx.Module):
    """A loss on emulated pairs until a share of the training is over, and on the pairs themselves afterwards.

    Emulated pairs of a small batch are repeated, each with a y of its own, until a step has about 500.
    """

    loss: Objective = eqx.field(static=True)
    emulate: Emulator
    share: float = eqx.field(static=True)

    def __call__(self, network, batch, key, progress):
        """The loss and its terms."""
        key_y, key_loss = jax.random.split(key)

        def emulated():
            x = jnp.tile(batch.x, (max(1, ROWS // len(batch.x)), 1))
            y = jax.vmap(self.emulate)(x, jax.random.split(key_y, len(x)))
            return self.loss(network, Batch(x, y), key_loss, progress)

        return jax.lax.cond(progress < self.share, emulated, lambda: self.loss(network, batch, key_loss, progress))


def _turned(pairs: Batch) -> Batch:
    return Batch(pairs.y, pairs.x)
