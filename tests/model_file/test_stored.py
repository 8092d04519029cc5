"""A file of every released format is kept here for good: it is read, and answers as it did when it was written."""

import math
import os
import re
import subprocess
import sys
from importlib.metadata import version

import equinox as eqx
import jax
import numpy as np
import pytest
from scipy.special import logsumexp

import innverse as iv
from innverse.model import Model
from innverse.model_file.header import FORMAT
from tests.model_file.rewriting import MODEL, STORED, put_together, replaced, taken_apart

RELATIVE = 1e-4
"""Between machines and versions of JAX, to the parameters' standard deviation; on one machine the bits are the same."""


def test_every_format_has_a_stored_file():
    names = {f"format-{n}{of}" for n in range(1, FORMAT + 1) for of in ("", "-classes")}
    assert {path.stem for path in STORED.glob("*.innverse")} == names


@pytest.mark.parametrize("path", sorted(STORED.glob("*.innverse")), ids=lambda path: path.stem)
def test_a_stored_file_answers_as_it_did(path):
    model, then = iv.load(path), np.load(path.with_suffix(".npz"))
    sd = then["draws"].std(axis=(0, 1))
    assert np.allclose(model.sample(then["y"], 6, seed=7) / sd, then["draws"] / sd, rtol=0, atol=10 * RELATIVE)
    assert np.allclose(model.log_prob(then["x"], then["y"]), then["log_prob"], rtol=0, atol=10 * RELATIVE)
    assert np.allclose(model.predict(then["x"]), then["predicted"], rtol=10 * RELATIVE)
    p_values = np.array([model.familiarity(row).p_value for row in then["y"]], float)
    assert np.allclose(p_values, then["p_values"], atol=1e-6, equal_nan=True)


def test_an_ensemble_is_the_mixture_of_its_members(stored_model):
    """Draws take turns; densities are means, and predictions too, on the scale of the network's y."""
    model, first, second = stored_model, alone(stored_model, 0), alone(stored_model, 1)
    with np.load(MODEL.with_suffix(".npz")) as then:
        x, y = then["x"], then["y"]
    densities = [member.log_prob(x, y) for member in (first, second)]
    assert np.abs(densities[0] - densities[1]).min() > 0.01
    assert np.allclose(model.log_prob(x, y), logsumexp(densities, axis=0) - np.log(2), atol=1e-4)
    predicted, *of_members = (model.scaling.scale_y(each.predict(x)) for each in (model, first, second))
    assert np.abs(of_members[0] - of_members[1]).max() > 0.1
    assert np.allclose(predicted, np.mean(of_members, axis=0), atol=1e-3)
    draws, latent = model.sample_with_latent(y, 6, seed=7)
    assert np.array_equal(draws, model.sample(y, 6, seed=7)) and latent.shape[:2] == draws.shape[:2]
    of_first, latent_of_first = first.sample_with_latent(y, 3, seed=7)
    assert np.allclose(draws[:, 0::2], of_first, rtol=1e-4) and np.allclose(latent[:, 0::2], latent_of_first)
    assert not np.allclose(draws[:, 1::2], of_first, rtol=0.01)


def alone(model, member):
    """One network of an ensemble, as a model."""
    networks = jax.tree.map(lambda leaf: leaf[member : member + 1] if eqx.is_array(leaf) else leaf, model.networks)
    about = ("method", "scaling", "parameters", "measurements", "classes", "history", "provenance")
    return Model(networks=networks, members=1, **{name: getattr(model, name) for name in about})


def test_names_units_bounds_and_the_check_come_back(stored_model):
    length, time = stored_model.parameters
    assert (length.name, length.unit, length.lower, length.upper) == ("länge", "m", 0.0, 2.0)
    assert (time.name, time.lower, time.upper) == ("Δt 🕰", -math.inf, math.inf)
    assert stored_model.measurements[2].name == "זמן"
    assert stored_model.diagnosis == {"calibration error länge": 0.03, "mmd": None, "note": "stands for a check"}
    assert stored_model.provenance["seed"] == 5 and len(stored_model.history.epochs) == 3


def test_a_model_that_is_written_again_is_the_same_file(stored_model, content, tmp_path):
    stored_model.save(tmp_path / "again.innverse")
    (before, tensors), (after, again) = (taken_apart(c) for c in (content, (tmp_path / "again.innverse").read_bytes()))
    assert after.pop("innverse") == version("innverse")
    before.pop("innverse")
    assert after == before
    assert tensors.keys() == again.keys() and all(np.array_equal(tensors[name], again[name]) for name in tensors)
    assert (tmp_path / "again.innverse").stat().st_mode == _new_file(tmp_path).stat().st_mode


@pytest.mark.parametrize("place", [(), ("history",), ("history", "epochs", 0), ("parameters", 0), ("provenance",)])
def test_names_of_a_later_version_are_passed_over(place, content, stored_model, tmp_path):
    description, tensors = taken_apart(content)
    (tmp_path / "m.innverse").write_bytes(put_together(replaced(description, (*place, "new"), 1), tensors))
    again = iv.load(tmp_path / "m.innverse")
    assert again.history == stored_model.history and again.parameters == stored_model.parameters


def test_the_history_holds_values_of_its_kinds(content, tmp_path):
    description, tensors = taken_apart(content)
    told = replaced(description, ("history", "epochs", 0, "final_loss"), "1.5")
    (tmp_path / "m.innverse").write_bytes(put_together(told, tensors))
    assert iv.load(tmp_path / "m.innverse").history.epochs[0].final_loss == 1.5


def test_nothing_in_a_file_names_a_device(content):
    header = content[8 : 8 + int.from_bytes(content[:8], "little")].decode()
    assert not re.search(r"cpu|gpu|cuda|rocm|tpu|device|/home|/root|\.py", header, re.IGNORECASE)


def test_double_precision_reads_what_single_wrote(float64, stored_model):
    loaded, x = iv.load(MODEL), np.array([[0.5, 0.1]])
    assert {leaf.dtype.itemsize for leaf in jax.tree.leaves(loaded.networks) if hasattr(leaf, "dtype")} == {4}
    assert np.allclose(loaded.predict(x), stored_model.predict(x), rtol=1e-3)


@pytest.mark.slow
def test_a_process_in_double_precision_draws():
    script = f"import innverse as iv; print(iv.load({str(MODEL)!r}).sample([[1.0, 1.0, 1.0]], 5).shape)"
    environment = os.environ | {"JAX_ENABLE_X64": "1"}
    found = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "(1, 5, 2)"


@pytest.mark.gpu
def test_a_model_fitted_on_a_cpu_answers_on_a_gpu(stored_model):
    then = np.load(MODEL.with_suffix(".npz"))
    assert {array.device.platform for array in jax.tree.leaves(stored_model.networks) if hasattr(array, "device")} == {
        "gpu"
    }
    assert np.allclose(stored_model.sample(then["y"], 6, seed=7), then["draws"], rtol=1e-2, atol=1e-2)


def _new_file(folder):
    (folder / "new").touch()
    return folder / "new"
