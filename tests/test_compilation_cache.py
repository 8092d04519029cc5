"""The compilation cache is found quietly, and never in the way."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from innverse import compilation_cache
from innverse.compilation_cache import VARIABLE, empty_if_damaged, keep_compiled_programs


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "environ", {"HOME": str(tmp_path)})
    monkeypatch.setattr(compilation_cache, "user_cache", lambda: tmp_path / "cache")
    monkeypatch.delitem(sys.modules, "jax", raising=False)


def test_a_directory_of_the_user_is_made(tmp_path):
    keep_compiled_programs()
    assert os.environ[VARIABLE] == str(tmp_path / "cache" / "innverse" / "compiled")
    assert (tmp_path / "cache" / "innverse" / "compiled").is_dir()


def test_a_jax_that_is_there_is_told(tmp_path, monkeypatch):
    told = {}
    config = SimpleNamespace(update=told.__setitem__, jax_compilation_cache_dir=None)
    monkeypatch.setitem(sys.modules, "jax", SimpleNamespace(config=config))
    keep_compiled_programs()
    kept = str(tmp_path / "cache" / "innverse" / "compiled")
    assert told == {"jax_compilation_cache_dir": kept, "jax_persistent_cache_min_compile_time_secs": 0.0}
    told.clear()
    config.jax_compilation_cache_dir = "/of/the/user"
    keep_compiled_programs()
    assert not told


@pytest.mark.parametrize("chosen", ["/somewhere/else", ""])
def test_the_users_own_choice_stands(chosen, tmp_path):
    os.environ[VARIABLE] = chosen
    keep_compiled_programs()
    assert os.environ[VARIABLE] == chosen
    assert not (tmp_path / "cache").exists()


def test_a_place_that_cannot_be_written_is_left_alone(tmp_path):
    (tmp_path / "cache").write_text("a file is in the way")
    keep_compiled_programs()
    assert VARIABLE not in os.environ


WARNING = "Error reading persistent compilation cache entry for 'jit_f': error: Error -5 while decompressing data"


def test_a_damaged_cache_is_emptied_with_a_word(tmp_path):
    keep_compiled_programs()
    kept = tmp_path / "cache" / "innverse" / "compiled"
    for name in ("jit_f-1-cache", "jit_g-2-cache", "jit_g-2-atime", "of somebody"):
        (kept / name).touch()
    assert empty_if_damaged(WARNING) == (
        f"the cache of compiled programs in {kept} was damaged and has been emptied; they are compiled again"
    )
    assert [path.name for path in kept.iterdir()] == ["of somebody"]


@pytest.mark.parametrize("warning", ["another one", WARNING])
def test_other_warnings_and_the_cache_of_the_user_s_choice_are_left_alone(warning, tmp_path):
    os.environ[VARIABLE] = str(tmp_path)
    (tmp_path / "jit_f-1-cache").touch()
    assert empty_if_damaged(warning) == warning and (tmp_path / "jit_f-1-cache").exists()


DAMAGED = """
import warnings, sys
from pathlib import Path
from innverse.command_errors import errors_in_words
from innverse.compilation_cache import _directory, keep_compiled_programs

keep_compiled_programs()
import jax

with errors_in_words(True):
    jax.jit(lambda x: x + 1)(1.0).block_until_ready()
for path in _directory().glob("*-cache"):
    if len(sys.argv) > 1:
        path.write_bytes(b"cut")
"""


def test_what_jax_says_of_a_cut_entry_is_known(tmp_path):
    """Cut, then told and compiled again, then found."""

    def told(*arguments):
        environment = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", DAMAGED, *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stderr

    assert "note" not in told("cut")
    assert told().count("has been emptied") == 1
    assert "note" not in told()
