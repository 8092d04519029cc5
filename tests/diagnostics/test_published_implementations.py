"""Against what others published, on draws made from a seed, where `innverse[crosscheck]` is installed."""

import numpy as np
import pytest

from innverse.diagnostics import sbc_p_values, sbc_ranks, tarp
from tests.diagnostics.posteriors import EXACT, WRONG, pairs

ALL = {"exact": EXACT} | WRONG
X, Y = pairs(400, seed=11)
REFERENCES = np.random.default_rng(12).uniform(X.min(axis=0), X.max(axis=0), size=X.shape)
N_DRAWS = 200


def in_units_of_the_draws(posterior):
    """Draws, truths and references in the coordinates that `tarp` measures in, so that both measure alike."""
    draws = posterior.sample(Y, N_DRAWS, seed=13)
    unit = np.subtract(*np.percentile(draws, [75, 25], axis=(0, 1)))
    return draws / unit, X / unit, REFERENCES / unit


def assert_the_same_coverage(draws, truths, references, coverage, confidences):
    """Shares k/n there, spread over (k, k + 1)/(n + 1) here; the ends of their histogram are those of the shares."""
    inner = slice(1, -1)
    ours = tarp(draws, truths, references=references, confidences=np.asarray(confidences)[inner])
    assert ours.coverage == pytest.approx(np.asarray(coverage)[inner], abs=0.02)


@pytest.mark.parametrize("posterior", ALL.values(), ids=ALL)
def test_tarp_as_the_package_tarp(posterior):
    published = pytest.importorskip("tarp")
    draws, truths, references = in_units_of_the_draws(posterior)
    coverage, confidences = published.get_tarp_coverage(
        draws.transpose(1, 0, 2), truths, references=references, norm=False, num_alpha_bins=40
    )
    assert_the_same_coverage(draws, truths, references, coverage, confidences)


@pytest.mark.parametrize("posterior", ALL.values(), ids=ALL)
def test_tarp_as_sbi(posterior):
    torch, published = pytest.importorskip("torch"), pytest.importorskip("sbi.diagnostics.tarp")
    draws, truths, references = in_units_of_the_draws(posterior)
    coverage, confidences = published._run_tarp(
        torch.tensor(draws.transpose(1, 0, 2)), torch.tensor(truths), torch.tensor(references), num_bins=40
    )
    assert_the_same_coverage(draws, truths, references, coverage.numpy(), confidences.numpy())


@pytest.mark.parametrize("posterior", ALL.values(), ids=ALL)
def test_uniform_ranks_as_sbi(posterior):
    """It compares rank / n with U(0, 1), `sbc_p_values` the middle of the rank's step."""
    torch, published = pytest.importorskip("torch"), pytest.importorskip("sbi.diagnostics.sbc")
    ranks = sbc_ranks(posterior.sample(Y, N_DRAWS, seed=13), X)
    found = published.check_uniformity_frequentist(torch.tensor(ranks), N_DRAWS).numpy()
    assert np.log10(sbc_p_values(ranks, N_DRAWS) + 1e-12) == pytest.approx(np.log10(found + 1e-12), abs=0.5)
