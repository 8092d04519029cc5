"""A run that died while it wrote any of its files goes on to the same results; what does not fit is refused."""

import errno
import json
import os
import subprocess
import sys
import time
import warnings
from pathlib import Path

import jax
import numpy as np
import pytest
from typer.testing import CliRunner

import innverse as iv
from innverse.cli import app
from innverse.problems import Column
from innverse.study import FinishedRunError, RunDirectory, run_study
from innverse.study.kept_pairs import keep_pairs, kept_pairs
from innverse.study.observed import read_observation
from innverse.study.preparation import prepare
from innverse.study.reading import read_study
from innverse.study.run_place import new_place
from innverse.study.run_record import RunRecord

STUDY = """
[problem]
simulator = "falling.py:forward"
[problem.prior.height]
distribution = "Uniform"
low = 1.0
high = 3.0
[problem.measurements]
names = ["time"]
[data]
simulations = 60
[method]
name = "ABC"
accepted = 20
[observation]
values = [0.7]
"""
SIMULATOR = """
import numpy as np
def forward(x, rng):
    y = np.sqrt(x / 4.9) + 0.05 * rng.standard_normal(x.shape)
    return np.where(x > 2.8, np.nan, y)
"""


class Killed(BaseException):
    pass


pytestmark = pytest.mark.usefixtures("only_what_is_kept", "no_waiting_for_the_disk")


@pytest.fixture
def no_waiting_for_the_disk(monkeypatch):
    monkeypatch.setattr("innverse.durable.atomic_write._to_disk", lambda *_: None)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "falling.py").write_text(SIMULATOR)
    (tmp_path / "falling.toml").write_text(STUDY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def dies():
    """After some files the process writes no more; half a file stays behind, as after `kill -9`."""

    def after(patch, written):
        replace, done = Path.replace, []

        def replaced(partial, target):
            done.append(target)
            if len(done) > written:
                partial.rename(f"{target}.1.partial")
                raise Killed
            return replace(partial, target)

        patch.setattr(Path, "replace", replaced)
        return done

    return after


def run(**options):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        outcome = run_study("falling.toml", **options)
    return outcome, " ".join(str(one.message) for one in told)


def results(directory):
    """All files but the record, whose times differ, and what holds seconds."""
    files = {path.name: path.read_bytes() for path in directory.path.iterdir() if path.name != directory.record.name}
    model = files.pop(directory.model.name), iv.load(directory.model)
    return files, [np.asarray(leaf).tobytes() for leaf in jax.tree.leaves(model[1].networks)]


@pytest.fixture
def whole(folder):
    return run(out="whole")[0].directory


def test_whatever_was_being_written_it_goes_on_to_the_same(folder, dies, monkeypatch):
    with monkeypatch.context() as patch:
        written = dies(patch, 1000)
        whole = run(out="whole")[0].directory
    names = [path.name for path in written]
    assert set(names) == {path.name for path in whole.path.iterdir()} and names[0] == "study.toml"
    for number, name in enumerate(names):
        with monkeypatch.context() as patch, pytest.raises(Killed):
            dies(patch, number)
            run(out=str(number))
        outcome, _ = run(out=str(number), resume=True)
        assert results(outcome.directory) == results(whole), name
        assert json.loads(outcome.directory.record.read_text())["status"] == "finished"


def test_the_record_says_what_it_takes_to_make_the_run_again(whole):
    record = json.loads(whole.record.read_text())
    assert record["study"]["seed"] == 0 and set(record["study"]["files"]) == {"falling.py"}
    assert record["pairs"]["rows"] + record["pairs"]["failed"] == 60 and len(record["pairs"]["sha256"]) == 64
    session = record["sessions"][0]
    assert {"innverse", "jax", "numpy", "python", "processor", "cores", "commit"} <= set(session)
    assert session["began"] <= session["ended"] and record["status"] == "finished"


def test_a_run_keeps_what_it_was_asked_with(folder, whole):
    """Its directory is a study of its own: what the files are now that it was started with does not matter."""
    assert whole.observed.read_text() == "time\n0.7\n"
    assert (whole.path / "falling.py").read_text() == SIMULATOR
    (folder / "falling.py").write_text("")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        again = run_study(whole.study, "again").directory
    assert again.pairs.read_bytes() == whole.pairs.read_bytes() and again.draws.read_bytes() == whole.draws.read_bytes()


def test_an_observation_that_was_kept_is_read_as_the_same(folder):
    """To the last digit, whatever file it came from."""
    (folder / "seen.csv").write_text("measurement,value\ntime,0.7123456789012345\n")
    (folder / "falling.toml").write_text(STUDY.replace("values = [0.7]", "path = 'seen.csv'"))
    directory = run(out="out")[0].directory
    seen = [read_observation(path, (Column("time"),)) for path in (folder / "seen.csv", directory.observed)]
    assert np.array_equal(*seen)


def test_a_finished_run_is_told_and_left_alone(whole):
    before = results(whole), whole.record.read_bytes()
    with pytest.raises(FinishedRunError, match=r"got the finished one in 'whole'; report: whole/report\.html"):
        run(out="whole", resume=True)
    assert (results(whole), whole.record.read_bytes()) == before
    result = CliRunner().invoke(app, ["run", "falling.toml", "--resume", "--out", "whole"])
    assert result.exit_code == 0 and "nothing to do" in result.output
    whole.verdict.write_text('{"colour": "red"}')
    assert CliRunner().invoke(app, ["run", "falling.toml", "--resume", "--out", "whole"]).exit_code == 3


@pytest.mark.parametrize("verdict", [None, "{}", "[", "[]"])
def test_a_finished_run_without_a_verdict_is_told(whole, verdict):
    whole.verdict.unlink()
    if verdict is not None:
        whole.verdict.write_text(verdict)
    result = CliRunner().invoke(app, ["run", "falling.toml", "--resume", "--out", "whole"])
    assert result.exit_code == 2 and "error: " in result.output
    assert "verdict.json: expected the verdict of a finished run, got" in result.output


@pytest.fixture
def stopped(folder, dies, monkeypatch):
    """A run whose model was about to be written."""
    with monkeypatch.context() as patch, pytest.raises(Killed):
        dies(patch, 8)
        run()
    return RunDirectory(Path("innverse-falling"))


def test_the_unfinished_run_is_found(stopped):
    assert json.loads(stopped.record.read_text())["status"] == "running" and not stopped.model.exists()
    again = run()[0].directory
    assert again.path.name == "innverse-falling-2"
    assert run(resume=True)[0].directory.path == stopped.path
    assert results(stopped) == results(again)
    with pytest.raises(FinishedRunError):
        run(resume=True)


def test_another_study_s_run_of_a_similar_name_is_not_gone_on_with(stopped, folder):
    other = folder / "innverse-falling-2"
    other.mkdir()
    for file in stopped.path.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    (other / "study.toml").write_text(STUDY.replace("accepted = 20", "accepted = 30"))
    damaged = folder / "innverse-falling-3"
    damaged.mkdir()
    (damaged / "run.json").write_text("{}")
    later = stopped.record.stat().st_mtime + 10
    for directory in (other, damaged):
        os.utime(directory / "run.json", (later, later))
    assert run(resume=True)[0].directory.path == stopped.path


def test_a_tilde_is_the_user_s_folder_in_every_name(folder, monkeypatch):
    home = folder / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    (home / "falling_there.py").write_text(SIMULATOR)
    (home / "runs.csv").write_text("height,time\n" + "".join(f"{1 + i / 30},{0.4 + i / 200}\n" for i in range(60)))
    (home / "seen.csv").write_text("time\n0.5\n")
    text = STUDY.replace("falling.py", "~/falling_there.py").replace("values = [0.7]", "path = '~/seen.csv'")
    (folder / "falling.toml").write_text(text.replace("simulations = 60", "path = '~/runs.csv'"))
    record = json.loads(run(out="out")[0].directory.record.read_text())
    assert set(record["study"]["files"]) == {"~/falling_there.py", "~/runs.csv", "~/seen.csv"}


def test_a_tilde_of_nobody_is_told(folder):
    (folder / "falling.toml").write_text(STUDY.replace("falling.py", "~nobody-of-this-name/falling.py"))
    with pytest.raises(ValueError, match="expected a user with a folder of their own after ~, got none"):
        run(out="out")


def test_one_measurement_may_be_written_as_a_number(folder):
    (folder / "falling.toml").write_text(STUDY.replace("[0.7]", "0.7"))
    assert prepare(read_study("falling.toml"), folder).observed.tolist() == [0.7]
    (folder / "falling.toml").write_text(STUDY.replace("[0.7]", "0.7").replace('["time"]', '["time", "speed"]'))
    with pytest.raises(ValueError, match=r"y: expected 2 measurements \('time', 'speed'\), got 0\.7"):
        prepare(read_study("falling.toml"), folder)


@pytest.mark.filterwarnings("ignore:falling")
def test_a_simulator_may_change_the_working_directory(folder):
    (folder / "falling.py").write_text(SIMULATOR.replace("    y =", "    import os; os.chdir('/')\n    y =", 1))
    whole = run()[0].directory
    assert whole.path.name == "innverse-falling" and (folder / whole.report).is_file()


def test_where_nothing_has_begun_there_is_nothing_to_go_on_with(folder):
    with pytest.raises(ValueError, match=r"expected a run to go on with in innverse-falling or innverse-falling-2, …"):
        run(resume=True)
    with pytest.raises(ValueError, match=r"got 'nowhere', which does not exist; leave --resume out"):
        run(out="nowhere", resume=True)
    with pytest.raises(ValueError, match=r"got '\.', which holds 2 entries"):
        run(out=".", resume=True)
    assert sorted(path.name for path in folder.iterdir()) == ["falling.py", "falling.toml"]


def test_a_run_that_died_before_it_began_starts_there(folder):
    Path("out").mkdir()
    (folder / "out" / "study.toml.77.partial").write_text("[prob")
    assert "nothing was done yet in 'out': this run starts there" in run(out="out", resume=True)[1]


def test_a_changed_study_is_refused_with_the_difference(stopped, folder):
    (folder / "falling.toml").write_text("# a remark\n" + STUDY.replace("accepted = 20", "accepted = 30"))
    with pytest.raises(ValueError, match=r"(?s)expected the one that this run .*-accepted = 20\n\+accepted = 30"):
        run(resume=True)
    (folder / "falling.toml").write_text("# a remark\n" + STUDY)
    (folder / "falling.py").write_text(SIMULATOR + "\n")
    with pytest.raises(ValueError, match=r"expected falling\.py as when this run began, got other contents"):
        run(resume=True)
    (folder / "falling.py").write_text(SIMULATOR)
    run(resume=True)
    assert stopped.study.read_text() == STUDY


def test_a_changed_study_is_refused_where_all_runs_are_finished_too(folder):
    run()
    (folder / "falling.toml").write_text(STUDY.replace("accepted = 20", "accepted = 30"))
    with pytest.raises(ValueError, match=r"(?s)expected the one that this run .*-accepted = 20\n\+accepted = 30"):
        run(resume=True)


def test_other_versions_are_told(stopped):
    record = json.loads(stopped.record.read_text())
    record["sessions"][0]["jax"] = "0.0.1"
    stopped.record.write_text(json.dumps(record))
    assert "may differ from those of one without a stop: jax was 0.0.1, is" in run(resume=True)[1]
    assert len(json.loads(stopped.record.read_text())["sessions"]) == 2


def test_a_run_that_goes_on_adds_up_its_seconds(stopped):
    """Hours of simulation are no tenth of a second because the last process only read them."""
    record = json.loads(stopped.record.read_text())
    stopped.record.write_text(json.dumps(record | {"seconds": {"simulate": 3600.0, "train": 50.0}}))
    outcome, _ = run(resume=True)
    assert 3600 < outcome.seconds["simulate"] < 3700 and 50 < outcome.seconds["train"] < 150
    assert json.loads(stopped.record.read_text())["seconds"] == outcome.seconds
    assert list(outcome.seconds) == ["simulate", "train", "check", "answer", "report"]


def test_a_phase_that_is_stopped_counts(folder, monkeypatch):
    def stopped(*_, **__):
        time.sleep(0.2)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("innverse.study.walk.diagnose", stopped)
        run(out="out")
    assert json.loads(Path("out/run.json").read_text())["seconds"]["check"] >= 0.2


@pytest.mark.filterwarnings("ignore:falling")
def test_a_record_that_lacks_a_version_or_a_session_is_told(stopped):
    record = json.loads(stopped.record.read_text())
    for change in ({"sessions": []}, {"sessions": [3]}, {"study": {}}):
        stopped.record.write_text(json.dumps(record | change))
        with pytest.raises(ValueError, match=r"run\.json: expected the record of a run in format 1, got"):
            run(resume=True)
    del record["sessions"][0]["jax"]
    stopped.record.write_text(json.dumps(record))
    assert "jax was not noted, is" in run(resume=True)[1]


def test_where_many_runs_fail_as_large_a_share_of_the_others_is_held_out(folder):
    """Known only once all runs are done: refusing then would throw them away."""
    (folder / "falling.toml").write_text(STUDY.replace("simulations = 60", "simulations = 300\nheld_out = 120"))
    (folder / "falling.py").write_text(SIMULATOR.replace("x > 2.8", "x > 1.7"))
    outcome, told = run(out="out")
    pairs = json.loads(outcome.directory.record.read_text())["pairs"]["rows"]
    assert pairs < 120 and outcome.model.provenance["pairs"] == pairs - 120 * pairs // 300
    assert f"got {pairs} runs with a measurement; {120 * pairs // 300} of them, the same share, are held out" in told


def test_ctrl_c_names_resume_only_where_there_is_something_to_go_on_with(folder, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    for step, goes_on in {"prepare": False, "_pairs": True}.items():
        with monkeypatch.context() as patch:
            patch.setattr(f"innverse.study.walk.{step}", interrupt)
            result = CliRunner().invoke(app, ["run", "falling.toml", "--out", step])
        assert result.exit_code == 130 and "interrupted" in result.output
        assert ("the same command with --resume goes on there" in result.output) == goes_on
        assert Path(step).exists() == goes_on


FAILS = """
import time
import numpy as np
from pathlib import Path
def forward(x, rng):
    if not Path("again").exists():
        time.sleep(0.11)
    with Path(__file__).with_name("runs.txt").open("a") as file:
        print(len(x), file=file)
    if (x > 2.8).any():
        ANSWER
    return np.sqrt(x / 4.9) + 0.05 * rng.standard_normal(x.shape)
"""


def blocks_run(folder):
    runs = (folder / "runs.txt").read_text().splitlines()
    (folder / "runs.txt").unlink()
    return len(runs)


@pytest.mark.parametrize(
    "stop", [pytest.param("raise KeyboardInterrupt", marks=pytest.mark.slow), "import os; os._exit(9)"]
)
def test_a_slow_simulation_goes_on_by_blocks_whatever_stopped_it(folder, stop):
    (folder / "falling.py").write_text(FAILS.replace("ANSWER", f"""if not Path("again").exists(): {stop}"""))
    code = "from innverse.study import run_study; run_study('falling.toml', 'out')"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode
    first = blocks_run(folder)
    assert len(list(Path("out/simulations").rglob("*.npz"))) == first - 1 > 1
    Path("again").touch()
    again = run(out="out", resume=True)[0].directory
    assert blocks_run(folder) == 60 - (first - 1) + 1  # the first block is run again, to see that it is the same
    assert again.pairs.exists() and not again.simulations.exists()


@pytest.mark.filterwarnings("ignore:falling")
def test_a_start_that_failed_leaves_its_place_to_the_next(folder):
    """Under the name that a study gives, and under one that was chosen."""
    for out in (None, "out"):
        (folder / "falling.py").write_text("def forward(x):\n    return x.nothing\n")
        for _ in range(2):
            with pytest.raises(ValueError, match="has no attribute 'nothing'"):
                run(out=out)
        (folder / "falling.py").write_text(SIMULATOR)
        assert run(out=out)[0].directory.path.name == (out or "innverse-falling")
    assert not Path("innverse-falling-2").exists() and run()[0].directory.path.name == "innverse-falling-2"


def test_a_start_that_failed_keeps_its_place_where_it_holds_anything(folder):
    (folder / "falling.py").write_text("def forward(x):\n    return x.nothing\n")
    for name, kept in {"innverse-falling": "mine.txt", "innverse-falling-2": "simulations/falling/0000.npz"}.items():
        with pytest.raises(ValueError, match="has no attribute 'nothing'"):
            run()
        Path(name, kept).parent.mkdir(parents=True, exist_ok=True)
        Path(name, kept).touch()
    with pytest.raises(ValueError, match="has no attribute 'nothing'"):
        run()
    assert Path("innverse-falling-3").exists() and Path("innverse-falling/mine.txt").exists()
    with pytest.raises(ValueError, match=r"got 'innverse-falling', which holds 2 entries"):
        run(out="innverse-falling")


def test_a_run_that_fails_says_nan_and_where_the_finished_ones_are_kept(folder):
    (folder / "falling.py").write_text(FAILS.replace("ANSWER", "raise RuntimeError('no licence')"))
    kept = (folder / "out" / "simulations").as_posix()
    with pytest.raises(ValueError, match=f"for a run that has no answer return NaN; .* `.data. keep = '{kept}'` in"):
        run(out="out")
    finished = len(list(Path("out/simulations").rglob("*.npz")))
    assert finished > 1
    blocks_run(folder)
    (folder / "falling.py").write_text(FAILS.replace("ANSWER", "return x * np.nan"))
    Path("again").touch()
    (folder / "falling.toml").write_text(STUDY.replace("simulations = 60", f"simulations = 60\nkeep = '{kept}'"))
    _, told = run(out="next")
    assert "gave no measurement" in told and blocks_run(folder) == 60 - finished + 1


def test_damaged_files_are_named(stopped):
    pairs, record = stopped.pairs.read_bytes(), stopped.record.read_bytes()
    stopped.pairs.write_bytes(pairs[:-20])
    with pytest.raises(ValueError, match=r"pairs\.parquet: expected the pairs of this run, .*; delete it and go on"):
        run(resume=True)
    stopped.record.write_text("{}")
    with pytest.raises(ValueError, match=r"run\.json: expected the record of a run in format 1, got 'format'; start"):
        run(resume=True)
    stopped.record.write_bytes(record)
    stopped.pairs.unlink()
    assert run(resume=True)[0].directory.pairs.read_bytes() == pairs


def test_a_damaged_model_of_a_run_is_trained_again(folder, dies, monkeypatch, whole):
    with monkeypatch.context() as patch, pytest.raises(Killed):
        dies(patch, 11)
        run(out="out")
    model = Path("out/model.innverse")
    model.write_bytes(model.read_bytes()[:-1] + b"?")
    with pytest.raises(ValueError, match=r"model\.innverse: expected an .*; delete it and go on with --resume"):
        run(out="out", resume=True)
    model.unlink()
    assert results(run(out="out", resume=True)[0].directory) == results(whole)


@pytest.mark.parametrize(("written", "refused"), [(8, False), (11, True)], ids=["untrained", "trained"])
def test_pairs_that_come_out_otherwise_when_made_again_are_told(folder, dies, monkeypatch, written, refused):
    """By what lies beside the simulator, which nobody looks at."""
    factor = folder / "factor.txt"
    factor.write_text("1.0")
    asked = 'y = float(np.loadtxt("factor.txt")) *'
    (folder / "falling.py").write_text(SIMULATOR.replace("y =", asked, 1))
    with monkeypatch.context() as patch, pytest.raises(Killed):
        dies(patch, written)
        run(out="out")
    Path("out/pairs.parquet").unlink()
    factor.write_text("2.0")
    if refused:
        with pytest.raises(ValueError, match=r"when they were made again, .*; the model here has not"):
            run(out="out", resume=True)
        factor.write_text("1.0")
        assert "expected those" not in run(out="out", resume=True)[1]
    else:
        assert "; this run goes on with them" in run(out="out", resume=True)[1]


@pytest.mark.filterwarnings("ignore:falling")
def test_a_full_disk_is_told_and_the_run_goes_on_later(folder, monkeypatch):
    def full(partial, *_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(partial))

    with monkeypatch.context() as patch:
        patch.setattr("pandas.DataFrame.to_parquet", lambda self, path, **_: full(path))
        result = CliRunner().invoke(app, ["run", "falling.toml", "--out", "out"])
    assert result.exit_code == 2
    assert "error: failed.parquet: expected to write it into 'out', got: No space left on device; the" in result.output
    record = json.loads(Path("out/run.json").read_text())
    assert record["status"] == "stopped" and "No space left" in record["reason"]
    assert run(out="out", resume=True)[0].directory.report.exists()


def test_pairs_come_back_to_the_bit(tmp_path):
    x = np.array([[0.1 + 0.2, -0.0], [5e-324, 1e308], [1 / 3, -1e-300], [np.pi, 2.0]])
    parameters = (Column("a b", unit="µm", label="$a$"), Column("ü", lower=-1.0))
    y = x[:, ::-1] * 0.7
    made = iv.Pairs(x, y, parameters, (Column("y1", unit="s"), Column("class")), failed=x[:2] / 3)
    classes = iv.Pairs(x, np.eye(3)[[0, 2, 2, 0]], parameters, (Column("red"), Column("10"), Column("2")), True)
    for number, pairs in enumerate((made, classes)):
        directory = new_place(tmp_path / str(number))
        record = RunRecord(directory.record, study={}, sessions=[{}])
        keep_pairs(pairs, directory, record)
        back = kept_pairs(pairs, directory, record)
        for side in ("x", "y", "failed"):
            assert getattr(back, side).tobytes() == getattr(pairs, side).tobytes()
        assert (back.parameters, back.measurements, back.classes) == (parameters, pairs.measurements, pairs.classes)
