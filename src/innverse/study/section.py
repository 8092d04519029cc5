"""What every section of a study file shares: no unknown key passes, and the message says which key was meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Section(BaseModel):
    """A table of a study file. Subclasses list its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys_only(cls, values: Any) -> Any:
        if isinstance(values, dict) and cls.model_config.get("extra") == "forbid":
            for key in values:
                if key not in cls.model_fields:
                    raise ValueError(
                        f"expected {one_of(cls.model_fields)}, got the key {key!r}{meant(key, cls.model_fields)}"
                    )
        return values


def one_of(names: Iterable[str]) -> str:
    """The names as a reader would list them.

    >>> one_of(["low", "high"])
    'one of low, high'
    """
    return "one of " + ", ".join(names)


def meant(name: str, known: Iterable[str]) -> str:
    """A parenthesis with the known name closest to a misspelt one; empty when none is close.

    >>> meant("epohcs", ["epochs", "batch"])
    " (did you mean 'epochs'?)"
    """
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def exactly_one(section: BaseModel, *names: str) -> None:
    """Refuse a section in which none or several of the named keys are set.

    Raises:
        ValueError: when not exactly one of the keys is set.
    """
    given = [name for name in names if getattr(section, name) is not None]
    if len(given) != 1:
        raise ValueError(f"expected exactly one of the keys {' and '.join(names)}, got {' and '.join(given) or 'none'}")
