"""Can the posterior be trusted, and what does it say? Draws in, arrays out; knows nothing of models, draws no plots."""

from innverse.diagnostics.c2st import c2st
from innverse.diagnostics.calibration import CONFIDENCES, calibration_error, calibration_error_bound, central_coverage
from innverse.diagnostics.densest import densest_draw
from innverse.diagnostics.latent import LatentPlane, latent_plane
from innverse.diagnostics.modes import Modes, find_modes
from innverse.diagnostics.recoverability import information_gain, recoverability
from innverse.diagnostics.resimulation import resimulation_error
from innverse.diagnostics.sbc import sbc_p_values, sbc_ranks
from innverse.diagnostics.summary import Summary, summarise
from innverse.diagnostics.ties import Tie, find_ties

__all__ = [
    "CONFIDENCES",
    "LatentPlane",
    "Modes",
    "Summary",
    "Tie",
    "c2st",
    "calibration_error",
    "calibration_error_bound",
    "central_coverage",
    "densest_draw",
    "find_modes",
    "find_ties",
    "information_gain",
    "latent_plane",
    "recoverability",
    "resimulation_error",
    "sbc_p_values",
    "sbc_ranks",
    "summarise",
]
