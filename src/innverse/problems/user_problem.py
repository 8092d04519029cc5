"""The user's own problem: a prior and a plain Python function."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, final

import numpy as np
from jax.core import Tracer
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.arguments.names import check_known, check_named, check_unique
from innverse.problems.column import Column, as_columns
from innverse.problems.inverse_problem import InverseProblem
from innverse.problems.likelihood import Likelihood
from innverse.problems.one_measurement import named_numbers
from innverse.problems.prior import IndependentPrior, check_mapping
from innverse.problems.randomness import numpy_generator
from innverse.problems.simulator import Simulator


@final
class Problem(InverseProblem):
    """x_i ~ prior_i independently, y = forward(x): the forward process is a plain function on NumPy arrays.

    Args:
        prior: parameter name -> numpyro distribution of one number, or another problem's `prior`, with its units.
            Supports become the bounds of the parameters. Whole numbers (Poisson, DiscreteUniform) are learned as if
            there were others between them: draws lie between them too, and only `forward` gets them rounded.
        forward: `forward(x)` or `forward(x, rng)`, vectorised: x (n, dim_x) float64 with columns in the prior's order,
            rng a numpy.random.Generator (handed over when a parameter has that name); returns y (n, dim_y), or (n,)
            for a single measurement. NaN says that a row has no answer. For a function of one parameter set at a time
            write `forward=one_at_a_time(function)`.
        measurements: names (or Columns) of y.
        name, title, source: for files and reports.
        units: parameter or measurement name -> unit.
        observed: the measured y* (dim_y,); of a Series or a mapping by name.
        classes: y is a one-hot class indicator, one measurement per class.
        noise_free: y = forward(x) exactly, and `forward` is written in `jax.numpy`: draws can be moved onto
            forward(x) = y.
        log_likelihood: `log_likelihood(x, y)` of rows x (n, dim_x) and y (n, dim_y), where it is known: log p(y | x),
            (n,). Written in `jax.numpy` it has the gradient that walks need; NumPy suffices for importance weights.

    Raises:
        TypeError: marginals that are not numpyro distributions, `forward` or `log_likelihood` is not callable.
        ValueError: marginals of several numbers or without bounds to read, doubled or unknown names, `observed` of
            another size, `noise_free` with a `forward` that takes rng.

    >>> import jax, numpyro.distributions as dist
    >>> problem = Problem({"k": dist.Uniform(1, 2)}, lambda x: 3 * x, ["length"], units={"length": "m"})
    >>> problem.forward(jax.random.key(0), np.array([[1.5]])).tolist()
    [[4.5]]
    """

    def __init__(
        self,
        prior: Mapping[str, Any] | IndependentPrior,
        forward: Callable[..., Any],
        measurements: Sequence[str | Column],
        *,
        name: str = "problem",
        title: str = "",
        source: str = "",
        units: Mapping[str, str] | None = None,
        observed: Any = None,
        classes: bool = False,
        noise_free: bool = False,
        log_likelihood: Callable[..., Any] | None = None,
    ):
        self.name, self.title, self.source, self.classes = name, title, source, classes
        columns = as_columns("measurements", measurements)
        check_named("units", units or {})
        units = dict(units or {})
        if isinstance(prior, IndependentPrior):
            prior, units = prior.by_name, prior.units | units
        check_mapping(prior)
        check_known("units", units, [*prior, *(column.name for column in columns)])
        self.measurements = tuple(_with_unit(column, units.pop(column.name, "")) for column in columns)
        self.prior = IndependentPrior(prior, units)
        self.parameters = self.prior.columns
        check_unique("prior and measurements", [column.name for column in (*self.parameters, *self.measurements)])
        self.simulator = Simulator(forward, self.parameters, self.measurements)
        self.noise_free = noise_free
        if noise_free and self.simulator.random:
            raise ValueError("noise_free: expected a forward process without noise, got one that takes rng")
        self.likelihood = None if log_likelihood is None else Likelihood(log_likelihood, self.dim_x, self.dim_y)
        self.observed = self._observation(observed)

    @property
    def whole_numbered(self) -> tuple[str, ...]:
        """Those whose marginals are discrete."""
        return self.prior.whole_numbered

    @property
    def has_likelihood(self) -> bool:
        """Whether one was given."""
        return self.likelihood is not None

    def sample_prior(self, key: PRNGKeyArray, n: int) -> np.ndarray:
        """n draws (n, dim_x), float64, inside the bounds."""
        return self.prior.sample(key, n)

    def log_prior(self, x: Any) -> Float[Array, " ..."]:
        """Σ_i log p_i(x_i), −inf outside the support."""
        return self.prior.log_prob(x)

    def forward(self, key: PRNGKeyArray, x: Any) -> Any:
        """The user's function; the key seeds its rng. Inside compiled code, its JAX form, unchecked.

        Parameters with a discrete prior are rounded to whole numbers before: a network's draws lie between them.

        Raises:
            SimulatorError: the function raised, or returned another shape; the message shows its input.
        """
        if isinstance(x, Tracer):
            return self.simulator.function(x).reshape(-1, self.dim_y)
        return self.simulator(self.prior.on_support(np.asarray(x, float)), numpy_generator(key))

    def log_likelihood(self, x: Any, y: Any) -> Any:
        """The user's function, on rows.

        Raises:
            NotImplementedError: none was given.
            SimulatorError: it returned another shape.
        """
        if self.likelihood is None:
            return super().log_likelihood(x, y)
        return self.likelihood(x, y)

    def _observation(self, observed: Any) -> np.ndarray | None:
        if observed is None:
            return None
        y = named_numbers("observed", observed, self.measurements)
        if y.shape != (self.dim_y,):
            raise ValueError(f"observed: expected {self.dim_y} measurements, got shape {y.shape}")
        if not np.isfinite(y).all():
            raise ValueError(f"observed: expected finite numbers, got {y.tolist()}")
        return y


def _with_unit(column: Column, unit: str) -> Column:
    return replace(column, unit=unit) if unit else column
