"""Whether to trust a model: its answers on held-out pairs, whose true parameters are known, in numbers."""

from innverse.diagnosis.any_posterior import AnyPosterior
from innverse.diagnosis.held_out import TrainingPairsWarning
from innverse.diagnosis.judgement import judge
from innverse.diagnosis.procedure import diagnose
from innverse.diagnosis.recalibration import Recalibration, recalibrate
from innverse.diagnosis.reproduction import Reproduction
from innverse.diagnosis.result import Diagnosis
from innverse.diagnosis.verdict import Line, Verdict

__all__ = [
    "AnyPosterior",
    "Diagnosis",
    "Line",
    "Recalibration",
    "Reproduction",
    "TrainingPairsWarning",
    "Verdict",
    "diagnose",
    "judge",
    "recalibrate",
]
