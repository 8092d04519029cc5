"""Approximate Bayesian computation by rejection: the simulations that came closest to y stand for its posterior.

    draws from p(x | y)  ≈  x_i of the pairs with the smallest ‖y_i − y‖

The distance is Euclidean between scaled measurements. As pairs grow without bound and the accepted share falls to
zero, the accepted x are exact draws; with a finite number of pairs they come from p(x | ‖y_i − y‖ < ε), which is wider
than the posterior, and the more so the more measurements there are. (Pritchard, Seielstad, Perez-Lezaun, Feldman 1999,
Mol. Biol. Evol. 16, 1791; nearest neighbours: Biau, Cérou, Guyader 2015, arXiv 1207.6461. The INN's paper takes it
for the truth where a simulator is cheap.)
"""

from dataclasses import dataclass
from typing import final

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int, PRNGKeyArray

from innverse.arguments.settings import validate_counts
from innverse.methods.method import Method, Sizes
from innverse.training import History, Trained


@final
class KeptPairs(eqx.Module):
    """The scaled pairs themselves: what a fit leaves in the place of weights."""

    x: Float[Array, "pairs dim_x"]
    y: Float[Array, "pairs dim_y"]


@final
@dataclass(frozen=True)
class ABC(Method):
    """Keeps all pairs, and draws from the x of the `accepted` nearest ones.

    Draws are taken with replacement: asked for more than `accepted` of them, some occur twice, and quantiles are no
    finer than 1/accepted. Of a training only the number of members is heeded, and they are all alike.

    Args:
        accepted: how many pairs stand for the posterior.

    >>> ABC(accepted=50).accepted
    50
    """

    accepted: int = 100

    def __post_init__(self):
        validate_counts(self, "accepted")

    @property
    def least_pairs(self):
        """As many as are accepted."""
        return self.accepted

    def network(self, sizes: Sizes, key: PRNGKeyArray) -> KeptPairs:
        """Room for the pairs."""
        return KeptPairs(jnp.zeros((sizes.pairs, sizes.dim_x)), jnp.zeros((sizes.pairs, sizes.dim_y)))

    def learn(self, sizes, data, training, key, callback, checkpoint=None):
        """Keeps the pairs, held-out ones too: there is nothing to be chosen by them, and no training to be kept.

        Raises:
            ValueError: fewer pairs than are to be accepted.
        """
        if sizes.pairs < self.accepted:
            raise ValueError(f"ABC.accepted: expected at most the {sizes.pairs:,} pairs, got {self.accepted:,}")
        rows = jax.tree.map(lambda *parts: jnp.concatenate(parts).astype(jnp.float32), data.pairs, data.held_out)
        kept = KeptPairs(rows.x, rows.y)
        alike = jax.tree.map(lambda leaf: jnp.broadcast_to(leaf, (training.members, *leaf.shape)), kept)
        return Trained(alike, History())

    def draw(self, network, y, n, key):
        """x of accepted pairs, each time any of them."""
        nearest = _nearest(self.accepted, network.y, y)
        return network.x[jax.random.choice(key, nearest, (n,))]


def _nearest(count: int, rows: Float[Array, "pairs dim_y"], y: Float[Array, " dim_y"]) -> Int[Array, " count"]:
    """Numbers of the rows nearest to y. For one y after the other: distances of many at once would fill the memory."""

    @jax.custom_batching.sequential_vmap
    def of_one(rows, y):
        return jax.lax.top_k(-((rows - y) ** 2).sum(axis=1), count)[1]

    return of_one(rows, y)
