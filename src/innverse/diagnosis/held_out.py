"""Pairs to check a model on: others than it learned from, with the true parameters where it learned such ones."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from innverse.data import Pairs

if TYPE_CHECKING:
    from innverse.diagnosis.any_posterior import AnyPosterior
    from innverse.model import Model


class TrainingPairsWarning(UserWarning):
    """A model is checked, or recalibrated, on the very pairs that it learned from."""


def check_pairs(held_out: Any) -> None:
    """Raises a TypeError for what is no `Pairs`, such as a DataFrame."""
    if not isinstance(held_out, Pairs):
        raise TypeError(f"held_out: expected Pairs that the model was not trained on, got {type(held_out).__name__}")


def warn_of_training_pairs(held_out: Pairs, model: Model | AnyPosterior) -> None:
    """Warns where all pairs are those of the training: what is found then flatters the model.

    Warns:
        TrainingPairsWarning: their fingerprint is that of the training pairs.
    """
    learned = model.provenance.get("fingerprint")
    if learned is not None and held_out.fingerprint() == learned:
        warnings.warn(
            "held_out: expected pairs that the model was not trained on, got those of its training; split them before "
            "the fit: `learned, held_out = pairs.split(400)`",
            TrainingPairsWarning,
            stacklevel=3,
        )


def as_learned(held_out: Pairs, model: Model | AnyPosterior) -> Pairs:
    """The pairs with x off its bounds, as the model learned them: draws never lie on a bound, values of a grid may."""
    return replace(held_out, x=model.scaling.off_bounds(held_out.x))
