"""Whether anybody sees a line that is written anew."""

import sys


def is_watched() -> bool:
    """Whether stderr is a terminal, or what a notebook shows below its cell."""
    return sys.stderr.isatty() or _is_kernel()


def _is_kernel() -> bool:
    """A script that imports `ipykernel` has no shell, and a shell without it has its terminal."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)
    return "ipykernel" in sys.modules and shell() is not None
