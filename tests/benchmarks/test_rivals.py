"""The comparison with other libraries runs, and compares equals; what it measures is not judged here."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import jax
import numpy as np
import pandas as pd
import pytest

MISSING = [name for name in ("torch", "FrEIA", "sbi", "bayesflow") if importlib.util.find_spec(name) is None]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"{MISSING} not installed: see benchmarks/rivals/requirements.txt"),
    pytest.mark.filterwarnings("default"),  # theirs are not ours to judge
]
ROOT = Path(__file__).parents[2]
WIDTH = 16


def run(module, *arguments):
    command = [sys.executable, "-m", f"benchmarks.rivals.{module}", "--quick", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def dense_layers(subnet):
    return [*subnet.hidden, subnet.last]


@pytest.fixture(scope="module")
def twins():
    """One network of ours with weights that do something, and FrEIA's with the same ones."""
    import equinox as eqx
    import torch

    from benchmarks.rivals import freia_inn
    from benchmarks.rivals.innverse_inn import method, one_network

    ours = one_network(method(WIDTH), 0)
    leaves, structure = jax.tree.flatten(eqx.filter(ours, eqx.is_inexact_array))
    rng = np.random.default_rng(0)
    leaves = [0.2 * rng.normal(size=leaf.shape).astype(np.float32) for leaf in leaves]
    ours = eqx.combine(jax.tree.unflatten(structure, leaves), eqx.filter(ours, eqx.is_inexact_array, inverse=True))
    theirs = freia_inn.network(WIDTH)
    coupling, permutation = ours.bijection.links.links
    for number, (block, mixing) in enumerate(zip(theirs[::2], theirs[1::2], strict=True)):
        # Ours transforms the first half by what the second says, then the second; so does theirs, with subnet2 first.
        for link, subnet in zip(coupling.links, (block.subnet2, block.subnet1), strict=True):
            for layer, linear in zip(dense_layers(link.subnet), subnet[::2], strict=True):
                linear.weight.data = torch.from_numpy(np.array(layer.weight[number].T))
                linear.bias.data = torch.from_numpy(np.array(layer.bias[number]))
        order = np.array(permutation.order[number])
        mixing.perm.data, mixing.perm_inv.data = torch.from_numpy(order), torch.from_numpy(np.argsort(order))
    return ours, theirs


@pytest.fixture(scope="module")
def pairs():
    rng = np.random.default_rng(1)
    return rng.normal(size=(200, 8)).astype(np.float32), rng.normal(size=(200, 2)).astype(np.float32)


def test_both_networks_are_the_same_map_forward_and_back(twins, pairs):
    import torch

    ours, theirs = twins
    x = pairs[0]
    forward, _ = jax.vmap(ours.bijection.forward)(x)
    inverse, _ = jax.vmap(ours.bijection.inverse)(x)
    with torch.no_grad():
        np.testing.assert_allclose(theirs(torch.from_numpy(x), jac=False)[0], forward, rtol=1e-3, atol=1e-4)
        np.testing.assert_allclose(theirs(torch.from_numpy(x), rev=True, jac=False)[0], inverse, rtol=1e-3, atol=1e-4)


def test_both_mmds_are_the_same_number(pairs):
    import torch

    from benchmarks.rivals import freia_inn
    from innverse import Bidirectional
    from innverse.losses import mmd_squared

    a, b = pairs[0][:, :4], 0.5 * pairs[0][:, 4:] + 0.3
    losses = Bidirectional()
    kernels = (losses.latent_kernel, freia_inn.LATENT_KERNEL), (losses.backward_kernel, freia_inn.BACKWARD_KERNEL)
    for kernel, widths in kernels:
        theirs = freia_inn.mmd_squared(torch.from_numpy(a), torch.from_numpy(b), widths)
        assert float(theirs) == pytest.approx(float(mmd_squared(a, b, kernel)), rel=1e-3, abs=1e-5)


def test_both_losses_agree_in_every_term_over_their_noise(twins, pairs):
    import torch

    from benchmarks.rivals import freia_inn
    from benchmarks.rivals.innverse_inn import method
    from innverse.training.step import Batch

    ours, theirs = twins
    x, y = pairs
    objective = jax.jit(lambda key: method(WIDTH).loss(ours, Batch(x, y), key, 1.0))
    mine = [objective(key) for key in jax.random.split(jax.random.key(0), 40)]
    torch.manual_seed(0)
    with torch.no_grad():
        terms = [freia_inn.loss_terms(theirs, torch.from_numpy(x), torch.from_numpy(y)) for _ in range(40)]
    for name in freia_inn.WEIGHTS:
        a, b = np.array([t[name] for _, t in mine]), np.array([float(t[name]) for t in terms])
        error = np.sqrt((a.var() + b.var()) / 40) + 1e-4 * abs(a.mean())
        assert abs(a.mean() - b.mean()) < 5 * error, name
    weighted = sum(weight * mine[0][1][name] for name, weight in freia_inn.WEIGHTS.items())
    assert float(mine[0][0]) == pytest.approx(float(weighted), rel=1e-4)


def test_the_operations_counted_are_nearly_all_that_xla_counts():
    from benchmarks.rivals.case import Case
    from benchmarks.rivals.operations import step_operations, xla_operations

    case = Case(256, 200)
    assert step_operations(case, blocks=1) == pytest.approx(xla_operations(case), rel=0.03)


def test_a_step_is_timed_in_turns(tmp_path):
    run("step", "--out", tmp_path / "step.csv")
    row = pd.read_csv(tmp_path / "step.csv").iloc[0]
    assert row[["step_ms", "freia_eager_step_ms", "draws_ms", "freia_eager_draws_ms", "peak_gflops"]].gt(0).all()
    assert row.eager_step_ratio == pytest.approx(row.freia_eager_step_ms / row.step_ms, rel=0.01)
    assert 0 < row.step_peak_share < 1.2


def test_every_library_learns_end_to_end(tmp_path):
    run("end_to_end", "--task", "kinematics", "--kept", tmp_path, "--out", tmp_path / "rows.csv")
    rows = pd.read_csv(tmp_path / "rows.csv")
    assert list(rows.learner) == ["sbi", "bayesflow", "freia", "innverse-FlowMatching"]
    assert rows.c2st.between(0.4, 1).all() and rows[["learn_seconds", "draws_seconds", "peak_mb"]].gt(0).all(axis=None)
