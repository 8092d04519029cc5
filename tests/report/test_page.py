"""The page as a whole: complete, self-contained, valid, small, the same every time, safe against any name."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import matplotlib as mpl
import numpy as np
import pytest

from innverse.diagnostics import summarise
from innverse.problems.column import Column
from innverse.report import Picture, headline, report_html
from innverse.report.style import figure
from innverse.report.tables import modes_table

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Outline(HTMLParser):
    """Checks that tags nest, and collects ids, text and everything that could load something."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.loads, self.text, self.headings, self.references = [], [], [], [], [], []
        self.scripts = []

    def handle_starttag(self, tag, attrs):
        self._attributes(tag, dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self._attributes(tag, dict(attrs))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def _attributes(self, tag, attrs):
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.scripts += [attrs] if tag == "script" else []
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        for name in ("src", "href", "xlink:href"):
            if name in attrs and tag != "a":
                self.loads.append(attrs[name])
        self.references += re.findall(r"url\(#([^)]+)\)", " ".join(str(value) for value in attrs.values()))


def outline(html: str) -> Outline:
    page = Outline()
    page.feed(html)
    page.close()
    assert page.open == []
    return page


def assert_sound(html: str) -> Outline:
    page = outline(html)
    assert html.startswith("<!DOCTYPE html>")
    assert len(page.ids) == len(set(page.ids))
    for target in page.loads:
        assert target.startswith(("#", "data:"))
    assert {target[1:] for target in page.loads if target.startswith("#")} <= set(page.ids)
    assert set(page.references) <= set(page.ids)
    assert [attributes for attributes in page.scripts if attributes] == [
        {"type": "application/json", "id": "corner-draws"}
    ]
    assert len(page.scripts) == 2
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)
    assert len(html.encode()) < 3e6
    steps = np.diff(page.headings)
    assert page.headings[0] == 1
    assert steps.max() <= 1
    return page


@pytest.mark.parametrize(("dim_x", "dim_y"), [(1, 1), (2, 2), (3, 14), (4, 2), (13, 42)])
def test_a_full_page_is_sound(made_up, everything, dim_x, dim_y):
    assert_sound(report_html(made_up(dim_x, dim_y, **everything(dim_x, dim_y))))


@pytest.mark.parametrize(("dim_x", "dim_y"), [(1, 14), (3, 1)])
def test_a_page_with_only_what_is_needed_is_sound(made_up, dim_x, dim_y):
    html = report_html(made_up(dim_x, dim_y))
    assert_sound(html)
    assert "Posterior draws were not run through a simulator again" in html
    assert 'id="curves"' not in html
    assert "Can it be trusted?" not in html
    assert "How it was made" not in html
    assert 'id="calibration"' not in html


@pytest.mark.parametrize("labels", [1, 4])
def test_a_page_on_class_labels_is_sound(classes, labels):
    html = report_html(classes(labels))
    assert_sound(html)
    assert "label class 0" in html
    assert ("95.0" if labels > 1 else "100.0") + "\N{NO-BREAK SPACE}%" in html


def test_every_number_is_shown(full, full_html):
    text = " ".join(" ".join(outline(full_html).text).split())
    for row in full.summary.iloc[1:].itertuples():
        assert f"{row.median:.3f}" in text
    assert f"{full.summary['low_68'].iloc[1]:.3f} to {full.summary['high_68'].iloc[1]:.3f}" in text
    assert "60.0 %" in text
    for expected in ("1,234", "0.0123", "not computed", "98,765", "objective.sigma", "0.02", "4321", "9.8.7", "61 s"):
        assert expected in text
    assert "Certified" in text
    assert "10.50 ± 0.25" in text
    assert "arXiv:1808.04730" in text
    places = [full_html.index(part) for part in ("What was it?", 'id="numbers"', '<figure id="curves"')]
    assert places == sorted(places)


def test_modes_of_many_parameters_stand_side_by_side(made_up):
    few, many = modes_table(made_up(2)), modes_table(made_up(7))
    assert few.headings == ["mode", "weight", "p1 [mm]", "p2 [mm]"]
    assert many.headings == ["mode", "1", "2"]
    assert [row[0] for row in many.rows] == ["weight", *(f"p{j} [mm]" for j in range(1, 8))]


def test_headline_names_the_worst_calibrated_parameter(full):
    rows = dict(headline(full))
    assert rows["largest calibration error"].endswith("(p3)")
    assert rows["modes"] == "2"
    assert rows["total time"] == "63 s"
    assert float(rows["re-simulation error"]) == pytest.approx(0.02, rel=0.1)


def test_figures_come_in_order_with_descriptions(full_html):
    places = [
        full_html.index(f'<figure id="{key}"')
        for key in ("corner", "correlations", "curves", "calibration", "resimulation")
    ]
    assert places == sorted(places)
    drawings = full_html.count("<svg") - full_html.count('<svg class="mark"')
    assert drawings == full_html.count('role="img" aria-label="') == 5


def test_the_same_content_gives_the_same_page_and_matplotlib_stays_as_it_was(full, full_html):
    before = dict(mpl.rcParams)
    assert report_html(full) == full_html
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("name", ["<b>&", "$x_", "$x_$", r"\frac{", "a_b^c-->", "x" * 60, "温度", '"quoted"'])
def test_any_name_is_shown_as_it_is(made_up, name):
    content = made_up(2, 2, names=[name, "other"], title=name, question=name)
    strange = tuple(replace(column, name=f"{name}{i}", unit=name) for i, column in enumerate(content.measurements))
    html = report_html(replace(content, measurements=strange, resimulated=np.tile(content.observed, (50, 1))))
    text = "".join(assert_sound(html).text)
    assert name in text
    assert "<b>" not in html


def test_the_problems_own_picture_is_shown(made_up):
    def draw(content):
        drawn = figure(4, 2)
        drawn.subplots().plot(content.observed)
        return drawn

    html = report_html(made_up(picture=Picture("Own <picture>", "Look & see.", draw)))
    assert_sound(html)
    assert "Own &lt;picture&gt;" in html
    assert "Look &amp; see." in html


def test_constant_draws_and_prior_do_not_break_the_page(made_up):
    content = made_up(2, 2)
    still = np.ones_like(content.draws)
    assert_sound(report_html(replace(content, draws=still, prior=still, resimulated=np.ones((10, 2)))))


def test_tiny_numbers_are_shown_in_powers_of_ten(made_up):
    content = made_up(1, 1)
    small = replace(content, draws=content.draws * 1e-5, prior=content.prior * 1e-5, summary=content.summary * 1e-5)
    assert "10⁻⁴ mm" in report_html(small)


def test_intervals_far_narrower_than_their_numbers_keep_their_ends(made_up):
    """A frequency of 1.4204 GHz known to 100 Hz, measured as finely."""
    content = made_up(1, 1)
    draws = 1.4204e9 + 100 * np.random.default_rng(0).normal(size=(2000, 1))
    summary = summarise(draws).to_frame(["p1"])
    prior, modes = 1.4204e9 + 1e3 * (content.prior - 10), content.modes.assign(p1=draws[:2, 0])
    near = {"draws": draws, "prior": prior, "summary": summary, "modes": modes, "observed": np.array([1420400123.0])}
    html = report_html(replace(content, **near, resimulated=draws))
    ends = [f"{summary[end].iloc[0] / 1e9:.9f}" for end in ("low_95", "high_95")]
    assert " to ".join(ends) in html
    assert "1.420400123\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10⁹" in html


def test_long_units_and_labels_are_fine(made_up):
    content = made_up(2, 2)
    labelled = tuple(Column(f"p{j}", unit="kg m² s⁻³ A⁻²", label=r"$\theta_{\mathrm{very\,long}}$") for j in (1, 2))
    assert_sound(report_html(replace(content, parameters=labelled)))
