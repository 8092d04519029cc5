"""Ranks that do not depend on the measurement pass, those that do are found though they are uniform over all."""

import numpy as np
import pytest

from innverse.diagnostics import rank_dependence_p_values, ranks_beside_answers, sbc_p_values, sbc_ranks

N, DRAWS = 400, 200


def p_values(seed, width, shift=lambda y: 0 * y, n=N, draws=DRAWS):
    """y = x + noise, with a posterior `width(y)` times as wide as the exact one, shifted by `shift(y)` sd."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 1))
    y = x + rng.normal(size=(n, 1))
    sd = 0.5**0.5
    sample = y[:, None] / 2 + sd * (shift(y)[:, None] + width(y)[:, None] * rng.normal(size=(n, draws, 1)))
    of_ranks = sbc_p_values(sbc_ranks(sample, x), draws)[0]
    return rank_dependence_p_values(*ranks_beside_answers(sample, x))[0], of_ranks


def test_an_exact_posterior_raises_no_more_alarms_than_promised():
    """Also with few draws, of which the rank's are not those that are looked at."""
    for draws in (DRAWS, 20):
        p = [p_values(seed, np.ones_like, draws=draws)[0] for seed in range(200)]
        assert np.mean(np.array(p) < 0.05) < 0.1


@pytest.mark.parametrize(
    ("width", "shift"),
    [
        (lambda y: np.where(y > 0, 2.0, 0.6), np.zeros_like),
        (lambda y: np.where(np.abs(y) > 0.95, 2.0, 0.6), np.zeros_like),
        (np.ones_like, lambda y: np.where(y > 0, 0.6, -0.6)),
    ],
    ids=["on one side", "far out", "a bias that changes sides"],
)
def test_what_makes_up_for_itself_over_all_measurements_is_found(width, shift):
    assert p_values(0, width, shift)[0] < 1e-4


def test_ranks_over_all_measurements_miss_it():
    """Too wide for one half, too narrow for the other: hardly a sign in the ranks of all."""
    dependence, of_ranks = p_values(1, lambda y: np.where(y > 0, 1.5, 0.65))
    assert dependence < 1e-4 and of_ranks > 0.05


def test_members_of_an_ensemble_may_differ():
    """An exact mixture of two, whose draws come in turn, of posteriors that are off by ±½ as y decides."""
    found = []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        y = rng.normal(size=(N, 1))
        centres = np.stack([np.sin(3 * y) / 2, -np.sin(3 * y) / 2], axis=1)
        sample = (centres[:, None] + rng.normal(size=(N, DRAWS // 2, 2, 1))).reshape(N, DRAWS, 1)
        x = centres[np.arange(N), rng.integers(2, size=N)] + rng.normal(size=(N, 1))
        found.append(rank_dependence_p_values(*ranks_beside_answers(sample, x))[0])
    assert np.mean(np.array(found) < 0.05) < 0.1


def test_the_same_flaw_everywhere_is_left_to_the_ranks():
    dependence, of_ranks = p_values(0, lambda y: np.full_like(y, 0.5))
    assert dependence > 0.01 and of_ranks < 1e-6


def test_p_values_are_those_of_spearman():
    from scipy.stats import spearmanr

    u, answers = np.random.default_rng(0).uniform(size=(2, 50, 1))
    tests = [(u, answers), (np.abs(u - 0.5), answers)]
    tests += [(each, np.abs(answers - np.median(answers))) for each, _ in tests]
    expected = 4 * min(spearmanr(*each).pvalue for each in tests)
    assert rank_dependence_p_values(u, answers)[0] == pytest.approx(min(1, expected))


def test_where_nothing_can_be_said_nothing_is():
    rng = np.random.default_rng(0)
    u = rng.uniform(size=(30, 2))
    assert rank_dependence_p_values(u, np.ones((30, 4))).tolist() == [1, 1]
    assert rank_dependence_p_values(u[:10], rng.normal(size=(10, 4))).tolist() == [1, 1]
    assert rank_dependence_p_values(np.full((30, 1), 0.5), rng.normal(size=(30, 2))).tolist() == [1]
    with pytest.raises(ValueError, match="draws: expected at least 4 for each measurement, got 3"):
        ranks_beside_answers(np.zeros((30, 3, 1)), np.zeros((30, 1)))
