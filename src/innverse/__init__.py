"""What could have caused this measurement? Posteriors p(x | y) from invertible neural networks."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # `X as X` tells a type checker that X is public
    from innverse import bijections as bijections
    from innverse import diagnostics as diagnostics
    from innverse import losses as losses
    from innverse import methods as methods
    from innverse import problems as problems
    from innverse import progress as progress
    from innverse import refinement as refinement
    from innverse import report as report
    from innverse import study as study
    from innverse.answer import write_report as write_report
    from innverse.compilation_cache import keep_compiled_programs as keep_compiled_programs
    from innverse.data import Pairs as Pairs
    from innverse.data import simulate as simulate
    from innverse.diagnosis import AnyPosterior as AnyPosterior
    from innverse.diagnosis import Diagnosis as Diagnosis
    from innverse.diagnosis import Recalibration as Recalibration
    from innverse.diagnosis import TrainingPairsWarning as TrainingPairsWarning
    from innverse.diagnosis import Verdict as Verdict
    from innverse.diagnosis import diagnose as diagnose
    from innverse.diagnosis import judge as judge
    from innverse.diagnosis import recalibrate as recalibrate
    from innverse.emulated_problem import EmulatedProblem as EmulatedProblem
    from innverse.emulated_problem import emulate as emulate
    from innverse.familiarity import Familiarity as Familiarity
    from innverse.familiarity import UnfamiliarMeasurementWarning as UnfamiliarMeasurementWarning
    from innverse.methods import ABC as ABC
    from innverse.methods import INN as INN
    from innverse.methods import AutoregressiveFlow as AutoregressiveFlow
    from innverse.methods import Bidirectional as Bidirectional
    from innverse.methods import ConditionalINN as ConditionalINN
    from innverse.methods import ConditionalVAE as ConditionalVAE
    from innverse.methods import DropoutRegressor as DropoutRegressor
    from innverse.methods import FlowMatching as FlowMatching
    from innverse.methods import InvertibleAutoencoder as InvertibleAutoencoder
    from innverse.methods import MaximumLikelihood as MaximumLikelihood
    from innverse.methods import MixtureDensityNetwork as MixtureDensityNetwork
    from innverse.model import Model as Model
    from innverse.model_file import ModelFileError as ModelFileError
    from innverse.model_file import load as load
    from innverse.posterior import Posterior as Posterior
    from innverse.problems import Column as Column
    from innverse.problems import InverseProblem as InverseProblem
    from innverse.problems import Problem as Problem
    from innverse.problems import SimulatorError as SimulatorError
    from innverse.problems import one_at_a_time as one_at_a_time
    from innverse.reference import Reference as Reference
    from innverse.reference import nuts_posterior as nuts_posterior
    from innverse.refinement import ImportanceWeights as ImportanceWeights
    from innverse.refinement import LatentWalk as LatentWalk
    from innverse.refinement import Projection as Projection
    from innverse.refinement import Refined as Refined
    from innverse.training import Training as Training

__version__: str
"""Looked up when it is asked for: `import innverse` stays quick."""

_NAMES = {  # by module, which is imported when a name is first used: `import innverse` stays quick
    "answer": ["write_report"],
    "compilation_cache": ["keep_compiled_programs"],
    "data": ["Pairs", "simulate"],
    "diagnosis": [
        "AnyPosterior",
        "Diagnosis",
        "Recalibration",
        "TrainingPairsWarning",
        "Verdict",
        "diagnose",
        "judge",
        "recalibrate",
    ],
    "emulated_problem": ["EmulatedProblem", "emulate"],
    "familiarity": ["Familiarity", "UnfamiliarMeasurementWarning"],
    "methods": [
        "ABC",
        "AutoregressiveFlow",
        "Bidirectional",
        "ConditionalINN",
        "ConditionalVAE",
        "DropoutRegressor",
        "FlowMatching",
        "INN",
        "InvertibleAutoencoder",
        "MaximumLikelihood",
        "MixtureDensityNetwork",
    ],
    "model": ["Model"],
    "model_file": ["ModelFileError", "load"],
    "posterior": ["Posterior"],
    "problems": ["Column", "InverseProblem", "Problem", "SimulatorError", "one_at_a_time"],
    "reference": ["Reference", "nuts_posterior"],
    "refinement": ["ImportanceWeights", "LatentWalk", "Projection", "Refined"],
    "training": ["Training"],
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names}
_SUBPACKAGES = (
    "bijections",
    "diagnostics",
    "losses",
    "methods",
    "problems",
    "progress",
    "refinement",
    "report",
    "study",
)
_PUBLIC = sorted([*_MODULE_OF, *_SUBPACKAGES])

if not TYPE_CHECKING:  # type checkers read the imports above
    __all__ = _PUBLIC


def __getattr__(name: str) -> Any:
    if name in _SUBPACKAGES:
        return import_module(f"innverse.{name}")
    if name in _MODULE_OF:
        return getattr(import_module(f"innverse.{_MODULE_OF[name]}"), name)
    if name == "__version__":
        return import_module("importlib.metadata").version("innverse")
    raise AttributeError(f"module 'innverse' has no attribute {name!r}")


def __dir__() -> list[str]:
    return _PUBLIC
