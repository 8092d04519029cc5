"""How fast this machine multiplies matrices, and how calls are timed."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import jax

from innverse.products import product

PRODUCTS = ((1000, 256, 256), (2000, 2000, 2000))
LEAST_MILLISECONDS = 30.0


def matrix_product_peak(repeats: int) -> float:
    """GFLOP/s of the fastest of a few single-precision products (n × m times m × k takes 2nmk operations)."""
    return max(2e-6 * n * m * k / _product_milliseconds(n, m, k, repeats) for n, m, k in PRODUCTS)


def median_milliseconds(call: Callable[[], Any], repeats: int) -> float:
    """Median time of a call until its results are there; a first call, which compiles, is not counted."""
    jax.block_until_ready(call())
    return statistics.median(_milliseconds(call) for _ in range(repeats))


def _milliseconds(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    jax.block_until_ready(call())
    return 1e3 * (time.perf_counter() - began)


def _product_milliseconds(n: int, m: int, k: int, repeats: int) -> float:
    a, b = jax.random.normal(jax.random.key(0), (n, m)), jax.random.normal(jax.random.key(1), (m, k))
    multiply = jax.jit(product)
    # So many in a row that starting them does not count.
    times = max(1, round(LEAST_MILLISECONDS / median_milliseconds(lambda: multiply(a, b), 3)))
    return median_milliseconds(lambda: [multiply(a, b) for _ in range(times)], repeats) / times
