"""Pairs and problems must have the columns that a model was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from innverse.problems import InverseProblem

if TYPE_CHECKING:
    from innverse.data import Pairs
    from innverse.model import Model


def check_columns(what: str, columns: Pairs | InverseProblem, model: Model | InverseProblem) -> None:
    """Refuses other columns, or the same in another order.

    Raises:
        ValueError: names of parameters or measurements differ from those of the model, or problem.
    """
    for side in ("parameters", "measurements"):
        expected = [column.name for column in getattr(model, side)]
        found = [column.name for column in getattr(columns, side)]
        if found != expected:
            whose = "problem" if isinstance(model, InverseProblem) else "model"
            raise ValueError(f"{what}: expected the {side} of the {whose}, {expected} in this order, got {found}")
