"""A study file in, a run directory with a report out: the whole walk with one call.

>>> from innverse.study import parse_study
>>> parse_study("[problem]\\nbuiltin = 'kinematics'\\n[data]\\nsimulations = 1000").data.simulations
1000
"""

from innverse.study.demo import demo_text, demos
from innverse.study.outcome import Outcome
from innverse.study.reading import StudyError, parse_study, read_study
from innverse.study.run_directory import RunDirectory
from innverse.study.sampling import sample_posterior
from innverse.study.session import FinishedRunError
from innverse.study.survey import Survey, run_survey
from innverse.study.walk import run_demo, run_study

__all__ = [
    "FinishedRunError",
    "Outcome",
    "RunDirectory",
    "StudyError",
    "Survey",
    "demo_text",
    "demos",
    "parse_study",
    "read_study",
    "run_demo",
    "run_study",
    "run_survey",
    "sample_posterior",
]
