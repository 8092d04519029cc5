"""The methods that are compared: one configuration each, the same for every task and budget.

Widths are such that every network has about 200,000 weights on inverse kinematics (x 4, y 2). Nothing here was chosen
by looking at reference draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from innverse.arguments.names import check_known
from innverse.experiments.post_processing import AsTrained, PostProcessing
from innverse.experiments.refined_draws import Refining
from innverse.experiments.reweighed import Reweighed
from innverse.experiments.schedule import schedule
from innverse.training import Training

if TYPE_CHECKING:
    from innverse.methods import Method


@dataclass(frozen=True)
class Contender:
    """A method under the name that tables give it.

    Attributes:
        name: in tables and on the command line.
        method: with all its settings.
        learning_rate: the peak of the schedule. Weight decay is the method's own; all else is the same for everyone.
        emulated: share of the training on emulated pairs.
        members: networks whose posteriors are averaged.
        post_processing: what is made of its draws.
    """

    name: str
    method: Method
    learning_rate: float = Training().learning_rate
    emulated: float = 0.0
    members: int = 1
    post_processing: PostProcessing = field(default_factory=AsTrained)

    def training(self, simulations: int, epochs: int | None = None) -> Training:
        """How it trains on a number of simulations, by everyone's rule or for as many epochs as given."""
        plan = schedule(simulations, self.learning_rate, epochs, self.method.least_batch)
        return self.method.with_defaults(replace(plan, emulated=self.emulated, members=self.members), simulations)


@cache
def contenders() -> dict[str, Contender]:
    """All of them by name.

    >>> list(contenders())[:3]
    ['INN', 'INN-bidirectional', 'INN-Ly-Lz']
    """
    from innverse import methods as m

    def bidirectional(weights: m.Weights) -> m.INN:
        objective, affine = m.Bidirectional(weights=weights), m.INN.paper().elementwise
        return m.INN(4, 152, elementwise=affine, mixing=m.FixedPermutation(), objective=objective)

    everyone = (
        Contender("INN", m.INN(subnet_width=104)),
        # The paper's couplings (shallower subnets, which scale and shift share) with its losses, with some of them
        # alone, at the paper's learning rate.
        Contender("INN-bidirectional", bidirectional(m.Weights()), 1e-3),
        Contender("INN-Ly-Lz", bidirectional(m.Weights(backward=0.0, reconstruction=0.0)), 1e-3),
        Contender("INN-Lx", bidirectional(m.Weights(measurement=0.0, latent=0.0, reconstruction=0.0)), 1e-3),
        Contender("ConditionalINN", m.ConditionalINN(subnet_width=56)),
        Contender("ConditionalINN-emulated", m.ConditionalINN(subnet_width=56), emulated=0.75),
        Contender("ConditionalINN-ensemble", m.ConditionalINN(subnet_width=56), emulated=0.75, members=4),
        Contender("ConditionalINN-reweighed", m.ConditionalINN(subnet_width=56), post_processing=Reweighed()),
        Contender(
            "ConditionalINN-emulated-reweighed",
            m.ConditionalINN(subnet_width=56),
            emulated=0.75,
            post_processing=Reweighed(),
        ),
        Contender("ConditionalINN-reweighed-by-four", m.ConditionalINN(subnet_width=56), post_processing=Reweighed(4)),
        Contender("INN-refined", m.INN(subnet_width=104), post_processing=Refining()),
        Contender("ConditionalINN-refined", m.ConditionalINN(subnet_width=56), post_processing=Refining()),
        Contender("AutoregressiveFlow", m.AutoregressiveFlow(width=76)),
        Contender("FlowMatching", m.FlowMatching(width=148)),
        Contender("MixtureDensityNetwork", m.MixtureDensityNetwork(width=256)),
        Contender("ConditionalVAE", m.ConditionalVAE(width=216)),
        Contender("ConditionalVAE-IAF", m.ConditionalVAE(width=216, posterior=m.InverseAutoregressive())),
        Contender("DropoutRegressor", m.DropoutRegressor(width=312)),
        Contender("InvertibleAutoencoder", m.InvertibleAutoencoder(width=224)),
        Contender("ABC", m.ABC()),
    )
    return {contender.name: contender for contender in everyone}


def contenders_named(names: list[str]) -> list[Contender]:
    """Those with the given names, in that order.

    Raises:
        ValueError: a name that nobody has; the closest one is suggested.
    """
    known = contenders()
    check_known("--methods", names, list(known))
    return [known[name] for name in names]


def contender_called(name: str) -> Contender | None:
    """The one with that name, if there is one."""
    return contenders().get(name)
