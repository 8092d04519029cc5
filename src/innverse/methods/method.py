"""What every way of learning p(x | y) from pairs offers."""

from __future__ import annotations

import abc
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import equinox as eqx
import jax
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.arguments.nested_settings import Settings
from innverse.methods.training_data import TrainingData
from innverse.training import (
    LEAST_BATCH,
    WEIGHT_DECAY,
    Batch,
    Callback,
    Checkpoint,
    Trained,
    Training,
    batch_for,
    train,
)

if TYPE_CHECKING:
    from pathlib import Path

    from innverse.data import Pairs
    from innverse.model import Model


@dataclass(frozen=True)
class Sizes:
    """What a network must know of the pairs: components of x and y, whether y indicates a class (one-hot), how many."""

    dim_x: int
    dim_y: int
    classes: bool = False
    pairs: int = 0

    @property
    def dim_z(self) -> int:
        """Components of x that y has no room for, and at least min(dim_x, 2): y may lose some that it has room for."""
        return max(self.dim_x - self.dim_y, min(self.dim_x, 2))


class Method(Settings, abc.ABC):
    """A frozen dataclass of hyper-parameters that knows how to build, fill and ask a network (abstract).

    Everything here works on one event in scaled coordinates; `Model` adds batches, names and original units.
    """

    weight_decay: ClassVar[float] = WEIGHT_DECAY
    """Where a training leaves it to the method."""
    alternative: ClassVar[str] = ""
    """What else a user may try where this method's posterior is found wanting, in words; nothing when empty."""
    estimates_density: ClassVar[bool] = False
    """Whether a density of its draws is estimated from a few more draws."""

    @property
    def least_batch(self) -> int:
        """Pairs that an update needs, where a training leaves the batch to the method."""
        return LEAST_BATCH

    @property
    def least_pairs(self) -> int:
        """Pairs that its settings ask for."""
        return 1

    @property
    def items(self) -> int:
        """How many exchangeable items, groups of consecutive columns, y is made of: they are scaled alike."""
        return 1

    @abc.abstractmethod
    def network(self, sizes: Sizes, key: PRNGKeyArray) -> eqx.Module:
        """A fresh network: a pytree of everything that a fit finds and a model file keeps."""

    @abc.abstractmethod
    def learn(
        self,
        sizes: Sizes,
        data: TrainingData,
        training: Training,
        key: PRNGKeyArray,
        callback: Callback | None,
        checkpoint: Checkpoint | None = None,
    ) -> Trained:
        """Networks that know the scaled pairs, stacked along a leading axis of `training.members`."""

    @abc.abstractmethod
    def draw(self, network: Any, y: Float[Array, " dim_y"], n: int, key: PRNGKeyArray) -> Float[Array, "n dim_x"]:
        """n independent draws from p(x | y)."""

    def fit(
        self,
        pairs: Pairs,
        training: Training | None = None,
        seed: int = 0,
        *,
        callback: Callback | None = None,
        checkpoint: str | Path | None = None,
        checkpoint_seconds: float = 30.0,
    ) -> Model:
        """Trains on pairs and returns the model, ready to be asked.

        With a checkpoint the same call goes on where an earlier one was stopped, by whatever, and ends with the same
        bits as one that was not. Ctrl-C, a notebook's stop button too, ends the training after the running epoch, and
        the model has the best weights so far.

        Args:
            pairs: pairs (x, y) of the forward process.
            training: budget and schedule; `Training()` when left out.
            seed: the same seed gives the same model on one machine.
            callback: called once an epoch; a progress bar on a terminal or in a notebook when left out.
            checkpoint: a file in which training is kept, and from which it goes on; None keeps nothing.
            checkpoint_seconds: the least time between two writes of it.

        Raises:
            TypeError: anything else than `Pairs` and a `Training`.
            ValueError: a constant column, or too few pairs; a checkpoint that is damaged, or of another training.
            FloatingPointError: training never reached a finite loss.
            OSError: the checkpoint cannot be written.
            KeyboardInterrupt: Ctrl-C while an emulator trains: nothing is there yet that could answer.

        Warns:
            UserWarning: Ctrl-C cut the training short.
        """
        from innverse.fitting import check_given, fit, warn_if_interrupted

        check_given(pairs, training)
        training = self.with_defaults(training or Training(), len(pairs))
        model = fit(self, pairs, training, seed, callback, checkpoint, checkpoint_seconds)
        warn_if_interrupted(model, training, checkpoint)
        return model

    def with_defaults(self, training: Training, pairs: int) -> Training:
        """The training on a number of pairs, with what it leaves to the method."""
        decay = self.weight_decay if training.weight_decay is None else training.weight_decay
        batch = training.batch or batch_for(pairs, training.steps, self.least_batch)
        return replace(training, weight_decay=decay, batch=batch)


class GradientMethod(Method):
    """A method whose network minimises a loss in the common training loop (abstract)."""

    @abc.abstractmethod
    def loss(
        self, network: Any, batch: Batch, key: PRNGKeyArray, progress: Float[Array, ""]
    ) -> tuple[Float[Array, ""], dict[str, Float[Array, ""]]]:
        """What training minimises, and its named terms; progress runs from 0 to 1."""

    def learn(self, sizes, data, training, key, callback, checkpoint=None):
        """The networks with the smallest held-out loss, first from emulated pairs where the training asks for them."""
        objective, seconds = self.loss, 0.0
        if training.emulated:
            from innverse.methods.emulator import Emulating, learn_emulator

            key, key_emulator = jax.random.split(key)
            part = checkpoint.part("emulator") if checkpoint else None
            emulate, seconds = learn_emulator(sizes, data, training, key_emulator, callback, part)
            objective = Emulating(self.loss, emulate, training.emulated)

        def network(key):
            return self.network(sizes, key)

        trained = train(
            network, objective, data.pairs, data.held_out, training, key, callback, checkpoint, check=self.loss
        )
        trained.history.emulator_seconds = seconds
        return trained


class DensityMethod(Method):
    """A method whose posterior has a density that can be computed (abstract)."""

    @abc.abstractmethod
    def log_density(
        self, network: Any, x: Float[Array, " dim_x"], y: Float[Array, " dim_y"], key: PRNGKeyArray
    ) -> Float[Array, ""]:
        """log p(x | y) in nats; the key serves methods that must estimate it."""

    def evaluations_per_density(self, networks: Any) -> int:
        """How many rows go through a network side by side for one density."""
        return 1


class ForwardMethod(Method):
    """A method whose network learns the forward process beside the posterior (abstract)."""

    @abc.abstractmethod
    def predict(self, network: Any, x: Float[Array, " dim_x"]) -> Float[Array, " dim_y"]:
        """The network's own forward process: y, or class probabilities."""


class LatentMethod(Method):
    """A method whose draws are a map of y and a latent z ~ N(0, I), all that y does not tell of x (abstract)."""

    @abc.abstractmethod
    def draw_with_latent(
        self, network: Any, y: Float[Array, " dim_y"], n: int, key: PRNGKeyArray
    ) -> tuple[Float[Array, "n dim_x"], Float[Array, "n dim_z"]]:
        """n independent draws from p(x | y), and the z that each came from."""

    def draw(self, network, y, n, key):
        """The draws without their latent."""
        return self.draw_with_latent(network, y, n, key)[0]
