"""What one check found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A number, or None and the reason; a number may carry a remark too."""

    value: float | None
    note: str = ""
