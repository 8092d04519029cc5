"""Can the posterior be trusted, and what does it say? Draws in, arrays out; knows nothing of models, draws no plots."""

from innverse.diagnostics.c2st import c2st
from innverse.diagnostics.calibration import CONFIDENCES, calibration_error, calibration_error_bound, central_coverage
from innverse.diagnostics.densest import densest_draw
from innverse.diagnostics.highest_density import density_ranks, expected_coverage, expected_coverage_p_value
from innverse.diagnostics.latent import LatentPlane, latent_plane
from innverse.diagnostics.local_classifier import LocalC2ST, local_c2st
from innverse.diagnostics.modes import Modes, find_modes
from innverse.diagnostics.random_points import Tarp, tarp
from innverse.diagnostics.rank_bands import rank_bands, rank_distribution, rank_points
from innverse.diagnostics.rank_dependence import rank_dependence_p_values, ranks_beside_answers
from innverse.diagnostics.recoverability import information_gain, recoverability
from innverse.diagnostics.resimulation import resimulation_error
from innverse.diagnostics.sbc import ranks_as_shares, sbc_p_values, sbc_ranks
from innverse.diagnostics.self_agreement import Reprediction, reprediction
from innverse.diagnostics.summary import Summary, summarise
from innverse.diagnostics.ties import Tie, find_ties

__all__ = [
    "CONFIDENCES",
    "LatentPlane",
    "LocalC2ST",
    "Modes",
    "Reprediction",
    "Summary",
    "Tarp",
    "Tie",
    "c2st",
    "calibration_error",
    "calibration_error_bound",
    "central_coverage",
    "densest_draw",
    "density_ranks",
    "expected_coverage",
    "expected_coverage_p_value",
    "find_modes",
    "find_ties",
    "information_gain",
    "latent_plane",
    "local_c2st",
    "rank_bands",
    "rank_dependence_p_values",
    "rank_distribution",
    "rank_points",
    "ranks_as_shares",
    "ranks_beside_answers",
    "recoverability",
    "reprediction",
    "resimulation_error",
    "sbc_p_values",
    "sbc_ranks",
    "summarise",
    "tarp",
]
