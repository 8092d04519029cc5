"""Parameters of few values tie with their draws: the exact posterior passes, an over-confident one is told."""

import numpy as np

import innverse as iv
from innverse.diagnosis.calibration_line import calibrated

NOISE = 0.5


def diagnosis_of(power: float, seed: int, n_values: int = 2):
    """k of few values, y = k + noise, with the odds of the exact posterior raised to a power."""
    rng, values = np.random.default_rng(seed), np.arange(float(n_values))
    k = rng.choice(values, size=(400, 1))
    y = k + NOISE * rng.normal(size=k.shape)

    def sample(y, n, seed):
        logits = -0.5 * power * ((y - values) / NOISE) ** 2
        above = np.cumsum(np.exp(logits - logits.max(axis=1, keepdims=True)), axis=1)
        u = rng.random((len(y), n, 1)) * above[:, None, -1:]
        return (u > above[:, None, :-1]).sum(axis=2, keepdims=True).astype(float)

    return iv.diagnose(iv.AnyPosterior(["x1"], ["y1"], sample), iv.Pairs.from_arrays(k, y), n_draws=200)


def test_the_exact_posterior_is_green():
    for n_values in (2, 6):
        found = [diagnosis_of(1.0, seed, n_values) for seed in range(12)]
        assert sum(calibrated(diagnosis).colour == "green" for diagnosis in found) >= 10
        assert sum(d.calibration_error["x1"] < d.calibration_error_bound for d in found) >= 10


def test_blocks_of_measurements_break_their_ties_apart():
    """There are two or more; the same chance in each would be seen as a pattern."""
    p = [diagnosis_of(1.0, seed).sbc_p_value["x1"] for seed in range(40)]
    assert np.mean(np.array(p) < 0.05) < 0.15


def test_an_over_confident_one_is_not_called_too_wide():
    line = calibrated(diagnosis_of(4.0, seed=0))
    assert line.colour in ("amber", "red") and "too narrow" in line.sentence and "too wide" not in line.sentence
