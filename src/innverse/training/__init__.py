"""Training: configuration, the compiled epoch, the loop, the history. Knows no method by name."""

from innverse.training.config import Training
from innverse.training.history import Epoch, History
from innverse.training.loop import Callback, Trained, train
from innverse.training.step import Batch, Objective

__all__ = ["Batch", "Callback", "Epoch", "History", "Objective", "Trained", "Training", "train"]
