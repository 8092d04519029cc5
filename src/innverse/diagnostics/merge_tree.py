"""Peaks of a density on a graph, and which of them rise high enough above the pass to a higher one.

Lower the water level from the top: each local maximum is born as an island; where two islands meet (the pass), the one
with the lower peak dies. Its prominence is log p(peak) - log p(pass). Peaks of small prominence belong to the island
that swallows them, the others stay islands of their own.

Source: Chazal, Guibas, Oudot, Skraba 2013, "Persistence-based clustering in Riemannian manifolds" (ToMATo).
"""

import numpy as np


def islands(log_density: np.ndarray, edges: np.ndarray, passes: np.ndarray, prominence: float) -> np.ndarray:
    """The peak that each vertex belongs to, once peaks below `prominence` are merged away.

    Args:
        log_density: at the vertices, `(n,)`.
        edges: pairs of vertices, `(n_edges, 2)`, together connected.
        passes: log density of each edge, at most that of its ends, `(n_edges,)`.
        prominence: least log density ratio of peak and pass.

    Returns:
        Index of the peak of each vertex, `(n,)`.

    >>> height = np.array([3.0, 1.0, 2.0, 1.9, 2.1])
    >>> edges = np.array([[0, 1], [1, 2], [2, 3], [3, 4]])
    >>> islands(height, edges, np.array([1.0, 1.0, 1.9, 1.9]), prominence=0.5)
    array([0, 0, 4, 4, 4])
    """
    peak = list(range(len(log_density)))
    height = log_density.tolist()

    def peak_of(vertex: int) -> int:
        while peak[vertex] != vertex:
            peak[vertex] = peak[peak[vertex]]
            vertex = peak[vertex]
        return vertex

    # Among the edges of a vertex that just emerged, the one to its highest neighbour goes first: steepest ascent.
    order = np.lexsort((-log_density[edges].max(axis=1), -passes))
    for (a, b), level in zip(edges[order].tolist(), passes[order].tolist(), strict=True):
        lower, higher = sorted((peak_of(a), peak_of(b)), key=lambda vertex: (height[vertex], -vertex))
        if lower != higher and height[lower] - level < prominence:
            peak[lower] = higher
    return np.array([peak_of(vertex) for vertex in range(len(peak))])


def bridges(points: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Shortest links between the components of a graph, `(n_links, 2)`, that together make it connected (Borůvka)."""
    links = np.empty((0, 2), dtype=int)
    while True:
        component = _components(len(points), np.concatenate([edges, links]))
        if component.max() == 0:
            return links
        shortest = [_shortest_link(points, component == i) for i in range(component.max() + 1)]
        links = np.concatenate([links, shortest])


def _components(n: int, edges: np.ndarray) -> np.ndarray:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(n, n))
    return connected_components(graph, directed=False)[1]


def _shortest_link(points: np.ndarray, inside: np.ndarray) -> tuple[int, int]:
    from scipy.spatial import KDTree

    members, others = np.flatnonzero(inside), np.flatnonzero(~inside)
    distances, nearest = KDTree(points[others]).query(points[members])
    closest = int(np.argmin(distances))
    return int(members[closest]), int(others[np.asarray(nearest)[closest]])
