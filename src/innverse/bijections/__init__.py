"""Invertible maps with tractable Jacobian determinants. Knows nothing of data, losses or training."""

from innverse.bijections.actnorm import ActNorm
from innverse.bijections.arcsinh import Arcsinh
from innverse.bijections.autoregressive import Autoregressive
from innverse.bijections.bijection import Bijection
from innverse.bijections.chain import Chain, Repeat
from innverse.bijections.coupling import Coupling, double_coupling
from innverse.bijections.elementwise import Affine, ElementwiseMap, RationalQuadraticSpline
from innverse.bijections.gated_mlp import GatedMLP
from innverse.bijections.identity import Identity
from innverse.bijections.invert import Invert
from innverse.bijections.linear import InvertibleLinear
from innverse.bijections.masked_mlp import MaskedMLP
from innverse.bijections.monotone import MonotoneInterpolation
from innverse.bijections.permutation import Permutation
from innverse.bijections.standardise import Standardise
from innverse.bijections.subnet import MLP
from innverse.bijections.support import Support
from innverse.bijections.whiten import Whiten

__all__ = [
    "MLP",
    "ActNorm",
    "Affine",
    "Arcsinh",
    "Autoregressive",
    "Bijection",
    "Chain",
    "Coupling",
    "ElementwiseMap",
    "GatedMLP",
    "Identity",
    "Invert",
    "InvertibleLinear",
    "MaskedMLP",
    "MonotoneInterpolation",
    "Permutation",
    "RationalQuadraticSpline",
    "Repeat",
    "Standardise",
    "Support",
    "Whiten",
    "double_coupling",
]
