"""What is printed of a posterior is the posterior: intervals keep their ends however narrow they are."""

import numpy as np
import pandas as pd
import pytest

from innverse.diagnostics import summarise
from innverse.diagnostics.summary_text import summary_text


@pytest.mark.parametrize(
    ("centre", "sd"),
    [(293.15, 0.01), (6562.81, 0.05), (60123.457, 0.01), (1.4204e9, 100.0), (1e-7, 3e-13), (-5.0, 20.0)],
)
def test_ends_of_intervals_are_told_within_a_twentieth_of_the_sd(centre, sd):
    draws = centre + sd * np.random.default_rng(0).normal(size=(1000, 1))
    table = summarise(draws).to_frame(["x"]).assign(reference=draws[7, 0], unit="K")
    text = summary_text(table, further=["reference"])
    assert text["unit"].tolist() == ["K"]
    shown, exact = (each.drop(columns="unit").iloc[0].astype(float) for each in (text, table))
    assert (shown - exact).abs().max() < 0.05 * sd


def test_what_is_in_other_units_has_four_digits_and_what_is_not_known_none():
    table = pd.DataFrame({"mean": [60123.4567], "sd": [0.01], "r_hat": [1.0012345], "reference": [np.nan]})
    assert summary_text(table, ["reference"]).iloc[0].tolist() == ["60123.4567", "0.01", "1.001", ""]


def test_a_single_draw_has_no_spread():
    assert summary_text(summarise(np.array([[12.345678]])).to_frame(["x"])).iloc[0, :3].tolist() == [
        "12.35",
        "12.35",
        "",
    ]
