"""The user's simulator, from a file beside the study file."""

from innverse.study.simulator.loading import load_simulator

__all__ = ["load_simulator"]
