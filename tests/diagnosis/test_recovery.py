import numpy as np
import pytest

import innverse as iv
from innverse.diagnosis.recovery import Recovery, recovery


@pytest.mark.parametrize(
    ("share", "nats", "verdict"),
    [
        (0.96, 2.0, Recovery.PINNED_DOWN),
        (0.9, 1.0, Recovery.WELL),
        (0.5, 0.3, Recovery.PARTLY),
        (0.04, 0.04, Recovery.LOST),
        (-0.5, 0.6, Recovery.RESHAPED),
        (0.0, -0.01, Recovery.LOST),
    ],
)
def test_rules(share, nats, verdict):
    assert recovery(share, nats) is verdict


def test_heavy_tails_of_which_nothing_is_learnt_are_as_wide_as_the_prior():
    """Draws of the prior itself; a width of .2 and "pinned down" came of a single large draw among its own."""
    for seed in range(4):
        prior = np.random.default_rng(seed).standard_cauchy((400, 1))
        held_out = iv.Pairs.from_arrays(prior, np.random.default_rng(10).normal(size=(400, 1)))
        ignorant = iv.AnyPosterior(
            ["x1"], ["y1"], lambda y, n, seed: np.random.default_rng(seed).standard_cauchy((len(y), n, 1))
        )
        diagnosis = iv.diagnose(ignorant, held_out)
        assert diagnosis.sharpness["x1"] == pytest.approx(1, abs=0.3)
        assert recovery(diagnosis.recoverability["x1"], 0.0) in (Recovery.LOST, Recovery.PARTLY)
