"""What could have caused this measurement? Posteriors p(x | y) from invertible neural networks."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from innverse import bijections, diagnostics, losses, methods, problems, refinement, report, study
    from innverse.compilation_cache import keep_compiled_programs
    from innverse.data import Familiarity, Pairs, UnfamiliarMeasurementWarning, simulate
    from innverse.diagnosis import (
        AnyPosterior,
        Diagnosis,
        Recalibration,
        TrainingPairsWarning,
        Verdict,
        diagnose,
        judge,
        recalibrate,
    )
    from innverse.emulated import EmulatedProblem, emulate
    from innverse.methods import (
        ABC,
        INN,
        AutoregressiveFlow,
        Bidirectional,
        ConditionalINN,
        ConditionalVAE,
        DropoutRegressor,
        FlowMatching,
        InvertibleAutoencoder,
        MaximumLikelihood,
        MixtureDensityNetwork,
    )
    from innverse.model import Model
    from innverse.model_file import ModelFileError, load
    from innverse.posterior import Posterior
    from innverse.problems import Column, InverseProblem, Problem, SimulatorError, one_at_a_time
    from innverse.reference import Reference, nuts_posterior
    from innverse.refinement import ImportanceWeights, LatentWalk, Projection, Refined
    from innverse.training import Training

_ORIGIN = {
    "ABC": "methods",
    "AnyPosterior": "diagnosis",
    "AutoregressiveFlow": "methods",
    "Bidirectional": "methods",
    "Column": "problems",
    "ConditionalINN": "methods",
    "ConditionalVAE": "methods",
    "Diagnosis": "diagnosis",
    "DropoutRegressor": "methods",
    "EmulatedProblem": "emulated",
    "Familiarity": "data",
    "FlowMatching": "methods",
    "INN": "methods",
    "ImportanceWeights": "refinement",
    "InverseProblem": "problems",
    "InvertibleAutoencoder": "methods",
    "LatentWalk": "refinement",
    "MaximumLikelihood": "methods",
    "MixtureDensityNetwork": "methods",
    "Model": "model",
    "ModelFileError": "model_file",
    "Pairs": "data",
    "Posterior": "posterior",
    "Problem": "problems",
    "Projection": "refinement",
    "Recalibration": "diagnosis",
    "Reference": "reference",
    "Refined": "refinement",
    "SimulatorError": "problems",
    "Training": "training",
    "TrainingPairsWarning": "diagnosis",
    "UnfamiliarMeasurementWarning": "data",
    "Verdict": "diagnosis",
    "diagnose": "diagnosis",
    "emulate": "emulated",
    "judge": "diagnosis",
    "keep_compiled_programs": "compilation_cache",
    "load": "model_file",
    "nuts_posterior": "reference",
    "one_at_a_time": "problems",
    "recalibrate": "diagnosis",
    "simulate": "data",
}
_ROOMS = ("bijections", "diagnostics", "losses", "methods", "problems", "refinement", "report", "study")

__all__ = [
    "ABC",
    "INN",
    "AnyPosterior",
    "AutoregressiveFlow",
    "Bidirectional",
    "Column",
    "ConditionalINN",
    "ConditionalVAE",
    "Diagnosis",
    "DropoutRegressor",
    "EmulatedProblem",
    "Familiarity",
    "FlowMatching",
    "ImportanceWeights",
    "InverseProblem",
    "InvertibleAutoencoder",
    "LatentWalk",
    "MaximumLikelihood",
    "MixtureDensityNetwork",
    "Model",
    "ModelFileError",
    "Pairs",
    "Posterior",
    "Problem",
    "Projection",
    "Recalibration",
    "Reference",
    "Refined",
    "SimulatorError",
    "Training",
    "TrainingPairsWarning",
    "UnfamiliarMeasurementWarning",
    "Verdict",
    "bijections",
    "diagnose",
    "diagnostics",
    "emulate",
    "judge",
    "keep_compiled_programs",
    "load",
    "losses",
    "methods",
    "nuts_posterior",
    "one_at_a_time",
    "problems",
    "recalibrate",
    "refinement",
    "report",
    "simulate",
    "study",
]


def __getattr__(name: str) -> Any:
    # Imported when first used: `import innverse` and `innverse --help` stay quick.
    if name in _ROOMS:
        return import_module(f"innverse.{name}")
    if name in _ORIGIN:
        return getattr(import_module(f"innverse.{_ORIGIN[name]}"), name)
    raise AttributeError(f"module 'innverse' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
