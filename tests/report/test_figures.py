"""What the figures draw, read back from the drawn figure."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kstest

from innverse.problems.column import Column
from innverse.report import axis_text, calibration, corner, curves, ranks, resimulation, style
from innverse.report.parts import Ranks, Reference
from innverse.report.pictures.arms import draw_arms
from innverse.report.pictures.scatter import draw_scatter
from innverse.report.svg import inline_svg
from innverse.report.words import trust


@pytest.fixture(autouse=True)
def _look():
    with style.drawing():
        yield


def labels(figure):
    return [axes.get_xlabel() for axes in figure.axes if axes.get_xlabel()]


def test_corner_has_units_on_its_outer_axes(made_up):
    assert labels(corner.draw_corner(made_up(3))) == ["p1 [mm]", "p2 [mm]", "p3 [mm]"]


def test_corner_of_many_shows_those_the_measurement_narrows_most(made_up):
    content = made_up(13)
    draws = content.draws.copy()
    draws[:, 12] = 10 + 0.01 * np.linspace(-1, 1, len(draws))
    chosen = corner.shown_parameters(replace(content, draws=draws))
    assert len(chosen) == corner.MOST_PARAMETERS
    assert 12 in chosen
    assert 0 not in chosen
    assert chosen == sorted(chosen)


def test_window_keeps_a_narrow_posterior_readable_inside_a_wide_prior(made_up):
    content = made_up(1)
    low, high = corner.window(replace(content, prior=1e4 * (content.prior - 10)), 0)
    inside = np.ptp(content.draws[:, 0]) / (high - low)
    assert 0.2 < inside <= 1


def test_window_stays_inside_the_support(made_up):
    content = made_up(1)
    bounded = replace(content.parameters[0], lower=9.5, upper=14.0)
    low, high = corner.window(replace(content, parameters=(bounded,)), 0)
    assert (low, high) == (9.5, 14.0)


def test_band_is_the_kolmogorov_smirnov_bound():
    shifted = np.linspace(0, 1, 10_000) + calibration.half_band(10_000)
    assert kstest(np.clip(shifted, 0, 1), "uniform").pvalue == pytest.approx(0.05, abs=0.005)


def test_calibration_of_many_names_the_largest_gaps_only(made_up, everything):
    figure = calibration.draw_calibration(made_up(13, **everything(13)))
    assert len(figure.axes[0].get_legend().get_texts()) == 4
    assert len(figure.axes[0].lines) == 14


def test_names_that_start_with_an_underscore_stay_in_legends(made_up, everything):
    names = ["_a", "b", "_c"]
    given = {**everything(3), "reference": None, "ranks": Ranks(np.arange(300).reshape(100, 3) % 50, 50)}
    content = made_up(3, names=names, **given)
    for figure in (calibration.draw_calibration(content), ranks.draw_ranks(content)):
        figure.canvas.draw()
        legend = figure.axes[0].get_legend() or figure.legends[0]
        assert [text.get_text().strip() for text in legend.get_texts()] == names
    reference = pd.DataFrame({"value": [10.5]}, index=["_a"])
    figure = corner.draw_corner(made_up(2, names=names[:2], reference=Reference(reference, "_book")))
    assert "_book" in [text.get_text().strip() for text in figure.legends[0].get_texts()]


def test_losses_are_drawn_on_a_log_axis_when_they_span_a_decade(made_up, everything):
    content = made_up(2, **everything())
    figure = curves.draw_curves(content)
    assert figure.axes[0].get_yscale() == "log"
    assert figure.axes[0].get_xlabel() == "epoch"
    history = content.history.assign(**{"train/loss": -1.0, "held-out/loss": np.nan})
    assert curves.draw_curves(replace(content, history=history)).axes[0].get_yscale() == "linear"


def test_an_odd_number_of_losses_leaves_room_for_the_learning_rate(made_up, everything):
    content = made_up(2, **everything())
    history = content.history.assign(**{f"train/{name}": 1.0 for name in ("a", "b", "c", "d")})
    titles = [axes.get_title(loc="left") for axes in curves.draw_curves(replace(content, history=history)).axes]
    assert titles == ["loss", "a", "b", "c", "d", "learning rate [10⁻³]"]


@pytest.mark.parametrize(("dim_y", "wide"), [(1, False), (2, False), (8, True), (14, True)])
def test_resimulation_fits_the_number_of_measurements(made_up, everything, dim_y, wide):
    content = made_up(2, dim_y, **everything(2, dim_y))
    assert resimulation.is_wide(content) == wide
    figure = resimulation.draw_resimulation(content)
    assert figure.get_figwidth() == (style.FULL_WIDTH if wide else style.HALF_WIDTH)


def test_measurements_of_several_units_are_compared_in_standard_deviations(made_up, everything):
    content = made_up(2, 8, **everything(2, 8))
    mixed = tuple(replace(column, unit=f"u{i}") for i, column in enumerate(content.measurements))
    (axes,) = resimulation.draw_resimulation(replace(content, measurements=mixed)).axes
    assert axes.get_ylabel() == "s(x) − y* [sd of s(x)]"


def test_label_shares_are_the_bars(classes):
    (axes,) = resimulation.draw_resimulation(classes(4)).axes
    assert [bar.get_width() for bar in axes.patches if bar.get_height() == 0.6] == pytest.approx([0.95, 0.05, 0, 0])


def test_the_network_stands_in_where_there_is_no_simulator(made_up, everything):
    content = made_up(2, 2, **{**everything(), "resimulated": None})
    assert np.array_equal(resimulation.again(content), content.predicted)
    assert trust(content)[0] == "Posterior draws were not run through a simulator again."


def test_arms_reach_from_the_rail_to_the_end(made_up):
    content = replace(made_up(2, 2), observed=np.array([2.0, 0.0]))

    def joints(x):
        return np.stack([np.stack([0 * x[:, 0], x[:, 0]], -1), np.stack([0 * x[:, 0] + 2, 0 * x[:, 0]], -1)], 1)

    left, right = draw_arms(content, joints).axes
    assert (left.get_title(loc="left"), right.get_title(loc="left")) == ("posterior, 250 arms", "prior, 250 arms")
    segments = left.collections[0].get_segments()
    assert len(segments) == 250
    assert all(tuple(segment[-1]) == (2, 0) for segment in segments)


def test_scatter_marks_every_mode_with_its_weight(made_up):
    figure = draw_scatter(made_up(2))
    assert [text.get_text() for text in figure.axes[0].texts] == ["60\N{NO-BREAK SPACE}%", "40\N{NO-BREAK SPACE}%"]


def test_letters_that_the_font_lacks_stay_text():
    figure = style.figure(2, 1)
    figure.suptitle("温度")
    assert "温度" in inline_svg(figure, "key", "")


@pytest.mark.parametrize(
    ("low", "high", "title", "base", "power"),
    [
        (1.420399e9, 1.420401e9, "line − 1.4204 × 10⁹ [Hz]", 1.4204e9, 0),
        (60123.437, 60123.479, "line − 60,123.46 [Hz]", 60123.46, 0),
        (-293.181, -293.138, "line + 293.16 [Hz]", -293.16, 0),
        (8.1e6, 8.1000005e6, "line − 8.1000002 × 10⁶ [Hz]", 8100000.2, 0),
        (0.50000001, 0.50000005, "line − 0.50000003 [10⁻⁸ Hz]", 0.50000003, -8),
        (1.4199e9, 1.4219e9, "line [10⁹ Hz]", 0.0, 9),
        (2.5e-4, 9.1e-4, "line [10⁻⁴ Hz]", 0.0, -4),
        (-2e6, 3e6, "line [10⁶ Hz]", 0.0, 6),
    ],
)
def test_ticks_say_which_number_they_stand_at(low, high, title, base, power):
    figure = style.figure(3, 2)
    axes = figure.subplots()
    axes.set_xlim(low, high)
    axis_text.title_axis(axes.xaxis, Column("line", unit="Hz"))
    figure.canvas.draw()
    told = [label.get_text().replace("−", "-") for label in axes.get_xticklabels()]
    assert axes.get_xlabel() == title and max(map(len, told)) <= 6
    at = base + np.array(told, float) * 10.0**power
    assert np.allclose(at, axes.get_xticks(), rtol=0, atol=1e-3 * (high - low))


def test_axes_of_many_values_stay_as_they_were():
    figure = style.figure(3, 2)
    axes = figure.subplots()
    axes.set_xlim(-1.2, 3.4)
    axis_text.title_axis(axes.xaxis, Column("height", unit="m"))
    figure.canvas.draw()
    assert axes.get_xlabel() == "height [m]"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["−2", "0", "2", "4"]
