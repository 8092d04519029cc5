"""Maps from a bounded support to the whole of R^d and back."""

from collections.abc import Iterator, Sequence
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from innverse.bijections.bijection import Bijection

Bounds = Sequence[float] | Float[np.ndarray, " dim"]


class Support(Bijection):
    """Each component u_i in (lower_i, upper_i) to an unbounded v_i, by the transforms of `numpyro.distributions`.

    logit for an interval, log for a half line, the identity where both bounds are infinite. `inverse` cannot leave the
    support: that is how draws stay inside the prior.

    Args:
        lower, upper: bounds, −inf and inf where there is none.

    Raises:
        ValueError: bounds of different length, or lower >= upper.

    >>> Support([0.0, -np.inf], [1.0, np.inf]).forward(jnp.array([0.5, 7.0]))[0].tolist()
    [0.0, 7.0]
    """

    lower: tuple[float, ...] = eqx.field(static=True)
    upper: tuple[float, ...] = eqx.field(static=True)
    dim: int = eqx.field(static=True)
    dim_condition: int = eqx.field(default=0, static=True)

    def __init__(self, lower: Bounds, upper: Bounds):
        if len(lower) != len(upper):
            raise ValueError(f"Support: expected as many lower as upper bounds, got {len(lower)} and {len(upper)}")
        for i, (low, high) in enumerate(zip(lower, upper, strict=True)):
            if not low < high:
                raise ValueError(f"Support: expected lower < upper for component {i}, got {low} and {high}")
        self.lower, self.upper = tuple(map(float, lower)), tuple(map(float, upper))
        self.dim = len(lower)

    def _forward(self, u, condition):
        v, log_det = u, jnp.zeros((), u.dtype)
        for where, transform in self._transforms():
            unbounded = transform.inv(u[where])
            v = v.at[where].set(unbounded)
            log_det -= transform.log_abs_det_jacobian(unbounded, u[where]).sum()
        return v, log_det

    def _inverse(self, v, condition):
        u, log_det = v, jnp.zeros((), v.dtype)
        for where, transform in self._transforms():
            bounded = transform(v[where])
            u = u.at[where].set(bounded)
            log_det += transform.log_abs_det_jacobian(v[where], bounded).sum()
        return u, log_det

    def _transforms(self) -> Iterator[tuple[np.ndarray, Any]]:
        """Groups of components with a support of one kind, each with numpyro's map from R onto it."""
        lower, upper = np.array(self.lower), np.array(self.upper)
        low, high = np.isfinite(lower), np.isfinite(upper)
        if not (low | high).any():
            return
        from numpyro.distributions import biject_to, constraints  # heavy, and only bounds need it

        kinds = {
            lambda i: constraints.interval(lower[i], upper[i]): low & high,
            lambda i: constraints.greater_than(lower[i]): low & ~high,
            lambda i: constraints.less_than(upper[i]): ~low & high,
        }
        for constraint, mask in kinds.items():
            if mask.any():
                where = np.flatnonzero(mask)
                yield where, biject_to(constraint(where))
