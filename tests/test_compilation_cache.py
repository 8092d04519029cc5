"""The compilation cache is found quietly, and never in the way."""

import os
import sys
from types import SimpleNamespace

import pytest

from innverse import compilation_cache
from innverse.compilation_cache import VARIABLE, keep_compiled_programs


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
