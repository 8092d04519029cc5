"""What tasks measure: an exact posterior reaches the floor, the prior does not."""

import jax
import numpy as np
import pytest

from innverse.data import Pairs
from innverse.experiments.experiment import WithConstants, narrowed
from innverse.experiments.known_posterior import KnownPosterior
from innverse.experiments.recoverable_parameters import RecoverableParameters
from innverse.experiments.reference_draws import ReferenceDraws
from innverse.experiments.scores import calibration_scores, resimulation_scores
from innverse.problems import sbibm_tasks
from tests.experiments.stand_ins import Exact, Prior

MOONS = sbibm_tasks()["two_moons"]
BOX = sbibm_tasks()["gaussian_linear_uniform"]
KEY = jax.random.key(5)
exact, prior = Exact(MOONS), Prior(MOONS)


class Biased(Exact):
    def sample(self, y, n, seed=0):
        return super().sample(y, n, seed) + 0.2


def test_known_posterior():
    task = KnownPosterior(MOONS, measurements=20, draws=200)
    best, worst = task.scores(exact, 0), task.scores(prior, 0)
    assert abs(best["err_post"]) < 0.02 < 0.2 < worst["err_post"]
    assert best["err_resim"] < 0.05 < worst["err_resim"] and best["no_answer"] == 0
    assert (task.name, task.settings) == ("two_moons", {"measurements": 20, "draws": 200})


def test_reference_draws(fake_wheel):
    task = ReferenceDraws(MOONS, fake_wheel, measurements=2)
    best = task.scores(exact, 0)
    worst = ReferenceDraws(MOONS, fake_wheel, measurements=1).scores(prior, 0)
    assert best["c2st"] == pytest.approx(0.5, abs=0.1) and worst["c2st"] > 0.8
    assert abs(best["mmd"]) < 0.02 < worst["mmd"]
    assert task.settings == {"measurements": 2, "draws": 120}
    with pytest.raises(ValueError, match="--measurements: expected 1 to 10 for sbibm, got 11"):
        ReferenceDraws(MOONS, fake_wheel, measurements=11)


def test_recoverable_parameters():
    task = RecoverableParameters(BOX, ["x1", "x3", "x2"], measurements=100, draws=300)
    best = task.scores(Exact(BOX), 0)
    assert 0.1 < best["map_error_first"] < 0.6 and best["map_error_first"] < best["map_error"] < 1.2
    assert 1.5 < best["resimulation"] < 3


@pytest.mark.slow
def test_a_constant_guess_scores_as_the_papers_network_that_ignores_y():
    """The units of the table: .861 and 1.70 are published for L_x alone."""

    class Constant(Prior):
        def sample(self, y, n, seed=0):
            return np.zeros((len(y), n, 10)) + 1e-9 * np.arange(n)[:, None]

    task = RecoverableParameters(BOX, ["x1", "x2", "x3"], measurements=500, draws=50)
    scores = task.scores(Constant(BOX), 0)
    assert scores["map_error_first"] == pytest.approx(0.866, abs=0.06)
    assert scores["map_error"] == pytest.approx(1.67, abs=0.08)


def test_calibration():
    x = np.asarray(BOX.sample_prior(jax.random.key(6), 300), float)
    pairs = Pairs(x, np.asarray(BOX.forward(KEY, x), float), BOX.parameters, BOX.measurements)
    good, bad = (calibration_scores(cls(BOX), pairs, 60, 0) for cls in (Exact, Biased))
    assert good["calibration_error"] < 0.04 < bad["calibration_error"]
    assert good["sbc_p"] > 1e-4 > bad["sbc_p"] and good["draws_per_second"] > 0


def test_draws_without_an_answer_are_counted():
    departures = np.array([[[1.0], [np.nan]], [[2.0], [1.0]]])
    assert resimulation_scores(departures) == {"err_resim": 2.0, "no_answer": 0.25}
    assert np.isnan(resimulation_scores(departures * np.nan)["err_resim"])


def test_a_measurement_that_never_varies_is_left_out():
    pairs = Pairs.from_arrays(np.arange(4.0), np.column_stack([np.ones(4), np.arange(4.0)]))
    varying = np.array([False, True])
    assert [column.name for column in narrowed(pairs, varying).measurements] == ["y2"]
    assert narrowed(pairs, np.array([True, True])) is pairs

    class Echo:
        def sample(self, y, n, seed):
            return np.repeat(y[:, None], n, axis=1)

    assert WithConstants(Echo(), varying).sample(pairs.y, 3).shape == (4, 3, 1)
