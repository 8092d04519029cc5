"""Model -> file."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innverse import strict_json
from innverse.durable.atomic_write import atomic_write
from innverse.methods.method import Method
from innverse.model_file.description import checked
from innverse.model_file.header import CHECKSUM, DESCRIPTION, FORMAT, check_length
from innverse.named_tensors import check_numbers, checksum, named
from innverse.specification import build, describe

if TYPE_CHECKING:
    import numpy as np

    from innverse.model import Model

NETWORK, SCALING, MEASUREMENTS = PARTS = ("network", "scaling", "training_measurements")
"""What the names of tensors begin with."""
MAY_BE_INFINITE = (f"{MEASUREMENTS}.lower", f"{MEASUREMENTS}.upper")


def save(model: Model, path: str | Path, diagnosis: Mapping[str, Any] | None = None) -> None:
    """Writes the model; an existing file is replaced only once the new one is complete.

    Args:
        model, diagnosis: as for `contents`.
        path: the file.

    Raises:
        ValueError: as for `contents`.
        OSError: the disk is full, or the directory cannot be written.
    """
    written = contents(model, diagnosis)
    with atomic_write(path) as partial:
        partial.write_bytes(written)  # safetensors' own writing raises no OSError where the disk is full


def contents(model: Model, diagnosis: Mapping[str, Any] | None = None) -> bytes:
    """The bytes of a model's file.

    Args:
        model: what `innverse.load` will give back.
        diagnosis: what a check of the model found, as `Diagnosis.to_dict` gives it; the model's own when left out.

    Raises:
        ValueError: weights that are not finite, a diagnosis of other things than numbers and text, a description too
            long to be read, or a method of which a class is not innverse's own: no file can name it.
    """
    from safetensors.numpy import save as as_bytes

    _check_comes_back(model.method)
    description = _description(model, model.diagnosis if diagnosis is None else diagnosis)
    text = strict_json.written(description)
    checked(strict_json.read(text))  # what could not be read again must not take the place of a file that can
    tensors = _tensors(model)
    check_numbers(tensors, MAY_BE_INFINITE)
    written = as_bytes(tensors, metadata={DESCRIPTION: text, CHECKSUM: checksum(text, tensors)})
    check_length(written)
    return written


def _check_comes_back(method: Method) -> None:
    """What a file says of a method must make the same one; told before a file that can never be read is there."""
    expected = "method: expected one that `innverse.load` can make again from the names of innverse's own classes"
    try:
        again = build(strict_json.read(strict_json.written(describe(method))), "method", Method)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{expected}, got {method!r}: {error}") from error
    if again != method:
        raise ValueError(f"{expected}, got {method!r}, of which a file would make {again!r}")


def _description(model: Model, diagnosis: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "innverse": version("innverse"),
        "method": describe(model.method),
        "members": model.members,
        "parameters": [vars(column) for column in model.parameters],
        "measurements": [vars(column) for column in model.measurements],
        "classes": model.classes,
        "history": model.history.to_dict(),
        "provenance": model.provenance,
        "diagnosis": diagnosis,
    }


def _tensors(model: Model) -> dict[str, np.ndarray]:
    kept = model.novelty_detector
    arrays = {} if kept is None else {f"{MEASUREMENTS}.{name}": array for name, array in kept.to_arrays().items()}
    return named(model.networks, NETWORK) | named(model.scaling, SCALING) | arrays
