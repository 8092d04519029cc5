"""A model that goes to another process, or is copied: the bytes of its file do."""

import copy
import json
import pickle

import numpy as np
import pytest

from innverse.model_file import ModelFileError, contents, load_contents
from tests.model_file.rewriting import MODEL, raw, taken_apart
from tests.model_file.test_refused import OTHER_KINDS, TENSOR, ZEROS

BF16 = {"dtype": "BF16", "shape": [4]}


@pytest.mark.parametrize("again", [lambda model: pickle.loads(pickle.dumps(model)), copy.deepcopy, copy.copy])
def test_a_copy_is_the_same_model(again, stored_model):
    """The activation of a network, which is JAX's, has no pickle."""
    (about, tensors), (about_copy, copied) = (taken_apart(contents(m)) for m in (stored_model, again(stored_model)))
    assert about_copy == about and copied.keys() == tensors.keys()
    assert all(np.array_equal(copied[name], tensors[name]) for name in tensors)


def test_a_process_can_be_sent_what_to_ask(stored_model):
    """What `pool.map(model.sample, ys)` sends."""
    with np.load(MODEL.with_suffix(".npz")) as then:
        y = then["y"]
    sample = pickle.loads(pickle.dumps(stored_model.sample))
    assert np.array_equal(sample(y, 6, seed=7), stored_model.sample(y, 6, seed=7))


def test_bytes_are_read_as_a_file_is(content):
    flipped = bytearray(content)
    flipped[-100] ^= 1
    metadata = {"innverse": json.dumps(taken_apart(content)[0]), "sha256": "0"}
    unknown = [raw({"a": TENSOR | kind, "__metadata__": metadata}, ZEROS) for kind in ({"dtype": "F33"}, BF16)]
    for damaged in (content[:-1], content + b"x", bytes(flipped), *unknown, *OTHER_KINDS.values()):
        with pytest.raises(ModelFileError, match="bytes of a model: expected"):
            load_contents(damaged)
