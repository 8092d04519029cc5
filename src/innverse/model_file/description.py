"""What a model file says beside its tensors, with every value of the kind that it should be."""

from __future__ import annotations

from typing import Any, Self, cast

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError, model_validator

from innverse.arguments.names import check_unique
from innverse.problems import Column
from innverse.training.history import Ending, Epoch, History


class Provenance(BaseModel):
    """Where the weights come from; more may be said here."""

    model_config = ConfigDict(extra="allow")

    pairs: PositiveInt


class KeptHistory(BaseModel):
    """The history, as `History.to_dict` gives it."""

    epochs: list[Epoch]
    stopped: str
    compile_seconds: float
    emulator_seconds: float = 0.0

    @property
    def whole(self) -> History:
        """The object."""
        return History(self.epochs, cast("Ending", self.stopped), self.compile_seconds, self.emulator_seconds)


class Description(BaseModel):
    """The JSON in the header; names that are not known here are passed over: a later version may say more."""

    innverse: str
    method: dict[str, Any]
    members: PositiveInt
    parameters: tuple[Column, ...] = Field(min_length=1)
    measurements: tuple[Column, ...] = Field(min_length=1)
    classes: bool
    history: KeptHistory
    provenance: dict[str, Any]
    diagnosis: dict[str, float | int | str | None] | None = None

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        check_unique("columns", [column.name for column in (*self.parameters, *self.measurements)])
        Provenance.model_validate(self.provenance)
        return self


def checked(content: dict[str, Any]) -> Description:
    """The description as objects.

    Raises:
        ValueError: a key that is missing, or a value of another kind, with its place.
    """
    try:
        return Description.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "description"
        raise ValueError(f"{place}: {first['msg']}, found {str(first['input'])[:60]!r}") from None
