"""Training: configuration, the compiled epoch, the loop, history, checkpoints. Knows no method by name."""

from innverse.training.checkpoint import Checkpoint, CheckpointError
from innverse.training.config import LEAST_BATCH, WEIGHT_DECAY, Training, batch_for
from innverse.training.history import Epoch, History
from innverse.training.loop import Callback, Trained, train
from innverse.training.standing import Keeper, NoKeeper, Standing
from innverse.training.step import Batch, Objective

__all__ = [
    "LEAST_BATCH",
    "WEIGHT_DECAY",
    "Batch",
    "Callback",
    "Checkpoint",
    "CheckpointError",
    "Epoch",
    "History",
    "Keeper",
    "NoKeeper",
    "Objective",
    "Standing",
    "Trained",
    "Training",
    "batch_for",
    "train",
]
