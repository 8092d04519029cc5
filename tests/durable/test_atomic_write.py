"""A replaced file is the old one or the new one, never half of either."""

import errno
import os
import re
import stat

import pytest

from innverse.durable.atomic_write import atomic_write, is_partial


def test_the_new_contents_take_the_place_of_the_old(tmp_path):
    target = tmp_path / "kept.txt"
    target.write_text("old")
    with atomic_write(target) as partial:
        partial.write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_while_writing_leaves_the_old_contents_and_no_rest(tmp_path):
    target = tmp_path / "kept.txt"
    target.write_text("old")
    with pytest.raises(OSError, match="disk full"), atomic_write(target) as partial:
        partial.write_text("half")
        raise OSError("disk full")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_is_no_file_to_write(tmp_path):
    message = f"{tmp_path.name}: expected a file to write, got the folder '.*'; name one in it"
    with pytest.raises(IsADirectoryError, match=message), atomic_write(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="asks how a file was opened")
def test_a_file_is_flushed_as_one_that_may_be_written(tmp_path, monkeypatch):
    """Windows flushes no other."""
    from fcntl import F_GETFL, fcntl

    opened = {}

    def flushed(file):
        opened[stat.S_IFMT(os.fstat(file).st_mode)] = fcntl(file, F_GETFL) & os.O_ACCMODE

    monkeypatch.setattr(os, "fsync", flushed)
    with atomic_write(tmp_path / "kept.txt") as partial:
        partial.write_text("new")
    assert opened == {stat.S_IFREG: os.O_RDWR, stat.S_IFDIR: os.O_RDONLY}


@pytest.mark.skipif(os.name != "posix", reason="Windows flushes no folder")
@pytest.mark.parametrize("code", ["EINVAL", "ENOTSUP", "EACCES"])
def test_a_folder_that_cannot_be_flushed_holds_the_file(tmp_path, monkeypatch, code):
    """As those that a virtual machine shares, or in which one may write and not read."""
    monkeypatch.setattr(os, "fsync", only_of_files(getattr(errno, code)))
    with atomic_write(tmp_path / "kept.txt") as partial:
        partial.write_text("new")
    assert (tmp_path / "kept.txt").read_text() == "new"


@pytest.mark.skipif(os.name != "posix", reason="Windows flushes no folder")
def test_a_folder_that_is_broken_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", only_of_files(errno.EIO))
    with pytest.raises(OSError, match="refused"), atomic_write(tmp_path / "kept.txt") as partial:
        partial.write_text("new")


def only_of_files(code):
    def flushed(file):
        if stat.S_ISDIR(os.fstat(file).st_mode):
            raise OSError(code, "refused")

    return flushed


def test_two_processes_of_one_number_do_not_write_into_each_other_s_file(tmp_path, monkeypatch):
    """As in two containers that share a disk."""
    monkeypatch.setattr(os, "getpid", lambda: 1)
    target = tmp_path / "kept.txt"
    with atomic_write(target) as one, atomic_write(target) as other:
        one.write_text("one")
        other.write_text("other")
        assert one != other and is_partial(one.name) and is_partial(other.name)
    assert target.read_text() == "one" and list(tmp_path.iterdir()) == [target]


def test_a_body_that_writes_nothing_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError), atomic_write(tmp_path / "kept.txt"):
        pass
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_named(tmp_path):
    expected = re.escape(f"a.innverse: expected a folder that is there to write into, got {str(tmp_path / 'no')!r}")
    with pytest.raises(FileNotFoundError, match=expected), atomic_write(tmp_path / "no" / "a.innverse"):
        pass
