import numpy as np

from innverse.diagnostics.merge_tree import bridges, islands


def chain(n):
    return np.stack([np.arange(n - 1), np.arange(1, n)], axis=1)


def test_prominence_decides_which_peak_survives():
    height = np.array([0.0, 5.0, 1.0, 3.0, 2.5, 2.7, 0.5])
    edges = chain(7)
    passes = height[edges].min(axis=1)
    assert islands(height, edges, passes, prominence=0.1).tolist() == [1, 1, 1, 3, 3, 5, 5]
    assert islands(height, edges, passes, prominence=1.0).tolist() == [1, 1, 1, 3, 3, 3, 3]
    assert islands(height, edges, passes, prominence=2.5).tolist() == [1] * 7


def test_a_low_pass_on_an_edge_separates_high_ends():
    height = np.array([2.0, 2.0])
    assert islands(height, chain(2), np.array([0.0]), prominence=1.0).tolist() == [0, 1]
    assert islands(height, chain(2), np.array([1.5]), prominence=1.0).tolist() == [0, 0]


def test_bridges_are_the_shortest_links():
    points = np.array([[0.0], [1.0], [3.0], [4.0], [10.0], [11.0]])
    links = bridges(points, np.array([[0, 1], [2, 3], [4, 5]]))
    assert {tuple(sorted(link)) for link in links.tolist()} == {(1, 2), (3, 4)}


def test_a_connected_graph_needs_no_bridge():
    assert bridges(np.zeros((3, 1)), chain(3)).shape == (0, 2)
