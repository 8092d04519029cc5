"""What happened during a training."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

from innverse.wording.counts import counted

if TYPE_CHECKING:
    import pandas as pd

Ending = Literal["finished", "early stop", "interrupted"]
"""All epochs were run, patience ran out, or Ctrl-C came: as model files and run records say it."""
INTERRUPTED: Ending = "interrupted"


@dataclass(frozen=True)
class Epoch:
    """One line of the history; terms are averages over the epoch's steps (train) and over the held-out pairs.

    `final_loss` is the held-out loss as it would count at the end of training, where schedules of the objective have
    ended: each member of an ensemble keeps the weights that were best by its own. `improved` counts the members whose
    kept weights are this epoch's, so far; 0 throughout where it was not noted.
    """

    number: int
    seconds: float
    learning_rate: float
    train: dict[str, float]
    held_out: dict[str, float]
    final_loss: float
    skipped: int
    improved: int = 0


@dataclass
class History:
    """One row an epoch, in order; `stopped` is how it ended.

    `emulator_seconds` is what learning the simulator took, where the training asked for emulated pairs.
    """

    epochs: list[Epoch] = field(default_factory=list)
    stopped: Ending = "finished"
    compile_seconds: float = 0.0
    emulator_seconds: float = 0.0

    @property
    def interrupted(self) -> bool:
        """Whether the training can go on where it was stopped."""
        return self.stopped == INTERRUPTED

    @property
    def cut_short(self) -> bool:
        """Whether fewer epochs were run than asked for."""
        return self.stopped != "finished"

    @property
    def best_epoch(self) -> int:
        """Number of the last epoch that weights were kept of, any member's; 0 when no held-out loss was finite.

        Of a single network, and where it was not noted who improved, that with the smallest `final_loss`.
        """
        improved = [epoch.number for epoch in self.epochs if epoch.improved]
        if improved:
            return improved[-1]
        finite = [epoch for epoch in self.epochs if isfinite(epoch.final_loss)]
        return min(finite, key=lambda epoch: epoch.final_loss).number if finite else 0

    @property
    def skipped_steps(self) -> int:
        """Updates that were left out because the loss or its gradient was not finite."""
        return sum(epoch.skipped for epoch in self.epochs)

    @property
    def seconds(self) -> float:
        """Wall time of the training, compilation and emulator included."""
        return self.emulator_seconds + self.compile_seconds + sum(epoch.seconds for epoch in self.epochs)

    def to_frame(self) -> pd.DataFrame:
        """One row an epoch: seconds, learning_rate, train/…, held-out/…, final_loss, skipped."""
        import pandas as pd

        rows = [
            {"epoch": e.number, "seconds": e.seconds, "learning_rate": e.learning_rate}
            | {f"train/{name}": value for name, value in e.train.items()}
            | {f"held-out/{name}": value for name, value in e.held_out.items()}
            | {"final_loss": e.final_loss, "skipped": e.skipped}
            for e in self.epochs
        ]
        return pd.DataFrame(rows).set_index("epoch") if rows else pd.DataFrame()

    def to_dict(self) -> dict[str, Any]:
        """A JSON-able copy, as kept in a model file; what was not there, an emulator or an improvement, is left out."""
        emulator = {"emulator_seconds": self.emulator_seconds} if self.emulator_seconds else {}
        return {
            "stopped": self.stopped,
            "compile_seconds": self.compile_seconds,
            **emulator,
            "epochs": [_row(epoch) for epoch in self.epochs],
        }

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> History:
        """The inverse of `to_dict`."""
        epochs = [Epoch(**row) for row in content["epochs"]]
        return cls(epochs, content["stopped"], content["compile_seconds"], content.get("emulator_seconds", 0.0))

    def __repr__(self) -> str:
        epochs = counted(len(self.epochs), "epoch")
        return f"History({epochs}, best {self.best_epoch}, {self.stopped}, {self.seconds:.0f} s)"


def _row(epoch: Epoch) -> dict[str, Any]:
    return {name: value for name, value in vars(epoch).items() if name != "improved" or value}
