"""The checks that need more than draws: the model's own forward process, the true one, the exact posterior."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import equinox as eqx
import jax
import numpy as np

from innverse.diagnosis.finding import Finding
from innverse.diagnostics import density_ranks
from innverse.losses import RationalQuadratic, mmd_squared
from innverse.methods.round_trip import RoundTrip
from innverse.model import Model
from innverse.run_once import RUN_ONCE
from innverse.wording.counts import counted

if TYPE_CHECKING:
    from innverse.data import Pairs
    from innverse.diagnosis.amortised_posterior import AmortisedPosterior
    from innverse.problems import InverseProblem

NO_FORWARD = "the method learns no forward process of its own"
NO_WAY_BACK = "the method has no network that runs both ways"
KERNEL = RationalQuadratic()
DENSITY_DRAWS = 39
"""With the truth 40 densities for each measurement, which a network with padding averages over 64 draws of that."""


def forward_error(model: AmortisedPosterior, pairs: Pairs) -> Finding:
    """Mean ||f_y(x) - y||² in squared units of y."""
    if not model.has_forward:
        return Finding(None, NO_FORWARD)
    if pairs.classes:
        return Finding(None, "y are classes: see the label accuracy")
    return Finding(float(np.mean(np.sum((model.predict(pairs.x) - pairs.y) ** 2, axis=1))))


def label_accuracy(model: AmortisedPosterior, pairs: Pairs) -> Finding:
    """Fraction of pairs whose most probable class given x is the true one."""
    if not model.has_forward:
        return Finding(None, NO_FORWARD)
    if not pairs.classes:
        return Finding(None, "y are no classes: see the forward error")
    return Finding(float(np.mean(model.predict(pairs.x).argmax(axis=1) == pairs.y.argmax(axis=1))))


def density_ranks_of_truth(model: AmortisedPosterior, pairs: Pairs, draws: np.ndarray) -> np.ndarray | None:
    """Share of draws `(n_y, n, dim_x)` with a higher density than the truth `(n_y,)`; None without a density."""
    if not model.has_density:
        return None
    together = np.concatenate([draws[:, :DENSITY_DRAWS], pairs.x[:, None]], axis=1)
    n_y, n, dim_x = together.shape
    density = model.log_prob(together.reshape(-1, dim_x), np.repeat(pairs.y, n, axis=0)).reshape(n_y, n)
    return density_ranks(density[:, :-1], density[:, -1])


def round_trip_error(model: AmortisedPosterior, pairs: Pairs) -> Finding:
    """Root mean square of g(f(x)) - x in scaled parameters, by the first network: rounding, for an invertible one."""
    if not (isinstance(model, Model) and isinstance(model.networks, RoundTrip)):
        return Finding(None, NO_WAY_BACK)
    precision = jax.dtypes.canonicalize_dtype(float)
    x, y = (rows.astype(precision) for rows in model.scaling.scale(pairs))
    back = _round_trip(model.networks, x, y)
    return Finding(float(np.sqrt(np.mean((np.asarray(back) - x) ** 2))))


@eqx.filter_jit(compiler_options=RUN_ONCE)  # pyright: ignore[reportCallIssue]
def _round_trip(networks: RoundTrip, x: np.ndarray, y: np.ndarray) -> jax.Array:
    """By the first of networks that are stacked."""
    first = jax.tree.map(lambda leaf: leaf[0] if eqx.is_array(leaf) else leaf, networks)
    return jax.vmap(first.round_trip)(x, y)


def distance_between(a: np.ndarray, b: np.ndarray) -> float:
    """Unbiased squared MMD of rows a and b `(n, dim_x)`; kernel Σ 1/(1 + d²/h²), h = .05, .2, .9, in units of x."""
    centre = np.mean(b, axis=0)  # off first: single precision keeps few digits of what is far from zero
    return float(_distance_between(*((rows - centre).astype(np.float32) for rows in (a, b))))


@jax.jit
def _distance_between(a: jax.Array, b: jax.Array) -> jax.Array:
    return mmd_squared(a, b, KERNEL, unbiased=True)


def mmd_to_exact(problem: InverseProblem | None, draws: np.ndarray, y: np.ndarray, seed: int) -> Finding:
    """Unbiased squared MMD between the draws `(n_y, n, dim_x)` and as many exact ones, mean over y `(n_y, dim_y)`."""
    if problem is None or not problem.has_exact_posterior:
        return Finding(None, "the exact posterior is not known")
    if draws.shape[1] < 2:
        return Finding(None, "one draw for each measurement is too few")
    keys = jax.random.split(jax.random.key(seed), len(y))
    distances = [
        distance_between(x, problem.exact_posterior(measured, len(x), keys[i]))
        for i, (x, measured) in enumerate(zip(draws, y, strict=True))
    ]
    spread = f", ± {np.std(distances, ddof=1) / math.sqrt(len(y)):.1g}" if len(y) > 1 else ""
    return Finding(float(np.mean(distances)), f"mean over {counted(len(y), 'measurement')}{spread}")
