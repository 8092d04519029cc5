import numpy as np
import numpyro.distributions as dist
import pytest

from innverse.data import simulate
from innverse.problems import GaussianMixture, InverseKinematics, Problem, SimulatorError

PRIOR = {"a": dist.Uniform(0, 1), "b": dist.Normal(0, 1)}


def noisy(x, rng):
    return x + rng.standard_normal(x.shape)


def problem(forward=noisy):
    return Problem(PRIOR, forward, ["u", "v"])


@pytest.mark.parametrize("made", [problem(), InverseKinematics(), GaussianMixture()], ids=lambda made: made.name)
def test_the_seed_decides_everything(made):
    first = simulate(made, 350, seed=1)
    assert first.fingerprint() == simulate(made, 350, seed=1).fingerprint()
    assert first.fingerprint() != simulate(made, 350, seed=2).fingerprint()
    assert first.parameters == made.parameters and first.measurements == made.measurements
    assert len(first) == 350 and first.classes == made.classes


def test_rows_of_x_and_y_belong_together_across_blocks():
    pairs = simulate(problem(lambda x: 2 * x + 1), 257)
    assert np.array_equal(pairs.y, 2 * pairs.x + 1)
    arm = simulate(InverseKinematics(), 1_234)
    assert np.allclose(arm.y, InverseKinematics().joints(arm.x)[:, -1], atol=1e-5)


def test_blocks_differ_in_their_noise():
    pairs = simulate(problem(), 1_000)
    assert len(np.unique((pairs.y - pairs.x).round(12))) == 2_000


def test_work_comes_in_blocks_and_is_reported():
    sizes, reports = [], []

    def forward(x):
        sizes.append(len(x))
        return x

    simulate(problem(forward), 1_050, progress=lambda done, total: reports.append((done, total)))
    assert max(sizes) == 11 and sum(sizes) == 1_050
    assert reports[0] == (11, 1_050) and reports[-1] == (1_050, 1_050) and len(reports) == len(sizes)
    sizes.clear()
    simulate(problem(forward), 1_500_000)
    assert max(sizes) == 10_000


def test_runs_without_an_answer_are_counted():
    def forward(x):
        return np.where(x[:, :1] < 0.5, np.nan, x)

    with pytest.raises(ValueError, match=r"got \d+ of 100 rows with NaN or infinity, in the columns 'u' .*, 'v' "):
        simulate(problem(forward), 100)
    with pytest.warns(UserWarning, match=r"dropped \d+ of 100 rows with NaN or infinity"):
        pairs = simulate(problem(forward), 100, drop_invalid=True)
    assert 20 < len(pairs) < 80 and pairs.x[:, 0].min() >= 0.5


def test_a_failing_simulator_shows_its_input():
    def forward(x):
        raise RuntimeError("no licence")

    with pytest.raises(SimulatorError, match="RuntimeError: no licence; its input, row 0: a="):
        simulate(problem(forward), 100)


def test_at_least_one_run():
    assert len(simulate(problem(), 1)) == 1
    with pytest.raises(ValueError, match="n: expected at least one run, got 0"):
        simulate(problem(), 0)
