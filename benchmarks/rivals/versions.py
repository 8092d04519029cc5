"""Versions of the libraries that are compared, for the rows."""

from importlib.metadata import version

LIBRARIES = ("torch", "FrEIA", "sbi", "bayesflow", "keras")


def versions() -> dict[str, str]:
    """By name, without asking the libraries themselves: an import takes seconds."""
    return {name.lower(): version(name) for name in LIBRARIES}
