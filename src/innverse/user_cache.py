"""Where this system keeps what can be made again."""

import os
import sys
from pathlib import Path


def user_cache() -> Path:
    """The user's cache directory, which need not exist."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
