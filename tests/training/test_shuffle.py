"""A permutation that is asked for in places is one, and a random one."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import chisquare, kstest

from innverse.training.shuffle import permuted


@pytest.mark.parametrize("n", [1, 2, 3, 5, 16, 17, 1000, 65_537])
def test_every_row_stands_at_one_place(n):
    rows = permuted(jnp.arange(n), n, jax.random.key(n))
    assert np.array_equal(np.sort(rows), np.arange(n))


def test_the_first_places_of_many_rows_are_spread_evenly():
    n = 10_000_000
    rows = np.asarray(permuted(jnp.arange(50_000), n, jax.random.key(0)))
    assert len(np.unique(rows)) == len(rows) and rows.min() >= 0 and rows.max() < n
    assert kstest(rows / n, "uniform").pvalue > 0.01
    neighbours = np.diff(rows)
    assert abs(np.corrcoef(rows[:-1], rows[1:])[0, 1]) < 0.015 and len(np.unique(neighbours)) > 49_000


def test_all_orders_of_four_rows_come_up_alike():
    keys = jax.random.split(jax.random.key(1), 24_000)
    orders = np.asarray(jax.vmap(lambda key: permuted(jnp.arange(4), 4, key))(keys))
    counts = np.unique(orders @ [1000, 100, 10, 1], return_counts=True)[1]
    assert len(counts) == 24 and chisquare(counts).pvalue > 0.001
