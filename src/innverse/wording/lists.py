"""Several names in one sentence."""

from collections.abc import Iterable

MOST_NAMED = 8


def in_words(names: list[str]) -> str:
    """Names as a sentence lists them.

    >>> in_words(["a", "b", "c"]), in_words(["a"])
    ('a, b and c', 'a')
    """
    return ", ".join(names[:-1]) + " and " * (len(names) > 1) + names[-1]


def side_by_side(names: Iterable[object], most: int = MOST_NAMED) -> str:
    """Names, or values with their names; of many the first ones, the last and how many there are.

    >>> side_by_side(["a", "b", "c"], most=3), side_by_side(["a", "b", "c", "d"], most=3)
    ('a, b, c', 'a, …, d; 4 in all')
    """
    told = list(map(str, names))
    if len(told) <= most:
        return ", ".join(told)
    return f"{', '.join(told[: most - 2])}, …, {told[-1]}; {len(told)} in all"
