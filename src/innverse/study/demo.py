"""The study files of the built-in problems: a demo is a study like any other, and its file can be changed and run."""

from __future__ import annotations

from importlib.resources import files

from innverse.arguments.names import check_known

_SEED_LINE = "seed = 0\n"


def demos() -> list[str]:
    """Names of the problems that have a demo.

    >>> "kinematics" in demos()
    True
    """
    entries = (files("innverse.study") / "demos").iterdir()
    return sorted(entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml"))


def demo_text(name: str, seed: int = 0) -> str:
    """The demo's study file as TOML text.

    Raises:
        ValueError: when no demo has this name.
    """
    check_known("problem", [name], demos())
    text = (files("innverse.study") / "demos" / f"{name}.toml").read_text(encoding="utf-8")
    return text.replace(_SEED_LINE, f"seed = {seed}\n", 1)
