"""Where the measurement lies among the simulated ones."""

import numpy as np
import pytest

from innverse.familiarity.familiarity import Familiarity, StandOut
from innverse.report import captions
from innverse.report.familiarity import draw_familiarity
from innverse.report.page import report_html
from innverse.report.style import drawing
from tests.report.test_page import assert_sound

RNG = np.random.default_rng(0)


def content_of(made_up, dim_y, observed=0.0, **changes):
    simulated = RNG.normal(size=(500, dim_y)) * np.arange(1, dim_y + 1)
    return made_up(2, dim_y, simulated=simulated, observed=np.full(dim_y, observed), **changes)


@pytest.mark.parametrize("dim_y", [1, 2, 5, 42])
def test_every_number_of_measurements_has_a_plot(made_up, dim_y):
    with drawing():
        (axes,) = draw_familiarity(content_of(made_up, dim_y)).axes
    if dim_y == 2:
        assert axes.lines[-1].get_xydata().tolist() == [[0.0, 0.0]]
        assert (axes.get_xlabel(), axes.get_ylabel()) == ("m1 [K]", "m2 [K]")
    else:
        assert len(axes.get_xticks()) == dim_y


def test_a_measurement_far_outside_becomes_an_arrow(made_up):
    content = content_of(made_up, 3)
    content.observed[1] = -1e6
    with drawing():
        (axes,) = draw_familiarity(content).axes
    (arrow,) = [line for line in axes.lines if line.get_marker() == "v"]
    assert arrow.get_xdata() == pytest.approx([1])
    assert -5 < axes.get_ylim()[0] < arrow.get_ydata()[0] < 0


def test_what_was_expected_is_marked_and_told(made_up):
    found = Familiarity(0.002, (StandOut("m2", 9.0, 2.0, 5.0, (-4.0, 4.0), 0.01),))
    content = content_of(made_up, 3, familiarity=found)
    with drawing():
        (axes,) = draw_familiarity(content).axes
    (expected,) = [line for line in axes.lines if line.get_marker() == "_"]
    assert expected.get_xdata() == pytest.approx([1])
    assert expected.get_ydata() == pytest.approx([1.0], abs=0.2)
    assert "unlike the training measurements (p = 0.002): m2 = 9" in captions.familiarity(content)


def test_the_page_shows_it(made_up):
    html = report_html(content_of(made_up, 2))
    assert_sound(html)
    assert '<figure id="familiarity"' in html
