"""One epoch of training as a single compiled program: nothing returns to the host between steps."""

from collections.abc import Callable
from typing import Any, NamedTuple, final

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Float, Int, PRNGKeyArray, PyTree

from innverse.training.config import Training, batch_for
from innverse.training.optimiser import adam_with_decay, running_mean, schedule
from innverse.training.shuffle import even_batches, shuffled_batches


class Batch(NamedTuple):
    """Pairs as the network sees them, scaled: x (n, dim_x) and y (n, dim_y)."""

    x: Float[Array, "n dim_x"]
    y: Float[Array, "n dim_y"]


Terms = dict[str, Float[Array, ""]]
Objective = Callable[[PyTree, Batch, PRNGKeyArray, Float[Array, ""]], tuple[Float[Array, ""], Terms]]


class TrainState(NamedTuple):
    """Everything that training changes."""

    weights: PyTree
    averaged: PyTree
    optimiser: PyTree
    best: PyTree
    best_loss: Float[Array, ""]
    step: Int[Array, ""]


class EpochMetrics(NamedTuple):
    """Numbers of one epoch; `final_loss` is the held-out loss at full progress, where schedules have ended."""

    train: Terms
    held_out: Terms
    final_loss: Float[Array, ""]
    learning_rate: Float[Array, ""]
    skipped: Int[Array, ""]


class Frozen(NamedTuple):
    """What training does not change.

    Attributes:
        objective: `(network, batch, key, progress) -> (loss, terms)` with progress in [0, 1].
        check: what held-out pairs are judged by, of the same kind.
        network: the part of the network that is not trained (`eqx.partition`), such as permutations; with a leading
            axis of members outside of `Program.epoch`.
    """

    objective: Objective
    check: Objective
    network: PyTree


@final
class Program:
    """One epoch, and the state before the first, for one objective and one structure of network.

    Arrays that are not trained (a network's permutations, an objective's emulator) are handed to every epoch. Constants
    of the program would make it another one, to be compiled anew, for every seed.

    Args:
        frozen: objective, check and what is not trained.
        training: budget and schedule.
        pairs: how many there are to learn from.
    """

    def __init__(self, frozen: Frozen, training: Training, pairs: int):
        self.given, self._structure = eqx.partition(frozen, eqx.is_array)
        self._training = training
        self._batch = training.batch or batch_for(pairs, training.steps)
        self._rate = schedule(training)
        self._optimiser = adam_with_decay(training.clip, training.decay(pairs))

    def start(self, weights: PyTree) -> TrainState:
        """Everything before the first step."""
        return TrainState(weights, weights, self._optimiser.init(weights), weights, jnp.array(jnp.inf), jnp.array(0))

    def epoch(
        self, state: TrainState, given: PyTree, pairs: Batch, held_out: Batch, key: PRNGKeyArray
    ) -> tuple[TrainState, EpochMetrics]:
        """The state and the numbers after so many steps; `given` is this program's own."""
        training, frozen = self._training, eqx.combine(given, self._structure)
        key_rows, key_steps = jax.random.split(key)
        rows = shuffled_batches(pairs.x.shape[0], self._batch, training.steps_per_epoch, key_rows)
        keys = jax.random.split(key_steps, training.steps_per_epoch)

        def step(state, now):
            return self._updated(frozen, state, Batch(pairs.x[now[0]], pairs.y[now[0]]), now[1])

        state, (numbers, finite) = jax.lax.scan(step, state, (rows, keys))
        train = {name: _mean_where(finite, values) for name, values in numbers.items()}
        now, final = self._checked(frozen, state, held_out)
        best, best_loss = _where(final < state.best_loss, (state.averaged, final), (state.best, state.best_loss))
        metrics = EpochMetrics(train, now, final, jnp.asarray(self._rate(state.step)), (~finite).sum())
        return state._replace(best=best, best_loss=best_loss), metrics

    def _updated(self, frozen: Frozen, state: TrainState, batch: Batch, key: PRNGKeyArray):
        """One step; it changes nothing but the count where the loss or its gradient is not finite."""

        def loss(weights):
            network = eqx.combine(weights, frozen.network)
            return frozen.objective(network, batch, key, state.step / self._training.steps)

        (value, terms), gradient = jax.value_and_grad(loss, has_aux=True)(state.weights)
        finite = jnp.isfinite(value) & jnp.isfinite(optax.tree.norm(gradient))
        change, moments = self._optimiser.update(gradient, state.optimiser, state.weights)
        weights = optax.apply_updates(state.weights, optax.tree.scale(-jnp.asarray(self._rate(state.step)), change))
        averaged = running_mean(state.averaged, weights, state.step, self._training.averaging)
        kept = _where(finite, (weights, averaged, moments), (state.weights, state.averaged, state.optimiser))
        after = state._replace(weights=kept[0], averaged=kept[1], optimiser=kept[2], step=state.step + 1)
        return after, ({"loss": value} | terms, finite)

    def _checked(self, frozen: Frozen, state: TrainState, held_out: Batch) -> tuple[Terms, Float[Array, ""]]:
        """Terms of the held-out loss now, and the loss at full progress."""
        network = eqx.combine(state.averaged, frozen.network)

        def at(progress):
            return _mean_over(held_out, self._batch, lambda batch, key: frozen.check(network, batch, key, progress))

        # A loop over the two, so that the loss is traced and compiled once.
        values, terms = jax.lax.map(at, jnp.stack([state.step / self._training.steps, jnp.array(1.0)]))
        return jax.tree.map(lambda both: both[0], {"loss": values} | terms), values[1]


def _mean_over(held_out: Batch, batch: int, loss: Callable[[Batch, PRNGKeyArray], Any]) -> Any:
    """Mean loss over batches of about the training's size: a biased MMD depends on it, and memory stays flat.

    Its noise and batches are the same in every epoch: they are compared, and what they share cancels.
    """
    key_rows, key_losses = jax.random.split(jax.random.key(0))
    rows = even_batches(held_out.x.shape[0], batch, key_rows)
    keys = jax.random.split(key_losses, len(rows))
    batches = Batch(held_out.x[rows], held_out.y[rows])
    return jax.tree.map(jnp.mean, jax.lax.map(lambda now: loss(*now), (batches, keys)))


def _where(condition, new: PyTree, old: PyTree) -> PyTree:
    return jax.tree.map(lambda a, b: jnp.where(condition, a, b), new, old)


def _mean_where(kept, values):
    return jnp.where(kept, values, 0.0).sum() / kept.sum()
