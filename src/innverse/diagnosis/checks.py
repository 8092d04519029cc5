"""The checks that need more than draws: the model's own forward process, the true one, the exact posterior."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np

from innverse.losses import RationalQuadratic, mmd_squared

if TYPE_CHECKING:
    from innverse.data import Pairs
    from innverse.model import Model
    from innverse.problems import InverseProblem

NO_FORWARD = "the method learns no forward process of its own"


@dataclass(frozen=True)
class Finding:
    """A number, or None and the reason; a number may carry a remark too."""

    value: float | None
    note: str = ""


def forward_error(model: Model, pairs: Pairs) -> Finding:
    """Mean ||f_y(x) - y||² in squared units of y."""
    if not model.has_forward:
        return Finding(None, NO_FORWARD)
    if pairs.classes:
        return Finding(None, "y are classes: see the label accuracy")
    return Finding(float(np.mean(np.sum((model.predict(pairs.x) - pairs.y) ** 2, axis=1))))


def label_accuracy(model: Model, pairs: Pairs) -> Finding:
    """Fraction of pairs whose most probable class given x is the true one."""
    if not model.has_forward:
        return Finding(None, NO_FORWARD)
    if not pairs.classes:
        return Finding(None, "y are no classes: see the forward error")
    return Finding(float(np.mean(model.predict(pairs.x).argmax(axis=1) == pairs.y.argmax(axis=1))))


def mmd_to_exact(problem: InverseProblem | None, draws: np.ndarray, y: np.ndarray, seed: int) -> Finding:
    """Unbiased squared MMD between the draws `(n_y, n, dim_x)` and as many exact ones, mean over y `(n_y, dim_y)`."""
    if problem is None or not problem.has_exact_posterior:
        return Finding(None, "the exact posterior is not known")
    if draws.shape[1] < 2:
        return Finding(None, "one draw for each measurement is too few")
    distance = jax.jit(lambda a, b: mmd_squared(a, b, RationalQuadratic((0.05, 0.2, 0.9)), unbiased=True))
    keys = jax.random.split(jax.random.key(seed), len(y))
    distances = [
        float(distance(jnp.asarray(x), jnp.asarray(problem.exact_posterior(measured, len(x), key))))
        for x, measured, key in zip(draws, y, keys, strict=True)
    ]
    spread = f", ± {np.std(distances, ddof=1) / math.sqrt(len(y)):.1g}" if len(y) > 1 else ""
    return Finding(float(np.mean(distances)), f"mean over {len(y)} measurements{spread}")
