"""File -> model. What a file says is checked before it is acted upon, and nothing that it says can run code.

First the header alone: unless it claims just the tensors that its description needs, not one of them is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path

from innverse.familiarity import NoveltyDetector
from innverse.model import Model
from innverse.model_file.blank import BlankModel, blank_model, of_part
from innverse.model_file.errors import ModelFileError
from innverse.model_file.header import Header, read_header
from innverse.model_file.older_formats import completed
from innverse.model_file.writing import MAY_BE_INFINITE, MEASUREMENTS, NETWORK, SCALING
from innverse.named_tensors import Tensors, check_numbers, checksum, filled


def load(path: str | Path) -> Model:
    """Reads a model that `Model.save` wrote, on any device; nothing in the file is executed.

    Raises:
        FileNotFoundError: there is no such file.
        ModelFileError: the file cannot be read, is damaged, of another kind, of a newer format, or larger than memory.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"model file: expected a file written by Model.save, got nothing at {path}")
    if path.is_dir():
        raise ModelFileError(
            f"{path}: expected a file written by Model.save, got a folder; a run keeps its model in model.innverse"
        )
    if not path.is_file():
        raise ModelFileError(f"{path}: expected a file written by Model.save, got a device")
    try:
        with _within_memory(path):
            with path.open("rb") as file:
                header = read_header(path, file, path.stat().st_size)
            return _model(path, header, partial(_of_file, path))
    except OSError as error:
        raise ModelFileError(f"{path}: expected a file that can be read, got: {error}") from error


def load_contents(contents: bytes) -> Model:
    """The model of a file's bytes (see `contents`), read as `load` reads the file.

    Raises:
        ModelFileError: as for `load`.
    """
    from safetensors.numpy import load as of_bytes

    place = "bytes of a model"
    with _within_memory(place):
        header = read_header(place, BytesIO(contents), len(contents))
        return _model(place, header, partial(of_bytes, contents))


@contextmanager
def _within_memory(place: Path | str) -> Iterator[None]:
    try:
        yield
    except MemoryError as error:
        raise ModelFileError(
            f"{place}: expected a model for which there is memory, got one that needs more than is free ({error}); "
            "end other programs, or load it on a larger machine"
        ) from error


def _model(place: Path | str, header: Header, read: Callable[[], Tensors]) -> Model:
    with _of_a_model(place):
        blank = blank_model(header)
    tensors = _tensors(place, read)
    if checksum(header.text, tensors) != header.checksum:
        raise ModelFileError(
            f"{place}: expected an undamaged model, got contents that differ from their checksum; copy the file again"
        )
    with _of_a_model(place):
        return _assembled(blank, tensors)


@contextmanager
def _of_a_model(place: Path | str) -> Iterator[None]:
    """Whatever a file that was made to do harm leads the constructors to raise."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        raise ModelFileError(
            f"{place}: expected a complete innverse model, got {error}; copy the file again, or fit the model again"
        ) from error


def _of_file(path: Path) -> Tensors:
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118


def _tensors(place: Path | str, read: Callable[[], Tensors]) -> Tensors:
    from safetensors import SafetensorError

    try:
        return read()
    except (SafetensorError, TypeError, AttributeError, ValueError, KeyError) as error:
        raise ModelFileError(
            f"{place}: expected an innverse model (safetensors), got {error}; copy the file again"
        ) from error


def _assembled(blank: BlankModel, tensors: Tensors) -> Model:
    check_numbers(tensors, MAY_BE_INFINITE)
    tensors = completed(tensors, blank.lacking)
    description = blank.description
    return Model(
        method=blank.method,
        networks=filled(blank.networks, tensors, NETWORK),
        members=description.members,
        scaling=filled(blank.scaling, tensors, SCALING),
        parameters=description.parameters,
        measurements=description.measurements,
        classes=description.classes,
        novelty_detector=_novelty_detector(blank, tensors),
        history=description.history.whole,
        provenance=description.provenance,
        diagnosis=description.diagnosis,
    )


def _novelty_detector(blank: BlankModel, tensors: Tensors) -> NoveltyDetector | None:
    """None for classes, and for models that keep none."""
    kept = of_part(tensors, MEASUREMENTS)
    return NoveltyDetector.from_arrays(blank.description.measurements, kept) if kept else None
