"""Files damaged at random, and files made to lie at random: one `ModelFileError`, or a model that works."""

import datetime
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import innverse as iv
from innverse.model_file import ModelFileError
from tests.model_file.rewriting import MODEL, places, put_together, replaced, taken_apart

CONTENT = MODEL.read_bytes()
HEADER = 8 + int.from_bytes(CONTENT[:8], "little")
DESCRIPTION, TENSORS = taken_apart(CONTENT)
PLACES = list(places(DESCRIPTION))
ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0, -1, 10**9, 2**63, 1e308, {"float": "inf"}, {"float": "nan"}, "INN", "Training"])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


def budget(examples):
    """INNVERSE_FUZZ=100 makes it a hundred times as many."""
    return settings(
        max_examples=examples * int(os.environ.get("INNVERSE_FUZZ", "1")),
        deadline=datetime.timedelta(seconds=10),
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        derandomize="INNVERSE_FUZZ" not in os.environ,
        database=None,
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz") / "m.innverse"


def refused(path, content):
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match="expected"):
        iv.load(path)


@budget(20)
@given(st.integers(0, len(CONTENT) - 1))
def test_any_cut_is_noticed(path, length):
    refused(path, CONTENT[:length])


@budget(80)
@given(st.integers(0, HEADER - 1) | st.integers(HEADER, len(CONTENT) - 1), st.integers(0, 7))
def test_any_flipped_bit_is_noticed(path, position, bit):
    damaged = bytearray(CONTENT)
    damaged[position] ^= 1 << bit
    refused(path, bytes(damaged))


@budget(30)
@given(
    st.lists(st.tuples(st.integers(0, len(CONTENT) - 1), st.binary(min_size=1, max_size=30)), min_size=1, max_size=4)
)
def test_any_overwritten_bytes_are_noticed(path, patches):
    damaged = bytearray(CONTENT)
    for position, patch in patches:
        damaged[position : position + len(patch)] = patch
    if damaged != CONTENT:
        refused(path, bytes(damaged))


@budget(30)
@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda data: len(data).to_bytes(8, "little") + data))
def test_any_bytes_are_no_model(path, data):
    refused(path, data)


@budget(12)
@given(st.sampled_from(PLACES), ANY_JSON)
def test_any_edit_of_the_description(path, place, value):
    """Behind a checksum that is right. What loads nevertheless has an honest face."""
    path.write_bytes(put_together(replaced(DESCRIPTION, place, value), TENSORS))
    try:
        model = iv.load(path)
    except ModelFileError as error:
        assert "expected" in str(error)
        return
    assert model.dim_x == 2 and model.dim_y == 3 and model.members == 2
    assert repr(model) and model._repr_html_() and model.method.blocks == 2
    model.history.to_frame()
    model.save(path)
    assert np.array_equal(iv.load(path).scaling.reach, model.scaling.reach)


@budget(10)
@given(st.sampled_from(sorted(TENSORS)), st.sampled_from(["f4", "f8", "i4", "u1", "?"]), st.lists(st.integers(0, 4)))
def test_any_tensor_of_another_shape(path, name, kind, shape):
    tensor = np.zeros(shape[:3], kind)
    same = (tensor.shape, tensor.dtype.kind) == (TENSORS[name].shape, TENSORS[name].dtype.kind)
    path.write_bytes(put_together(DESCRIPTION, TENSORS | {name: tensor}))
    if same or name.startswith("training_measurements."):
        try:
            iv.load(path)
        except ModelFileError:
            return
    else:
        with pytest.raises(ModelFileError, match="expected"):
            iv.load(path)


@pytest.mark.slow
def test_with_a_bigger_budget():
    environment = os.environ | {"INNVERSE_FUZZ": "50"}
    subprocess.run([sys.executable, "-m", "pytest", "-q", __file__, "--timeout=0"], env=environment, check=True)
