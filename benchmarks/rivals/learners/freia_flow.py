"""FrEIA: the flow of its README, conditional on y, by maximum likelihood.

Eight AllInOneBlocks with soft permutations, subnets of one hidden layer of 512, Adam at .001, batches of 100, 1000
updates: all as in the README, whose flow has no condition. x and y are standardised, as everyone does.
"""

import numpy as np
import torch
from FrEIA import framework, modules
from torch import nn

from benchmarks.rivals.learners.contract import Given, Learned

BLOCKS, WIDTH, BATCH, RATE, UPDATES = 8, 512, 100, 1e-3, 1000


def learn(given: Given) -> Learned:
    """Minimises the negative log-likelihood; the budget is a number of updates."""
    torch.manual_seed(given.seed)
    x, unscale = _standardised(given.x)
    y, _ = _standardised(given.y)
    inn = _network(x.shape[1], y.shape[1])
    optimiser = torch.optim.Adam(inn.parameters(), lr=RATE)
    updates = given.budget or UPDATES
    for _ in range(updates):
        rows = torch.randint(len(x), (BATCH,))
        optimiser.zero_grad()
        z, log_det = inn(x[rows], c=[y[rows]])
        loss = (0.5 * z.square().sum(1) - log_det).mean() / x.shape[1]
        loss.backward()
        optimiser.step()
    inn.eval()
    mean, sd = given.y.mean(0), given.y.std(0)

    def draw(observed: np.ndarray, n: int) -> np.ndarray:
        condition = torch.from_numpy(((observed - mean) / sd).astype(np.float32)).expand(n, -1)
        with torch.inference_mode():
            return unscale(inn(torch.randn(n, x.shape[1]), c=[condition], rev=True, jac=False)[0].numpy())

    return Learned(draw, f"README's flow with a condition (8 AllInOneBlocks, 512, batch {BATCH})", updates)


def _network(dim_x: int, dim_y: int) -> framework.SequenceINN:
    def subnet(dim_in: int, dim_out: int) -> nn.Module:
        return nn.Sequential(nn.Linear(dim_in, WIDTH), nn.ReLU(), nn.Linear(WIDTH, dim_out))

    inn = framework.SequenceINN(dim_x)
    for _ in range(BLOCKS):
        inn.append(modules.AllInOneBlock, cond=0, cond_shape=(dim_y,), subnet_constructor=subnet, permute_soft=True)
    return inn


def _standardised(values: np.ndarray):
    """As a tensor, and the way back."""
    mean, sd = values.mean(0), values.std(0)
    return torch.from_numpy((values - mean) / sd), lambda scaled: mean + sd * scaled
