"""All modes of a posterior with their weights, from its draws.

What a mode is: a peak of the density which no path to a higher peak leaves without crossing a pass that is lower than
the peak by more than the density estimate can be wrong. In numbers, with n draws and k = n^(2/5) (at least 10):

    log p(peak) - log p(pass)  >=  sqrt(2/k) * z,     z = the normal quantile of 1 - 0.01/n.

The k-nearest-neighbour estimate of log p scatters by 1/sqrt(k) at the peak and at the pass, hence sqrt(2/k); each draw
may pose as a peak, hence the correction for n tests at a joint level of 1 %. With 2000 draws a mode must rise 4.0 times
above the pass, with 5000 draws 3.3 times. Measured on normals in 1 to 14 dimensions, boxes, rings and bananas: at most
1 sample in 20 is split, 2 in 20 where a sharply bent ridge is thinner than the k nearest draws reach. The price: a mode
below about 3 k draws (3 % of 2000), or one that shades into its neighbour, goes unseen; so may,
from some 30 parameters on, clusters that no single parameter tells apart.

Whole numbers, and other columns on a grid, are spread over its steps (`lattice`): neighbouring values are one mode
unless one between them is that much rarer. Rows that repeat others, drawn with replacement, count once for the density.

The pass is sought along a graph that joins each draw with its 15 nearest, so modes may be curved or elongated in any
way; where the graph falls apart, the pass is the density half-way across the shortest gap.

Sources: Chazal et al. 2013 (the merge tree); Kpotufe and von Luxburg 2011, "Pruning nearest neighbor cluster trees"
(pruning it by the noise 1/sqrt(k)).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from innverse.diagnostics.lattice import spread_over_lattice
from innverse.diagnostics.merge_tree import bridges, islands
from innverse.diagnostics.nearest_density import NearestDensity, nearest, within_metric
from innverse.diagnostics.shapes import as_draws
from innverse.diagnostics.some_draws import some_of

_JOINT_LEVEL = 0.01
_GRAPH_NEIGHBOURS = 15
_FEWEST_NEIGHBOURS = 10
_MOST_CANDIDATES = 200


@dataclass(frozen=True, eq=False)
class Modes:
    """The modes of a posterior, heaviest first.

    Attributes:
        weights: fraction of the draws that belong to each, sums to 1, `(n_modes,)`.
        centres: a draw where each is densest, in the units of the draws, `(n_modes, dim_x)`.
        labels: the mode of each draw, `(n,)`.
    """

    weights: np.ndarray
    centres: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.weights)


def weight_name(parameters: Iterable[str]) -> str:
    """What a table of modes, with a column for each parameter, calls the column of their weights.

    >>> weight_name(["height", "mass"]), weight_name(["height", "weight"])
    ('weight', 'mode_weight')
    """
    taken, name = set(parameters), "weight"
    while name in taken:
        name = f"mode_{name}"
    return name


def find_modes(draws: np.ndarray, *, most_draws: int = 5000) -> Modes:
    """All modes of a posterior and their weights; see the module for what counts as one.

    Deterministic. The centre is always one of the draws, so that a mode on a curved sheet has its centre on the sheet:
    the draw with the smallest ball that holds a quarter of its mode.

    Args:
        draws: of one posterior, in any units, `(n, dim_x)`.
        most_draws: the density is estimated from at most so many, taken at random; the others join their nearest. More
            finds smaller and shallower modes and takes longer: 5000 take 0.3 s of one core in 2 dimensions, 2 s in 14.

    Raises:
        ValueError: when the draws are not a matrix or not finite, or `most_draws` is below 1.

    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> left, right = rng.normal(-2, 0.3, size=(900, 2)), rng.normal(+2, 0.3, size=(100, 2))
    >>> modes = find_modes(np.concatenate([left, right]))
    >>> modes.weights
    array([0.9, 0.1])
    >>> bool(np.all(np.abs(modes.centres - [[-2, -2], [2, 2]]) < 0.3))
    True
    """
    draws = as_draws(draws)
    if most_draws < 1:
        raise ValueError(f"most_draws: expected at least 1, got {most_draws}")
    some = some_of(len(draws), most_draws)
    spread, on_a_grid = spread_over_lattice(draws, some)
    # Rows alike come of drawing with replacement; on a grid, of their probability.
    own = some if on_a_grid else some[np.unique(draws[some], axis=0, return_index=True)[1]]
    if len(own) <= _FEWEST_NEIGHBOURS:
        return _single(draws)
    metric = within_metric(spread[own])
    density = NearestDensity.fit(spread[own] @ metric, _neighbours(len(own)))
    peaks = _peaks(density)
    names, labels, counts = np.unique(
        peaks[nearest(density.points, spread @ metric)], return_inverse=True, return_counts=True
    )
    order = np.argsort(-counts, kind="stable")
    centres = [draws[own[_centre(density, np.flatnonzero(peaks == name))]] for name in names[order]]
    return Modes(counts[order] / len(draws), np.array(centres), np.argsort(order)[labels])


def prominence_threshold(n: int) -> float:
    """Least log density ratio of a peak and its pass that n draws can vouch for.

    >>> [round(float(np.exp(prominence_threshold(n))), 1) for n in (1000, 2000, 5000)]
    [4.7, 4.0, 3.3]
    """
    from scipy.stats import norm

    return float(np.sqrt(2 / _neighbours(n)) * norm.isf(_JOINT_LEVEL / n))


def _neighbours(n: int) -> int:
    return max(_FEWEST_NEIGHBOURS, int(n**0.4))


def _peaks(density: NearestDensity) -> np.ndarray:
    """The peak that each point of the density estimate belongs to, `(n,)`."""
    height, n = density.log_density, len(density.points)
    others = density.neighbours[:, :_GRAPH_NEIGHBOURS]
    edges = np.stack([np.repeat(np.arange(n), others.shape[1]), others.ravel()], axis=1)
    passes = height[edges].min(axis=1)
    links = bridges(density.points, edges)
    if len(links):
        half_way = density.at(density.points[links].mean(axis=1))
        passes = np.concatenate([passes, np.minimum(half_way, height[links].min(axis=1))])
    return islands(height, np.concatenate([edges, links]), passes, prominence_threshold(n))


def _centre(density: NearestDensity, members: np.ndarray) -> int:
    """The member with the smallest ball that holds a quarter of the mode, sought among those of highest density."""
    from scipy.spatial.distance import cdist

    candidates = members[np.argsort(-density.log_density[members], kind="stable")[:_MOST_CANDIDATES]]
    distances = cdist(density.points[candidates], density.points[members])
    quarter = len(members) // 4
    return candidates[np.argmin(np.partition(distances, quarter, axis=1)[:, quarter])]


def _single(draws: np.ndarray) -> Modes:
    """One mode: so few distinct draws tell nothing of a second."""
    middle = np.argmin(np.abs(draws - np.median(draws, axis=0)).sum(axis=1))
    return Modes(np.ones(1), draws[[middle]], np.zeros(len(draws), dtype=int))
