"""The training loop: epochs of a compiled program, watched from the host."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import PRNGKeyArray, PyTree

from innverse.training.config import Training
from innverse.training.history import Epoch, History
from innverse.training.interruption import Interruption
from innverse.training.step import Batch, Objective, Report, State, schedule, training_program

Callback = Callable[[int, int, dict[str, float], dict[str, float]], None]


@dataclass(frozen=True)
class Trained:
    """The best networks, stacked along a leading axis of members, and how they came about."""

    networks: PyTree
    history: History


def train(
    network: Callable[[PRNGKeyArray], eqx.Module],
    objective: Objective,
    pairs: Batch,
    held_out: Batch,
    training: Training,
    key: PRNGKeyArray,
    callback: Callback | None = None,
) -> Trained:
    """Minimises the objective and returns the weights with the smallest held-out loss at full progress.

    Patience looks at the held-out loss at the progress reached, which falls steadily while a schedule runs.

    It neither prints nor saves nor plots: it calls back once an epoch. Ctrl-C ends it after the running epoch, with the
    best weights so far.

    Args:
        network: constructor of a freshly initialised network.
        objective: `(network, batch, key, progress) -> (loss, terms)`.
        pairs, held_out: scaled pairs for the updates and for choosing the best weights.
        training: budget and schedule.
        key: random key of starts, shuffles and noise.
        callback: called as `callback(epoch, epochs, train_terms, held_out_terms)`.

    Raises:
        FloatingPointError: no epoch had a finite held-out loss.
    """
    key_start, key_epochs = jax.random.split(key)
    starts = jax.random.split(key_start, training.members)
    # Built in one compiled program: op by op, a deep network takes longer to make than to train for a second.
    weights, fixed = eqx.partition(eqx.filter_jit(eqx.filter_vmap(network))(starts), eqx.is_inexact_array)
    # Arrays that are not trained, such as permutations, are the first member's in all members.
    structure = jax.tree.map(lambda leaf: leaf[0] if eqx.is_array(leaf) else leaf, fixed)
    program = training_program(objective, structure, training)
    state = jax.vmap(program.start)(weights)
    state, history = _run(
        _across_members(program.epoch, training.members), state, pairs, held_out, training, key_epochs, callback
    )
    if not history.best_epoch:
        raise FloatingPointError(
            "training: expected a finite held-out loss, got none in any epoch; scale or clean the pairs, or lower "
            f"Training.learning_rate ({training.learning_rate})"
        )
    return Trained(_stacked(state.best, structure, training.members), history)


def _run(epoch, state: State, pairs: Batch, held_out: Batch, training: Training, key: PRNGKeyArray, callback):
    history = History()
    began = time.perf_counter()
    compiled = jax.jit(epoch).lower(state, pairs, held_out, jax.random.split(key, training.members)).compile()
    history.compile_seconds = time.perf_counter() - began
    rate = schedule(training)
    improved, least = 0, np.full(training.members, np.inf)
    with Interruption() as interruption:
        for number in range(1, training.epochs + 1):
            began = time.perf_counter()
            keys = jax.random.split(jax.random.fold_in(key, number), training.members)
            state, report = compiled(state, pairs, held_out, keys)
            report = jax.device_get(report)
            done = _summarised(
                report, number, time.perf_counter() - began, float(np.asarray(rate(number * training.steps_per_epoch)))
            )
            history.epochs.append(done)
            if callback is not None:
                callback(number, training.epochs, done.train, done.held_out)
            if (report.held_out["loss"] < least).any():
                improved, least = number, np.fmin(least, report.held_out["loss"])
            if interruption.requested:
                history.stopped = "interrupted"
                break
            if number - improved >= training.patience:
                history.stopped = "early stop"
                break
    return state, history


def _summarised(report: Report, number: int, seconds: float, rate: float) -> Epoch:
    """Averages over members; skipped steps add up."""

    def averages(terms):
        return {name: float(np.mean(values)) for name, values in terms.items()}

    return Epoch(
        number,
        seconds,
        rate,
        averages(report.train),
        averages(report.held_out),
        float(np.mean(report.final_loss)),
        int(np.sum(report.skipped)),
    )


def _across_members(epoch, members: int):
    """The epoch over a leading axis of members; one member is not vmapped, since batched products are slower."""
    if members > 1:
        return jax.vmap(epoch, in_axes=(0, None, None, 0))

    def single(state, pairs, held_out, keys):
        outcome = epoch(jax.tree.map(lambda leaf: leaf[0], state), pairs, held_out, keys[0])
        return jax.tree.map(lambda leaf: leaf[None], outcome)

    return single


def _stacked(weights: PyTree, structure: PyTree, members: int) -> PyTree:
    """Complete networks with a leading axis of members on every array, the fixed ones included."""
    fixed = jax.tree.map(
        lambda leaf: jnp.broadcast_to(leaf, (members, *leaf.shape)) if eqx.is_array(leaf) else leaf, structure
    )
    return eqx.combine(weights, fixed)
