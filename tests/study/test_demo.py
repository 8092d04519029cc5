"""A demo is a study file like any other."""

import pytest

from innverse.problems import catalogue
from innverse.study import demo_text, demos, parse_study
from innverse.study.preparation import prepare


def test_every_built_in_problem_has_a_demo():
    assert demos() == sorted(catalogue())


@pytest.mark.parametrize("name", demos())
def test_a_demo_can_be_prepared_with_any_seed(name, tmp_path):
    study = parse_study(demo_text(name, seed=7))
    assert study.study.seed == 7
    preparation = prepare(study, tmp_path)
    assert preparation.problem is not None
    assert preparation.observed.shape == (preparation.problem.dim_y,)


def test_classes_come_back_from_a_table(tmp_path):
    study = parse_study(demo_text("mixture"))
    pairs = prepare(study, tmp_path).pairs(lambda done, total: None).subset(slice(500))
    pairs.to_table(tmp_path / "runs.csv")
    text = demo_text("mixture").replace("simulations = 100_000", "path = 'runs.csv'")
    again = prepare(parse_study(text), tmp_path).pairs(lambda done, total: None)
    assert again.classes
    assert again.measurements == pairs.measurements
    assert (again.y == pairs.y).all()
