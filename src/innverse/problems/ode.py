"""Ordinary differential equations, solved by diffrax (Tsitouras 5/4)."""

from collections.abc import Callable
from typing import Any

from jaxtyping import Array, Bool, Float


def solved(
    rates: Callable[[Any, Array, Any], Array],
    start: Float[Array, " dim"],
    times: Float[Array, " m"],
    args: Any,
    *,
    last: float,
    relative_tolerance: float,
    absolute_tolerance: float,
    first_step: float,
    most_steps: int,
) -> tuple[Float[Array, "m dim"], Bool[Array, ""]]:
    """The state u at `times`, between 0 and `last`, of du/dt = rates(t, u, args) from u(0) = start.

    Beside it, whether the solver came to the end within `most_steps` steps: where it did not, the state means nothing.
    Gradients may be taken in both directions.

    >>> import jax.numpy as jnp
    >>> decay, _ = solved(lambda t, u, rate: -rate * u, jnp.ones(1), jnp.array([0.0, 1.0]), 2.0, last=1.0,
    ...     relative_tolerance=1e-6, absolute_tolerance=1e-6, first_step=0.01, most_steps=100)
    >>> decay.round(3).tolist() == jnp.exp(jnp.array([[0.0], [-2.0]])).round(3).tolist()
    True
    """
    import diffrax  # heavy, and only few problems need it

    solution = diffrax.diffeqsolve(
        diffrax.ODETerm(rates),
        diffrax.Tsit5(),
        t0=0.0,
        t1=last,
        dt0=first_step,
        y0=start,
        args=args,
        saveat=diffrax.SaveAt(ts=times),
        stepsize_controller=diffrax.PIDController(rtol=relative_tolerance, atol=absolute_tolerance),
        adjoint=diffrax.DirectAdjoint(),
        max_steps=most_steps,
        throw=False,
    )
    assert solution.ys is not None
    return solution.ys, solution.result == diffrax.RESULTS.successful
