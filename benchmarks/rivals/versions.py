"""Versions of the libraries that are compared, for the rows."""

from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("torch", "FrEIA", "sbi", "bayesflow", "keras")


def versions() -> dict[str, str]:
    """By name, without asking the libraries themselves: an import takes seconds. "" where one is not installed."""
    return {name.lower(): _version(name) for name in LIBRARIES}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
