"""Measurements made of items that may change places, such as repeated readings: a scaling must not tell them apart."""

from collections.abc import Sequence

import jax
import numpy as np

from innverse.bijections import MonotoneInterpolation
from innverse.problems import Column
from innverse.scaling.normal_scores import normal_scores


def alike_scores(values: np.ndarray, items: int) -> MonotoneInterpolation:
    """Normal scores of `values` (n, items · columns), with the rows of all items taken together.

    >>> scores = alike_scores(np.random.default_rng(0).normal(size=(100, 4)), items=2)
    >>> scored = scores.forward(jax.numpy.array([0.3, -0.1, 0.3, -0.1]))[0]
    >>> bool(scored[0] == scored[2]), bool(scored[1] == scored[3])
    (True, True)
    """
    of_one = normal_scores(values.reshape(len(values) * items, -1))
    repeated = jax.tree.map(lambda knots: np.tile(knots, items), (of_one.knots_u, of_one.knots_v))
    return MonotoneInterpolation(*repeated)


def check_items(items: int, measurements: Sequence[Column]) -> None:
    """Refuses measurements that cannot be `items` items of one kind.

    Raises:
        ValueError: their number is no multiple of items, or a column's bounds differ between items.

    >>> check_items(2, [Column("first", lower=0), Column("second")])
    Traceback (most recent call last):
    ValueError: items: expected 'second' to have the bounds of 'first', [0, inf], got [-inf, inf]
    """
    if len(measurements) % items:
        raise ValueError(f"items: expected a divisor of the {len(measurements)} measurements, got {items}")
    columns = len(measurements) // items
    for number, column in enumerate(measurements):
        first = measurements[number % columns]
        if (column.lower, column.upper) != (first.lower, first.upper):
            raise ValueError(
                f"items: expected {column.name!r} to have the bounds of {first.name!r}, "
                f"[{first.lower:g}, {first.upper:g}], got [{column.lower:g}, {column.upper:g}]"
            )
