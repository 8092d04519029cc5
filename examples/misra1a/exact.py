"""The exact posterior of the Misra1a study, by integration: no network, no Markov chain.

    python exact.py [DRAWS.parquet ...]

prints its mean and standard deviation, and those of the draws that runs left, beside the certified values.

The prior is the one of study.toml. The curve is linear in b1, so b1 is integrated in closed form: given b2 and the
noise sd s, with h = 1 - exp(-b2 p),

    b1 | b2, s, y ~ N(h·y / h·h, s² / h·h) inside the prior's bounds,
    p(b2, s | y) ∝ s^-14 exp(-|y - h h·y/h·h|² / 2s²) · s / √(h·h) · P(b1 inside its bounds | b2, s, y) · p(b2) p(s),

and what is left has two dimensions: a grid, regular in b2 and in log s, where p(b2) p(log s) is flat.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from misra1a import PRESSURE
from scipy.special import ndtr, ndtri

NAMES = ["b1", "b2", "noise_sd"]
CERTIFIED = pd.DataFrame(
    {"value": [238.94212918, 5.5015643181e-4, 0.10187876330], "sd": [2.7070075241, 7.2668688436e-6, np.nan]},
    index=NAMES,
)
BOUNDS = {name: (value - 10 * sd, value + 10 * sd) for name, value, sd in CERTIFIED.head(2).itertuples()}
LOG_NOISE_BOUNDS = tuple(np.log(CERTIFIED.value["noise_sd"] * np.array([1 / 3, 3])))


def exact_draws(volumes, n, seed=0, cells=1000):
    """Draws (n, 3) of b1, b2 and noise_sd, given the 14 volumes."""
    rng = np.random.default_rng(seed)
    b2, log_s = centres(BOUNDS["b2"], cells), centres(LOG_NOISE_BOUNDS, cells)
    weights = grid_weights(volumes, b2[:, None], np.exp(log_s))
    row, column = np.divmod(rng.choice(weights.size, n, p=weights.ravel()), cells)
    b2 = b2[row] + np.ptp(BOUNDS["b2"]) / cells * rng.uniform(-0.5, 0.5, n)
    s = np.exp(log_s[column] + np.ptp(LOG_NOISE_BOUNDS) / cells * rng.uniform(-0.5, 0.5, n))
    mean, sd, _ = b1_given(volumes, b2, s)
    low, high = (ndtr((bound - mean) / sd) for bound in BOUNDS["b1"])
    return np.column_stack([mean + sd * ndtri(rng.uniform(low, high)), b2, s])


def centres(bounds, cells):
    low, high = bounds
    return low + (np.arange(cells) + 0.5) * (high - low) / cells


def grid_weights(volumes, b2, s):
    """p(b2, s | y) on the grid, summing to 1."""
    mean, sd, squares = b1_given(volumes, b2, s)
    inside = np.subtract(*(ndtr((bound - mean) / sd) for bound in reversed(BOUNDS["b1"])))
    log_weights = -volumes.size * np.log(s) - squares / (2 * s**2) + np.log(sd)
    weights = inside * np.exp(log_weights - log_weights.max())
    return weights / weights.sum()


def b1_given(volumes, b2, s):
    """Mean and sd of b1 given b2 and s, and the sum of squares that the best b1 leaves."""
    h = -np.expm1(-np.asarray(b2)[..., None] * PRESSURE)
    norm = (h * h).sum(-1)
    mean = h @ volumes / norm
    squares = ((volumes - h * mean[..., None]) ** 2).sum(-1)
    return mean, s / np.sqrt(norm), squares


def beside_certified(draws):
    """Mean and sd of draws, and both in units of the certified sd."""
    table = pd.DataFrame({"mean": draws.mean(), "sd": draws.std()})
    table["mean - certified, in certified sd"] = (table["mean"] - CERTIFIED.value) / CERTIFIED.sd
    table["sd / certified sd"] = table.sd / CERTIFIED.sd
    return (
        table.to_string(float_format="{:.5g}".format, na_rep="")
        + f"\ncorrelation of b1 and b2: {draws.b1.corr(draws.b2):.4f}\n"
    )


def main():
    volumes = pd.read_csv(Path(__file__).with_name("observed.csv"))["volume"].to_numpy()
    print("exact posterior", beside_certified(pd.DataFrame(exact_draws(volumes, 1_000_000), columns=NAMES)), sep="\n")
    for file in sys.argv[1:]:
        print(file, beside_certified(pd.read_parquet(file)), sep="\n")


if __name__ == "__main__":
    main()
