"""A model without its numbers, made of what a header says: which tensors it needs is known before one is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import equinox as eqx
import jax
import numpy as np

from innverse.familiarity import NoveltyDetector
from innverse.methods.method import Method, Sizes
from innverse.model_file.claims import Claims
from innverse.model_file.counts import check_counts
from innverse.model_file.description import Description, checked
from innverse.model_file.header import Header
from innverse.model_file.older_formats import lacking
from innverse.model_file.writing import MEASUREMENTS, NETWORK, PARTS, SCALING
from innverse.named_tensors import belongs, check_outlines
from innverse.scaling import Scaling
from innverse.scaling.scaling import is_whitened
from innverse.specification import build, describe

if TYPE_CHECKING:
    from jaxtyping import PyTree

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class BlankModel:
    """What the description stands for, and shapes in the place of weights.

    Attributes:
        description: the header's, checked.
        method: that of the description.
        networks: shapes of all weights.
        scaling: one that changes no units.
        lacking: claims that a file of an older format does not make.
    """

    description: Description
    method: Method
    networks: PyTree
    scaling: Scaling
    lacking: Claims


def blank_model(header: Header) -> BlankModel:
    """The model that a header speaks of.

    Raises:
        ValueError: the description is of no model, or its model has other tensors than the header claims.
    """
    _check_names(header.claims)
    more = lacking(header.claims, header.description["format"])
    claims = {**header.claims, **more}
    description = checked(header.description)
    method = build(description.method, "method", Method)
    networks, scaling = of_part(claims, NETWORK), of_part(claims, SCALING)
    check_counts(describe(method), description.members, _numbers(networks), len(networks))
    _check_pairs(description, method)
    _check_columns(description, method.items, scaling)
    blank = BlankModel(
        description, method, _blank_networks(method, description), _blank_scaling(method, description), more
    )
    check_outlines(blank.networks, claims, NETWORK)
    check_outlines(blank.scaling, claims, SCALING)
    _check_measurements(description, of_part(claims, MEASUREMENTS))
    return blank


def of_part(things: Mapping[str, Thing], part: str) -> dict[str, Thing]:
    """Tensors, or claims, of one part of a model, by their names within it.

    >>> of_part({"scaling.reach": 1, "network.w": 2}, "scaling")
    {'reach': 1}
    """
    return {name.removeprefix(f"{part}."): thing for name, thing in things.items() if belongs(name, part)}


def _check_names(claims: Claims) -> None:
    foreign = [name for name in claims if not any(belongs(name, part) for part in PARTS)]
    if foreign:
        raise ValueError(f"a tensor {foreign[0]} of no part of a model")


def _numbers(claims: Claims) -> int:
    """How many there may be of at least single precision: of a file's bytes, not of the elements that it claims."""
    return sum(claim.nbytes for claim in claims.values()) // np.dtype(np.float32).itemsize


def _check_pairs(description: Description, method: Method) -> None:
    """What a fit refuses would fail at the first question."""
    pairs, name = description.provenance["pairs"], type(method).__name__
    if method.least_pairs > pairs:
        raise ValueError(f"{name} that asks for {method.least_pairs:,} pairs, of a fit to {pairs:,}")


def _check_columns(description: Description, items: int, claims: Claims) -> None:
    """What is built blank is of the size of what the file holds."""
    dim_x, dim_y = len(description.parameters), len(description.measurements)
    shapes = [claim.shape for claim in claims.values()]
    if not description.classes and is_whitened(dim_x, dim_y, items) and (dim_y, dim_y) not in shapes:
        raise ValueError(f"no tensor for the principal axes of {dim_y} measurements")
    for name, columns in (("reach", description.parameters), ("y_margin", description.measurements)):
        if name not in claims or claims[name].shape != (len(columns),):
            raise ValueError(f"no tensor {SCALING}.{name} for {len(columns)} columns")


def _check_measurements(description: Description, claims: Claims) -> None:
    """None for classes, and for models that keep none."""
    if claims:
        NoveltyDetector.check_arrays(description.measurements, claims)


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
