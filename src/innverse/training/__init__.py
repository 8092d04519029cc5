"""Training: configuration, the compiled epoch, the loop, history, checkpoints. Knows no method by name."""

from innverse.training.checkpoint import Checkpoint, CheckpointError
from innverse.training.config import LEAST_BATCH, WEIGHT_DECAY, Training, batch_for
from innverse.training.history import Epoch, History
from innverse.training.loop import Callback, Trained, train
from innverse.training.snapshot import Snapshot
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
    "Objective",
    "Snapshot",
    "Trained",
    "Training",
    "batch_for",
    "train",
]
