"""How the page opens: a line a question, told by shape and word, with a way to the figure that shows it."""

from dataclasses import replace

import numpy as np
import pytest

from innverse.diagnosis.verdict import Line, Verdict
from innverse.report import report_html
from innverse.report.parts import Ranks
from innverse.report.verdict import MARKS, in_short, shown_lines
from tests.report.test_page import assert_sound

LINES = (
    Line("Honest?", "red", "No: <too narrow>.", "train longer, or `innverse.recalibrate`", "calibration"),
    Line("Sharp?", "green", "Yes.", anchor="recovered"),
    Line("Tied?", "amber", "Some are.", "look", "correlations"),
    Line("Familiar?", "grey", "Not measured."),
)
SHOWN = {"corner": "The pairs", "calibration": "Calibration"}


def test_every_colour_has_a_mark_of_its_own():
    for part in ("word", "colour", "shape", "sign"):
        assert len({getattr(mark, part) for mark in MARKS.values()}) == len(MARKS) == 4


def test_lines_lead_to_what_is_shown_only():
    found = shown_lines(Verdict(LINES), SHOWN)
    assert [finding.target for finding in found] == ["calibration", "", "corner", ""]
    assert [finding.where for finding in found] == ["Calibration", "", "The pairs", ""]
    assert found[0].next_step == "Train longer, or `innverse.recalibrate`."


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (LINES, "Do not rely on this answer as it stands: 1 of 3 checks failed."),
        (LINES[1:], "Use this answer with care: 1 of 2 checks call for caution, none failed."),
        (LINES[1:2], "Nothing was found against this answer: 1 of 1 checks passed."),
        (LINES[3:], "Nothing was judged."),
    ],
)
def test_the_worst_line_decides(lines, sentence):
    assert in_short(Verdict(lines)) == sentence


def test_the_page_opens_with_the_verdict(made_up):
    html = report_html(made_up(1, 1, verdict=Verdict(LINES)))
    assert_sound(html)
    assert html.index('<h2 id="verdict">') < html.index('<h2 id="answer">')
    for expected in ("1 of 3 checks failed", "Failed", "No: &lt;too narrow&gt;.", "<code>innverse.recalibrate</code>"):
        assert expected in html


def test_ranks_have_a_figure_of_their_own(made_up):
    content = made_up(1, 1, ranks=Ranks(np.arange(100)[:, None], 99))
    html = report_html(content)
    assert_sound(html)
    assert '<figure id="sbc"' in html
    with pytest.raises(ValueError, match=r"ranks: expected shape \(n > 0, 1\), got \(100, 2\)"):
        replace(content, ranks=Ranks(np.zeros((100, 2)), 99))
