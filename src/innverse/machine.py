"""What a run was made on: commit, processor, versions, and how busy the machine was."""

from __future__ import annotations

import os
import platform
import subprocess
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from innverse.cores import cores

LIBRARIES = ("innverse", "jax", "equinox", "optax", "numpy")
"""That decide the numbers of every run; what scores draws, or draws from priors, stands beside them."""


def machine() -> dict[str, Any]:
    """Columns that stand in every row of an experiment.

    >>> machine()["cores"] >= 1
    True
    """
    import jax

    return {
        "commit": commit(),
        "processor": processor(),
        "cores": cores(),
        "backend": jax.default_backend(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
    } | _versions_of(*LIBRARIES, "scikit-learn")


def versions() -> dict[str, str]:
    """Python and the libraries that a study's answer comes from.

    >>> sorted(set(versions()) - set(machine()))
    ['numpyro']
    """
    return {"python": platform.python_version()} | _versions_of(*LIBRARIES, "numpyro")


def _versions_of(*packages: str) -> dict[str, str]:
    return {package: version(package) for package in packages}


@cache
def commit() -> str:
    """The commit of this source, with "-dirty" where tracked files differ from it; "" when installed without git."""
    here = Path(__file__).parent
    # Asked for this very file: an installation may lie inside another project's repository.
    if not _git(here, "ls-files", "--error-unmatch", Path(__file__).name):
        return ""
    return _git(here, "describe", "--always", "--dirty", "--exclude", "*")


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def processor() -> str:
    """The processor's name, after that of the accelerator that JAX uses."""
    import jax

    accelerators = [device.device_kind for device in jax.devices() if device.platform != "cpu"]
    return " with ".join([*accelerators[:1], _cpu()])


def _cpu() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
