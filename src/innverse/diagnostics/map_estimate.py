"""The mode of a posterior as one point: what a user takes who wants a single answer (a MAP estimate from draws).

    x̂ = the draw with the smallest ball around it that holds a tenth of all draws,   in a metric that makes steps
        between near neighbours round

The ball replaces the height of the density, which draws alone give only with much noise. It is small where draws are
dense; a tenth is few enough to lie within one of several modes, and many enough for the centre of a single mode to be
found within a fraction of its width.
"""

import numpy as np

from innverse.diagnostics.lattice import spread_over_lattice
from innverse.diagnostics.nearest_density import within_metric
from innverse.diagnostics.shapes import as_draws
from innverse.diagnostics.some_draws import some_of

SHARE = 0.1
MOST_DRAWS = 2000


def map_estimate(draws: np.ndarray, *, share: float = SHARE) -> np.ndarray:
    """The draw in the middle of the densest share of draws.

    Whole numbers, and other values on a grid, are spread over its steps: the most frequent one is the densest.

    Args:
        draws: of one posterior, in any units, `(n, dim_x)`; of more than 2000, 2000 at random are looked at.
        share: of the draws that the smallest ball holds, inside (0, 1).

    Returns:
        `(dim_x,)`, one of the draws.

    Raises:
        ValueError: when the draws are not a matrix of finite numbers, or `share` is outside (0, 1).

    >>> rng = np.random.default_rng(0)
    >>> one_sided = rng.exponential(size=(2000, 1))  # mean 1, median .69, mode 0
    >>> bool(map_estimate(one_sided)[0] < 0.2)
    True
    """
    from scipy.spatial.distance import cdist

    draws = as_draws(draws)
    if not 0 < share < 1:
        raise ValueError(f"share: expected a number inside (0, 1), got {share}")
    draws = draws[some_of(len(draws), MOST_DRAWS)]
    spread, _ = spread_over_lattice(draws, np.arange(len(draws)))
    distinct = np.unique(spread, axis=0)
    if len(distinct) < 3:
        return draws[0]
    points = spread @ within_metric(distinct)
    neighbour = min(len(points) - 1, max(1, round(share * len(points))))
    radii = np.partition(cdist(points, points), neighbour, axis=1)[:, neighbour]
    return draws[np.argmin(radii)]
