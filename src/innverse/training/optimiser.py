"""How a gradient becomes a change of the weights, and which weights are returned in the end."""

import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Int, PyTree

from innverse.training.config import Training


def schedule(training: Training) -> optax.Schedule:
    """Linear warm-up to the peak rate, then a cosine to zero."""
    warm_up = min(max(1, round(training.warm_up * training.steps)), training.steps - 1)
    return optax.warmup_cosine_decay_schedule(0.0, training.learning_rate, warm_up, training.steps)


def adam_with_decay(clip: float, decay: float) -> optax.GradientTransformation:
    """AdamW without its rate; only matrices of fully connected layers decay: others have a scale of their own."""
    # As one vector: an operation for each of dozens of arrays takes long to trace and compile.
    adam = optax.flatten(optax.chain(optax.clip_by_global_norm(clip), optax.scale_by_adam()))
    return optax.chain(adam, optax.add_decayed_weights(decay, decaying))


def decaying(weights: PyTree) -> PyTree:
    """Which leaves decay: the matrices of fully connected layers, masked ones too, which alone are called `weight`."""
    return jax.tree_util.tree_map_with_path(
        lambda path, _: bool(path) and getattr(path[-1], "name", "") == "weight", weights
    )


def running_mean(mean: PyTree, weights: PyTree, step: Int[Array, ""], slowest: float) -> PyTree:
    """The mean with newer weights in it, after `step` earlier ones; it decays at most as slowly as `slowest`.

    The first weights are forgotten sooner, so that the mean spans a tenth of the steps so far, or less.
    """
    decay = jnp.minimum(slowest, (1 + step) / (10 + step))
    return optax.incremental_update(weights, mean, 1 - decay)
