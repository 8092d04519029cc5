"""How far predictions are from measurements."""

import jax
from jaxtyping import Array, Float


def squared_error(predicted: Float[Array, "n dim"], target: Float[Array, "n dim"]) -> Float[Array, ""]:
    """Mean over rows of ‖predicted − target‖² (the paper's L_y).

    >>> import jax.numpy as jnp
    >>> squared_error(jnp.array([[3.0, 4.0]]), jnp.zeros((1, 2))).item()
    25.0
    """
    return ((predicted - target) ** 2).sum(axis=1).mean()


def cross_entropy(logits: Float[Array, "n classes"], indicators: Float[Array, "n classes"]) -> Float[Array, ""]:
    """Mean over rows of −Σ_k indicator_k log softmax(logits)_k, in nats.

    >>> import jax.numpy as jnp
    >>> round(cross_entropy(jnp.zeros((1, 2)), jnp.array([[1.0, 0.0]])).item(), 4)
    0.6931
    """
    return -(indicators * jax.nn.log_softmax(logits, axis=1)).sum(axis=1).mean()
