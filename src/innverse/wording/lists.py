"""Several names in one sentence."""


def in_words(names: list[str]) -> str:
    """Names as a sentence lists them.

    >>> in_words(["a", "b", "c"]), in_words(["a"])
    ('a, b and c', 'a')
    """
    return ", ".join(names[:-1]) + " and " * (len(names) > 1) + names[-1]
