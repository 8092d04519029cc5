"""Ways of learning p(x | y) from pairs, one a file, all with one silhouette."""

from innverse.methods.bidirectional import Bidirectional, Noise, Ramp, Weights
from innverse.methods.inn import INN
from innverse.methods.layout import Layout
from innverse.methods.maximum_likelihood import MaximumLikelihood
from innverse.methods.measurement_loss import CrossEntropy, SquaredError
from innverse.methods.method import LatentMethod, Method, Sizes
from innverse.methods.mixing import FixedPermutation, LearnedLinear

__all__ = [
    "INN",
    "Bidirectional",
    "CrossEntropy",
    "FixedPermutation",
    "LatentMethod",
    "Layout",
    "LearnedLinear",
    "MaximumLikelihood",
    "Method",
    "Noise",
    "Ramp",
    "Sizes",
    "SquaredError",
    "Weights",
]
