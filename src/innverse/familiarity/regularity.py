"""How suspiciously close to the centre something lies: 1 / distance, where hardly any row comes near.

In k independent directions the share of rows within a distance r falls as r^k, so 1 / r has a Pareto tail of index 1/k.
From about five on, hardly anything lies at the centre: what does came by a slip of units, or is an average.
"""

import numpy as np

from innverse.familiarity.conformal import tail_index

_RARE = 0.25
_NEAREST = 1e-9


def regularity(distances: np.ndarray) -> np.ndarray:
    """1 / r for distances r `(n,)`.

    >>> regularity(np.array([2.0, 0.5])).tolist()
    [0.5, 2.0]
    """
    return 1 / np.maximum(distances, _NEAREST)


def centre_is_rare(distances: np.ndarray, dim: int) -> bool:
    """Whether rows of `dim` numbers, at these distances from the centre, hardly ever come near it.

    >>> rng = np.random.default_rng(0)
    >>> [centre_is_rare(np.linalg.norm(rng.normal(size=(1000, dim)), axis=1), dim) for dim in (2, 8)]
    [False, True]
    """
    return dim > 1 / _RARE and tail_index(np.sort(regularity(distances))) <= _RARE
