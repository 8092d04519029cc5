"""Methods that need no training: exact draws, prior draws, and one that diverges."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from innverse.experiments.contender import Contender
from innverse.training.history import History

FITS = []


@dataclass(frozen=True)
class StandIn:
    problem: Any

    least_batch = 50
    stopped = "finished"

    def with_defaults(self, training, pairs):
        return training

    def fit(self, pairs, training, seed, callback=None):
        FITS.append((type(self).__name__, len(pairs), seed))
        history = History(stopped=self.stopped)
        return SimpleNamespace(sample=self.sample, networks={"w": jnp.zeros((1, 7))}, members=1, history=history)


class Exact(StandIn):
    def sample(self, y, n, seed=0):
        keys = jax.random.split(jax.random.key(seed), len(y))
        return np.stack([self.problem.exact_posterior(row, n, key) for row, key in zip(y, keys, strict=True)])


class Prior(StandIn):
    def sample(self, y, n, seed=0):
        draws = self.problem.sample_prior(jax.random.key(seed), len(y) * n)
        return np.asarray(draws, float).reshape(len(y), n, -1)


class Interrupted(Exact):
    stopped = "interrupted"


class Diverging(StandIn):
    def fit(self, pairs, training, seed, callback=None):
        raise FloatingPointError("training: expected a finite held-out loss, got none")


def contenders(problem):
    return {cls.__name__: Contender(cls.__name__, cls(problem)) for cls in (Exact, Prior, Interrupted, Diverging)}
