"""Names that a user gave, against the names that exist."""

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """A question with the known name closest to `name`, to end an error message; empty when none is close.

    >>> did_you_mean("presure", ["volume", "pressure"])
    "; did you mean 'pressure'?"
    """
    close = difflib.get_close_matches(str(name), list(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def listed(names: Iterable[object], most: int = 20) -> str:
    """The names as a sentence lists them, cut short where there are many.

    >>> listed(["a", "b", "c"], most=2)
    "'a', 'b', ... (3 in all)"
    """
    return cut_short([repr(str(name)) for name in names], most)


def cut_short(entries: Sequence[str], most: int) -> str:
    """Entries, such as names with a count each, side by side; of many the first ones, and how many there are."""
    return ", ".join(entries[:most]) + (f", ... ({len(entries)} in all)" if len(entries) > most else "")


def check_known(what: str, names: Iterable[object], known: Sequence[str]) -> None:
    """Raises ValueError for the first name that is not known, with the closest one that is."""
    for name in names:
        if name not in known:
            raise ValueError(f"{what}: expected one of {listed(known)}, got {str(name)!r}{did_you_mean(name, known)}")


def check_named(what: str, given: Any) -> None:
    """Raises TypeError for what is no mapping of names to values."""
    if not isinstance(given, Mapping):
        raise TypeError(f"{what}: expected values by name, {{name: value, ...}}, got {given!r}")


def check_unique(what: str, names: Iterable[object]) -> None:
    """Raises ValueError when a name occurs more than once, listing those that do."""
    doubled = [name for name, count in Counter(names).items() if count > 1]
    if doubled:
        raise ValueError(f"{what}: expected every name once, got {listed(doubled)} more than once")


def check_present(what: str, wanted: Sequence[str], found: Iterable[object]) -> None:
    """Raises ValueError when names that are needed are not among those found, with what the first may be called there.

    >>> check_present("y", ["time", "speed"], ["times", "speed"])
    Traceback (most recent call last):
    ValueError: y: expected 'time', 'speed', got no 'time' among 'times', 'speed'; did you mean 'times'?
    """
    names = [str(name) for name in found]
    missing = [name for name in wanted if name not in names]
    if missing:
        unknown = [name for name in names if name not in wanted]
        lacking = f"got no {listed(missing, 6)} among {listed(names, 6) or 'none'}"
        raise ValueError(f"{what}: expected {listed(wanted, 6)}, {lacking}{did_you_mean(missing[0], unknown)}")
