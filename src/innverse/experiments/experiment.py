"""One experiment: a method learns from a number of simulations of a problem, and a row says what came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from innverse.data import Pairs
from innverse.experiments.contender import Contender
from innverse.experiments.require_finished import require_finished
from innverse.experiments.scores import calibration_scores
from innverse.experiments.settings_hash import settings_hash
from innverse.experiments.task import Task
from innverse.machine import machine
from innverse.training import Callback, Training

if TYPE_CHECKING:
    from innverse.diagnosis.amortised_posterior import Sampler
    from innverse.model import Model


@dataclass(frozen=True)
class Experiment:
    """Task × method × budget × seed.

    Attributes:
        suite: name of the suite, for the row.
        budget: number of simulations.
        seed: of simulations, training and draws.
        training: how long and how fast.
    """

    suite: str
    task: Task
    contender: Contender
    budget: int
    seed: int
    training: Training

    def __str__(self) -> str:
        return f"{self.task.name}, {self.contender.name}, {self.budget:,} simulations, seed {self.seed}"

    @property
    def key(self) -> dict[str, Any]:
        """What tells its row from others; "settings" stands for all settings of method, training and questions."""
        return {
            "suite": self.suite,
            "task": self.task.name,
            "method": self.contender.name,
            "budget": self.budget,
            "seed": self.seed,
            "settings": settings_hash(self.contender, self.training, self.task.settings),
        }

    def run(self, pairs: Pairs, unseen: Pairs, n_draws: int, callback: Callback | None) -> dict[str, Any]:
        """The row: key, scores, effort, machine.

        A training that diverges, or draws that are no numbers, make a row too, with the reason in `failure`.

        Args:
            pairs: of the budget's simulations.
            unseen: pairs for the calibration.
            n_draws: for each of the unseen.
            callback: told every epoch.

        Raises:
            KeyboardInterrupt: Ctrl-C, during a training too.
        """
        began = time.perf_counter()
        row = self.key | {"epochs": self.training.epochs} | self.task.settings
        try:
            row |= self._measured(pairs, unseen, n_draws, callback)
        except FloatingPointError as error:
            row |= {"failure": str(error)}
        return row | {"seconds": round(time.perf_counter() - began, 1)} | machine()

    def _measured(self, pairs: Pairs, unseen: Pairs, n_draws: int, callback: Callback | None) -> dict[str, Any]:
        began = time.perf_counter()
        varying = np.ptp(pairs.y, axis=0) > 0
        learned, callback = narrowed(pairs, varying), callback or _nobody
        model = require_finished(self.contender.method.fit(learned, self.training, self.seed, callback=callback))
        asked = WithConstants(self.contender.post_processing.applied_to(model, learned, self, callback), varying)
        trained = time.perf_counter() - began
        row: dict[str, Any] = {"pairs": len(pairs), "weights": weights(model), "train_seconds": round(trained, 1)}
        row |= {"compile_seconds": round(model.history.compile_seconds, 1)}
        row |= {"epochs_run": len(model.history.epochs), "best_epoch": model.history.best_epoch}
        row |= self.task.scores(asked, self.seed) | calibration_scores(asked, unseen, n_draws, self.seed)
        return {name: _short(value) for name, value in row.items()}


@dataclass(frozen=True)
class WithConstants:
    """A model that was trained without the measurements that never varied, asked with all of them."""

    model: Sampler
    varying: np.ndarray

    def sample(self, y: np.ndarray, n: int, seed: int = 0) -> np.ndarray:
        """The model's draws (n_y, n, dim_x)."""
        return self.model.sample(np.asarray(y)[:, self.varying], n, seed=seed)


def narrowed(pairs: Pairs, varying: np.ndarray) -> Pairs:
    """Only the measurements that vary: a constant one tells nothing, and cannot be scaled."""
    if varying.all():
        return pairs
    kept = tuple(column for column, varies in zip(pairs.measurements, varying, strict=True) if varies)
    return Pairs(pairs.x, pairs.y[:, varying], pairs.parameters, kept, pairs.classes)


def weights(model: Model) -> int:
    """How many numbers one network has."""
    import equinox as eqx
    import jax

    leaves = jax.tree.leaves(eqx.filter(model.networks, eqx.is_inexact_array))
    return sum(leaf.size for leaf in leaves) // model.members


def _short(value: Any) -> Any:
    return float(f"{value:.5g}") if isinstance(value, float) else value


def _nobody(*epoch: Any) -> None:
    """The method's own progress bar stays away."""
