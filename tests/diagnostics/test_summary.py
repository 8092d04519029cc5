import numpy as np
import pytest

from innverse.diagnostics import summarise
from tests.diagnostics.posteriors import COVARIANCE, EXACT, OVER_CONFIDENT, UNDER_CONFIDENT


def test_recovers_the_closed_form():
    summary = summarise(EXACT.sample(np.zeros((1, 2)), 200_000, seed=0)[0])
    sd = np.sqrt(np.diag(COVARIANCE))
    assert summary.mean == pytest.approx(np.zeros(3), abs=0.01)
    assert summary.median == pytest.approx(np.zeros(3), abs=0.01)
    assert summary.sd == pytest.approx(sd, rel=0.01)
    assert summary.correlation == pytest.approx(COVARIANCE / np.outer(sd, sd), abs=0.01)
    assert summary.interval_68 == pytest.approx(np.outer([-0.9945, 0.9945], sd), abs=0.01)
    assert summary.interval_95 == pytest.approx(np.outer([-1.96, 1.96], sd), abs=0.02)


def test_width_shows_over_and_under_confidence():
    width = {
        posterior: np.ptp(summarise(posterior.sample(np.zeros((1, 2)), 5000, seed=0)[0]).interval_68, axis=0)
        for posterior in (OVER_CONFIDENT, EXACT, UNDER_CONFIDENT)
    }
    assert np.all(width[OVER_CONFIDENT] < width[EXACT])
    assert np.all(width[EXACT] < width[UNDER_CONFIDENT])


def test_one_parameter_and_a_constant_one():
    assert summarise(np.arange(5.0)[:, None]).correlation == pytest.approx(np.ones((1, 1)))
    correlation = summarise(np.stack([np.arange(5.0), np.ones(5)], axis=1)).correlation
    assert np.isnan(correlation[1]).all()
    assert correlation[0, 0] == pytest.approx(1)


def test_a_single_draw_has_a_place_but_no_spread():
    frame = summarise(np.array([[1.0, -2.0]])).to_frame(["a", "b"])
    assert frame["sd"].isna().all()
    assert (frame.drop(columns="sd") == np.array([[1.0], [-2.0]])).all(axis=None)


def test_frame_has_a_row_for_each_parameter():
    frame = summarise(np.random.default_rng(0).normal(size=(100, 2))).to_frame(["b1", "b2"])
    assert list(frame.index) == ["b1", "b2"]
    assert list(frame.columns) == ["median", "mean", "sd", "low_68", "high_68", "low_95", "high_95"]
    ends = frame[["low_95", "low_68", "median", "high_68", "high_95"]].to_numpy()
    assert np.all(np.diff(ends, axis=1) > 0)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"draws: expected shape \(n, dim_x\)"):
        summarise(np.zeros(3))
    with pytest.raises(ValueError, match="names: expected 2"):
        summarise(np.eye(2)).to_frame(["a"])
