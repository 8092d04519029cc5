"""The directions in which light is followed, and how scattering sends it from one into another.

Radiance, averaged over azimuth, is followed at cosines μ_i with quadrature weights w_i on [0, 1], both upwards and
downwards. Where the medium is denser than air, light beyond the critical angle is reflected totally: the cosines are
split there (Gauss nodes below μ_c, Radau nodes with μ = 1 above, after Prahl 1995, in Welch and van Gemert, ch. 5). All
vectors are kept as √(w μ) · radiance, which makes reflection and transmission symmetric.

Henyey–Greenstein scattering has the Legendre moments g^k. Those from K on, K the number of cosines, cannot be told from
light that goes straight on: the share f = g^K counts as not scattered (δ-M; Wiscombe 1977, J. Atmos. Sci. 34, 1408).
"""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import legendre


@dataclass(frozen=True, eq=False)
class Directions:
    """Cosines in a medium.

    Attributes:
        index: refractive index of the medium.
        cosine, weight: nodes and weights on (0, 1], the last node the normal where light enters.
        moments: matrices (K, n, n): what each Legendre moment of the phase function scatters from node to node.
    """

    index: float
    cosine: np.ndarray
    weight: np.ndarray
    moments: np.ndarray

    @property
    def flux(self) -> np.ndarray:
        """√(w μ): the flux of a vector v is flux · v."""
        return np.sqrt(self.weight * self.cosine)


def directions(index: float, beyond_critical: int, transmitted: int) -> Directions:
    """Nodes in a medium under air: `beyond_critical` ones that air never sees, `transmitted` ones that it does.

    >>> directions(1.0, 0, 4).cosine[-1]
    np.float64(1.0)
    """
    critical = np.sqrt(1 - 1 / index**2)
    below, above = _gauss(beyond_critical, 0, critical), _radau(transmitted, critical, 1)
    cosine, weight = (np.concatenate(parts) for parts in zip(below, above, strict=True))
    return Directions(index, cosine, weight, _moments(cosine, weight, len(cosine)))


def refracted(above: Directions, index: float, grazing: int) -> Directions:
    """The directions of `above` after refraction into a denser medium, and `grazing` ones that only exist there.

    Snell: sin θ' = (n/n') sin θ; a cone of light keeps its flux when w' μ' = (n/n')² w μ.

    Raises:
        ValueError: a medium that is not denser.
    """
    ratio = above.index / index
    if ratio >= 1:
        raise ValueError(f"index: expected a medium denser than {above.index:g} above it, got {index:g}")
    cosine = np.sqrt(1 - ratio**2 * (1 - above.cosine**2))
    weight = ratio**2 * above.weight * above.cosine / cosine
    flat = _gauss(grazing, 0, np.sqrt(1 - ratio**2))
    cosine, weight = np.concatenate([flat[0], cosine]), np.concatenate([flat[1], weight])
    return Directions(index, cosine, weight, _moments(cosine, weight, above.moments.shape[0]))


def fresnel(cosine: np.ndarray, inside: float, outside: float) -> np.ndarray:
    """Reflectance of unpolarised light that meets the boundary from inside, 1 beyond the critical angle.

    >>> fresnel(np.array([1.0]), 1.5, 1.0).round(3).tolist()
    [0.04]
    """
    squared_sine = (inside / outside) ** 2 * (1 - cosine**2)
    refracted_cosine = np.sqrt(np.maximum(0.0, 1 - squared_sine))
    across = (inside * cosine - outside * refracted_cosine) / (inside * cosine + outside * refracted_cosine)
    along = (inside * refracted_cosine - outside * cosine) / (inside * refracted_cosine + outside * cosine)
    return np.where(squared_sine >= 1, 1.0, (across**2 + along**2) / 2)


def reflected_by_air(nodes: Directions) -> np.ndarray:
    """Reflectance under air at each node, so that their mean over diffuse light is exact.

    Fresnel's formula turns vertical at the critical angle, and nodes alone would let 0.2 % too much light out: what
    passes obliquely is scaled to ∫ (1 − ρ) μ dμ, which is smooth in air's cosine.

    >>> nodes = directions(1.36, 6, 6)
    >>> float(2 * nodes.weight * nodes.cosine @ reflected_by_air(nodes)).__round__(4)
    0.4975
    """
    in_air, weight = _gauss(64, 0, 1)
    exact = weight * in_air @ (1 - fresnel(in_air, 1.0, nodes.index)) / nodes.index**2
    passing = 1 - fresnel(nodes.cosine, nodes.index, 1.0)
    flux = nodes.weight * nodes.cosine * passing
    passing[:-1] *= (exact - flux[-1]) / flux[:-1].sum()
    return 1 - passing


def _moments(cosine: np.ndarray, weight: np.ndarray, number: int) -> np.ndarray:
    """(2k + 1) P_k(μ_i) P_k(μ_j) √(w_i/μ_i) √(w_j/μ_j), with diagonals set so that energy is kept exactly.

    The quadrature integrates P_0² and P_1² only nearly; what is lacking in the row sums goes to light that keeps its
    direction. Moments of even k then conserve Σ √(w/μ) √(wμ), those of odd k its product with μ.
    """
    polynomials = legendre.legvander(cosine, number - 1).T
    scaled, flux = np.sqrt(weight / cosine), np.sqrt(weight * cosine)
    moments = np.stack([(2 * k + 1) * np.outer(scaled * p, scaled * p) for k, p in enumerate(polynomials)])
    for k, moment in enumerate(moments):
        vector = flux if k % 2 == 0 else flux * cosine
        wanted = (scaled if k == 0 else scaled * cosine) if k < 2 else np.zeros_like(flux)
        moment -= np.diag((moment @ vector - wanted) / vector)
    return moments


def _gauss(n: int, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    if n == 0:
        return np.empty(0), np.empty(0)
    nodes, weights = legendre.leggauss(n)
    return low + (high - low) * (nodes + 1) / 2, weights * (high - low) / 2


def _radau(n: int, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Gauss–Radau nodes, the upper end included."""
    difference = np.zeros(n + 1)
    difference[[n, n - 1]] = 1, -1
    nodes = np.sort(legendre.legroots(difference).real)
    nodes[-1] = 1.0
    values = legendre.legval(nodes, np.eye(n)[n - 1])
    weights = np.append((1 + nodes[:-1]) / (n * values[:-1]) ** 2, 2 / n**2)
    return low + (high - low) * (nodes + 1) / 2, weights * (high - low) / 2
