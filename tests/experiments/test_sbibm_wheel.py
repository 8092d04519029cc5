"""The wheel is read, verified, and its absence explained."""

import hashlib
import subprocess

import numpy as np
import pytest

from innverse.diagnostics import c2st
from innverse.experiments import sbibm_wheel
from innverse.experiments.sbibm_wheel import checked, fetch
from innverse.experiments.task import NotAvailableError
from innverse.problems import sbibm_tasks
from tests.experiments.stand_ins import Exact


def test_reading(fake_wheel):
    assert fake_wheel.observation("two_moons", 2).tolist() == [-0.3, 0.0]
    assert fake_wheel.true_parameters("two_moons", 1).tolist() == [0.1, 0.2]
    assert fake_wheel.reference_draws("two_moons", 1).shape == (120, 2)
    with pytest.raises(ValueError, match=r"expected a member 'sbibm/tasks/slcp/.*', got none; is this sbibm==1.1.0\?"):
        fake_wheel.observation("slcp", 1)


def test_the_checksum_is_verified(fake_wheel):
    checked(fake_wheel.path, hashlib.sha256(fake_wheel.path.read_bytes()).hexdigest())
    with pytest.raises(NotAvailableError, match=r"expected the checksum \(SHA-256\) 0{64}, got .*; delete the file"):
        checked(fake_wheel.path, "0" * 64)


def test_without_a_network_it_says_what_to_do(tmp_path, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "WARNING: x\nERROR: No matching distribution found for sbibm\n")
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **options: failed)
    path = tmp_path / "cache" / sbibm_wheel.WHEEL
    with pytest.raises(NotAvailableError, match=r"got: ERROR: No matching distribution.*pip download --no-deps.*cache"):
        fetch(path)
    assert not path.exists()

    def hang(*arguments, **options):
        raise subprocess.TimeoutExpired("pip", 1)

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(NotAvailableError, match="no answer within 300 s"):
        fetch(path)


def test_what_is_fetched_arrives_whole(tmp_path, monkeypatch, fake_wheel):
    def download(command, **options):
        folder = command[command.index("--dest") + 1]
        (tmp_path / "asked").write_text(" ".join(command))
        with open(f"{folder}/{sbibm_wheel.WHEEL}", "wb") as file:
            file.write(fake_wheel.path.read_bytes())
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", download)
    path = tmp_path / "cache" / sbibm_wheel.WHEEL
    fetch(path)
    assert path.read_bytes() == fake_wheel.path.read_bytes() and [each.name for each in path.parent.iterdir()] == [
        path.name
    ]
    assert (tmp_path / "asked").read_text().endswith("sbibm==1.1.0")


@pytest.mark.slow
def test_the_real_wheel_holds_draws_of_these_very_problems():
    """C2ST of exact draws to the reference draws is one half: problems, wheel and test are those of sbibm."""
    wheel, tasks = sbibm_wheel.sbibm_wheel(), sbibm_tasks()
    for name, task in tasks.items():
        reference = wheel.reference_draws(name, 1)
        y, truth = wheel.observation(name, 1), wheel.true_parameters(name, 1)
        assert reference.shape == (10_000, task.dim_x) and y.shape == (task.dim_y,) and truth.shape == (task.dim_x,)
        task.check_parameters(reference)
        likely = np.asarray(task.log_likelihood(reference, y))
        assert np.quantile(likely, 0.01) < task.log_likelihood(truth, y) < likely.max() + 1
    task = tasks["two_moons"]
    exact = Exact(task).sample(wheel.observation("two_moons", 1)[None], 10_000)[0]
    assert c2st(wheel.reference_draws("two_moons", 1), exact) == pytest.approx(0.5, abs=0.015)
