"""How a long run shows that it is alive: a live bar in a terminal, a line every few seconds elsewhere, or nothing.

A `Progress` is told what happens and decides what to show; the code that works never prints. Its `epoch` is what a
method's `fit` takes as `callback`, its `counted` what `simulate` and `diagnose` take as `progress`; a study takes it
whole.
"""

from innverse.progress.audience import is_watched
from innverse.progress.choice import progress_on
from innverse.progress.contract import Progress, Silent
from innverse.progress.lines import Lines
from innverse.progress.time_left import TimeLeft
from innverse.progress.training_bar import training_bar

__all__ = ["Lines", "Progress", "Silent", "TimeLeft", "is_watched", "progress_on", "training_bar"]
