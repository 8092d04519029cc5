"""What the script gets: draws it can write back as they were, and where the panels lie."""

import json

import numpy as np
import pytest

from innverse.report.brushing import MOST_DRAWS, STEPS, brushing, thinned
from innverse.report.corner import draw_corner
from innverse.report.parts import Ranks
from innverse.report.ranks import draw_ranks
from innverse.report.style import drawing
from innverse.report.svg import inline_svg


@pytest.fixture(scope="module")
def drawn(full):
    with drawing():
        figure = draw_corner(full)
        inline_svg(figure, "corner", "")
        return figure, brushing(full, figure)


def test_draws_come_back_to_a_step(drawn, full):
    for j, column in enumerate(drawn[1]["columns"]):
        values = column["low"] + column["step"] * np.array(column["steps"])
        assert np.abs(values - thinned(full.draws)[:, j]).max() <= 0.51 * column["step"]
        assert column["step"] * STEPS <= np.ptp(full.draws[:, j])


def test_an_outlier_costs_no_accuracy(made_up):
    content = made_up(1, 1)
    content.draws[0] = 1e9
    with drawing():
        (column,) = brushing(content, draw_corner(content))["columns"]
    assert column["step"] < 0.01
    assert column["low"] + column["step"] * column["steps"][0] == pytest.approx(1e9)


def test_panels_lie_where_the_plot_has_them(drawn):
    figure, given = drawn
    assert [(panel["row"], panel["column"]) for panel in given["panels"]] == [
        (0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2),
    ]  # fmt: skip
    left, top, width, height = given["panels"][1]["box"]
    box = figure.axes[3].get_position()
    assert (left, top + height, width, height) == pytest.approx((box.x0, 1 - box.y0, box.width, box.height), abs=1e-4)
    assert given["panels"][0]["y"] is None
    assert given["panels"][1]["y"] == list(figure.axes[3].get_ylim())


def test_it_is_small(drawn):
    assert len(json.dumps(drawn[1])) < 3 * 7 * MOST_DRAWS + 3000


def test_draws_are_thinned_from_all_along():
    draws = np.arange(10_000.0)[:, None]
    chosen = thinned(draws)[:, 0]
    assert len(np.unique(chosen)) == MOST_DRAWS and (np.diff(chosen) > 0).all()
    assert np.histogram(chosen, 10, (0, 10_000))[0] == pytest.approx(np.full(10, 200), abs=50)
    assert len(thinned(draws[:7])) == 7


@pytest.mark.parametrize("members", [2, 4])
def test_every_member_of_an_ensemble_is_among_the_thinned(members):
    """Draw i of an ensemble is of member i modulo their number."""
    member = (np.arange(4000.0) % members)[:, None]
    shares = np.bincount(thinned(member)[:, 0].astype(int), minlength=members) / MOST_DRAWS
    assert shares == pytest.approx(np.full(members, 1 / members), abs=0.05)


def test_ranks_that_pile_up_leave_the_band(made_up):
    rng = np.random.default_rng(0)
    ranks = np.stack([rng.integers(0, 100, 400), rng.integers(40, 60, 400)], axis=1)
    with drawing():
        (axes,) = draw_ranks(made_up(2, ranks=Ranks(ranks, 99))).axes
    band = axes.collections[0].get_paths()[0].vertices[:, 1]
    honest, narrow = (line.get_ydata() for line in axes.lines[1:])
    assert np.abs(honest).max() < band.max() < np.abs(narrow).max()
