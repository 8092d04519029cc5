import jax
import numpy as np
import pytest

from innverse.problems.catalogue import catalogue
from innverse.report.pictures import picture_of
from innverse.report.style import drawing


def test_a_problem_without_a_picture_has_none():
    assert picture_of(object()) is None


@pytest.mark.parametrize("name", list(catalogue()))
def test_built_in_problems_have_a_picture(name, made_up):
    problem = catalogue()[name]
    names = [column.name for column in problem.parameters]
    prior = np.asarray(problem.sample_prior(jax.random.key(0), 2000), float)
    content = made_up(
        problem.dim_x,
        problem.dim_y,
        names,
        prior=prior,
        draws=prior,
        observed=problem.observed,
        parameters=problem.parameters,
        measurements=problem.measurements,
        classes=problem.classes,
    )
    picture = picture_of(problem)
    with drawing():
        assert picture.draw(content).axes
