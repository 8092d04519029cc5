"""A stand-in for your own grid: runs of innverse's small star-cluster model, written to grid.csv."""

import jax
import numpy as np
import pandas as pd

from innverse.problems import StarCluster


def grid(runs: int, seed: int = 0) -> pd.DataFrame:
    """One row a run: six parameters, then 12 lines [dex erg/s]; lines are empty where a shell stopped or dissolved."""
    cluster = StarCluster()
    for_prior, for_noise = jax.random.split(jax.random.key(seed))
    x = cluster.sample_prior(for_prior, runs)
    columns = [column.name for column in (*cluster.parameters, *cluster.measurements)]
    return pd.DataFrame(np.hstack([x, cluster.forward(for_noise, x)]), columns=columns).round(4)


if __name__ == "__main__":
    grid(100_000).to_csv("grid.csv", index=False)
