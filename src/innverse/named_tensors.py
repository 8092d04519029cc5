"""A pytree of arrays as named tensors and back, and the checksum of them."""

import hashlib
from collections.abc import Mapping
from typing import Any, Protocol

import jax
import numpy as np
from jaxtyping import PyTree

from innverse import strict_json

Tensors = Mapping[str, np.ndarray]


class Outline(Protocol):
    """Kind and shape of an array: an array itself, or what is known of one that is not read yet."""

    @property
    def dtype(self) -> np.dtype:
        """Kind of number."""
        ...

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes."""
        ...


def named(tree: PyTree, prefix: str) -> dict[str, np.ndarray]:
    """Every array by the path to it, such as `network.bijection.links[0].weight`."""
    leaves = jax.tree_util.tree_leaves_with_path(tree)
    return {prefix + _words(path): np.asarray(leaf, order="C") for path, leaf in leaves if _is_array(leaf)}


def filled(tree: PyTree, tensors: Tensors, prefix: str) -> PyTree:
    """The tree with every array, or shape of one, replaced by the tensor of its name.

    NumPy arrays stay NumPy's; others go to JAX's default device, in the precision that JAX is set to.

    Raises:
        ValueError: as `check_outlines`.
    """
    check_outlines(tree, tensors, prefix)

    def stored(path: Any, leaf: Any) -> Any:
        if not _is_array(leaf):
            return leaf
        tensor = tensors[prefix + _words(path)]
        return tensor if isinstance(leaf, np.ndarray) else jax.numpy.asarray(tensor)

    return jax.tree_util.tree_map_with_path(stored, tree)


def check_outlines(tree: PyTree, outlines: Mapping[str, Outline], prefix: str) -> None:
    """Refuses tensors that are not those of the tree, by their names, shapes and kinds alone.

    Raises:
        ValueError: a tensor that is missing, too many, or of another shape or kind of number.

    >>> check_outlines([np.zeros(2)], {"network[0]": np.zeros(3)}, "network")
    Traceback (most recent call last):
    ValueError: tensor network[0] of float64(3,) instead of float64(2,)
    """
    leaves = jax.tree_util.tree_leaves_with_path(tree)
    places = {prefix + _words(path): leaf for path, leaf in leaves if _is_array(leaf)}
    for name, leaf in places.items():
        _check_outline(name, leaf, outlines)
    surplus = sorted(name for name in outlines if belongs(name, prefix) and name not in places)
    if surplus:
        raise ValueError(f"a tensor {surplus[0]} that the method has no place for")


def belongs(name: str, prefix: str) -> bool:
    """Whether a tensor of this name is one of a tree of that prefix.

    >>> belongs("network.scale", "network"), belongs("networks", "network")
    (True, False)
    """
    return name == prefix or name.startswith((prefix + ".", prefix + "["))


def check_numbers(tensors: Tensors, may_be_infinite: tuple[str, ...]) -> None:
    """Refuses NaN, and infinity but in the tensors whose names are given.

    Raises:
        ValueError: the first tensor with such numbers.
    """
    for name, tensor in tensors.items():
        broken = np.isnan(tensor) if name in may_be_infinite else ~np.isfinite(tensor)
        if broken.any():
            raise ValueError(f"numbers that are not finite in the tensor {name} ({broken.sum():,} of {broken.size:,})")


def checksum(description: str, tensors: Tensors) -> str:
    """SHA-256 (hex) of the description and of names, kinds, shapes and bytes of all tensors, by name."""
    names = sorted(tensors)
    kinds = [[name, tensors[name].dtype.str, list(tensors[name].shape)] for name in names]
    digest = hashlib.sha256(strict_json.written([description, kinds]).encode())
    for name in names:
        digest.update(tensors[name].reshape(-1).view(np.uint8).data)
    return digest.hexdigest()


def _check_outline(name: str, leaf: Outline, outlines: Mapping[str, Outline]) -> None:
    if name not in outlines:
        raise ValueError(f"no tensor {name}")
    found = outlines[name]
    # Where a model was fitted in double precision, so are its tensors.
    if found.shape != leaf.shape or found.dtype.kind != leaf.dtype.kind or found.dtype.itemsize not in (4, 8):
        raise ValueError(f"tensor {name} of {found.dtype}{found.shape} instead of {leaf.dtype}{leaf.shape}")


def _is_array(leaf: Any) -> bool:
    return isinstance(leaf, jax.Array | np.ndarray | jax.ShapeDtypeStruct)


def _words(path: Any) -> str:
    """Written here, not by JAX: the names are part of the file's format."""
    return "".join(map(_word, path))


def _word(key: Any) -> str:
    if isinstance(key, jax.tree_util.GetAttrKey):
        return f".{key.name}"
    if isinstance(key, jax.tree_util.SequenceKey):
        return f"[{key.idx}]"
    raise TypeError(f"expected modules, tuples and lists in a network, got {key!r}")
