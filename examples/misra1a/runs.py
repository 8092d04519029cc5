"""Write runs.parquet, a table of finished runs: what from_table.toml starts from instead of a simulator.

python runs.py [ROWS]
"""

import sys

import numpy as np
import pandas as pd
from exact import BOUNDS, LOG_NOISE_BOUNDS, NAMES
from misra1a import PRESSURE, forward


def runs(rows, seed=0):
    """A row for every run: b1, b2, noise_sd, then volume_1 to volume_14."""
    rng = np.random.default_rng(seed)
    b1, b2 = rng.uniform(*BOUNDS["b1"], rows), rng.uniform(*BOUNDS["b2"], rows)
    x = np.column_stack([b1, b2, np.exp(rng.uniform(*LOG_NOISE_BOUNDS, rows))])
    names = [*NAMES, *(f"volume_{number}" for number in range(1, PRESSURE.size + 1))]
    return pd.DataFrame(np.hstack([x, forward(x, rng)]), columns=names)


if __name__ == "__main__":
    runs(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000).to_parquet("runs.parquet")
