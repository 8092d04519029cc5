"""Coupling layers, and the paper's block of two."""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import PRNGKeyArray

from innverse.bijections.bijection import Bijection
from innverse.bijections.chain import Chain
from innverse.bijections.elementwise import ElementwiseMap
from innverse.bijections.subnet import SubnetConstructor


class Coupling(Bijection):
    """v_A = τ(u_A; θ(u_P, condition)), v_P = u_P (Dinh et al. 2014, 2016).

    The active components A are transformed one by one; a subnet reads the passive ones P and the condition and supplies
    the parameters θ. log|det| is the sum of the scalar log slopes, whatever the subnet is.

    Args:
        active: (start, stop) of the transformed components.
        dim: size of the event.
        elementwise: the scalar map τ.
        subnet: constructor `(dim_in, dim_out, key) -> callable`.
        key: random key.
        dim_condition: size of the condition, 0 for none.

    Raises:
        ValueError: `active` is empty or reaches outside 0 … dim.

    >>> from innverse.bijections import MLP, Affine
    >>> subnet = lambda dim_in, dim_out, key: MLP(dim_in, dim_out, width=8, depth=1, key=key)
    >>> layer = Coupling((0, 1), 3, Affine(), subnet, jax.random.key(0))
    >>> layer.forward(jnp.array([1.0, 2.0, 3.0]))[0].tolist()
    [1.0, 2.0, 3.0]
    """

    elementwise: ElementwiseMap
    subnet: eqx.Module
    active: tuple[int, int] = eqx.field(static=True)
    dim: int = eqx.field(static=True)
    dim_condition: int = eqx.field(static=True)

    def __init__(
        self,
        active: tuple[int, int],
        dim: int,
        elementwise: ElementwiseMap,
        subnet: SubnetConstructor,
        key: PRNGKeyArray,
        dim_condition: int = 0,
    ):
        start, stop = active
        if not 0 <= start < stop <= dim:
            raise ValueError(f"Coupling: expected active components within 0 … {dim}, got {active}")
        n_active = stop - start
        self.elementwise, self.active, self.dim, self.dim_condition = elementwise, active, dim, dim_condition
        self.subnet = subnet(dim - n_active + dim_condition, n_active * elementwise.n_parameters, key)  # pyright: ignore

    def _forward(self, u, condition):
        before, active, after = self._parts(u)
        active, log_slopes = self.elementwise.forward(active, self._parameters(before, after, condition))
        return jnp.concatenate([before, active, after]), log_slopes.sum()

    def _inverse(self, v, condition):
        before, active, after = self._parts(v)
        active, log_slopes = self.elementwise.inverse(active, self._parameters(before, after, condition))
        return jnp.concatenate([before, active, after]), log_slopes.sum()

    def _parts(self, event):
        return jnp.split(event, self.active)

    def _parameters(self, before, after, condition):
        seen = [before, after, condition] if self.dim_condition else [before, after]
        return self.subnet(jnp.concatenate(seen)).reshape(self.elementwise.n_parameters, -1)  # pyright: ignore


def double_coupling(
    dim: int, elementwise: ElementwiseMap, subnet: SubnetConstructor, key: PRNGKeyArray, dim_condition: int = 0
) -> Bijection:
    """The paper's block: two complementary couplings, so that every component is transformed once.

        v1 = u1 ⊙ exp(s2(u2)) + t2(u2),   v2 = u2 ⊙ exp(s1(v1)) + t1(v1)

    (Ardizzone et al. 2019, eqs. 3-4, with `Affine`; any elementwise map serves.) u1 is the first ⌈dim/2⌉ components;
    for dim = 1 there is no second half, and the map is unconditional.
    """
    first, second = jax.random.split(key)
    middle = (dim + 1) // 2
    halves = [((0, middle), first), ((middle, dim), second)] if dim > 1 else [((0, 1), first)]
    return Chain([Coupling(active, dim, elementwise, subnet, k, dim_condition) for active, k in halves])
