"""How a contender answers once it has learned: by its draws as they are, or by what is made of them."""

from __future__ import annotations

import abc
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

if TYPE_CHECKING:
    from innverse.data import Pairs
    from innverse.diagnosis.amortised_posterior import Sampler
    from innverse.experiments.experiment import Experiment
    from innverse.model import Model
    from innverse.problems import InverseProblem
    from innverse.training import Callback


class PostProcessing(abc.ABC):
    """What is done between a training and the questions (abstract)."""

    @property
    @abc.abstractmethod
    def settings(self) -> dict[str, Any]:
        """What tells its rows from those of the same network asked in another way."""

    def missing(self, problem: InverseProblem) -> str:
        """What this needs and the problem has not; "" where it can be asked."""
        return ""

    @abc.abstractmethod
    def applied_to(self, model: Model, pairs: Pairs, experiment: Experiment, callback: Callback) -> Sampler:
        """Who is asked in the model's place.

        Args:
            model: trained on the pairs.
            pairs: those of the experiment's budget, without measurements that never vary.
            experiment: task, method, training and seed.
            callback: told every epoch of what is trained in addition.
        """


@final
@dataclass(frozen=True)
class AsTrained(PostProcessing):
    """The network's own draws."""

    @property
    def settings(self) -> dict[str, Any]:
        """None."""
        return {}

    def applied_to(self, model, pairs, experiment, callback):
        """The model."""
        return model
