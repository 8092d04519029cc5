"""One owner at a time: live ones are respected, dead ones are not, and of several that start at once one wins."""

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from innverse.durable import directory_lock
from innverse.durable.directory_lock import NAME, Owner, locked

LOAD = """
import importlib.util, sys, time
spec = importlib.util.spec_from_file_location("directory_lock", sys.argv[1])
directory_lock = importlib.util.module_from_spec(spec)
sys.modules["directory_lock"] = directory_lock
spec.loader.exec_module(directory_lock)
from pathlib import Path
directory, start = Path(sys.argv[2]), float(sys.argv[3])
"""
HOLD = LOAD + "with directory_lock.locked(directory): print('held', flush=True); time.sleep(60)"
RACE = (
    LOAD
    + """
while time.time() < start:
    pass
try:
    with directory_lock.locked(directory):
        print("won", flush=True)
        sys.stdin.read()
except ValueError:
    print("lost", flush=True)
"""
)


def process(code, directory, start=0.0):
    arguments = [sys.executable, "-c", code, directory_lock.__file__, str(directory), str(start)]
    return subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def sign(directory, **changes):
    (directory / NAME).write_text(json.dumps(vars(Owner.here()) | changes))


def test_the_lock_names_this_process_and_goes_with_it(tmp_path):
    with pytest.raises(KeyError), locked(tmp_path):
        assert Owner.read((tmp_path / NAME).read_text()) == Owner.here()
        raise KeyError
    assert not list(tmp_path.iterdir())


def test_a_live_owner_is_respected(tmp_path):
    expected = rf"expected one that nobody else writes into, got .* is being written by process {os.getpid()}; wait"
    with locked(tmp_path):
        with pytest.raises(ValueError, match=expected), locked(tmp_path):
            pass
        assert (tmp_path / NAME).exists()


def test_a_killed_owner_is_not(tmp_path):
    owner = process(HOLD, tmp_path)
    assert owner.stdout.readline() == "held\n"
    with pytest.raises(ValueError, match=f"process {owner.pid}"), locked(tmp_path):
        pass
    os.kill(owner.pid, signal.SIGKILL)  # a zombie from now on, since nobody waits for it: dead all the same
    deadline = time.monotonic() + 10
    while directory_lock.began(owner.pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    with locked(tmp_path):
        assert Owner.read((tmp_path / NAME).read_text()) == Owner.here()
    owner.communicate()


def test_a_number_that_was_given_again_is_another_process(tmp_path):
    sign(tmp_path, began="1 another boot")
    with locked(tmp_path):
        pass


def test_another_machine_cannot_be_asked(tmp_path):
    sign(tmp_path, host="elsewhere")
    with pytest.raises(ValueError, match=r"on elsewhere; if that has ended, delete run.lock in it"), locked(tmp_path):
        pass


def test_a_lock_without_a_name_is_respected_while_it_is_young(tmp_path):
    lock = tmp_path / NAME
    lock.touch()
    with pytest.raises(ValueError, match="another process is just starting in"), locked(tmp_path):
        pass
    os.utime(lock, (time.time() - 60,) * 2)
    with locked(tmp_path):
        pass


def test_a_lock_that_was_taken_away_is_not_removed(tmp_path):
    with locked(tmp_path):
        sign(tmp_path, host="elsewhere")
    assert Owner.read((tmp_path / NAME).read_text()).host == "elsewhere"


@pytest.mark.parametrize("dead", [False, True], ids=["free", "left by a dead one"])
def test_of_two_processes_that_start_at_once_exactly_one_wins(tmp_path, dead):
    for trial in range(3):
        directory = tmp_path / str(trial)
        directory.mkdir()
        if dead:
            sign(directory, began="1 another boot")
        start = time.time() + 0.4
        rivals = [process(RACE, directory, start) for _ in range(2)]
        assert sorted(rival.stdout.readline() for rival in rivals) == ["lost\n", "won\n"]
        for rival in rivals:
            rival.communicate("")
        assert not list(directory.iterdir())


@pytest.mark.skipif(shutil.which("ps") is None, reason="asks ps, as macOS needs")
def test_a_process_has_begun_at_one_time_in_every_time_zone_and_language(monkeypatch):
    told = set()
    for zone in ("UTC", "Asia/Tokyo", "XYZ+7"):
        for language in ("C", "de_DE.UTF-8"):
            monkeypatch.setenv("TZ", zone)
            monkeypatch.setenv("LC_ALL", language)
            told.add(directory_lock._began_by_ps(os.getpid()))
    assert len(told) == 1 and "" not in told and directory_lock._began_by_ps(2**22 + 1) == ""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc")
def test_processes_without_a_number_have_not_begun():
    assert directory_lock.began(os.getpid()) and not directory_lock.began(2**22 + 1)
    assert Owner.here().host == platform.node()


def test_a_directory_that_may_not_be_written_is_told_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr("os.open", _denied)
    told = r"run\.lock: expected to write it into '.*', got: Read-only file system; .* another directory with --out"
    with pytest.raises(OSError, match=told), locked(tmp_path):
        pass


def _denied(*arguments, **more):
    raise OSError(30, "Read-only file system")
