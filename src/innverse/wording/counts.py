"""Counts in sentences."""


def counted(n: int, noun: str) -> str:
    """A number with its noun, which gets an s unless there is one.

    >>> counted(1, "epoch"), counted(20_000, "held-out pair")
    ('1 epoch', '20,000 held-out pairs')
    """
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
