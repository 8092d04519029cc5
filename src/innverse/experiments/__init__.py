"""Tables of the literature in one command: problem × method × budget × seed, a row for each."""

from innverse.experiments.run import BenchmarkOutcome, Selection, run_benchmark
from innverse.experiments.suites import suites

__all__ = ["BenchmarkOutcome", "Selection", "run_benchmark", "suites"]
