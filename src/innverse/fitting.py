"""From pairs to a model: the same split, scaling, budget and seeds for every method."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import jax
import numpy as np

from innverse.arguments.settings import function_or_none, not_negative, random_seed
from innverse.data import Pairs
from innverse.familiarity import NoveltyDetector
from innverse.methods.method import Method, Sizes
from innverse.methods.training_data import Dequantised, TrainingData
from innverse.model import Model
from innverse.progress import is_watched, training_bar
from innverse.scaling import Scaling, fit_scaling
from innverse.scaling.dequantisation import fit_dequantisation, is_dequantisable
from innverse.training import Batch, Callback, Checkpoint, Training

LEAST_PAIRS = 40
LEAST_HELD_OUT, LARGEST_SHARE = 10, 0.2
"""Three of 60 pairs choose the best epoch by chance (docs/notes/training-recipe.md); more than so many gain nothing."""
MOST_HELD_OUT = 20_000
"""More do not choose the best weights better, and every epoch is checked on all of them."""


def fit(
    method: Method,
    pairs: Pairs,
    training: Training,
    seed: int,
    callback: Callback | None,
    checkpoint: str | Path | None = None,
    checkpoint_seconds: float = 30.0,
) -> Model:
    """Holds pairs out, scales, lets the method learn, and wraps its networks into a model (see `Method.fit`)."""
    if len(pairs) < LEAST_PAIRS:
        raise ValueError(f"pairs: expected at least {LEAST_PAIRS} rows to train on, got {len(pairs)}; simulate more")
    seed = random_seed(seed)
    callback = function_or_none("callback", callback, "iv.progress.Lines(print).epoch")
    checkpoint_seconds = not_negative("checkpoint_seconds", checkpoint_seconds)
    sizes = Sizes(pairs.dim_x, pairs.dim_y, pairs.classes, len(pairs))
    provenance = {"seed": seed, "pairs": len(pairs), "fingerprint": pairs.fingerprint(), "training": vars(training)}
    scaling = fit_scaling(pairs, method.items)
    parts = pairs.split(_held_out(training, len(pairs)), seed)
    trained = method.learn(
        sizes,
        _training_data(pairs, parts, scaling, training, seed),
        training,
        jax.random.key(seed),
        callback or _bar(),
        None if checkpoint is None else _checkpoint(checkpoint, method, provenance, checkpoint_seconds),
    )
    return Model(
        method=method,
        networks=trained.networks,
        members=training.members,
        scaling=scaling,
        parameters=pairs.parameters,
        measurements=pairs.measurements,
        classes=pairs.classes,
        novelty_detector=None if pairs.classes else NoveltyDetector.of(pairs, parts[1].y, seed),
        history=trained.history,
        provenance=provenance,
    )


def _held_out(training: Training, pairs: int) -> float:
    """Which share of the pairs chooses the best weights."""
    least = min(LEAST_HELD_OUT / pairs, LARGEST_SHARE)
    return min(max(training.held_out, least), MOST_HELD_OUT / pairs)


def check_given(pairs: Any, training: Any) -> None:
    """Raises a TypeError for what is no `Pairs`, or no `Training`, with what makes one."""
    if not isinstance(pairs, Pairs):
        made = "as `iv.simulate(problem, n)` or `iv.Pairs.from_table(table, x=[...], y=[...])` gives them"
        raise TypeError(f"pairs: expected Pairs, {made}, got {type(pairs).__name__}")
    if not (training is None or isinstance(training, Training)):
        raise TypeError(f"training: expected a Training, such as iv.Training(epochs=40), got {training!r}")


def warn_if_interrupted(model: Model, training: Training, checkpoint: str | Path | None) -> None:
    """Tells the caller of `fit` of a training that Ctrl-C cut short: a loop over trainings goes on with the next."""
    if not model.history.interrupted:
        return
    again = "the same call begins anew" if checkpoint is None else "the same call goes on from its checkpoint"
    warnings.warn(
        f"training: expected {training.epochs} epochs, got Ctrl-C after {len(model.history.epochs)}; the model has the "
        f"best weights so far, and {again}",
        stacklevel=3,
    )


def _training_data(
    pairs: Pairs, parts: tuple[Pairs, Pairs], scaling: Scaling, training: Training, seed: int
) -> TrainingData:
    """Scaled pairs; for a training with an emulator also with continuous y, where some of y are whole numbers."""
    learned, held_out = (Batch(*map(_on_device, scaling.scale(part))) for part in parts)
    if pairs.classes or not (training.emulated and is_dequantisable(pairs.y)):
        return TrainingData(learned, held_out)
    rng = np.random.default_rng(seed)
    dequantisation = fit_dequantisation(pairs, scaling, rng)
    of_learned, of_held_out = (_on_device(dequantisation.spread(part.y, rng)) for part in parts)
    restore = jax.tree.map(_on_device, dequantisation).restore
    dequantised = Dequantised(learned._replace(y=of_learned), held_out._replace(y=of_held_out), restore)
    return TrainingData(learned, held_out, dequantised)


def _on_device(rows: np.ndarray) -> jax.Array:
    """In JAX's precision; `jnp.asarray` would compile a program for each shape."""
    return jax.device_put(np.asarray(rows, jax.dtypes.canonicalize_dtype(rows.dtype)))


def _checkpoint(path: str | Path, method: Method, provenance: dict[str, Any], seconds: float) -> Checkpoint:
    """Belongs to method, pairs, training and seed: together they decide every bit of the weights."""
    from innverse.specification import describe

    return Checkpoint(path, {"method": describe(method)} | provenance, seconds)


def _bar() -> Callback | None:
    return training_bar() if is_watched() else None
