"""What every section of a study file shares: no unknown key passes, and the message says which key was meant."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidatorFunctionWrapHandler, field_validator, model_validator
from pydantic_core import PydanticCustomError

from innverse.arguments.file_values import other_kind
from innverse.arguments.names import check_known


class Section(BaseModel):
    """A table of a study file. Subclasses list its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys_only(cls, values: Any) -> Any:
        if isinstance(values, dict) and cls.model_config.get("extra") == "forbid":
            check_known("key", values, list(cls.model_fields))
        return values

    @field_validator("*", mode="wrap")
    @classmethod
    def _of_the_kind_that_was_written(cls, value: Any, made_of: ValidatorFunctionWrapHandler) -> Any:
        made = made_of(value)
        expected = other_kind(value, made)
        if expected:
            raise PydanticCustomError("other_kind", "Input should be {expected}", {"expected": expected})
        return made


def exactly_one(section: BaseModel, *names: str) -> None:
    """Refuse a section in which none or several of the named keys are set.

    Raises:
        ValueError: when not exactly one of the keys is set.
    """
    given = [name for name in names if getattr(section, name) is not None]
    if len(given) != 1:
        raise ValueError(f"expected exactly one of the keys {' and '.join(names)}, got {' and '.join(given) or 'none'}")
