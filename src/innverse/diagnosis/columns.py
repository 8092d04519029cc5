"""Pairs and problems must have the columns that a model was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from innverse.data import Pairs
    from innverse.model import Model
    from innverse.problems import InverseProblem


def check_columns(what: str, columns: Pairs | InverseProblem, model: Model) -> None:
    """Refuses other columns, or the same in another order.

    Raises:
        ValueError: names of parameters or measurements differ from the model's.
    """
    for side in ("parameters", "measurements"):
        expected = [column.name for column in getattr(model, side)]
        found = [column.name for column in getattr(columns, side)]
        if found != expected:
            raise ValueError(f"{what}: expected the {side} of the model, {expected}, got {found}")
