"""Descriptions and objects correspond, and every slip in a description is named."""

import json

import pytest

from innverse.bijections import RationalQuadraticSpline
from innverse.methods import INN, Bidirectional, FixedPermutation, MaximumLikelihood, Method
from innverse.specification import SpecificationError, build, describe
from innverse.training import Training

EVERYTHING = [
    INN(),
    INN(blocks=3, elementwise=RationalQuadraticSpline(bins=4), mixing=FixedPermutation(), dim_z=5, least_width=9),
    INN(objective=Bidirectional.eight_modes()),
    INN.paper(),
    Training(epochs=3, members=2),
]


@pytest.mark.parametrize("thing", EVERYTHING)
def test_a_description_survives_json_and_comes_back_equal(thing):
    assert build(json.loads(json.dumps(describe(thing))), "here") == thing


def test_short_forms():
    assert build("INN", "method") == INN()
    assert build({"name": "INN", "objective": "Bidirectional"}, "method").objective == Bidirectional()
    softer = build({"name": "INN", "objective": {"sigma": 0.1}}, "method")
    assert softer.objective == MaximumLikelihood(sigma=0.1)
    assert build({"name": "Training", "clip": 1, "epochs": 3.0}, "training") == Training(clip=1.0, epochs=3)


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"name": "INN", "bloks": 3}, r"method: expected keys among .*, got 'bloks'; did you mean 'blocks'\?"),
        ({"name": "IN"}, r"method.name: expected one of .*, got 'IN'; did you mean 'INN'\?"),
        ({"blocks": 3}, "method: expected a key 'name', got 'blocks'"),
        ({"name": "INN", "blocks": "many"}, "method.blocks: expected an integer, got 'many'"),
        ({"name": "INN", "objective": 3}, "method.objective: expected a name or a table, got 3"),
        ({"name": "INN", "objective": "Affine"}, "objective.name: expected one of .*'Bidirectional', got 'Affine'"),
        ({"name": ["INN"]}, r"method.name: expected one of .*, got \['INN'\]"),
        ({"name": "INN", "objective": {"sigma": "x"}}, "method.objective.sigma: expected a number, got 'x'"),
        ({"name": "INN", "blocks": "3"}, "method.blocks: expected an integer, got '3'"),
        ({"name": "INN", "blocks": True}, "method.blocks: expected an integer, got True"),
        ({"name": "INN", "objective": {"sigma": "0.1"}}, "method.objective.sigma: expected a number, got '0.1'"),
        ({"name": "INN", "blocks": 0}, "INN.blocks: expected a whole number of at least 1, got 0"),
    ],
)
def test_slips_are_named(section, message):
    with pytest.raises(ValueError, match=message):
        build(section, "method")


def test_only_listed_classes_can_be_named():
    with pytest.raises(SpecificationError):
        build({"name": "os.system"}, "method")


def test_only_classes_of_the_kind_can_be_named():
    assert build("INN", "method", Method) == INN()
    with pytest.raises(SpecificationError, match=r"method.name: expected one of 'INN', .*, got 'Training'") as error:
        build("Training", "method", Method)
    assert "Affine" not in str(error.value)
