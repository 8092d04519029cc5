"""A snapshot as one file: tensors in safetensors, everything else as JSON in its header. Loading runs no code."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, final

import numpy as np

from innverse.durable.atomic_write import atomic_write
from innverse.named_tensors import Tensors, checksum, filled, named
from innverse.training.history import History
from innverse.training.snapshot import Snapshot
from innverse.training.step import TrainState

FORMAT = 1
KEY = "innverse checkpoint"
DIGEST = "sha256"
LEAST = "least"
SHOWN = 3


class CheckpointError(ValueError):
    """A checkpoint that is damaged, or of another training."""


@final
class Checkpoint:
    """Keeps the last snapshot in a file that is there whole or not at all.

    Args:
        path: the file; its directory exists.
        belongs_to: what the training depends on, JSON-able; a checkpoint of anything else is refused.
        seconds: the least time between two writes, apart from those at start and end.
        clock: in seconds.

    Raises:
        IsADirectoryError: `path` is a folder.
    """

    def __init__(
        self,
        path: str | Path,
        belongs_to: Mapping[str, Any],
        seconds: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ):
        self.path = Path(path)
        if self.path.is_dir():
            raise IsADirectoryError(
                f"checkpoint: expected a file, got the folder {str(path)!r}; name one in it, such as "
                f"{str(self.path / 'training.checkpoint')!r}"
            )
        self._belongs_to = json.loads(_json(belongs_to))
        self._seconds = seconds
        self._clock = clock
        self._written = clock()

    def load(self, start: TrainState) -> Snapshot | None:
        """What the file holds; None without a file.

        Raises:
            CheckpointError: the file is damaged, of another format, or of another training.
        """
        if not self.path.exists():
            return None
        tensors, description = self._of_this_training()
        try:
            history = History.from_dict(description["history"])
            return Snapshot(_filled(start, tensors), history, description["improved"], tensors[LEAST])
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged(self.path, str(error)) from error

    def offer(self, snapshot: Snapshot) -> None:
        """Kept when the last write is long enough ago."""
        if self._clock() - self._written >= self._seconds:
            self.keep(snapshot)

    def keep(self, snapshot: Snapshot) -> None:
        """Writes the file; what it held before stays there until the new contents are on the disk.

        Raises:
            OSError: the disk is full, or the directory cannot be written.
        """
        contents = _contents(snapshot, self._belongs_to)
        try:
            with atomic_write(self.path) as partial:
                partial.write_bytes(contents)
        except OSError as error:
            raise type(error)(
                f"checkpoint: expected to write {len(contents):,} bytes to {self.path}, "
                f"got: {error.strerror or error}; the one written before is whole: make room, and the "
                "same call goes on from there"
            ) from error
        self._written = self._clock()

    def part(self, name: str) -> Checkpoint:
        """The checkpoint of another training that this one needs: a file beside this one, with the name added.

        Raises:
            CheckpointError: this file is damaged, or of another training: better told before the other one trains.
        """
        if self.path.exists():
            self._of_this_training()
        beside = self.path.with_name(f"{self.path.name}.{name}")
        return Checkpoint(beside, self._belongs_to | {"part": name}, self._seconds, self._clock)

    def _of_this_training(self) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        tensors, description = _read(self.path)
        others = _differences(description["belongs_to"], self._belongs_to)
        if others:
            raise CheckpointError(
                f"{self.path}: expected a checkpoint of this training, got one of another: "
                f"{'; '.join(others[:SHOWN])}; name another file, or delete this one to train from the start"
            )
        return tensors, description


def _contents(snapshot: Snapshot, belongs_to: Mapping[str, Any]) -> bytes:
    from safetensors.numpy import save

    tensors = named(snapshot.state, "") | {LEAST: np.ascontiguousarray(snapshot.lowest_losses)}
    description = _json(
        {
            "format": FORMAT,
            "belongs_to": belongs_to,
            "history": snapshot.history.to_dict(),
            "improved": snapshot.last_improved_epoch,
        }
    )
    return save(tensors, metadata={KEY: description, DIGEST: checksum(description, tensors)})


def _read(path: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            header = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise _damaged(path, str(error)) from error
    if KEY not in header:
        raise _damaged(path, "a safetensors file without the description of a checkpoint")
    if header.get(DIGEST) != checksum(header[KEY], tensors):
        raise _damaged(path, "contents that differ from those that were written")
    description = json.loads(header[KEY])
    if description["format"] != FORMAT:
        raise CheckpointError(
            f"{path}: expected checkpoint format {FORMAT}, got {description['format']}; go on with the version of "
            "innverse that wrote it, or delete it to train from the start"
        )
    return tensors, description


def _damaged(path: Path, found: str) -> CheckpointError:
    return CheckpointError(
        f"{path}: expected a whole innverse checkpoint, got {found}; delete it to train from the start"
    )


def _filled(start: TrainState, tensors: Tensors) -> TrainState:
    """`start` with every array replaced by the tensor of its name; the same bits need the same precision."""
    for name, leaf in named(start, "").items():
        if name in tensors and tensors[name].dtype != leaf.dtype:
            raise ValueError(f"tensor {name} of {tensors[name].dtype} instead of {leaf.dtype}")
    return filled(start, tensors, "")


def _json(content: Any) -> str:
    """NumPy's numbers go by their values, other settings that are no plain data by the names of their types."""
    return json.dumps(content, default=_plain)


def _plain(thing: Any) -> Any:
    return thing.item() if isinstance(thing, np.generic) else type(thing).__qualname__


def _differences(old: Any, new: Any, place: str = "") -> list[str]:
    """What differs, key by key.

    >>> _differences({"training": {"epochs": 40}}, {"training": {"epochs": 50}})
    ['training.epochs was 40, is 50 now']
    """
    if isinstance(old, dict) and isinstance(new, dict):
        keys = dict.fromkeys([*old, *new])
        return [one for key in keys for one in _differences(old.get(key), new.get(key), f"{place}.{key}".lstrip("."))]
    return [] if old == new else [f"{place} was {old!r}, is {new!r} now"]
