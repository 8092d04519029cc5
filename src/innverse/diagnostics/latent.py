"""The plane of the latent on which x depends most.

z ~ N(0, I) has as many directions as the network gives it; few of them move x. For a Gaussian z the cross-covariance
is the mean slope, Cov(x, z) = E[dx/dz] (Stein 1981), so its leading singular directions are those along which a step
in z moves x most, on average.
"""

from dataclasses import dataclass

import numpy as np

from innverse.diagnostics.shapes import as_draws


@dataclass(frozen=True, eq=False)
class LatentPlane:
    """Draws in two directions of the latent.

    Attributes:
        coordinates: of each draw in the plane, `(n, 2)`.
        directions: orthonormal, as columns, `(dim_z, 2)`; the latent's own axes where it has but two.
        dependence: how much of each standardised x the plane's coordinates explain linearly, R² in [0, 1], `(dim_x,)`.
    """

    coordinates: np.ndarray
    directions: np.ndarray
    dependence: np.ndarray


def latent_plane(x: np.ndarray, z: np.ndarray) -> LatentPlane:
    """The plane of z on which x depends most.

    Args:
        x: posterior draws `(n, dim_x)`; each is put in units of its sd, constants count nothing.
        z: the latent each came from, `(n, dim_z)`, dim_z >= 2.

    Raises:
        ValueError: shapes that do not match, values that are not finite, or a latent of one component.

    >>> z = np.random.default_rng(0).normal(size=(1000, 3))
    >>> plane = latent_plane(x=np.stack([z[:, 2], z[:, 2] + z[:, 0]], axis=1), z=z)
    >>> np.abs(plane.directions[1]).max() < 0.1, plane.dependence.round(2)
    (np.True_, array([1., 1.]))
    """
    x, z = as_draws(x), as_draws(z)
    if len(x) != len(z) or z.shape[1] < 2:
        raise ValueError(f"z: expected shape ({len(x)}, dim_z) with dim_z >= 2, got {z.shape}")
    sd = x.std(axis=0)
    standardised = np.divide(x - x.mean(axis=0), sd, out=np.zeros_like(x), where=sd > 0)
    if z.shape[1] == 2:
        directions = np.eye(2)
    else:
        slopes = standardised.T @ (z - z.mean(axis=0)) / len(z)
        directions = _oriented(np.linalg.svd(slopes)[2][:2].T)
    coordinates = z @ directions
    return LatentPlane(coordinates, directions, _explained(standardised, coordinates))


def _oriented(directions: np.ndarray) -> np.ndarray:
    """Each direction with its largest component positive: the same plane is drawn the same way every time."""
    largest = np.abs(directions).argmax(axis=0)
    return directions * np.sign(directions[largest, np.arange(directions.shape[1])])


def _explained(x: np.ndarray, coordinates: np.ndarray) -> np.ndarray:
    centred = coordinates - coordinates.mean(axis=0)
    fitted = centred @ np.linalg.lstsq(centred, x, rcond=None)[0]
    return fitted.var(axis=0) / np.maximum(x.var(axis=0), np.finfo(float).tiny)
