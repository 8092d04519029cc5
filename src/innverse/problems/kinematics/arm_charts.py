"""Ways to complete an arm that is known in part, so that its end point is y: the charts of the exact posterior.

The end point of an arm with directions θ, lengths l and rail height h is (Σ l_i cos θ_i, h + Σ l_i sin θ_i).
"""

import abc
from dataclasses import dataclass
from typing import final

import numpy as np

TURNS = 2 * np.pi * np.array([-1, 0, 1])
PAIRS_OF_TURNS = np.stack(np.meshgrid(TURNS, TURNS), -1).reshape(-1, 2)


class Chart(abc.ABC):
    """Solves y = s(x) for some of (h, θ_1, θ_2, θ_3), given the others (abstract).

    Attributes:
        solved: which directions are solved for; the others, and h where both equations are used up, are given.
    """

    lengths: np.ndarray
    solved: tuple[int, ...]

    @abc.abstractmethod
    def solve(self, y: np.ndarray, height: np.ndarray, theta: np.ndarray) -> np.ndarray:
        """The rows of theta (m, 3) that can be completed, with one solution filled in."""

    @abc.abstractmethod
    def roots(self, theta: np.ndarray) -> np.ndarray:
        """All solutions (m, r, len(solved)) that share the given part with theta, within one and a half turns.

        Directions beyond have a prior probability below 1e-26.
        """

    @abc.abstractmethod
    def jacobian(self, theta: np.ndarray) -> np.ndarray:
        """|det| of the equations with respect to the unknowns (m,)."""

    @abc.abstractmethod
    def given_height(self, density: np.ndarray) -> np.ndarray:
        """The factor that h brings to the density of what is given: p(h), or 1 where h is solved for."""


@final
@dataclass(frozen=True, eq=False)
class OneDirection(Chart):
    """y1 gives θ_k = ±arccos((y1 − Σ_{i≠k} l_i cos θ_i) / l_k), then y2 gives h. Jacobian: l_k |sin θ_k|."""

    lengths: np.ndarray
    k: int

    @property
    def solved(self) -> tuple[int]:
        return (self.k,)

    def solve(self, y, height, theta):
        rest = np.cos(theta) @ self.lengths - self.lengths[self.k] * np.cos(theta[:, self.k])
        cosine = (y[0] - rest) / self.lengths[self.k]
        possible = np.abs(cosine) < 1
        theta = theta[possible]
        theta[:, self.k] = np.arccos(cosine[possible])
        return theta

    def roots(self, theta):
        angle = _wrapped(theta[:, [self.k]])
        return np.concatenate([angle + TURNS, TURNS - angle], 1)[:, :, None]

    def jacobian(self, theta):
        return self.lengths[self.k] * np.abs(np.sin(theta[:, self.k]))

    def given_height(self, density):
        return np.ones_like(density)


@final
@dataclass(frozen=True, eq=False)
class TwoDirections(Chart):
    """h and one direction are given; the segments j and k close the triangle to y, elbow on either side.

    Jacobian: l_j l_k |sin(θ_j − θ_k)|.
    """

    lengths: np.ndarray
    solved: tuple[int, int]

    def solve(self, y, height, theta):
        j, k = self.solved
        given = 3 - j - k
        gap = y - np.stack([np.zeros_like(height), height], 1) - self._segment(given, theta[:, given])
        distance = np.hypot(*gap.T)
        long, short = self.lengths[j] + self.lengths[k], abs(self.lengths[j] - self.lengths[k])
        possible = (short < distance) & (distance < long)
        theta, gap, distance = theta[possible], gap[possible], distance[possible]
        cosine = (distance**2 + self.lengths[j] ** 2 - self.lengths[k] ** 2) / (2 * distance * self.lengths[j])
        theta[:, j] = np.arctan2(gap[:, 1], gap[:, 0]) + np.arccos(cosine)
        rest = gap - self._segment(j, theta[:, j])
        theta[:, k] = np.arctan2(rest[:, 1], rest[:, 0])
        return theta

    def roots(self, theta):
        j, k = self.solved
        gap = self._segment(j, theta[:, j]) + self._segment(k, theta[:, k])
        across = np.arctan2(gap[:, 1], gap[:, 0])[:, None]
        directions = theta[:, [j, k]]
        mirrored = 2 * across - directions
        both = [_wrapped(elbow)[:, None, :] + PAIRS_OF_TURNS for elbow in (directions, mirrored)]
        return np.concatenate(both, 1)

    def jacobian(self, theta):
        j, k = self.solved
        return self.lengths[j] * self.lengths[k] * np.abs(np.sin(theta[:, j] - theta[:, k]))

    def given_height(self, density):
        return density

    def _segment(self, i: int, direction: np.ndarray) -> np.ndarray:
        return self.lengths[i] * np.stack([np.cos(direction), np.sin(direction)], 1)


def _wrapped(angle: np.ndarray) -> np.ndarray:
    return np.arctan2(np.sin(angle), np.cos(angle))
