"""Is this measurement like those that the network has learned from? If not, its answer is extrapolation."""

from innverse.familiarity.familiarity import Familiarity, StandOut, UnfamiliarMeasurementWarning
from innverse.familiarity.novelty_detector import NoveltyDetector

__all__ = ["Familiarity", "NoveltyDetector", "StandOut", "UnfamiliarMeasurementWarning"]
