"""Nothing that is there already is overwritten."""

import pytest

from innverse.study.run_place import new_place, numbered_place


def test_parents_are_made_and_an_empty_directory_is_taken(tmp_path):
    run = new_place(tmp_path / "a" / "b")
    assert run.path.is_dir()
    assert new_place(run.path).report == tmp_path / "a" / "b" / "report.html"


def test_a_directory_that_holds_something_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ValueError, match=r"expected a new or empty directory, got .* 1 entries; name another one"):
        new_place(tmp_path)
    with pytest.raises(ValueError, match="got the file"):
        new_place(tmp_path / "mine.txt")


def test_another_study_is_not_overwritten(tmp_path):
    """One that stopped before it began has left the same text there."""
    (tmp_path / "study.toml").write_text("[data]\nsimulations = 1\n")
    new_place(tmp_path, "[data]\nsimulations = 1\n")
    (tmp_path / "study.toml").write_bytes(b"[data]\r\nsimulations = 1\r\n")
    new_place(tmp_path, "[data]\r\nsimulations = 1\r\n")
    with pytest.raises(ValueError, match="expected a new or empty directory"):
        new_place(tmp_path, "[data]\nsimulations = 2\n")


def test_a_place_that_nobody_chose_is_numbered(tmp_path):
    taken = [numbered_place(tmp_path / "run").path.name for _ in range(3)]
    assert taken == ["run", "run-2", "run-3"]


@pytest.mark.parametrize("place", [new_place, numbered_place])
def test_a_place_that_may_not_be_written_is_told_in_words(place, tmp_path, monkeypatch):
    """Root, who may run the tests, is refused nothing."""
    monkeypatch.setattr("pathlib.Path.mkdir", _denied)
    told = r"run: expected to write it into '.*', got: Permission denied; get the right .* another directory with --out"
    with pytest.raises(PermissionError, match=told):
        place(tmp_path / "run")


def _denied(path, *arguments, **more):
    raise PermissionError(13, "Permission denied", str(path))
