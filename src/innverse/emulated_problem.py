"""A simulator learned from its pairs, as a problem with a likelihood: nothing of it runs the simulator.

    q(y | x)  maximises  E_(x, y) log q(y | x)  over the pairs

A conditional flow learns y given x as another learns x given y. Where the pairs are all there is, it stands for the
simulator: `posterior.refine` weighs a network's draws by p(x) q(y | x) / q(x | y), which corrects the network wherever
the learned likelihood is the better of the two. Both learn from the same pairs, but not as easily: noise about a mean
may be simple where the posterior has many modes.

Sources: a likelihood learned by a flow, Papamakarios, Sterratt, Murray 2019 (arXiv 1805.07226); beside a posterior,
whose draws it weighs, Glöckler, Deistler, Macke 2022 (arXiv 2203.04176) and Radev et al. 2023 (arXiv 2302.09125).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any, final

import numpy as np

from innverse.arguments.same_columns import check_same_columns
from innverse.arguments.settings import random_seed
from innverse.data import Pairs
from innverse.fitting import check_given, fit
from innverse.methods import ConditionalINN
from innverse.methods.emulator import likelihood_plan
from innverse.methods.method import DensityMethod
from innverse.model import Model
from innverse.problems import InverseProblem, Problem
from innverse.problems.column import inside
from innverse.problems.likelihood import Likelihood
from innverse.problems.randomness import numpy_generator
from innverse.scaling.whole_numbers import spread_over_units, whole_columns, without_bounds
from innverse.training import Callback, Training


@final
class EmulatedProblem(InverseProblem):
    """What `emulate` returns: an `InverseProblem` whose forward process and likelihood are a network's.

    Attributes:
        model: of y given x, whose "parameters" are the measurements. Once it is saved,
            `EmulatedProblem(innverse.load(file), prior, pairs)` has it back.
        prior: a problem with the same p(x), or name -> numpyro distribution.
        whole: which measurements are whole numbers (dim_y,): their density is that of a unit about them.

    Raises:
        ValueError: columns of model or prior that are not those of the pairs.
    """

    likelihood_is_learned = True

    def __init__(self, model: Model, prior: InverseProblem | Mapping[str, Any], pairs: Pairs):
        prior = _as_problem(prior, pairs)
        check_same_columns("model of y given x", "parameters", model.measurements, "pairs", pairs.parameters)
        check_same_columns("model of y given x", "measurements", model.parameters, "pairs", pairs.measurements)
        check_same_columns("prior", "parameters", prior.parameters, "pairs", pairs.parameters)
        self.name, self.title, self.source = "emulated", "Emulated from pairs", ""
        self.model, self.prior = model, prior
        self.parameters, self.measurements = pairs.parameters, pairs.measurements
        self.whole, self._range = whole_columns(pairs.y), (pairs.y.min(axis=0), pairs.y.max(axis=0))
        self._likelihood = Likelihood(self._log_density, pairs.dim_x, pairs.dim_y)

    @property
    def whole_numbered(self):
        """Those of the prior."""
        return self.prior.whole_numbered

    def sample_prior(self, key, n):
        """n draws (n, dim_x)."""
        return self.prior.sample_prior(key, n)

    def log_prior(self, x):
        """log p(x), −inf outside the support."""
        return self.prior.log_prior(x)

    def forward(self, key, x):
        """One draw of q(y | x) for each row of x (n, dim_x): (n, dim_y); of an ensemble, any member's."""
        rng, members = numpy_generator(key), self.model.members
        # Draws take the members in turn: so many of a row are one of each.
        drawn = self.model.sample(np.asarray(x, float), members, int(rng.integers(1 << 31)))
        y = drawn[np.arange(len(drawn)), rng.integers(members, size=len(drawn))]
        return np.where(self.whole, np.clip(np.round(y), *self._range), y)

    def log_likelihood(self, x, y):
        """log q(y | x), (...,), −inf where x is not finite or outside its bounds; not differentiable."""
        return self._likelihood(x, y)

    def _log_density(self, x, y):
        x, y = np.asarray(x, float), np.asarray(y, float)
        known = (np.isfinite(x) & inside(x, self.parameters)).all(axis=1)
        found = np.full(len(x), -np.inf)
        if known.any():  # the network is asked only about x that the prior could have drawn
            found[known] = self.model.log_prob(y[known], x[known])
        return found


def emulate(
    pairs: Pairs,
    prior: InverseProblem | Mapping[str, Any],
    training: Training | None = None,
    seed: int = 0,
    *,
    method: DensityMethod | None = None,
    callback: Callback | None = None,
) -> EmulatedProblem:
    """Learns y given x, for `posterior.refine` where neither simulator nor likelihood is at hand.

    What it learns is the likelihood of runs with a measurement. How often an x has none is not in it: where runs fail
    by chance, and for some x more often than for others, leave it alone.

    Args:
        pairs: pairs (x, y); y with noise, without which there is no density to learn.
        prior: what x of the pairs were drawn from: a problem, or name -> numpyro distribution.
        training: budget and schedule; `Training()` with more weight decay when left out.
        seed: of start, shuffles and noise.
        method: that learns it; `ConditionalINN()` when left out.
        callback: called once an epoch.

    Raises:
        TypeError: pairs, training or method of another kind.
        ValueError: measurements that are classes, or a prior of other parameters.
        KeyboardInterrupt: Ctrl-C, since weights would rest on a likelihood that was learned in part.

    Warns:
        UserWarning: some runs gave no measurement.

    >>> import innverse as iv
    >>> problem = iv.problems.sbibm_tasks()["two_moons"]
    >>> pairs = iv.simulate(problem, 500, seed=0)
    >>> training = iv.Training(epochs=1, steps_per_epoch=20)
    >>> cheap = iv.MixtureDensityNetwork(components=2, width=8, depth=1)
    >>> emulated = iv.emulate(pairs, problem, training, method=cheap)
    >>> emulated.log_likelihood(pairs.x[:3], pairs.y[0]).shape
    (3,)
    """
    check_given(pairs, training)
    seed = random_seed(seed)
    if not (method is None or isinstance(method, DensityMethod)):
        raise TypeError(f"method: expected one with a density, such as ConditionalINN(), got {method!r}")
    if pairs.classes:
        raise ValueError("pairs: expected measurements that are numbers, got classes, which have no density")
    if len(pairs.failed):
        warnings.warn(
            f"pairs: expected runs with a measurement, got {len(pairs.failed):,} of "
            f"{len(pairs) + len(pairs.failed):,} without; the learned likelihood does not know that they fail",
            stacklevel=2,
        )
    prior = _as_problem(prior, pairs)
    check_same_columns("prior", "parameters", prior.parameters, "pairs", pairs.parameters)
    training = training or Training()
    method = method or ConditionalINN()
    turned = _turned(pairs, np.random.default_rng(seed))
    plan = method.with_defaults(likelihood_plan(training, training.weight_decay), len(turned))
    model = fit(method, turned, plan, seed, callback)
    if model.history.interrupted:
        raise KeyboardInterrupt
    return EmulatedProblem(model, prior, pairs)


def _as_problem(prior: InverseProblem | Mapping[str, Any], pairs: Pairs) -> InverseProblem:
    return prior if isinstance(prior, InverseProblem) else Problem(prior, _not_at_hand, pairs.measurements)


def _turned(pairs: Pairs, rng: np.random.Generator) -> Pairs:
    """x and y in each other's place; whole numbers are spread over a unit, so that they have a density."""
    whole = whole_columns(pairs.y)
    y, columns = spread_over_units(pairs.y, whole, rng), without_bounds(pairs.measurements, whole)
    return Pairs(y, pairs.x, columns, pairs.parameters)


def _not_at_hand(x: np.ndarray) -> np.ndarray:
    raise NotImplementedError("the forward process is not at hand: only the prior is")
