"""What a measurement was made on: processor, versions, and how fast it multiplies matrices."""

import os
import platform
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jax

PRODUCTS = ((1000, 256, 256), (2000, 2000, 2000))
PACKAGES = ("innverse", "jax", "equinox", "optax", "numpy")


def machine() -> dict[str, Any]:
    """Columns that stand in every row: processor, cores, load at the time, and versions."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "backend": jax.default_backend(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
    } | {package: version(package) for package in PACKAGES}


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
    product = jax.jit(jax.numpy.matmul)
    times = max(1, round(1e9 / (n * m * k)))  # small products are timed in a row
    return median_milliseconds(lambda: [product(a, b) for _ in range(times)], repeats) / times


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
