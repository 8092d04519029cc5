"""Ways of learning p(x | y) from pairs, one a file, all with one silhouette."""

from innverse.methods.bidirectional import Bidirectional, Noise, Ramp, Weights
from innverse.methods.conditional_inn import ConditionalINN
from innverse.methods.encoder import AsMeasured, MLPEncoder
from innverse.methods.flow_matching import FlowMatching
from innverse.methods.inn import INN
from innverse.methods.layout import Layout
from innverse.methods.maximum_likelihood import MaximumLikelihood
from innverse.methods.measurement_loss import CrossEntropy, SquaredError
from innverse.methods.method import DensityMethod, ForwardMethod, LatentMethod, Method, Sizes
from innverse.methods.mixing import FixedPermutation, LearnedLinear
from innverse.methods.mixture_density_network import MixtureDensityNetwork

__all__ = [
    "INN",
    "AsMeasured",
    "Bidirectional",
    "ConditionalINN",
    "CrossEntropy",
    "DensityMethod",
    "FixedPermutation",
    "FlowMatching",
    "ForwardMethod",
    "LatentMethod",
    "Layout",
    "LearnedLinear",
    "MLPEncoder",
    "MaximumLikelihood",
    "Method",
    "MixtureDensityNetwork",
    "Noise",
    "Ramp",
    "Sizes",
    "SquaredError",
    "Weights",
]
