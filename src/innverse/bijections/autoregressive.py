"""A map whose i-th component depends on the components before it: more freedom than a coupling, one slow direction."""

import equinox as eqx
import jax
import jax.numpy as jnp

from innverse.bijections.bijection import Bijection
from innverse.bijections.elementwise import ElementwiseMap
from innverse.bijections.masked_mlp import MaskedMLP


class Autoregressive(Bijection):
    """v_i = τ(u_i; θ_i(u_1 … u_{i−1}, condition)), log|det| = Σ log slopes, since the Jacobian is triangular.

    `forward` is one pass through the network, `inverse` as many as there are components. (Papamakarios, Pavlakou,
    Murray 2017, arXiv 1705.07057, with data as u; Kingma et al. 2016, arXiv 1606.04934, with noise as u.)

    Args:
        elementwise: the scalar map τ.
        conditioner: θ, with elementwise.n_parameters numbers for every component.

    Raises:
        ValueError: a conditioner with another number of parameters.

    >>> from innverse.bijections import Affine
    >>> conditioner = MaskedMLP(3, 2, width=8, depth=1, key=jax.random.key(0))
    >>> Autoregressive(Affine(), conditioner).forward(jnp.array([1.0, 2.0, 3.0]))[0].tolist()
    [1.0, 2.0, 3.0]
    """

    elementwise: ElementwiseMap
    conditioner: MaskedMLP
    dim: int = eqx.field(static=True)
    dim_condition: int = eqx.field(static=True)

    def __init__(self, elementwise: ElementwiseMap, conditioner: MaskedMLP):
        if conditioner.n_parameters != elementwise.n_parameters:
            raise ValueError(
                f"Autoregressive: expected a conditioner with {elementwise.n_parameters} parameters a component, "
                f"got {conditioner.n_parameters}"
            )
        self.elementwise, self.conditioner = elementwise, conditioner
        self.dim, self.dim_condition = conditioner.dim, conditioner.dim_condition

    def _forward(self, u, condition):
        v, log_slopes = self.elementwise.forward(u, self.conditioner(u, condition))
        return v, log_slopes.sum()

    def _inverse(self, v, condition):
        def step(u, i):
            found, log_slopes = self.elementwise.inverse(v, self.conditioner(u, condition))
            return jnp.where(jnp.arange(self.dim) == i, found, u), log_slopes.sum()

        # In the last step every component before the last is found: its slopes are those of all.
        u, log_dets = jax.lax.scan(step, jnp.zeros_like(v), jnp.arange(self.dim))
        return u, log_dets[-1]
