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
