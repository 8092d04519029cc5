"""The ways of training an INN that are compared, by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import innverse as iv
from innverse.methods import CrossEntropy, FixedPermutation


@dataclass(frozen=True)
class Candidate:
    """A method, what it changes of `Training`, and the kind of y that it is for (None: any; True: class labels)."""

    method: iv.INN
    training: Mapping[str, Any] = field(default_factory=dict)
    classes: bool | None = None


CANDIDATES = {
    "maximum-likelihood": Candidate(iv.INN()),
    "bidirectional": Candidate(iv.INN(objective=iv.Bidirectional.paper())),
    "bidirectional-slower": Candidate(iv.INN(objective=iv.Bidirectional.paper()), {"learning_rate": 1e-3}),
    "bidirectional-padded": Candidate(iv.INN(objective=iv.Bidirectional.paper(), least_width=8), classes=False),
    "bidirectional-cross-entropy": Candidate(iv.INN(objective=iv.Bidirectional(CrossEntropy())), classes=True),
    "bidirectional-eight-modes": Candidate(iv.INN(objective=iv.Bidirectional.eight_modes()), classes=True),
    "paper": Candidate(iv.INN.paper(), {"learning_rate": 1e-3}),
    # The default with one of its choices taken back.
    "fixed-permutation": Candidate(iv.INN(mixing=FixedPermutation())),
    "no-padding": Candidate(iv.INN(least_width=0)),
    "constant-sigma": Candidate(iv.INN(objective=iv.MaximumLikelihood(blur=iv.MaximumLikelihood.sigma))),
}
COMPARED = (
    "maximum-likelihood",
    "bidirectional",
    "bidirectional-slower",
    "bidirectional-padded",
    "bidirectional-cross-entropy",
    "bidirectional-eight-modes",
)
