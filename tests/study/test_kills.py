"""Real processes, really killed: what goes on after `kill -9` ends with the same bits."""

import json
import resource
import signal
import subprocess
import sys
import time

import jax
import numpy as np
import pytest

import innverse as iv
from innverse.durable.directory_lock import NAME
from innverse.study import RunDirectory, read_study, run_study
from innverse.study.preparation import prepare

STUDY = """
[problem]
builtin = "kinematics"
[data]
simulations = 2000
[check]
measurements = 60
draws = 100
[answer]
draws = 500
"""
LINE = """
[problem]
simulator = "line.py:forward"
prior.x = { distribution = "Uniform", low = 0.0, high = 1.0 }
measurements = { names = ["y"] }
[data]
simulations = 2000
[observation]
values = [1.0]
[method]
name = "MixtureDensityNetwork"
components = 2
width = 8
depth = 1
[training]
epochs = 60
steps_per_epoch = 2
batch = 32
averaging = 0.9
"""
NETWORK = """
[method]
name = "INN"
blocks = 2
subnet_width = 16
[training]
epochs = 100
steps_per_epoch = 20
batch = 128
patience = 100
"""
KILLS = 20


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", "")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def compiled_once(folder, monkeypatch):
    """Every process finds the programs that an earlier one has compiled."""
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", str(folder / "compiled"))
    monkeypatch.setenv("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")


def start(out, *options, **more):
    arguments = ["run", "study.toml", "--out", str(out), "--checkpoint-seconds", "0", *options]
    command = [sys.executable, "-m", "innverse.cli", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)


def no_file_above(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def wait_for(condition, process):
    while process.poll() is None and not condition():
        time.sleep(0.005)
    assert process.poll() is None, process.communicate()[0]


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.communicate()


def weights(model):
    return [np.asarray(leaf).tobytes() for leaf in jax.tree.leaves(model.networks)]


def sessions(run):
    return json.loads(run.record.read_text())["sessions"]


@pytest.fixture
def line(folder):
    (folder / "study.toml").write_text(LINE)
    (folder / "line.py").write_text("def forward(x, rng):\n    return 2 * x + 0.1 * rng.standard_normal(x.shape)\n")
    return RunDirectory(folder / "out")


@pytest.mark.usefixtures("only_what_is_kept")
def test_a_training_that_was_killed_ends_with_the_same_bits(line):
    killed = start(line.path)
    wait_for(line.checkpoint.exists, killed)
    first = line.checkpoint.read_bytes()
    wait_for(lambda: line.checkpoint.read_bytes() != first, killed)
    with pytest.raises(ValueError, match=f"is being written by process {killed.pid}"):
        run_study("study.toml", line.path, resume=True)
    kill(killed)
    assert (line.path / NAME).exists() and not line.model.exists()

    model = run_study("study.toml", line.path, resume=True).model
    assert len(sessions(line)) == 2 and not (line.path / NAME).exists() and not line.checkpoint.exists()
    preparation = prepare(read_study("study.toml"), line.path.parent)
    pairs = preparation.pairs(lambda done, total: None).split(preparation.study.data.held_out, seed=0)[0]
    undisturbed = preparation.method.fit(pairs, preparation.training, seed=0, callback=lambda *_: None)
    assert weights(model) == weights(undisturbed) == weights(iv.load(line.model))


def test_the_end_of_a_time_slot_leaves_no_lock_and_a_record(line):
    """In the middle of a simulation, which must not pass for one that failed."""
    (line.path.parent / "line.py").write_text(
        "import time\ndef forward(x):\n    open('begun.txt', 'w').close()\n    time.sleep(60)\n"
    )
    ended = start(line.path)
    wait_for((line.path.parent / "begun.txt").exists, ended)
    ended.send_signal(signal.SIGTERM)
    said = ended.communicate()[0]
    assert ended.returncode == 143 and not (line.path / NAME).exists()
    assert said.splitlines()[-1].startswith("terminated; ") and "--resume goes on there" in said
    assert json.loads(line.record.read_text())["status"] == "stopped"


@pytest.mark.slow
@pytest.mark.usefixtures("only_what_is_kept")
def test_a_disk_without_room_is_told_and_the_run_goes_on_later(line):
    full = start(line.path, preexec_fn=no_file_above(20_000))
    said = full.communicate()[0]
    assert full.returncode == 2 and "Traceback" not in said
    assert "error: pairs.parquet: expected to write it into" in said
    assert {path.name for path in line.path.iterdir()} == {"study.toml", "run.json"}
    run_study("study.toml", line.path, resume=True)


def killed_at_a_random_moment(run, moment):
    """Whether it was killed, so many seconds after it had its lock; it may have ended before."""
    process = start(run.path, *(["--resume"] if run.path.exists() else []))
    before = len(sessions(run)) if run.record.exists() else 0
    wait_for(lambda: (run.path / NAME).exists() and run.record.exists() and len(sessions(run)) > before, process)
    try:
        process.communicate(timeout=moment)
    except subprocess.TimeoutExpired:
        kill(process)
        return True
    return False


def ended(run, *options):
    process = start(run.path, *options)
    said = process.communicate()[0]
    assert process.returncode in (0, 3) and "Traceback" not in said, said
    return said


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.usefixtures("compiled_once")
def test_twenty_kills_at_random_moments(folder):
    """The span of moments holds a whole run: kills strike every phase."""
    (folder / "study.toml").write_text(STUDY + NETWORK)
    whole = RunDirectory(folder / "whole")
    ended(whole)
    moments = np.random.default_rng(0).exponential(6.0, KILLS)
    runs = [RunDirectory(folder / "run-1")]
    for moment in moments:
        while not killed_at_a_random_moment(runs[-1], moment):
            runs.append(RunDirectory(folder / f"run-{len(runs) + 1}"))
        there = sorted(path.name for path in runs[-1].path.iterdir())
        print(f"{runs[-1].path.name}: killed after {moment:.1f} s; there: {there}")
    print(ended(runs[-1], "--resume"))
    for run in runs:
        assert weights(iv.load(run.model)) == weights(iv.load(whole.model))
        assert run.pairs.read_bytes() == whole.pairs.read_bytes()
        assert run.draws.read_bytes() == whole.draws.read_bytes()
        assert set(run.path.iterdir()) == {run.path / path.name for path in whole.path.iterdir()}
    print(f"{len(runs)} runs, {sum(len(sessions(run)) for run in runs)} sessions")
