"""What the measurements tell: verdicts and their words, bars, matrices, the latent plane."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from innverse.problems.column import Column
from innverse.report import heat_maps, latent_plane, recovered, report_html, style
from innverse.report.content import RECOVERED_COLUMNS
from innverse.report.page import analysis_plates
from innverse.report.parts import Failures, Latent
from innverse.report.recovery import recovery_sentences
from innverse.report.tables import recovered_table
from innverse.report.words import answer, measured, trust
from tests.report.test_page import assert_sound

RNG = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def _look():
    with style.drawing():
        yield


def told(content, shares, nats, means=True):
    """The content with what is recovered of each parameter."""
    rows = np.stack([shares, nats, shares if means else np.nan * shares, nats if means else np.nan * nats], axis=1)
    names = [column.name for column in content.parameters]
    return replace(content, recovered=pd.DataFrame(rows, index=names, columns=list(RECOVERED_COLUMNS)))


def analysed(content):
    """The content with all that is optional in the analysis."""
    dim_x = len(content.parameters)
    names = [column.name for column in content.parameters], [column.name for column in content.measurements]
    z = RNG.normal(size=(800, 5))
    return replace(
        told(content, np.linspace(-2, 1, dim_x), np.linspace(0, 3, dim_x)),
        latent=Latent(z @ RNG.normal(size=(5, dim_x)), z),
        sensitivity=pd.DataFrame(RNG.exponential(size=(len(names[1]), dim_x)), names[1], names[0]),
    )


def test_what_cannot_be_recovered_is_said(made_up):
    content = told(made_up(4), np.array([0.97, 0.4, 0.01, 0.0]), np.array([2.0, 0.3, 0.0, 0.02]))
    assert recovery_sentences(content) == [
        "On average over held-out measurements, p1 is pinned down; p2 is recovered in part.",
        "On average over held-out measurements, nothing was learnt about p3 and p4; if a longer training or more "
        "simulations do not change that, these measurements cannot tell.",
    ]
    assert [row[-1] for row in recovered_table(content).rows][2:] == ["nothing learnt"] * 2


def test_without_means_this_measurement_decides(made_up):
    content = told(made_up(2), np.array([0.85, 0.0]), np.array([1.0, 0.5]), means=False)
    assert recovery_sentences(content) == [
        "By this measurement, p1 is recovered well; values of p2 are excluded without narrowing the range."
    ]
    assert recovered_table(content).rows[0][1:3] == ["–", "0.85"]


def test_tied_parameters_are_exchangeable_along_a_line(made_up):
    content = made_up(2)
    b1 = 0.5 * RNG.normal(size=5000)
    draws = np.stack([b1, 7 - 3 * b1 + 0.01 * RNG.normal(size=5000)], axis=1)
    (sentence,) = [text for text in answer(replace(content, draws=draws)) if "exchangeable" in text]
    assert sentence.replace("\N{NO-BREAK SPACE}", " ") == (
        "p1 and p2 are exchangeable along a line: raising p1 by one sd (0.5 mm) lowers p2 by 1.5 mm "
        "(correlation −1.000)."
    )
    assert not any("exchangeable" in text for text in answer(replace(content, draws=RNG.normal(size=(500, 2)))))


def test_modes_are_told_with_their_weights(made_up):
    assert "two modes, 60 % and 40 %" in answer(made_up(2))[0].replace("\N{NO-BREAK SPACE}", " ")


def test_failed_runs_are_told(made_up):
    content = replace(made_up(2), failures=Failures(1234, 10_000, "no impact within 6 s"))
    assert trust(content)[-1].startswith(
        "1,234 of 10,000 simulations gave no measurement (no impact within 6 s); they are left out"
    )
    assert "simulations gave no" not in " ".join(trust(made_up(2)))


def test_many_measured_values_are_cut_short(made_up):
    text = measured(made_up(2, 42))
    assert "m8" in text and "m9" not in text and text.endswith("(42 values)")


@pytest.mark.parametrize(("dim_x", "dim_y"), [(1, 1), (3, 2)])
def test_a_page_with_the_analysis_is_sound(made_up, dim_x, dim_y):
    html = report_html(analysed(made_up(dim_x, dim_y)))
    assert_sound(html)
    assert ('id="correlations"' in html) == (dim_x > 2)
    assert ('id="latent"' in html) == (dim_x > 1)
    assert 'id="recovered"' in html and 'id="sensitivity"' in html


def test_bars_are_the_means_and_diamonds_this_measurement(made_up):
    content = told(made_up(3), np.array([-3.0, 0.4, 0.9]), np.array([0.5, 0.3, 1.2]))
    left, right = recovered.draw_recovered(content).axes
    assert [bar.get_width() for bar in right.patches] == pytest.approx([0.5, 0.3, 1.2])
    assert [text.get_text() for text in left.texts] == ["−3.0"]


def test_every_cell_bears_its_number_where_there_is_room(made_up):
    content = analysed(made_up(3, 2))
    (axes,) = heat_maps.draw_sensitivity(content).axes
    texts = [text.get_text() for text in axes.texts]
    assert texts == [f"{value:.2f}" for value in content.sensitivity.to_numpy().T.ravel()]
    assert len(heat_maps.draw_sensitivity(analysed(made_up(3, 42))).axes) == 2


def test_a_constant_parameter_has_no_correlation(made_up):
    content = made_up(3)
    draws = content.draws.copy()
    draws[:, 1] = 1.0
    (axes,) = heat_maps.draw_correlations(replace(content, draws=draws)).axes
    assert [text.get_text() for text in axes.texts][3:6] == ["0.00"] * 3


def test_the_same_draw_has_the_same_colour_on_both_sides(made_up):
    figure = latent_plane.draw_latent(analysed(made_up(3)))
    left, right = (axes.collections[0].get_facecolors() for axes in figure.axes)
    assert np.array_equal(left, right)
    assert len(np.unique(left.round(2), axis=0)) > 100
    assert [text.get_text() for text in figure.axes[0].texts] == ["1", "2", "3", "4", "5", "6"]


def test_a_latent_of_one_component_is_not_drawn(made_up):
    content = analysed(made_up(3))
    assert not latent_plane.has_latent_plane(replace(content, latent=Latent(content.latent.x, content.latent.z[:, :1])))


def test_analysis_that_does_not_fit_is_refused(made_up):
    content = analysed(made_up(3))
    with pytest.raises(ValueError, match=r"z: expected one row for each of 800 draws, got 799"):
        Latent(content.latent.x, content.latent.z[:-1])
    with pytest.raises(ValueError, match=r"recovered index: expected \['p1', 'p2', 'p3'\]"):
        replace(content, recovered=content.recovered.iloc[:2])
    with pytest.raises(ValueError, match=r"sensitivity index: expected \['m1', 'm2'\]"):
        replace(content, sensitivity=content.sensitivity.iloc[:1])


def test_many_parameters_and_long_names_are_fine(made_up):
    content = analysed(made_up(13, 8, [f"volume fraction of haemoglobin in layer {i}" for i in range(13)]))
    measurements = tuple(Column(f"reflectance at {480 + i} nm, normalised") for i in range(8))
    sensitivity = content.sensitivity.set_axis([column.name for column in measurements])
    plates = analysis_plates(replace(content, measurements=measurements, sensitivity=sensitivity))
    assert [plate.key for plate in plates] == ["recovered", "correlations", "sensitivity", "latent"]
