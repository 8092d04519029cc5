"""sbi: neural posterior estimation with everything as it comes."""

import math

import numpy as np
import torch
from sbi.inference import NPE
from sbi.utils import BoxUniform

from benchmarks.rivals.learners.contract import Given, Learned


def learn(given: Given) -> Learned:
    """NPE(prior).append_simulations(x, y).train(); a prior without bounds is left to sbi to take from the pairs."""
    torch.manual_seed(given.seed)
    inference = NPE(prior=_prior(given), show_progress_bars=False)
    inference.append_simulations(torch.from_numpy(given.x), torch.from_numpy(given.y))
    if given.budget is None:
        inference.train()
    else:
        inference.train(max_num_epochs=given.budget)
    posterior = inference.build_posterior()

    def draw(y: np.ndarray, n: int) -> np.ndarray:
        x = torch.from_numpy(y.astype(np.float32))
        return posterior.sample((n,), x=x, show_progress_bars=False).numpy()

    epochs = inference.summary["epochs_trained"][-1]
    updates = epochs * math.ceil(0.9 * len(given.x) / 200)
    return Learned(draw, f"NPE defaults (maf, batch 200, patience 20): {epochs} epochs", updates)


def _prior(given: Given) -> BoxUniform | None:
    bounds = np.stack([given.lower, given.upper])
    return BoxUniform(*torch.from_numpy(bounds.astype(np.float32))) if np.isfinite(bounds).all() else None
