"""A replaced file is the old one or the new one, never half of either."""

import pytest

from innverse.whole_files import written_whole


def test_the_new_contents_take_the_place_of_the_old(tmp_path):
    target = tmp_path / "kept.txt"
    target.write_text("old")
    with written_whole(target) as partial:
        partial.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_while_writing_leaves_the_old_contents_and_no_rest(tmp_path):
    target = tmp_path / "kept.txt"
    target.write_text("old")
    with pytest.raises(OSError, match="disk full"), written_whole(target) as partial:
        partial.write_text("half")
        raise OSError("disk full")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_body_that_writes_nothing_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError), written_whole(tmp_path / "kept.txt"):
        pass
    assert not list(tmp_path.iterdir())
