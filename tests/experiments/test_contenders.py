"""The methods that are compared: one budget of weights, and no names but those of methods that exist."""

import json
from dataclasses import replace

import equinox as eqx
import jax
import pytest

from innverse.bijections.subnet import Dense
from innverse.experiments.contender import contenders
from innverse.experiments.run import Selection, planned
from innverse.experiments.suites import suites
from innverse.methods import Sizes
from innverse.specification import build, describe
from innverse.training.optimiser import decaying


@pytest.mark.parametrize("contender", contenders().values(), ids=contenders())
def test_about_200_000_weights_on_kinematics(contender):
    if contender.name != "ABC":
        shapes = eqx.filter_eval_shape(contender.method.network, Sizes(4, 2), jax.random.key(0))
        count = sum(leaf.size for leaf in jax.tree.leaves(shapes) if hasattr(leaf, "size"))
        assert count == pytest.approx(200_000, rel=0.06)
    assert build(json.loads(json.dumps(describe(contender.method))), "method") == contender.method


@pytest.mark.parametrize("contender", contenders().values(), ids=contenders())
def test_what_decays_are_the_matrices_of_its_dense_layers(contender):
    """Weight decay chooses by the name of a field: a new kind of layer must not miss or gain by its name."""
    network = eqx.filter_eval_shape(contender.method.network, Sizes(4, 2), jax.random.key(0))
    weights = eqx.filter(network, lambda leaf: isinstance(leaf, jax.ShapeDtypeStruct))
    chosen = jax.tree.leaves(eqx.filter(weights, decaying(weights)))
    layers = jax.tree.leaves(network, is_leaf=lambda node: isinstance(node, Dense))
    matrices = [layer.weight for layer in layers if isinstance(layer, Dense)]
    assert [leaf.shape for leaf in chosen] == [matrix.shape for matrix in matrices]
    assert matrices or contender.name == "ABC"


def test_suites_name_methods_and_tasks_that_exist():
    for name, suite in suites().items():
        assert set(suite.methods) <= set(contenders())
        if name != "sbibm":  # its tasks need the wheel
            assert [task.name for task in suite.tasks(list(suite.task_names), None)] == list(suite.task_names)


def test_a_task_that_cannot_be_refined_is_refused_before_anything_is_trained():
    selection = Selection(methods=["INN-refined"], seeds=[0])
    with pytest.raises(ValueError, match=r"no noise, or a known likelihood, got 'ballistics'; leave it out by --tasks"):
        planned(suites()["kruse"], selection)
    (experiment,) = planned(suites()["kruse"], replace(selection, tasks=["kinematics"]))
    assert experiment.contender.name == "INN-refined"
