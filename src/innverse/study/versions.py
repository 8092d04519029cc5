"""On what a run was made."""

from importlib.metadata import version
from platform import python_version

_LIBRARIES = ("innverse", "jax", "equinox", "optax", "numpyro", "numpy")


def versions() -> dict[str, str]:
    """Python and the libraries that decide the numbers."""
    return {"python": python_version()} | {name: version(name) for name in _LIBRARIES}
