"""A model as one file: tensors in safetensors, everything else as JSON in its header. Loading runs no code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import equinox as eqx
import jax
import numpy as np

from innverse.data import Scaling, TrainingMeasurements
from innverse.methods.method import Sizes
from innverse.model import Model
from innverse.problems import Column
from innverse.specification import build, describe
from innverse.training import History
from innverse.whole_files import written_whole

if TYPE_CHECKING:
    from jaxtyping import PyTree

FORMAT = 1
KEY = "innverse"
MEASUREMENTS = "training_measurements."


class ModelFileError(ValueError):
    """A file that is not a readable innverse model."""


def save(model: Model, path: str | Path) -> None:
    """Writes the model; an existing file is replaced only once the new one is complete."""
    from safetensors.numpy import save_file

    description = {
        "format": FORMAT,
        "method": describe(model.method),
        "members": model.members,
        "parameters": [_column_content(column) for column in model.parameters],
        "measurements": [_column_content(column) for column in model.measurements],
        "classes": model.classes,
        "history": model.history.to_dict(),
        "provenance": model.provenance,
    }
    tensors = _named(model.networks, "network") | _named(model.scaling, "scaling")
    if model.training_measurements is not None:
        arrays = model.training_measurements.to_arrays()
        tensors |= {MEASUREMENTS + name: np.ascontiguousarray(array) for name, array in arrays.items()}
    with written_whole(path) as partial:
        save_file(tensors, partial, metadata={KEY: json.dumps(description)})


def load(path: str | Path) -> Model:
    """Reads a model that `Model.save` wrote.

    Raises:
        FileNotFoundError: there is no such file.
        ModelFileError: the file is damaged, of another kind, or of a newer format.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"model file: expected a file written by Model.save, got nothing at {path}")
    tensors, description = _read(path)
    try:
        return _assembled(tensors, description)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFileError(f"{path}: expected a complete innverse model, got {error}") from error


def _read(path: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            header = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise ModelFileError(f"{path}: expected an innverse model (safetensors), got {error}") from error
    if KEY not in header:
        raise ModelFileError(f"{path}: expected an innverse model, got a safetensors file without its description")
    description = json.loads(header[KEY])
    if description.get("format") != FORMAT:
        raise ModelFileError(
            f"{path}: expected model format {FORMAT}, got {description.get('format')}; update innverse to read it"
        )
    return tensors, description


def _assembled(tensors: dict[str, np.ndarray], description: dict[str, Any]) -> Model:
    parameters = tuple(Column(**_column_arguments(content)) for content in description["parameters"])
    measurements = tuple(Column(**_column_arguments(content)) for content in description["measurements"])
    method, classes, members = build(description["method"], "method"), description["classes"], description["members"]
    sizes = Sizes(len(parameters), len(measurements), classes, description["provenance"]["pairs"])
    blank = eqx.filter_vmap(lambda key: method.network(sizes, key))
    networks = eqx.filter_eval_shape(blank, jax.random.split(jax.random.key(0), members))
    return Model(
        method=method,
        networks=_filled(networks, tensors, "network"),
        members=members,
        scaling=_filled(Scaling.blank(parameters, measurements, classes, method.items), tensors, "scaling"),
        parameters=parameters,
        measurements=measurements,
        classes=classes,
        training_measurements=_training_measurements(measurements, tensors),
        history=History.from_dict(description["history"]),
        provenance=description["provenance"],
    )


def _training_measurements(
    measurements: tuple[Column, ...], tensors: dict[str, np.ndarray]
) -> TrainingMeasurements | None:
    """None for classes, and for files written before models kept any."""
    arrays = {
        name.removeprefix(MEASUREMENTS): tensor for name, tensor in tensors.items() if name.startswith(MEASUREMENTS)
    }
    return TrainingMeasurements.from_arrays(measurements, arrays) if arrays else None


def _is_tensor(leaf: Any) -> bool:
    return isinstance(leaf, (jax.Array, np.ndarray, jax.ShapeDtypeStruct))


def _named(tree: PyTree, prefix: str) -> dict[str, np.ndarray]:
    leaves = jax.tree_util.tree_leaves_with_path(tree)
    return {
        prefix + jax.tree_util.keystr(path): np.ascontiguousarray(leaf) for path, leaf in leaves if _is_tensor(leaf)
    }


def _filled(tree: PyTree, tensors: dict[str, np.ndarray], prefix: str) -> PyTree:
    """The tree with every array replaced by the stored tensor of its name."""

    def stored(path, leaf):
        if not _is_tensor(leaf):
            return leaf
        name = prefix + jax.tree_util.keystr(path)
        if name not in tensors:
            raise ValueError(f"no tensor {name}")
        tensor = tensors[name]
        if tensor.shape != leaf.shape or tensor.dtype != leaf.dtype:
            raise ValueError(f"tensor {name} of {tensor.dtype}{tensor.shape} instead of {leaf.dtype}{leaf.shape}")
        return tensor if isinstance(leaf, np.ndarray) else jax.numpy.asarray(tensor)

    return jax.tree_util.tree_map_with_path(stored, tree)


def _column_content(column: Column) -> dict[str, Any]:
    """JSON has no infinity: an absent bound is null."""
    bounds = {side: getattr(column, side) for side in ("lower", "upper")}
    return vars(column) | {side: value if np.isfinite(value) else None for side, value in bounds.items()}


def _column_arguments(content: dict[str, Any]) -> dict[str, Any]:
    infinite = {"lower": -np.inf, "upper": np.inf}
    return content | {side: end for side, end in infinite.items() if content[side] is None}
