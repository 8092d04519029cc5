"""innverse: `iv.METHOD().fit(pairs)`; the budget is a number of epochs."""

import numpy as np

import innverse as iv
from benchmarks.rivals.learners.contract import Given, Learned
from benchmarks.rivals.tasks import problem


def learn(given: Given, method: iv.methods.Method) -> Learned:
    """All defaults but the number of epochs, where a budget is given."""
    asked = problem(given.task)
    pairs = iv.Pairs(given.x, given.y, asked.parameters, asked.measurements)
    training = iv.Training() if given.budget is None else iv.Training(epochs=given.budget)
    model = method.fit(pairs, training, seed=given.seed, callback=_nobody)
    epochs = len(model.history.epochs)

    def draw(y: np.ndarray, n: int) -> np.ndarray:
        return model.sample(y[None], n, seed=given.seed)[0]

    updates = epochs * training.steps_per_epoch
    settings = f"{type(method).__name__}() defaults: {epochs} of {training.epochs} epochs"
    return Learned(draw, settings, updates, model.history.compile_seconds)


def _nobody(*epoch: object) -> None:
    """Instead of a progress bar."""
