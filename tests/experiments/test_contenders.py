"""The methods that are compared: one budget of weights, and no names but those of methods that exist."""

import json

import equinox as eqx
import jax
import pytest

from innverse.experiments.contender import contenders
from innverse.experiments.suites import suites
from innverse.methods import Sizes
from innverse.specification import build, describe


@pytest.mark.parametrize("contender", contenders().values(), ids=contenders())
def test_about_200_000_weights_on_kinematics(contender):
    if contender.name != "ABC":
        shapes = eqx.filter_eval_shape(contender.method.network, Sizes(4, 2), jax.random.key(0))
        count = sum(leaf.size for leaf in jax.tree.leaves(shapes) if hasattr(leaf, "size"))
        assert count == pytest.approx(200_000, rel=0.06)
    assert build(json.loads(json.dumps(describe(contender.method))), "method") == contender.method


def test_suites_name_methods_and_tasks_that_exist():
    for name, suite in suites().items():
        assert set(suite.methods) <= set(contenders())
        if name != "sbibm":  # its tasks need the wheel
            assert [task.name for task in suite.tasks(list(suite.task_names), None)] == list(suite.task_names)
