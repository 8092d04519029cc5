"""Ways of learning p(x | y) from pairs, one a file, all with one silhouette."""

from innverse.methods.abc_rejection import ABC
from innverse.methods.autoregressive_flow import AutoregressiveFlow
from innverse.methods.bidirectional import Bidirectional, Noise, Ramp, Weights
from innverse.methods.conditional_flow import ConditionalFlow
from innverse.methods.conditional_inn import ConditionalINN
from innverse.methods.conditional_vae import ConditionalVAE
from innverse.methods.dropout_regressor import DropoutRegressor
from innverse.methods.encoder import AsMeasured, DeepSetEncoder, MLPEncoder, SkipEncoder
from innverse.methods.flow_matching import FlowMatching
from innverse.methods.inn import INN
from innverse.methods.invertible_autoencoder import InvertibleAutoencoder
from innverse.methods.latent_posterior import DiagonalGaussian, InverseAutoregressive
from innverse.methods.layout import Layout
from innverse.methods.maximum_likelihood import MaximumLikelihood
from innverse.methods.measurement_loss import CrossEntropy, SquaredError
from innverse.methods.method import DensityMethod, ForwardMethod, GradientMethod, LatentMethod, Method, Sizes
from innverse.methods.mixing import FixedPermutation, LearnedLinear
from innverse.methods.mixture_density_network import MixtureDensityNetwork

__all__ = [
    "ABC",
    "INN",
    "AsMeasured",
    "AutoregressiveFlow",
    "Bidirectional",
    "ConditionalFlow",
    "ConditionalINN",
    "ConditionalVAE",
    "CrossEntropy",
    "DeepSetEncoder",
    "DensityMethod",
    "DiagonalGaussian",
    "DropoutRegressor",
    "FixedPermutation",
    "FlowMatching",
    "ForwardMethod",
    "GradientMethod",
    "InverseAutoregressive",
    "InvertibleAutoencoder",
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
    "SkipEncoder",
    "SquaredError",
    "Weights",
]
