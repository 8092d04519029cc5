"""Can the posterior be trusted, and what does it say? Draws in, arrays out; knows nothing of models, draws no plots."""

from innverse.diagnostics.c2st import c2st
from innverse.diagnostics.calibration import CONFIDENCES, calibration_error, calibration_error_bound, central_coverage
from innverse.diagnostics.correlated_pairs import CorrelatedPair, correlated_pairs
from innverse.diagnostics.expected_coverage import density_ranks, expected_coverage, expected_coverage_p_value
from innverse.diagnostics.latent import LatentPlane, latent_plane
from innverse.diagnostics.local_c2st import LocalC2ST, local_c2st
from innverse.diagnostics.map_estimate import map_estimate
from innverse.diagnostics.modes import Modes, find_modes
from innverse.diagnostics.rank_bands import rank_bands, rank_distribution, rank_points
from innverse.diagnostics.rank_dependence import rank_dependence_p_values, ranks_beside_answers
from innverse.diagnostics.recoverability import information_gain, recoverability
from innverse.diagnostics.reprediction import Reprediction, reprediction
from innverse.diagnostics.resimulation import resimulation_error
from innverse.diagnostics.sbc import ranks_as_shares, sbc_p_values, sbc_ranks
from innverse.diagnostics.summary import Summary, summarise
from innverse.diagnostics.tarp import Tarp, tarp

__all__ = [
    "CONFIDENCES",
    "CorrelatedPair",
    "LatentPlane",
    "LocalC2ST",
    "Modes",
    "Reprediction",
    "Summary",
    "Tarp",
    "c2st",
    "calibration_error",
    "calibration_error_bound",
    "central_coverage",
    "correlated_pairs",
    "density_ranks",
    "expected_coverage",
    "expected_coverage_p_value",
    "find_modes",
    "information_gain",
    "latent_plane",
    "local_c2st",
    "map_estimate",
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
