"""What every way of making a network's draws exact offers."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING

from innverse.arguments.nested_settings import Settings
from innverse.refinement.refined import Refined

if TYPE_CHECKING:
    from innverse.posterior import Posterior
    from innverse.problems import InverseProblem

FEWEST_EFFECTIVE = 100
LEAST_PROPOSALS = 1000
"""However few draws are asked for: weights and covariances of a handful say nothing."""


class Refinement(Settings, abc.ABC):
    """A frozen dataclass of settings that turns a network's draws into draws of the problem's posterior (abstract)."""

    @abc.abstractmethod
    def refine(self, posterior: Posterior, problem: InverseProblem, n: int, seed: int) -> Refined:
        """n draws from p(x | y), y the measurement that the posterior answers.

        Args:
            posterior: what the network says.
            problem: the prior and the forward process that the network was trained on.
            n: number of draws.
            seed: the same seed gives the same draws.

        Raises:
            TypeError: the problem, or the method, lacks what is needed.
            FloatingPointError: no draw of the network is possible under the problem.
        """
