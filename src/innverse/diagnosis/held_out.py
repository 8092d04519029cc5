"""Pairs to check a model on: others than it learned from, with the true parameters where it learned such ones."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from innverse.data import Pairs
from innverse.data.rows_in_common import rows_in_common

if TYPE_CHECKING:
    from innverse.diagnosis.amortised_posterior import AmortisedPosterior


class TrainingPairsWarning(UserWarning):
    """A model is checked, or recalibrated, on the very pairs that it learned from."""


def check_pairs(held_out: Any) -> None:
    """Raises a TypeError for what is no `Pairs`, such as a DataFrame."""
    if not isinstance(held_out, Pairs):
        raise TypeError(f"held_out: expected Pairs that the model was not trained on, got {type(held_out).__name__}")


def warn_of_training_pairs(held_out: Pairs, model: AmortisedPosterior) -> None:
    """Warns where pairs are those of the training, all or some: what is found then flatters the model.

    Warns:
        TrainingPairsWarning: their fingerprint is that of the training pairs; or more of their measurements than chance
            brings are among those that the model keeps of its training.
    """
    learned = model.provenance.get("fingerprint")
    if learned is not None and held_out.fingerprint() == learned:
        _warn("those of its training", "")
    elif common := _measurements_in_common(held_out, model):
        _warn(
            f"at least {common} measurements of its training among {len(held_out)}",
            ", or simulate them with another seed: of one seed, few runs are the first of many",
        )


def _warn(got: str, other_way: str) -> None:
    warnings.warn(
        f"held_out: expected pairs that the model was not trained on, got {got}; split them before the fit: `learned, "
        f"held_out = pairs.split(400)`{other_way}",
        TrainingPairsWarning,
        stacklevel=4,
    )


def _measurements_in_common(held_out: Pairs, model: AmortisedPosterior) -> int:
    known = model.novelty_detector
    if known is None or held_out.classes:
        return 0
    return rows_in_common(known.reference, known.coordinates(held_out.y).astype(np.float32))


def as_learned(held_out: Pairs, model: AmortisedPosterior) -> Pairs:
    """The pairs with x off its bounds and rounded, as draws are: values on a bound or a grid then compare with them."""
    return replace(held_out, x=model.scaling.as_drawn(held_out.x))
