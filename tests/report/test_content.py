from dataclasses import replace

import numpy as np
import pytest

from innverse.report.parts import Coverage, Reference
from innverse.report.tables import modes_table
from innverse.report.words import answer


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"observed": np.zeros(3)}, r"observed: expected shape \(2,\), got \(3,\)"),
        ({"draws": np.zeros((5, 3))}, r"draws: expected shape \(n > 0, 2\), got \(5, 3\)"),
        ({"prior": np.zeros((0, 2))}, r"prior: expected shape \(n > 0, 2\), got \(0, 2\)"),
        ({"resimulated": np.zeros(4)}, "resimulated: expected shape"),
        ({"coverage": Coverage(np.zeros(4), np.zeros((4, 3)), 9, {})}, r"coverage: expected shape \(n > 0, 2\)"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(made_up, change, message):
    with pytest.raises(ValueError, match=message):
        replace(made_up(), **change)


def test_every_confidence_has_its_coverage():
    with pytest.raises(ValueError, match="inside: expected one row for each of 5 confidences, got 4"):
        Coverage(np.zeros(5), np.zeros((4, 2)), 9, {})


def test_tables_that_do_not_fit_are_refused(made_up):
    content = made_up()
    with pytest.raises(ValueError, match="summary index: expected"):
        replace(content, summary=content.summary.rename({"p1": "q1"}))
    with pytest.raises(ValueError, match=r"summary columns: .*none called .*median"):
        replace(content, summary=content.summary.drop(columns="median"))
    with pytest.raises(ValueError, match=r"modes columns: expected .*weight"):
        replace(content, modes=content.modes.drop(columns="weight"))
    with pytest.raises(ValueError, match=r"reference index: .*got .*b9"):
        replace(content, reference=Reference(content.summary.rename({"p1": "b9"})[["mean", "sd"]]))


def test_a_parameter_may_be_called_weight(made_up):
    content = made_up(names=["weight", "p2"])
    table = modes_table(content)
    assert table.headings == ["mode", "mode_weight", "weight [mm]", "p2 [mm]"]
    assert [row[1] for row in table.rows] == ["60.0\N{NO-BREAK SPACE}%", "40.0\N{NO-BREAK SPACE}%"]
    assert answer(content)[0].startswith("There are two modes, 60")
