"""How many cores this process may use."""

import os


def cores() -> int:
    """Those that the process is allowed to run on, where the system tells; else all.

    >>> 1 <= cores() <= os.cpu_count()
    True
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
