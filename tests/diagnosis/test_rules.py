"""The page on trust shows the thresholds that the code has, and these find what is said of them."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import kstest, norm

from benchmarks.render import MARKED, rules
from innverse.diagnosis.rules import DOUBT

PAGE = Path(__file__).parents[2] / "docs" / "trust.md"


def test_the_documented_rules_are_those_of_the_code():
    (block,) = (place for place in MARKED.finditer(PAGE.read_text()) if place["name"] == "rules")
    assert rules(Path()).strip() in block[0]


@pytest.mark.parametrize(("n", "found"), [(50, 0.10), (100, 0.26), (400, 0.99)])
def test_what_so_many_held_out_measurements_can_find_is_as_stated(n, found):
    """Of one parameter in four whose intervals are .7 as wide as right: u = Φ(z / .7)."""
    z = np.random.default_rng(0).normal(size=(500, n))
    p_values = np.array([kstest(norm.cdf(row / 0.7), "uniform").pvalue for row in z])
    assert np.mean(4 * p_values < DOUBT) == pytest.approx(found, abs=0.05)
