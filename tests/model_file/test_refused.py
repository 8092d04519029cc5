"""Every file that is no readable model ends in one `ModelFileError`, which names it: before memory or time is spent."""

import copy
import json
import math
import os
import pickle
import re
import struct
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import innverse as iv
from innverse.losses import Kernel
from innverse.model_file import ModelFileError
from innverse.model_file.header import FORMAT
from tests.model_file.rewriting import put_together, raw, replaced, taken_apart, with_hole

MEMORY = 200e6
PEAK, STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")
SECONDS = 5


def refused(path, content=None):
    """The message."""
    if content is not None:
        path.write_bytes(content)
    begun = time.perf_counter()
    with pytest.raises(ModelFileError) as error:
        iv.load(path)
    assert time.perf_counter() - begun < SECONDS
    assert str(path) in str(error.value) and "expected" in str(error.value)
    return str(error.value)


@pytest.fixture
def little_memory():
    """The most that the process held in the test is little more than what it held before."""
    if not PEAK.exists():
        pytest.skip("only Linux forgets the most memory that a process held")
    PEAK.write_text("5")
    before = _most_memory()
    yield
    assert _most_memory() - before < MEMORY


def _most_memory():
    """In bytes, since it was last forgotten."""
    return 1024 * int(re.search(r"VmHWM:\s*(\d+) kB", STATUS.read_text())[1])


def npz_bytes(folder):
    np.savez(folder / "a.npz", a=np.zeros(3))
    return (folder / "a.npz").read_bytes()


TENSOR = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
ZEROS = b"\0" * 8
OTHER_KINDS = {
    "empty": b"",
    "seven bytes": b"1234567",
    "text": b"hello, this is no model at all",
    "PNG": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "pickle": pickle.dumps({"weights": [1.0, 2.0]}),
    "huge header": struct.pack("<Q", 2**63) + b"{}",
    "header longer than the file": struct.pack("<Q", 10**6) + b"{}",
    "no header": struct.pack("<Q", 0) + b"{}",
    "header that is no JSON": raw(b"{]"),
    "header that is no object": raw(b"[1]"),
    "header that is no text": raw(b"\xff\xfe{}"),
    "deep header": raw(b"[" * 100_000),
    "tensor twice": raw(json.dumps({"a": TENSOR})[:-1].encode() + b', "a": {}}', ZEROS),
    "somebody else's": raw({"a": TENSOR, "__metadata__": {"format": "pt"}}, ZEROS),
    "nobody's": raw({"a": TENSOR}, ZEROS),
    "metadata of another kind": raw({"a": TENSOR, "__metadata__": 3}, ZEROS),
}


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_files_of_other_kinds(kind, tmp_path):
    refused(tmp_path / "m.innverse", OTHER_KINDS[kind])


def test_tables_directories_and_nothing(tmp_path):
    refused(tmp_path / "m.innverse", npz_bytes(tmp_path))
    assert "got a folder" in refused(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"expected a file written by Model\.save, got nothing at .*absent"):
        iv.load(tmp_path / "absent.innverse")


def test_a_file_that_may_not_be_read(content, tmp_path, monkeypatch):
    (tmp_path / "m.innverse").write_bytes(content)
    monkeypatch.setattr("pathlib.Path.open", _denied)
    assert "Permission denied" in refused(tmp_path / "m.innverse")


def _denied(path, *arguments):
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9, 0.9999])
def test_cut_short(share, content, tmp_path):
    refused(tmp_path / "m.innverse", content[: int(share * len(content))])


@pytest.mark.parametrize("more", [b"\0", b"x" * 4096])
def test_with_something_behind_it(more, content, tmp_path):
    refused(tmp_path / "m.innverse", content + more)


def test_a_flipped_bit_in_the_weights_is_noticed(content, tmp_path):
    damaged = bytearray(content)
    damaged[-100] ^= 1
    assert "checksum" in refused(tmp_path / "m.innverse", bytes(damaged))


@pytest.mark.parametrize("version", [0, -1, "1", 1.0, True, None, [1]])
def test_a_format_that_never_was(version, content, tmp_path):
    description, tensors = taken_apart(content)
    assert f"expected model format {FORMAT}" in refused(
        tmp_path / "m.innverse", put_together(description | {"format": version}, tensors)
    )


def test_a_format_to_come(content, tmp_path):
    description, tensors = taken_apart(content)
    newer = put_together(description | {"format": FORMAT + 1, "innverse": "9.0"}, tensors)
    assert f"got {FORMAT + 1}, written by innverse 9.0; update innverse" in refused(tmp_path / "m.innverse", newer)


DESCRIPTIONS = {
    "nothing": "",
    "no object": "[]",
    "not a number": '{"format": 1, "members": NaN}',
    "a number too large": '{"format": 1e400}',
    "digits without end": '{"format": ' + "9" * 5000 + "}",
    "a name twice": '{"format": 1, "format": 1}',
    "nested deeply": '{"format": 1, "method": ' + "[" * 50_000 + "]" * 50_000 + "}",
    "nothing but a format": '{"format": 1}',
}


@pytest.mark.parametrize("what", DESCRIPTIONS)
def test_descriptions_that_are_none(what, content, tmp_path, little_memory):
    refused(tmp_path / "m.innverse", put_together(DESCRIPTIONS[what], taken_apart(content)[1]))


COUNTS = {
    "blocks": (("method", "blocks"), 10**9),
    "more blocks": (("method", "blocks"), 10**30),
    "width": (("method", "subnet_width"), 10**9),
    "depth": (("method", "subnet_depth"), 10**9),
    "bins": (("method", "elementwise", "bins"), 10**9),
    "latent": (("method", "dim_z"), 10**9),
    "members": (("members",), 10**9),
    "measurements": (("measurements",), [{"name": f"y{i}"} for i in range(5_000)]),
}


@pytest.mark.parametrize("what", COUNTS)
def test_counts_beyond_the_file(what, content, tmp_path, little_memory):
    test_descriptions_that_lie(COUNTS[what], content, tmp_path)


EDITS = {
    "another method": (("method", "name"), "XNN"),
    "a class that is no method": (("method", "name"), "Training"),
    "something to run": (("method", "name"), "os.system"),
    "a name that is none": (("method", "name"), ["INN"]),
    "an argument to run": (("method", "objective", "name"), "__import__('os')"),
    "a part of another kind": (("method", "elementwise", "name"), "Gaussian"),
    "one block more": (("method", "blocks"), 3),
    "blocks below nothing": (("method", "blocks"), -1),
    "more depth than tensors": (("method", "subnet_depth"), 1_000),
    "padding": (("method", "least_width"), 9_999),
    "no members": (("members",), 0),
    "half a member": (("members",), 1.5),
    "no parameters": (("parameters",), []),
    "one parameter more": (("parameters",), [{"name": name} for name in "abc"]),
    "a name that is a number": (("parameters", 0, "name"), 7),
    "an empty name": (("parameters", 0, "name"), ""),
    "a name twice": (("parameters", 0, "name"), "y2"),
    "bounds that cross": (("parameters", 0, "lower"), 5.0),
    "classes": (("classes",), True),
    "history": (("history",), {}),
    "an epoch": (("history", "epochs", 0), {"number": "one"}),
    "no pairs": (("provenance", "pairs"), -3),
    "provenance": (("provenance",), []),
    "diagnosis": (("diagnosis",), {"a": {"b": 1}}),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_descriptions_that_lie(edit, content, tmp_path):
    description, tensors = taken_apart(content)
    path, value = edit
    refused(tmp_path / "m.innverse", put_together(replaced(description, path, value), tensors))


WIDE = {"name": "AutoregressiveFlow", "width": 9_999, "depth": 2}
HUNGRY = {
    "a masked network": WIDE,
    "a set encoder": {"name": "ConditionalINN", "encoder": {"name": "DeepSetEncoder", "items": 3, "features": 9_999}},
    "a bent posterior": {"name": "ConditionalVAE", "posterior": {"name": "InverseAutoregressive", "features": 9_999}},
    "a mixture": {"name": "MixtureDensityNetwork", "components": 9_999, "width": 9_999},
}


@pytest.mark.parametrize("what", HUNGRY)
def test_methods_that_ask_for_much(what, content, tmp_path, little_memory):
    description, tensors = taken_apart(content)
    refused(tmp_path / "m.innverse", put_together(description | {"method": HUNGRY[what]}, tensors))


LATER = {
    "more pairs accepted than there are": (iv.methods.ABC(accepted=20), "accepted", 101, "asks for 101 pairs"),
    "steps without end": (iv.methods.FlowMatching(width=4, depth=1), "steps", 10_001, "at most 10,000, got 10,001"),
}


@pytest.mark.parametrize("what", LATER)
def test_files_whose_first_question_would_fail_or_hang(what, tmp_path):
    method, key, value, told = LATER[what]
    x = np.random.default_rng(0).normal(size=(100, 1))
    training = iv.Training(epochs=1, steps_per_epoch=1, batch=8)
    method.fit(iv.Pairs.from_arrays(x, x[::-1]), training, callback=lambda *_: None).save(tmp_path / "m.innverse")
    description, tensors = taken_apart((tmp_path / "m.innverse").read_bytes())
    forged = put_together(replaced(description, ("method", key), value), tensors)
    assert told in refused(tmp_path / "m.innverse", forged)


def few_bytes(n):
    """Elements that are no weights, of one byte each."""
    return {"network.a": np.zeros(n, np.uint8)}


def no_bytes(n):
    return {f"network.more[{i}]": np.zeros(0, np.float32) for i in range(n)}


MORE = {
    "wide and deep": (few_bytes(1_000_000) | no_bytes(450), {"width": 1_000_000, "depth": 200}),
    "as wide as bytes": (few_bytes(200_000) | no_bytes(450), {"width": 49_000, "depth": 200}),
    "always fine but deep": (no_bytes(450), {"width": 10_000, "depth": 200}),
    "deep": (no_bytes(450), {"width": 1, "depth": 150}),
    "numbers elsewhere": ({"scaling.a": np.zeros(1_000_000, np.float32)} | no_bytes(450), {"width": 99_999}),
    "empty tensors elsewhere": ({f"scaling.{i}": np.zeros(0, np.float32) for i in range(450)}, {"depth": 200}),
}


@pytest.mark.parametrize("what", MORE)
def test_tensors_that_no_method_has_allow_no_larger_one(what, content, tmp_path, little_memory):
    description, tensors = taken_apart(content)
    more, sizes = MORE[what]
    refused(tmp_path / "m.innverse", put_together(description | {"method": WIDE | sizes}, tensors | more))


def test_a_header_without_end(tmp_path, little_memory):
    refused(tmp_path / "m.innverse", raw(b'{"a": [' + b"{}," * (6 << 20) + b"{}]}"))


def test_principal_axes_that_are_not_there(content, tmp_path, little_memory):
    """A matrix of 20,000 rows would be 3 GB."""
    description, tensors = taken_apart(content)
    many = {"measurements": [{"name": f"y{i}"} for i in range(20_000)]}
    forged = put_together(description | many, tensors | {"scaling.y_margin": np.zeros(20_000)})
    assert "principal axes of 20000 measurements" in refused(tmp_path / "m.innverse", forged)


MUCH = 12 * 10**9
"""Bytes that a file can claim and seem to have, and that no machine of the tests would like to read."""


ENORMOUS = {
    "a tensor too many": ("network.a", "U8", [MUCH]),
    "a tensor of no part": ("a", "U8", [MUCH]),
    "one of the scaling": ("scaling.a", "F64", [MUCH // 8]),
    "rows that are never kept": ("training_measurements.reference", "F32", [MUCH // 12, 3]),
    "scores without end": ("training_measurements.scores", "F64", [MUCH // 32, 4]),
    "a weight": ("network.head.skip", "F32", [MUCH // 4]),
}


@contextmanager
def no_more_memory(allowed):
    """So many bytes of addresses beyond those that the process has already."""
    import resource

    limits = resource.getrlimit(resource.RLIMIT_AS)
    held = 1024 * int(re.search(r"VmSize:\s*(\d+) kB", STATUS.read_text())[1])
    resource.setrlimit(resource.RLIMIT_AS, (held + int(allowed), limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


@pytest.mark.parametrize("what", ENORMOUS)
def test_files_that_seem_larger_than_memory(what, content, tmp_path, little_memory):
    """Of a file with holes, which takes no room on the disk: a header that claims too much is enough to refuse it."""
    name = ENORMOUS[what][0]
    with_hole(tmp_path / "m.innverse", *taken_apart(content), *ENORMOUS[what], MUCH)
    with no_more_memory(1e9):
        assert name.rpartition(".")[2] in refused(tmp_path / "m.innverse").replace(str(tmp_path), "")


def test_a_file_with_much_behind_it(content, tmp_path, little_memory):
    (tmp_path / "m.innverse").write_bytes(content)
    os.truncate(tmp_path / "m.innverse", MUCH)
    with no_more_memory(1e9):
        assert "bytes of numbers after the header, got 11,999," in refused(tmp_path / "m.innverse")


@pytest.mark.parametrize("sizes", [{"width": 10**8, "depth": 2}, {"width": 2 * 10**8}], ids=["wide and deep", "wide"])
def test_numbers_that_are_only_claimed_allow_no_larger_network(sizes, content, tmp_path, little_memory):
    description, tensors = taken_apart(content)
    description |= {"method": WIDE | sizes}
    with_hole(tmp_path / "m.innverse", description, tensors, "network.a", "U8", [MUCH], MUCH)
    with no_more_memory(1e9):
        assert "width: expected at most" in refused(tmp_path / "m.innverse")


def test_a_model_for_which_there_is_no_memory(content, tmp_path, monkeypatch, little_memory):
    (tmp_path / "m.innverse").write_bytes(content)
    monkeypatch.setattr("innverse.model_file.reading._of_file", no_memory)
    assert "got one that needs more than is free" in refused(tmp_path / "m.innverse")


def no_memory(path):
    raise MemoryError("Cannot allocate memory")


def first(tensors, prefix):
    return next(name for name in sorted(tensors) if name.startswith(prefix))


@pytest.mark.parametrize(
    "change",
    [
        lambda tensor: tensor[..., :-1],
        lambda tensor: tensor[None],
        lambda tensor: tensor.astype(np.int32),
        lambda tensor: tensor.astype(np.float16),
        lambda tensor: np.full_like(tensor, np.nan),
        lambda tensor: np.full_like(tensor, -np.inf),
    ],
    ids=["shorter", "deeper", "integers", "half", "NaN", "infinite"],
)
@pytest.mark.parametrize("prefix", ["network.bijection.links.links[0]", "scaling.x", "training_measurements.scores"])
def test_tensors_of_another_kind(prefix, change, content, tmp_path):
    description, tensors = taken_apart(content)
    name = first(tensors, prefix)
    changed = change(tensors[name])
    if prefix.startswith("training") and changed.dtype != tensors[name].dtype and np.isfinite(changed).all():
        pytest.skip("scores of less precision are scores")
    refused(tmp_path / "m.innverse", put_together(description, tensors | {name: np.ascontiguousarray(changed)}))


@pytest.mark.parametrize("prefix", ["network", "scaling.y", "training_measurements.mean"])
def test_a_tensor_missing_and_one_too_many(prefix, content, tmp_path):
    description, tensors = taken_apart(content)
    name = first(tensors, prefix)
    rest = {key: value for key, value in tensors.items() if key != name}
    refused(tmp_path / "m.innverse", put_together(description, rest))
    refused(tmp_path / "m.innverse", put_together(description, tensors | {f"{prefix}.surplus": np.zeros(1)}))


@pytest.mark.parametrize("name", ["anything", "networks", "network", "scaling", ""])
def test_a_tensor_elsewhere(name, content, tmp_path):
    description, tensors = taken_apart(content)
    forged = put_together(description, tensors | {name: np.zeros(1, np.float32)})
    assert "a tensor" in refused(tmp_path / "m.innverse", forged)


def test_tensors_without_end(content, tmp_path):
    description, tensors = taken_apart(content)
    many = tensors | {f"network.more[{i}]": np.zeros(0, np.float32) for i in range(5_000)}
    assert "at most 512" in refused(tmp_path / "m.innverse", put_together(description, many))


@pytest.mark.parametrize(
    "entry",
    [
        TENSOR | {"data_offsets": [0, 4]},
        TENSOR | {"data_offsets": [4, 12]},
        TENSOR | {"data_offsets": [8, 0]},
        TENSOR | {"data_offsets": [-8, 0]},
        TENSOR | {"shape": [-2]},
        TENSOR | {"shape": [2**62, 2**62]},
        TENSOR | {"shape": "2"},
        TENSOR | {"dtype": "F33"},
        TENSOR | {"dtype": "BF16", "shape": [4]},
        3,
    ],
)
def test_headers_that_lie(entry, content, tmp_path):
    metadata = {"innverse": json.dumps(taken_apart(content)[0]), "sha256": "0"}
    refused(tmp_path / "m.innverse", raw({"a": entry, "__metadata__": metadata}, ZEROS))
    overlapping = {"a": TENSOR, "b": TENSOR, "__metadata__": metadata}
    refused(tmp_path / "m.innverse", raw(overlapping, ZEROS))


def test_a_diagnosis_that_could_not_be_read_again_is_not_written(stored_model, tmp_path):
    stored_model.save(tmp_path / "model.innverse")
    before = (tmp_path / "model.innverse").read_bytes()
    with pytest.raises(ValueError, match=r"diagnosis\.a"):
        stored_model.save(tmp_path / "model.innverse", {"a": [1, 2]})
    assert (tmp_path / "model.innverse").read_bytes() == before


def test_weights_that_are_not_finite_are_not_written(stored_model, tmp_path, monkeypatch):
    monkeypatch.setattr(stored_model, "networks", {"w": np.array([1.0, math.nan])}["w"])
    with pytest.raises(ValueError, match=r"not finite in the tensor network \(1 of 2\)"):
        stored_model.save(tmp_path / "m.innverse")
    assert not list(tmp_path.iterdir())


def test_a_description_too_long_to_be_read_is_not_written(stored_model, tmp_path, monkeypatch):
    monkeypatch.setattr("innverse.model_file.header.MOST_BYTES", 1000)
    with pytest.raises(ValueError, match="expected a description of at most 1,000 bytes"):
        stored_model.save(tmp_path / "m.innverse")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files")
def test_a_full_disk_is_an_os_error_and_leaves_the_file_before(stored_model, tmp_path):
    import resource

    stored_model.save(tmp_path / "m.innverse")
    before, limits = (tmp_path / "m.innverse").read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            stored_model.save(tmp_path / "m.innverse")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"m.innverse": before}


@dataclass(frozen=True)
class OwnKernel(Kernel):
    """A user's own."""

    width: float = 1.0

    def __call__(self, squared_distance):
        return squared_distance / self.width


@dataclass(frozen=True)
class OwnMethod(iv.INN):
    """A user's own."""


@pytest.mark.parametrize(
    ("method", "found"),
    [
        (OwnMethod(), r"got OwnMethod\(.*: method.name: expected one of 'INN', .*, got 'OwnMethod'"),
        (iv.INN(objective=iv.Bidirectional(latent_kernel=OwnKernel())), "got INN.*latent_kernel.name: .*'OwnKernel'"),
    ],
)
def test_a_method_that_no_file_can_name_is_refused_before_a_file_is_there(stored_model, tmp_path, method, found):
    model = copy.copy(stored_model)
    model.method = method
    with pytest.raises(ValueError, match=f"method: expected one that .*, {found}"):
        model.save(tmp_path / "m.innverse")
    assert not list(tmp_path.iterdir())
