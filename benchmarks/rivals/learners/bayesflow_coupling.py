"""BayesFlow: the basic workflow with its coupling flow, on the backend that it prefers where several are there: JAX."""

import math
import os

os.environ["KERAS_BACKEND"] = "jax"

import bayesflow
import keras
import numpy as np

from benchmarks.rivals.learners.contract import Given, Learned

EPOCHS, BATCH = 100, 32


def learn(given: Given) -> Learned:
    """BasicWorkflow(CouplingFlow()).fit_offline(pairs)."""
    keras.utils.set_random_seed(given.seed)
    workflow = bayesflow.BasicWorkflow(
        inference_network=bayesflow.networks.CouplingFlow(), inference_variables=["x"], inference_conditions=["y"]
    )
    epochs = given.budget or EPOCHS
    workflow.fit_offline({"x": given.x, "y": given.y}, epochs=epochs, batch_size=BATCH, verbose=0)

    def draw(y: np.ndarray, n: int) -> np.ndarray:
        return np.asarray(workflow.sample(num_samples=n, conditions={"y": y[None].astype(np.float32)})["x"][0])

    settings = f"BasicWorkflow, CouplingFlow defaults (JAX backend, batch {BATCH}): {epochs} epochs"
    return Learned(draw, settings, epochs * math.ceil(len(given.x) / BATCH))
