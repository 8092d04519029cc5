"""All settings of an experiment in eight letters: rows of one name that differ in them are of different methods."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from innverse.experiments.contender import Contender, contender_called
from innverse.specification import describe
from innverse.training import Training


def settings_hash(contender: Contender, training: Training, questions: dict[str, Any]) -> str:
    """Of the method, its training, what is made of its draws, and how much it is asked."""
    # Without what is switched off: a setting that is new does not make other experiments of old ones.
    switched_on = {name: value for name, value in vars(training).items() if name != "emulated" or value}
    settings = {"method": describe(contender.method), "training": switched_on}
    settings |= contender.post_processing.settings | questions
    text = json.dumps(settings, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def is_of_today(row: dict[str, Any]) -> bool:
    """Whether the method of that name would be trained and asked today as it was for this row."""
    contender = contender_called(row["method"])
    if contender is None:
        return False
    training = contender.training(int(row["budget"]), int(row["epochs"]))
    questions = {name: int(row[name]) for name in ("measurements", "draws")}
    return row["settings"] == settings_hash(contender, training, questions)
