import warnings

import numpy as np
import numpyro.distributions as dist
import pytest

from innverse.data import simulate
from innverse.problems import Column, GaussianMixture, InverseKinematics, Problem, SimulatorError, one_at_a_time

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


def test_slow_runs_are_told_within_a_block_where_they_are_made_one_at_a_time(monkeypatch):
    monkeypatch.setattr("innverse.counted_calls.INTERVAL", 0.0)
    reports = []
    one = one_at_a_time(lambda x: x)
    simulate(problem(one), 300, progress=lambda done, total: reports.append(done))
    assert sorted(set(reports)) == list(range(1, 301)) and reports == sorted(reports)


def half_fails(x):
    return np.where(x[:, :1] < 0.5, np.nan, x)


def test_runs_without_an_answer_are_counted_and_kept_apart():
    with pytest.warns(
        UserWarning, match=r"problem: \d+ of 100 runs gave no measurement \(NaN or infinity in 'u', 'v'\)"
    ):
        pairs = simulate(problem(half_fails), 100)
    assert len(pairs) + len(pairs.failed) == 100
    assert pairs.x[:, 0].min() >= 0.5 > pairs.failed[:, 0].max()
    assert "failed runs kept apart" in repr(pairs)


def test_a_measurement_outside_its_bounds_is_told_by_the_first_block():
    asked = []

    def forward(x):
        asked.append(len(x))
        return x - 0.5

    with pytest.raises(ValueError, match=r"'u': expected values within \[0, inf\], got"):
        simulate(Problem(PRIOR, forward, [Column("u", lower=0.0), "v"]), 1000)
    assert sum(asked) == 10


def test_a_run_without_an_answer_may_hold_anything_else():
    def forward(x):
        return np.where(x[:, :1] < 0.5, [-999.0, np.nan], x)

    with pytest.warns(UserWarning, match="gave no measurement"):
        pairs = simulate(Problem(PRIOR, forward, [Column("u", lower=0.0), "v"]), 100)
    assert len(pairs) + len(pairs.failed) == 100


def test_what_a_failure_means_is_said_in_the_problems_words():
    made = problem(half_fails)
    made.failure = "no impact"
    with pytest.warns(UserWarning, match=r"gave no measurement \(no impact\)"):
        simulate(made, 100)
    with pytest.raises(ValueError, match=r"expected runs with a measurement, got none: 100 of 100 .*"):
        simulate(problem(lambda x: x * np.nan), 100)


class Counted:
    """A noisy forward process that counts its blocks, and stops the work after some of them."""

    def __init__(self, stop_after=10**9):
        self.blocks, self.stop_after = 0, stop_after

    def __call__(self, x, rng):
        self.blocks += 1
        if self.blocks > self.stop_after:
            raise KeyboardInterrupt
        return noisy(x, rng)


def test_an_interrupted_simulation_goes_on_where_it_stopped(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        simulate(problem(Counted(stop_after=30)), 1_000, keep=tmp_path)
    rest = Counted()
    pairs = simulate(problem(rest), 1_000, keep=tmp_path)
    assert rest.blocks == 70 + 1  # the first block is run again, to see that the forward process is still the same
    assert pairs.fingerprint() == simulate(problem(), 1_000).fingerprint()
    again = Counted()
    assert simulate(problem(again), 1_000, keep=tmp_path).fingerprint() == pairs.fingerprint()
    assert again.blocks == 1


def test_kept_runs_of_a_changed_problem_are_refused(tmp_path):
    simulate(problem(), 200, keep=tmp_path)
    simulate(problem(), 200, seed=1, keep=tmp_path)
    with pytest.raises(ValueError, match=r"the forward process \(or .* its rng\) changed since; move that folder away"):
        simulate(problem(lambda x, rng: 2 * noisy(x, rng)), 200, keep=tmp_path)
    with pytest.raises(ValueError, match="the prior draws changed since"):
        simulate(Problem({"a": dist.Uniform(0, 2), "b": dist.Normal(0, 1)}, noisy, ["u", "v"]), 200, keep=tmp_path)


def test_kept_runs_are_compared_on_the_scale_of_the_measurement(tmp_path):
    """Watts of a faint source; and one measurement more under the same name."""
    faint = Problem({"a": dist.Uniform(0, 1)}, lambda x: 1e-12 * x, ["watt"])
    simulate(faint, 200, keep=tmp_path)
    simulate(faint, 200, keep=tmp_path)
    for other, names in ((lambda x: 5e-12 * x, ["watt"]), (lambda x: np.hstack([x, x]), ["watt", "volt"])):
        with pytest.raises(ValueError, match="the forward process"):
            simulate(Problem({"a": dist.Uniform(0, 1)}, other, names), 200, keep=tmp_path)


def exact(x, rng):
    return x


def test_two_that_start_together_never_mix_their_runs(tmp_path):
    """The other one begins within this one's first block, when nothing is kept that it could be held against."""
    told = []

    def forward(x, rng):
        if not told:
            told.append("asked")
            with pytest.raises(ValueError, match=r"is being written by process .*, or keep these runs in another fold"):
                simulate(problem(exact), 200, keep=tmp_path)
        return noisy(x, rng)

    pairs = simulate(problem(forward), 200, keep=tmp_path)
    assert pairs.fingerprint() == simulate(problem(), 200).fingerprint()
    assert not list(tmp_path.rglob("run.lock"))


def test_kept_runs_of_another_simulator_are_refused_without_the_first_block_too(tmp_path):
    simulate(problem(), 200, keep=tmp_path)
    next(tmp_path.rglob("0000.npz")).unlink()
    with pytest.raises(ValueError, match=r"the forward process \(or .* its rng\) changed since; move that folder away"):
        simulate(problem(exact), 200, keep=tmp_path)
    next(tmp_path.rglob("0000.npz")).unlink()
    assert simulate(problem(), 200, keep=tmp_path).fingerprint() == simulate(problem(), 200).fingerprint()


def test_a_finished_simulation_is_read_without_a_lock(tmp_path, monkeypatch):
    kept = simulate(problem(), 200, keep=tmp_path)
    monkeypatch.setattr("innverse.data.simulation_cache.locked", None)
    assert simulate(problem(), 200, keep=tmp_path).fingerprint() == kept.fingerprint()


def test_a_folder_in_which_nothing_was_kept_goes_again(tmp_path):
    simulate(problem(), 200, keep=tmp_path / "all" / "kept", keep_seconds=1e9)
    assert not list(tmp_path.iterdir())
    (tmp_path / "all").mkdir()
    simulate(problem(), 200, keep=tmp_path / "all", keep_seconds=1e9)
    assert not list((tmp_path / "all").iterdir())


def test_a_folder_that_may_not_be_written_is_told_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr("pathlib.Path.mkdir", denied)
    with pytest.raises(PermissionError, match=r"got: Permission denied; .* or keep these runs in another folder"):
        simulate(problem(), 200, keep=tmp_path / "kept")


def denied(*arguments, **more):
    raise PermissionError(13, "Permission denied")


def test_a_disk_without_room_is_told_and_the_same_simulation_goes_on_later(tmp_path):
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, limits[1]))
    try:
        with pytest.raises(OSError, match=r"0000\.npz: expected to write it into .*, got: File too large; .* goes on"):
            simulate(problem(), 200, keep=tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert simulate(problem(), 200, keep=tmp_path).fingerprint() == simulate(problem(), 200).fingerprint()


def test_runs_are_kept_where_they_were_whatever_directory_the_simulator_changes_to(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work").mkdir()

    def forward(x, rng):
        monkeypatch.chdir(tmp_path / "work")
        return noisy(x, rng)

    simulate(problem(forward), 200, keep="kept")
    assert len(list((tmp_path / "kept").rglob("*.npz"))) == 100 and not list((tmp_path / "work").iterdir())


@pytest.mark.parametrize("damage", [lambda whole: whole[:-20], lambda whole: b"", lambda whole: whole[:99] + b"?" * 9])
@pytest.mark.parametrize("block", ["0000", "0007"])
def test_a_damaged_block_is_named_and_made_again(tmp_path, damage, block):
    whole = simulate(problem(), 1_000, keep=tmp_path)
    path = next(tmp_path.rglob(f"{block}.npz"))
    path.write_bytes(damage(path.read_bytes()))
    with pytest.warns(UserWarning, match=rf"keep: .*{block}\.npz is damaged \(\w+\): these runs are made again"):
        assert simulate(problem(), 1_000, keep=tmp_path).fingerprint() == whole.fingerprint()
    assert simulate(problem(), 1_000, keep=tmp_path).fingerprint() == whole.fingerprint()


def test_a_failing_simulator_shows_its_input():
    def forward(x):
        raise RuntimeError("no licence")

    with pytest.raises(SimulatorError, match="RuntimeError: no licence; its input, row 0: a="):
        simulate(problem(forward), 100)


def test_at_least_one_run():
    assert len(simulate(problem(), 1)) == 1
    with pytest.raises(ValueError, match=r"n: expected a whole number of at least 1, got 0"):
        simulate(problem(), 0)


def test_of_many_broken_measurements_a_few_are_named():
    """A spectrum's pixels would fill the screen."""
    spectrum = Problem({"a": dist.Uniform(0, 1)}, lambda x: np.where(x < 0.5, np.nan, x + np.zeros(200)), pixels(200))
    with pytest.warns(UserWarning, match=r"in 'f1', 'f2', 'f3', 'f4', 'f5', 'f6', \.\.\. \(200 in all\)\)"):
        simulate(spectrum, 100)


def pixels(n):
    return [f"f{i + 1}" for i in range(n)]


def test_a_measurement_that_never_varies_is_told_of_the_first_runs_not_after_days():
    """Runs made until the note comes: where it ends them, they are the first 50 of 3,000."""
    made = []

    def dead_pixel(x):
        made.append(len(x))
        return np.column_stack([x[:, 0], np.full(len(x), 0.3)])

    told = r"problem: expected measurements that vary, got one value in 'v' in the first 60 of 3,000 runs; a "
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UserWarning, match=told):
            simulate(problem(dead_pixel), 3_000)
    assert sum(made) - made[0] <= 60  # one row more, to know which way y stands
    with pytest.warns(UserWarning, match=told):
        assert len(simulate(problem(dead_pixel), 3_000)) == 3_000


def test_a_rare_class_and_measurements_that_vary_are_no_dead_pixels():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        simulate(problem(), 3_000)
        simulate(Problem(PRIOR, lambda x: np.tile([1.0, 0.0], (len(x), 1)), ["u", "v"], classes=True), 3_000)
