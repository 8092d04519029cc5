"""The training loop: epochs of a compiled program, watched from the host."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Key, PRNGKeyArray, PyTree

from innverse.run_once import RUN_ONCE
from innverse.training.checkpoint import Checkpoint
from innverse.training.config import Training
from innverse.training.history import INTERRUPTED, Epoch, History
from innverse.training.interruption import Interruption
from innverse.training.snapshot import Snapshot
from innverse.training.step import Batch, EpochMetrics, Frozen, Objective, Program, TrainState

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
    checkpoint: Checkpoint | None = None,
    check: Objective | None = None,
) -> Trained:
    """Minimises the objective and returns the weights with the smallest held-out loss at full progress.

    Patience looks at two held-out losses, at the progress reached and at full progress: while either falls, it goes on.

    It neither prints nor plots, and saves only to the checkpoint: it calls back once an epoch. Ctrl-C ends it
    after the running epoch, with the best weights so far.

    Args:
        network: constructor of a freshly initialised network.
        objective: `(network, batch, key, progress) -> (loss, terms)`.
        pairs, held_out: scaled pairs for the updates and for choosing the best weights.
        training: budget and schedule.
        key: random key of starts, shuffles and noise.
        callback: called as `callback(epoch, epochs, train_terms, held_out_terms)`.
        checkpoint: file to resume from; the result is bit-identical to an uninterrupted run. None keeps nothing.
        check: what held-out pairs are judged by; the objective when left out.

    Raises:
        FloatingPointError: a member had no finite held-out loss in any epoch.
    """
    key_start, key_epochs = jax.random.split(key)
    starts = jax.random.split(key_start, training.members)
    weights, fixed = eqx.partition(_built(network, starts), eqx.is_inexact_array)
    program = Program(Frozen(objective, check or objective, fixed), training, len(pairs.x))
    state = jax.jit(jax.vmap(program.start))(weights)
    epoch, data = _across_members(program.epoch, training.members), (program.given, pairs, held_out)
    snapshot = _run(epoch, state, data, training, key_epochs, callback, checkpoint)
    history = snapshot.history
    without = int((~np.isfinite(snapshot.state.best_loss)).sum())
    if without:
        of = f" for {without} of {training.members} members" if training.members > 1 else ""
        raise FloatingPointError(
            f"training: expected a finite held-out loss, got none in any epoch{of}; scale or clean the pairs, or lower "
            f"Training.learning_rate ({training.learning_rate})"
        )
    return Trained(eqx.combine(snapshot.state.best, fixed), history)


def _built(network: Callable[[PRNGKeyArray], eqx.Module], starts: Key[Array, " members"]) -> PyTree:
    """A network for each key, stacked, by one compiled program.

    Op by op, a deep network takes longer to make than to train for a second.
    """
    structures = []

    def arrays(keys):
        made, structure = eqx.partition(eqx.filter_vmap(network)(keys), eqx.is_array)
        structures.append(structure)
        return made

    return eqx.combine(jax.jit(arrays, compiler_options=RUN_ONCE)(starts), structures[0])


def _run(
    epoch,
    start: TrainState,
    data: tuple,
    training: Training,
    key: PRNGKeyArray,
    callback: Callback | None,
    checkpoint: Checkpoint | None,
) -> Snapshot:
    """Runs the epochs that are left from where the checkpoint stands; none when that training had ended."""
    kept = checkpoint.load(start) if checkpoint else None
    snapshot = kept or Snapshot.at_start(start, training.members)
    snapshot.history.stopped = snapshot.ending(training)
    if snapshot.ended(training):
        return snapshot
    if checkpoint and kept is None:
        # Before anything takes time: a place that cannot be written is told at once.
        checkpoint.keep(snapshot)
    compiled, seconds = _compiled(epoch, start, data, key, training)
    snapshot.history.compile_seconds += seconds
    with Interruption() as interruption:
        while not (snapshot.ended(training) or interruption.requested):
            number, began = snapshot.epochs + 1, time.perf_counter()
            keys = jax.random.split(jax.random.fold_in(key, number), training.members)
            state, metrics = compiled(snapshot.state, *data, keys)
            metrics = jax.device_get(metrics)
            improved = np.asarray(metrics.final_loss) < np.asarray(snapshot.state.best_loss)
            done = _summarised(metrics, number, time.perf_counter() - began, int(improved.sum()))
            snapshot.advance(state, metrics, done)
            if checkpoint:
                checkpoint.offer(snapshot)
            if callback is not None:
                callback(number, training.epochs, done.train, done.held_out)
        snapshot.history.stopped = INTERRUPTED if interruption.requested else snapshot.ending(training)
        if checkpoint:
            checkpoint.keep(snapshot)
    return snapshot


def _compiled(epoch, start: TrainState, data: tuple, key: PRNGKeyArray, training: Training):
    """The epoch's program, and the seconds that it took; always from the start's types, so that it is the same."""
    began = time.perf_counter()
    keys = jax.random.split(key, training.members)
    compiled = jax.jit(epoch).lower(start, *data, keys).compile()
    return compiled, time.perf_counter() - began


def _summarised(metrics: EpochMetrics, number: int, seconds: float, improved: int) -> Epoch:
    """Averages over members; skipped steps add up."""

    def averages(terms):
        return {name: float(np.mean(values)) for name, values in terms.items()}

    return Epoch(
        number,
        seconds,
        float(np.mean(metrics.learning_rate)),
        averages(metrics.train),
        averages(metrics.held_out),
        float(np.mean(metrics.final_loss)),
        int(np.sum(metrics.skipped)),
        improved,
    )


def _across_members(epoch, members: int):
    """The epoch over a leading axis of members; one member is not vmapped, since batched products are slower."""
    of_each = Frozen(objective=None, check=None, network=0)  # pyright: ignore[reportArgumentType]
    # All members are at the same step: a condition on it stays one, where that of a batch would compute both branches.
    in_step = TrainState(0, 0, 0, 0, 0, None)  # pyright: ignore[reportArgumentType]
    of_all = jax.vmap(epoch, in_axes=(in_step, of_each, None, None, 0), out_axes=(in_step, 0))

    def several(state, given, pairs, held_out, keys):
        state, metrics = of_all(state._replace(step=state.step[0]), given, pairs, held_out, keys)
        return state._replace(step=jnp.full(members, state.step)), metrics

    def single(state, given, pairs, held_out, keys):
        state, network = jax.tree.map(lambda leaf: leaf[0], (state, given.network))
        outcome = epoch(state, given._replace(network=network), pairs, held_out, keys[0])
        return jax.tree.map(lambda leaf: leaf[None], outcome)

    return several if members > 1 else single
