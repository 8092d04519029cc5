"""A network whose i-th group of outputs reads only the components before the i-th."""

from collections.abc import Callable

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int, PRNGKeyArray

from innverse.bijections.bijection import Condition
from innverse.bijections.subnet import Dense

Below = Int[np.ndarray, " dim_in"]
"""Degrees of the units that a layer reads."""
Above = Int[np.ndarray, " dim_out"]
"""Degrees of the units that it makes."""


class MaskedMLP(eqx.Module):
    """θ_i(u_1 … u_{i−1}, condition), n_parameters numbers for every component i, in one pass.

    Every unit has a degree: 0 for the condition, i for u_i, and for hidden units 0 … dim − 1 in turn. A unit reads
    units of at most its own degree, an output of component i those of at most i − 1 (Germain, Gregor, Murray,
    Larochelle 2015, arXiv 1502.03509). The last layer starts at zero.

    Args:
        dim: size of the event.
        n_parameters: outputs for each component.
        width, depth: hidden units and hidden layers.
        key: random key.
        dim_condition: size of the condition, 0 for none.

    >>> MaskedMLP(3, 2, width=8, depth=1, key=jax.random.key(0))(jnp.ones(3)).shape
    (2, 3)
    """

    hidden: tuple[Dense, ...]
    last: Dense
    dim: int = eqx.field(static=True)
    n_parameters: int = eqx.field(static=True)
    dim_condition: int = eqx.field(static=True)
    activation: Callable[[Array], Array] = eqx.field(static=True)

    def __init__(
        self,
        dim: int,
        n_parameters: int,
        *,
        width: int,
        depth: int,
        key: PRNGKeyArray,
        dim_condition: int = 0,
        activation: Callable[[Array], Array] = jax.nn.relu,
    ):
        self.dim, self.n_parameters, self.dim_condition, self.activation = dim, n_parameters, dim_condition, activation
        degrees = _degrees(dim, dim_condition, [width] * depth)
        keys = jax.random.split(key, depth)
        self.hidden = tuple(_he_normal(a, b, k) for a, b, k in zip(degrees, degrees[1:], keys, strict=False))
        self.last = Dense(jnp.zeros((width, n_parameters * dim)), jnp.zeros(n_parameters * dim))

    def __call__(self, u: Float[Array, " dim"], condition: Condition = None) -> Float[Array, "n_parameters dim"]:
        """The parameters of all components."""
        degrees = _degrees(self.dim, self.dim_condition, [len(layer.bias) for layer in self.hidden])
        seen = jnp.concatenate([condition, u]) if condition is not None and self.dim_condition else u
        for layer, below, above in zip(self.hidden, degrees, degrees[1:], strict=False):
            seen = self.activation(_masked(layer, _reads(below, above))(seen))
        before = np.tile(np.arange(self.dim), self.n_parameters)
        return _masked(self.last, _reads(degrees[-1], before))(seen).reshape(self.n_parameters, self.dim)


def _degrees(dim: int, dim_condition: int, widths: list[int]) -> list[Int[np.ndarray, " _units"]]:
    """Degrees of the inputs, then of each hidden layer."""
    inputs = np.concatenate([np.zeros(dim_condition, int), np.arange(1, dim + 1)])
    # Without a condition nothing has degree 0, and units of that degree would be constants.
    least = 0 if dim_condition or dim == 1 else 1
    return [inputs, *(least + np.arange(width) % (dim - least) for width in widths)]


def _reads(below: Below, above: Above) -> Bool[np.ndarray, "dim_in dim_out"]:
    return below[:, None] <= above


def _masked(layer: Dense, mask: Bool[np.ndarray, "dim_in dim_out"]) -> Dense:
    return Dense(layer.weight * mask, layer.bias)


def _he_normal(below: Below, above: Above, key: PRNGKeyArray) -> Dense:
    """He et al. 2015, by the number of inputs that a unit reads."""
    # JAX's, not NumPy's: where only shapes are asked for, no mask is built.
    read = (jnp.asarray(below)[:, None] <= above).sum(axis=0)
    scale = jnp.sqrt(2 / jnp.maximum(read, 1))
    return Dense(scale * jax.random.normal(key, (len(below), len(above))), jnp.zeros(len(above)))
