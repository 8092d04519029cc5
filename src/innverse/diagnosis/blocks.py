"""Draws for many measurements are looked at a block at a time, so that memory stays flat."""

NUMBERS_PER_BLOCK = 4_000_000


def rows_per_block(n_draws: int, dim_x: int) -> int:
    """How many measurements are asked for together, with so many draws of each.

    >>> rows_per_block(n_draws=1000, dim_x=4), rows_per_block(n_draws=10_000_000, dim_x=4)
    (1000, 1)
    """
    return max(1, NUMBERS_PER_BLOCK // (n_draws * dim_x))
