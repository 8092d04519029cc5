import json
from dataclasses import dataclass

import jax
import numpy as np
import pytest

from innverse.data import Pairs
from innverse.diagnosis import AnyPosterior, diagnose
from innverse.diagnostics import central_coverage
from innverse.problems import Column, InverseProblem
from tests.diagnostics import posteriors
from tests.diagnostics.posteriors import BIASED, EXACT, OVER_CONFIDENT, SIGMA, UNDER_CONFIDENT

PARAMETERS = tuple(Column(name) for name in ("a", "b", "c"))
MEASUREMENTS = tuple(Column(name) for name in ("u", "v"))


def closed_form(posterior, measurements=MEASUREMENTS):
    """What `diagnose` asks of a model, answered by a closed-form posterior instead of a network."""
    return AnyPosterior(PARAMETERS, measurements, posterior.sample, predict=posteriors.noiseless)


class LinearGaussian(InverseProblem):
    name, title, source = "linear", "linear Gaussian", "closed form"
    parameters, measurements = PARAMETERS, MEASUREMENTS

    def sample_prior(self, key, n):
        return jax.random.normal(key, (n, 3))

    def log_prior(self, x):
        return -(x**2).sum(-1) / 2

    def forward(self, key, x):
        return posteriors.noiseless(x) + SIGMA * jax.random.normal(key, (len(x), 2))

    def exact_posterior(self, y, n, key):
        return EXACT.sample(np.asarray(y)[None], n, int(jax.random.bits(key)))[0]


class Unanswered(LinearGaussian):
    """Its exact posterior is not known."""

    has_exact_posterior = False


@dataclass
class Failing(Unanswered):
    """Simulations fail where the first parameter is not above a threshold."""

    threshold: float

    def forward(self, key, x):
        return np.where(np.asarray(x)[:, :1] > self.threshold, np.asarray(super().forward(key, x)), np.nan)


def held_out(n=1000, seed=0):
    return Pairs(*posteriors.pairs(n, seed), PARAMETERS, MEASUREMENTS)


def diagnosis_of(posterior, problem=None, n=1000, **settings):
    settings = {"n_y": n, "n_draws": 500} | settings
    return diagnose(closed_form(posterior), held_out(n), problem, **settings)


@pytest.fixture(scope="module")
def exact():
    return diagnosis_of(EXACT, LinearGaussian())


def test_exact_posterior_passes(exact):
    assert max(exact.calibration_error.values()) < exact.calibration_error_bound
    assert min(exact.sbc_p_value.values()) > 0.01
    assert min(exact.rank_dependence_p_value.values()) > 0.01
    assert exact.mmd_squared == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("posterior", [OVER_CONFIDENT, UNDER_CONFIDENT], ids=["over-confident", "under-confident"])
def test_wrong_spread_fails_every_check(posterior):
    diagnosis = diagnosis_of(posterior, LinearGaussian())
    assert min(diagnosis.calibration_error.values()) > 3 * diagnosis.calibration_error_bound
    assert max(diagnosis.sbc_p_value.values()) < 1e-3
    assert diagnosis.mmd_squared > 0.01


def test_bias_fails():
    diagnosis = diagnosis_of(BIASED)
    assert max(diagnosis.calibration_error.values()) > 1.5 * diagnosis.calibration_error_bound
    assert min(diagnosis.sbc_p_value.values()) < 1e-6


def test_what_is_recovered_is_the_closed_form(exact):
    """Prior variance 1, posterior covariance S: 1 - S_ii, and the mutual information of Gaussians, -log(S_ii)/2."""
    left = np.diag(posteriors.COVARIANCE)
    assert list(exact.recoverability) == ["a", "b", "c"]
    assert list(exact.recoverability.values()) == pytest.approx(1 - left, abs=0.05)
    assert list(exact.information.values()) == pytest.approx(-np.log(left) / 2, abs=0.06)


def test_over_confidence_feigns_recovery(exact):
    feigned = diagnosis_of(OVER_CONFIDENT, n=200)
    for name in exact.recoverability:
        assert feigned.recoverability[name] > exact.recoverability[name] + 0.03
        assert feigned.information[name] > exact.information[name] + 0.2


def test_a_few_wild_posteriors_do_not_decide_what_is_recovered(exact):
    def sample(y, n, seed):
        draws = EXACT.sample(y, n, seed)
        draws[:2] *= 1e6
        return draws

    wild = diagnose(AnyPosterior(PARAMETERS, MEASUREMENTS, sample), held_out(), n_y=1000, n_draws=500)
    assert list(wild.recoverability.values()) == pytest.approx(list(exact.recoverability.values()), abs=0.02)


def test_too_little_to_tell_what_is_recovered():
    for diagnosis in (diagnosis_of(EXACT, n=100, n_draws=5), diagnosis_of(EXACT, n=10)):
        assert diagnosis.recoverability == diagnosis.information == {}
        assert diagnosis.to_dict()["recoverability"] is None
        assert diagnosis.to_dict()["recoverability: note"].startswith("needs 20 draws")


def test_noise_floor_lets_the_resimulation_error_be_judged(exact):
    noise = SIGMA**2
    assert exact.forward_error == pytest.approx(2 * noise, rel=0.1)
    many = diagnosis_of(EXACT, Unanswered(), n_resimulated=1000, n_draws=20)
    assert many.resimulation_floor == pytest.approx(4 * noise, rel=0.1)
    assert many.resimulation_error == pytest.approx(4 * noise, rel=0.15)
    wide = diagnosis_of(UNDER_CONFIDENT, Unanswered(), n_resimulated=1000, n_draws=20)
    assert wide.resimulation_error > 1.2 * many.resimulation_floor


def test_what_takes_long_is_counted():
    told = []
    diagnosis_of(EXACT, Unanswered(), n=50, n_draws=30, n_resimulated=4, progress=lambda *count: told.append(count))
    assert told == [(25, 50), (50, 50), (30, 124), (60, 124), (90, 124), (120, 124), (124, 124)]


def test_what_cannot_be_had_is_none_with_a_reason():
    diagnosis = diagnosis_of(EXACT, n=50)
    missing = {"label_accuracy", "resimulation_error", "resimulation_floor", "mmd_squared"}
    assert {name for name in missing if getattr(diagnosis, name) is None} == missing
    assert missing <= set(diagnosis.notes)
    assert diagnosis.to_dict()["re-simulation error: note"] == "no forward process is at hand: pass problem="
    assert diagnosis_of(EXACT, Unanswered(), n=50).notes["mmd_squared"] == "the exact posterior is not known"


def test_failed_simulations_are_counted():
    diagnosis = diagnosis_of(EXACT, Failing(0.0), n=50, n_draws=2)
    assert "of 50 measurements are left out" in diagnosis.notes["resimulation_error"]
    assert diagnosis.resimulation_error > 0
    all_failed = diagnosis_of(EXACT, Failing(np.inf), n=50)
    assert all_failed.resimulation_error is None
    assert all_failed.notes["resimulation_error"].startswith("50 of 50 measurements are left out")


def test_classes_are_judged_by_label_accuracy():
    x = np.random.default_rng(0).normal(size=(100, 1))
    labels = (x > 0) @ np.array([[1.0, -1.0]]) + np.array([[0.0, 1.0]])
    classes = (Column("positive"), Column("negative"))

    def sample(y, n, seed):
        return np.abs(np.random.default_rng(seed).normal(size=(len(y), n, 1))) * (y[:, :1] - y[:, 1:])[:, None]

    def predict(x):
        right = (x > 0) @ np.array([[0.8, -0.8]]) + np.array([[0.1, 0.9]])
        return np.where(np.arange(len(x))[:, None] < 10, 1 - right, right)

    model = AnyPosterior(["a"], classes, sample, predict=predict)
    diagnosis = diagnose(model, Pairs(x, labels, (Column("a"),), classes, classes=True))
    assert diagnosis.label_accuracy == 0.9
    assert diagnosis.forward_error is None
    assert diagnosis.n_y == 100


def test_blocks_do_not_change_what_is_measured(monkeypatch):
    monkeypatch.setattr("innverse.diagnosis.blocks.NUMBERS_PER_BLOCK", 500 * 3 * 70)
    diagnosis = diagnosis_of(EXACT, LinearGaussian(), n=333, n_compared=100)
    x, y = posteriors.pairs(333, 0)
    draws = np.concatenate([EXACT.sample(y[i : i + 70], 500, i // 70) for i in range(0, 333, 70)])
    assert diagnosis.coverage == pytest.approx(central_coverage(draws, x))
    assert diagnosis.notes["mmd_squared"].startswith("mean over 100 measurements")


def test_deterministic_but_for_the_times():
    first, again = (diagnosis_of(EXACT, LinearGaussian(), n=60).to_dict() for _ in range(2))
    for timed in ("seconds", "draws per second"):
        assert first.pop(timed) > 0
        again.pop(timed)
    assert first == again


def test_readable_and_json_able(exact):
    entries = json.loads(json.dumps(exact.to_dict(), allow_nan=False))
    assert entries["held-out measurements"] == 1000
    assert entries["label accuracy"] is None
    frame = exact.to_frame()
    assert frame.loc["calibration error b", "value"] == exact.calibration_error["b"]
    assert "exact posterior" in exact._repr_html_()
    assert "not computed" in exact._repr_html_()
    assert "1,000 measurements x 500 draws" in repr(exact)
    assert exact.coverage.shape == (len(exact.confidences), 3)


def test_bad_input_is_named():
    pairs, model = held_out(10), closed_form(EXACT)
    renamed = Pairs(pairs.x, pairs.y, PARAMETERS[::-1], MEASUREMENTS)
    with pytest.raises(
        ValueError, match=r"held_out: expected the parameters of the model, \['a', 'b', 'c'\] in this order, got"
    ):
        diagnose(model, renamed)
    other = closed_form(EXACT, MEASUREMENTS[::-1])
    with pytest.raises(ValueError, match="held_out: expected the measurements of the model"):
        diagnose(other, pairs)
    with pytest.raises(ValueError, match="n_draws: expected a whole number of at least 1, got 0"):
        diagnose(model, pairs, n_draws=0)
