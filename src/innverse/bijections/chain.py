"""Composition of bijections: a few different ones, or many equal ones."""

from collections.abc import Callable, Sequence

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, PRNGKeyArray

from innverse.bijections.bijection import Bijection


def _common(sizes: Sequence[int], what: str) -> int:
    if len(set(sizes)) != 1:
        raise ValueError(f"Chain: expected links of equal {what}, got {list(sizes)}")
    return sizes[0]


class Chain(Bijection):
    """v = (f_n ∘ … ∘ f_1)(u); the log determinants add up.

    Args:
        links: f_1 … f_n in the order in which `forward` applies them.

    Raises:
        ValueError: no links, or links of different size.

    >>> from innverse.bijections import Standardise
    >>> halve = Standardise(jnp.zeros(1), jnp.full(1, 2.0))
    >>> Chain([halve, halve]).forward(jnp.array([8.0]))[0].item()
    2.0
    """

    links: tuple[Bijection, ...]
    dim: int = eqx.field(static=True)
    dim_condition: int = eqx.field(static=True)

    def __init__(self, links: Sequence[Bijection]):
        if not links:
            raise ValueError("Chain: expected at least one link, got none; use Identity(dim) for the empty chain")
        self.links = tuple(links)
        self.dim = _common([link.dim for link in links], "dim")
        self.dim_condition = max(link.dim_condition for link in links)

    def _forward(self, u, condition):
        log_det = jnp.zeros((), u.dtype)
        for link in self.links:
            u, step = link.forward(u, condition)
            log_det += step
        return u, log_det

    def _inverse(self, v, condition):
        log_det = jnp.zeros((), v.dtype)
        for link in reversed(self.links):
            v, step = link.inverse(v, condition)
            log_det += step
        return v, log_det


class Repeat(Bijection):
    """A chain of n links of one structure, run as a `jax.lax.scan` so that compile time does not grow with n.

    Args:
        link: constructor `key -> Bijection`; it is called once for each link, with its own key.
        n: number of links.
        key: random key.

    >>> import jax
    >>> from innverse.bijections import Permutation
    >>> chain = Repeat(lambda key: Permutation.random(3, key), 5, jax.random.key(0))
    >>> sorted(chain.forward(jnp.arange(3.0))[0].tolist())
    [0.0, 1.0, 2.0]
    """

    links: Bijection
    dim: int = eqx.field(static=True)
    dim_condition: int = eqx.field(static=True)

    def __init__(self, link: Callable[[PRNGKeyArray], Bijection], n: int, key: PRNGKeyArray):
        if n < 1:
            raise ValueError(f"Repeat: expected n >= 1 links, got {n}")
        self.links = eqx.filter_vmap(link)(jax.random.split(key, n))
        self.dim, self.dim_condition = self.links.dim, self.links.dim_condition

    def _forward(self, u, condition):
        return self._scan(lambda link, event: link.forward(event, condition), u, reverse=False)

    def _inverse(self, v, condition):
        return self._scan(lambda link, event: link.inverse(event, condition), v, reverse=True)

    def _scan(self, step: Callable[[Bijection, Array], tuple[Array, Array]], event: Array, reverse: bool):
        arrays, structure = eqx.partition(self.links, eqx.is_array)

        def body(carry, leaves):
            event, log_det = carry
            event, increment = step(eqx.combine(leaves, structure), event)
            return (event, log_det + increment), None

        start = (event, jnp.zeros((), event.dtype))
        return jax.lax.scan(body, start, arrays, reverse=reverse)[0]
