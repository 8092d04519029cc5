"""One epoch of training as a single compiled program: nothing returns to the host between steps."""

from collections.abc import Callable
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Float, PRNGKeyArray, PyTree

from innverse.training.config import Training, batch_for
from innverse.training.optimiser import adam_with_decay, running_mean, schedule
from innverse.training.shuffle import even_batches, shuffled_batches


class Batch(NamedTuple):
    """Pairs as the network sees them, scaled: x (n, dim_x) and y (n, dim_y)."""

    x: Float[Array, "n dim_x"]
    y: Float[Array, "n dim_y"]


Terms = dict[str, Float[Array, ""]]
Objective = Callable[[PyTree, Batch, PRNGKeyArray, Float[Array, ""]], tuple[Float[Array, ""], Terms]]


class State(NamedTuple):
    """Everything that training changes."""

    weights: PyTree
    averaged: PyTree
    optimiser: PyTree
    best: PyTree
    best_loss: Float[Array, ""]
    step: Float[Array, ""]


class Report(NamedTuple):
    """Numbers of one epoch; `final_loss` is the held-out loss at full progress, where schedules have ended."""

    train: Terms
    held_out: Terms
    final_loss: Float[Array, ""]
    learning_rate: Float[Array, ""]
    skipped: Float[Array, ""]


class Program(NamedTuple):
    """The two functions that the loop compiles."""

    start: Callable[[PyTree], State]
    epoch: Callable[[State, Batch, Batch, PRNGKeyArray], tuple[State, Report]]


def training_program(objective: Objective, check: Objective, static: PyTree, training: Training, pairs: int) -> Program:
    """Builds the epoch for one objective and one network structure.

    Args:
        objective: `(network, batch, key, progress) -> (loss, terms)` with progress in [0, 1].
        check: what held-out pairs are judged by, of the same kind.
        static: the part of the network that is not trained (`eqx.partition`).
        training: budget and schedule.
        pairs: how many there are to learn from.
    """
    size = training.batch or batch_for(pairs, training.steps)
    rate = schedule(training)
    optimiser = adam_with_decay(training.clip, training.decay(pairs))

    def loss(weights, *asked):
        return objective(eqx.combine(weights, static), *asked)

    def start(weights):
        return State(weights, weights, optimiser.init(weights), weights, jnp.array(jnp.inf), jnp.array(0))

    def update(state, batch, key):
        """One step; it changes nothing but the count where the loss or its gradient is not finite."""
        (value, terms), gradient = jax.value_and_grad(loss, has_aux=True)(
            state.weights, batch, key, state.step / training.steps
        )
        finite = jnp.isfinite(value) & jnp.isfinite(optax.tree.norm(gradient))
        change, moments = optimiser.update(gradient, state.optimiser, state.weights)
        weights = optax.apply_updates(state.weights, optax.tree.scale(-jnp.asarray(rate(state.step)), change))
        averaged = running_mean(state.averaged, weights, state.step, training.averaging)
        kept = _where(finite, (weights, averaged, moments), (state.weights, state.averaged, state.optimiser))
        numbers = {"loss": value} | terms
        return state._replace(weights=kept[0], averaged=kept[1], optimiser=kept[2], step=state.step + 1), (
            numbers,
            finite,
        )

    def epoch(state, pairs, held_out, key):
        key_rows, key_steps = jax.random.split(key)
        rows = shuffled_batches(pairs.x.shape[0], size, training.steps_per_epoch, key_rows)
        keys = jax.random.split(key_steps, training.steps_per_epoch)
        state, (numbers, finite) = jax.lax.scan(
            lambda state, now: update(state, Batch(pairs.x[now[0]], pairs.y[now[0]]), now[1]), state, (rows, keys)
        )
        train = {name: _mean_where(finite, values) for name, values in numbers.items()}
        # A loop over the two, so that the loss is traced and compiled once.
        now_and_final = jnp.stack([state.step / training.steps, jnp.array(1.0)])

        def checked(progress):
            network = eqx.combine(state.averaged, static)
            return _mean_over(held_out, size, lambda batch, key: check(network, batch, key, progress))

        values, terms = jax.lax.map(checked, now_and_final)
        final = values[1]
        best, best_loss = _where(final < state.best_loss, (state.averaged, final), (state.best, state.best_loss))
        now = jax.tree.map(lambda both: both[0], {"loss": values} | terms)
        report = Report(train, now, final, jnp.asarray(rate(state.step)), (~finite).sum())
        return state._replace(best=best, best_loss=best_loss), report

    return Program(start, epoch)


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
