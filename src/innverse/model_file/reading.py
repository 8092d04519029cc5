"""File -> model. What a file says is checked before it is acted upon, and nothing that it says can run code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import equinox as eqx
import jax
import numpy as np

from innverse.familiarity import NoveltyDetector
from innverse.methods.method import Method, Sizes
from innverse.model import Model
from innverse.model_file.counts import check_counts
from innverse.model_file.description import Description, checked
from innverse.model_file.errors import ModelFileError
from innverse.model_file.header import Header, read_header
from innverse.model_file.older_formats import completed
from innverse.model_file.writing import MAY_BE_INFINITE, MEASUREMENTS, NETWORK, PARTS, SCALING
from innverse.named_tensors import Tensors, belongs, check_numbers, checksum, filled
from innverse.scaling import Scaling
from innverse.scaling.scaling import is_whitened
from innverse.specification import build, describe

if TYPE_CHECKING:
    from jaxtyping import PyTree


def load(path: str | Path) -> Model:
    """Reads a model that `Model.save` wrote, on any device; nothing in the file is executed.

    Raises:
        FileNotFoundError: there is no such file.
        ModelFileError: the file cannot be read, is damaged, of another kind, or of a newer format.
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
        with path.open("rb") as file:
            header = read_header(path, file, path.stat().st_size)
        tensors = _tensors(path, partial(_of_file, path))
    except OSError as error:
        raise ModelFileError(f"{path}: expected a file that can be read, got: {error}") from error
    return _undamaged(path, header, tensors)


def load_contents(contents: bytes) -> Model:
    """The model of a file's bytes (see `contents`), read as `load` reads the file.

    Raises:
        ModelFileError: as for `load`.
    """
    from safetensors.numpy import load as of_bytes

    place = "bytes of a model"
    header = read_header(place, BytesIO(contents), len(contents))
    return _undamaged(place, header, _tensors(place, partial(of_bytes, contents)))


def _undamaged(place: Path | str, header: Header, tensors: Tensors) -> Model:
    if checksum(header.text, tensors) != header.checksum:
        raise ModelFileError(
            f"{place}: expected an undamaged model, got contents that differ from their checksum; copy the file again"
        )
    # Whatever a file that was made to do harm leads the constructors to raise.
    try:
        return _assembled(tensors, header)
    except Exception as error:
        raise ModelFileError(f"{place}: expected a complete innverse model, got {error}; fit it again") from error


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


def _assembled(tensors: Tensors, header: Header) -> Model:
    _check_names(tensors)
    check_numbers(tensors, MAY_BE_INFINITE)
    tensors = completed(tensors, header.description["format"])
    description = checked(header.description)
    networks, scaling = _of_part(tensors, NETWORK), _of_part(tensors, SCALING)
    method = build(description.method, "method", Method)
    check_counts(describe(method), description.members, _numbers(networks), len(networks))
    _check_columns(description, method.items, scaling)
    return Model(
        method=method,
        networks=filled(_blank_networks(method, description), tensors, NETWORK),
        members=description.members,
        scaling=filled(_blank_scaling(method, description), tensors, SCALING),
        parameters=description.parameters,
        measurements=description.measurements,
        classes=description.classes,
        novelty_detector=_novelty_detector(description, tensors),
        history=description.history.whole,
        provenance=description.provenance,
        diagnosis=description.diagnosis,
    )


def _check_names(tensors: Tensors) -> None:
    foreign = [name for name in tensors if not any(belongs(name, part) for part in PARTS)]
    if foreign:
        raise ValueError(f"a tensor {foreign[0]} of no part of a model")


def _of_part(tensors: Tensors, part: str) -> Tensors:
    return {name: tensor for name, tensor in tensors.items() if belongs(name, part)}


def _numbers(tensors: Tensors) -> int:
    """How many there may be of at least single precision: of a file's bytes, not of the elements that it claims."""
    return sum(tensor.nbytes for tensor in tensors.values()) // np.dtype(np.float32).itemsize


def _check_columns(description: Description, items: int, tensors: Tensors) -> None:
    """What is built blank is of the size of what the file holds."""
    dim_x, dim_y = len(description.parameters), len(description.measurements)
    if not description.classes and is_whitened(dim_x, dim_y, items) and dim_y**2 > _numbers(tensors):
        raise ValueError(f"no tensor for the principal axes of {dim_y} measurements")
    for name, columns in (("scaling.reach", description.parameters), ("scaling.y_margin", description.measurements)):
        if name not in tensors or tensors[name].shape != (len(columns),):
            raise ValueError(f"no tensor {name} for {len(columns)} columns")


def _blank_networks(method: Method, description: Description) -> PyTree:
    """Shapes alone: no weight is drawn and nothing compiled, in the precision that methods are made for."""
    sizes = Sizes(
        len(description.parameters), len(description.measurements), description.classes, description.provenance["pairs"]
    )

    def networks():
        keys = jax.random.split(jax.random.key(0), description.members)
        return eqx.filter_vmap(lambda key: method.network(sizes, key))(keys)

    with jax.enable_x64(False):
        return eqx.filter_eval_shape(networks)


def _blank_scaling(method: Method, description: Description) -> Scaling:
    return Scaling.blank(description.parameters, description.measurements, description.classes, method.items)


def _novelty_detector(description: Description, tensors: Tensors) -> NoveltyDetector | None:
    """None for classes, and for models that keep none."""
    kept = _of_part(tensors, MEASUREMENTS)
    arrays = {name.removeprefix(f"{MEASUREMENTS}."): tensor for name, tensor in kept.items()}
    return NoveltyDetector.from_arrays(description.measurements, arrays) if arrays else None
