"""The contract of every inverse problem.

x ~ p(x),   y = s(x)  or  y ~ p(y | x),   wanted: p(x | y)
"""

import abc
from typing import Any

import numpy as np
from jax.core import Tracer
from jaxtyping import PRNGKeyArray

from innverse.problems.column import Column, check_inside
from innverse.wording.lists import side_by_side


class InverseProblem(abc.ABC):
    """A prior p(x) and a forward process s(x), with names and units (abstract).

    Attributes:
        name: what the command line and files call it.
        title: one line for a report.
        source: where the problem comes from: a paper, an equation.
        parameters, measurements: the columns of x and of y.
        classes: True when a row of y is a one-hot class indicator, one measurement column per class.
        observed: the question y* (dim_y,) that is asked by default, or None.
        failure: what it means when the forward process has no answer and y is NaN, such as "no impact"; empty where
            every x has one.
        noise_free: y = s(x) exactly, with s differentiable by JAX: draws can be moved onto s(x) = y.
        likelihood_is_learned: `log_likelihood` is itself an estimate, as right as the pairs it was learned from allow.
    """

    name: str
    title: str
    source: str
    parameters: tuple[Column, ...]
    measurements: tuple[Column, ...]
    classes: bool = False
    observed: np.ndarray | None = None
    failure: str = ""
    noise_free: bool = False
    likelihood_is_learned: bool = False

    @property
    def dim_x(self) -> int:
        """Number of parameters."""
        return len(self.parameters)

    @property
    def dim_y(self) -> int:
        """Number of measurements."""
        return len(self.measurements)

    @property
    def has_exact_posterior(self) -> bool:
        """Whether `exact_posterior` is known."""
        return type(self).exact_posterior is not InverseProblem.exact_posterior

    @property
    def whole_numbered(self) -> tuple[str, ...]:
        """Names of parameters that are whole numbers under the prior: it has a probability there, and no density."""
        return ()

    @property
    def has_likelihood(self) -> bool:
        """Whether `log_likelihood` is known."""
        return type(self).log_likelihood is not InverseProblem.log_likelihood

    @abc.abstractmethod
    def sample_prior(self, key: PRNGKeyArray, n: int) -> Any:
        """n draws from p(x): an array (n, dim_x)."""

    @abc.abstractmethod
    def log_prior(self, x: Any) -> Any:
        """log p(x) of x (..., dim_x): an array (...,), −inf outside the support."""

    @abc.abstractmethod
    def forward(self, key: PRNGKeyArray, x: Any) -> Any:
        """y of a batch x (n, dim_x), noise included: an array (n, dim_y). Without noise the key is not used.

        A row that has no answer is NaN throughout; `failure` says what that means.
        """

    def exact_posterior(self, y: Any, n: int, key: PRNGKeyArray) -> np.ndarray:
        """n independent draws (n, dim_x) from p(x | y), float64, where a sampler without a network is known.

        Raises:
            NotImplementedError: for problems without one; see `has_exact_posterior`.
        """
        raise NotImplementedError(f"{self.name}: the exact posterior is not known")

    def log_likelihood(self, x: Any, y: Any) -> Any:
        """log p(y | x) of x (..., dim_x) and y (..., dim_y): an array (...,), differentiable by JAX, where it is known.

        Raises:
            NotImplementedError: for problems without one; see `has_likelihood`.
        """
        raise NotImplementedError(f"{self.name}: the likelihood is not known")

    def check_parameters(self, x: Any) -> None:
        """Refuses x (n, dim_x) that leaves a parameter's range; inside compiled code nothing can be checked.

        Raises:
            ValueError: another number of columns, or a value outside its range: its column and the range are named.
        """
        if not isinstance(x, Tracer):
            check_inside(np.asarray(x), self.parameters)

    def __repr__(self) -> str:
        x, y = side_by_side(self.parameters), side_by_side(self.measurements)
        return f"{type(self).__name__}({self.title or self.name}: x = ({x}), y = ({y}))"
