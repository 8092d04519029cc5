"""Whether to trust a model: its answers on held-out pairs, whose true parameters are known, in numbers."""

from innverse.diagnosis.procedure import diagnose
from innverse.diagnosis.result import Diagnosis

__all__ = ["Diagnosis", "diagnose"]
