"""A user's log p(y | x): called on rows, in NumPy or inside code that JAX compiles."""

from collections.abc import Callable
from typing import Any, final

import jax.numpy as jnp
import numpy as np
from jax.core import Tracer

from innverse.problems.simulator import SimulatorError


@final
class Likelihood:
    """Calls `function(x, y)` with rows x (n, dim_x) and y (n, dim_y), and vouches for the shape that comes back.

    Args:
        function: the user's, of NumPy arrays, or of JAX arrays too.
        dim_x, dim_y: columns of its inputs.

    Raises:
        TypeError: `function` is not callable.

    >>> Likelihood(lambda x, y: -((y - x) ** 2).sum(1), 1, 1)(np.array([[1.0], [3.0]]), np.array([2.0])).tolist()
    [-1.0, -1.0]
    """

    def __init__(self, function: Callable[..., Any], dim_x: int, dim_y: int):
        if not callable(function):
            raise TypeError(
                f"log_likelihood: expected a function of x (n, {dim_x}) and y (n, {dim_y}), got {function!r}"
            )
        self._function, self._dim_x, self._dim_y = function, dim_x, dim_y

    def __call__(self, x: Any, y: Any) -> Any:
        """log p(y | x) of x (..., dim_x) and y (..., dim_y): (...,).

        Raises:
            SimulatorError: the function returned another shape than a number for every row.
        """
        arrays = jnp if isinstance(x, Tracer) or isinstance(y, Tracer) else np
        shape = np.broadcast_shapes(np.shape(x)[:-1], np.shape(y)[:-1])
        rows_x, rows_y = (
            arrays.array(arrays.broadcast_to(rows, (*shape, dim))).reshape(-1, dim)  # the function's own, to write into
            for rows, dim in ((x, self._dim_x), (y, self._dim_y))
        )
        found = arrays.asarray(self._function(rows_x, rows_y))
        if found.shape != rows_x.shape[:1]:
            raise SimulatorError(
                f"log_likelihood: expected numbers of shape ({len(rows_x)},), one for every row, got {found.shape}"
            )
        return found.reshape(shape)
