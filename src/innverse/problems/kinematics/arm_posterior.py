"""The exact posterior of the planar arm, by rejection from six charts.

Without noise the posterior lives on a surface. With directions θ (the joint angles are A⁻¹ θ, det A = 1) and height h,

    p(x | y) ∝ p(h) p(θ) δ(y − s(x)).

A chart draws part of (h, θ) from the prior and solves y = s(x) for the rest: one direction and h, or two directions.
Where there are several roots it picks one in proportion to their prior density given the drawn part. By the change of
variables its density on the surface, up to a factor that all charts share, is

    q_c(x) = p(h, θ) · J_c / (S_c · [p(h) where h was solved for]),    S_c = Σ over all roots of p(root | drawn part),

J_c the Jacobian of the equations in the unknowns. One chart alone has weights without a bound, where J_c = 0: an arm
that is stretched, or a segment that is level. In equal parts the charts cover one another (multiple importance sampling
with the balance heuristic, Veach and Guibas 1995):

    weight(x) = p(h) p(θ) / Σ_c q_c(x).

A draw is kept with probability weight / largest weight seen, which stands for the unknown bound (empirical supremum
rejection, Caffo, Booth and Davis 2002). Kept draws are independent, and all different.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from innverse.problems.kinematics.arm_charts import Chart, OneDirection, TwoDirections

PROPOSALS = 30_000
MOST_PROPOSALS = 400 * PROPOSALS
PROPOSALS_TO_JUDGE = 10 * PROPOSALS


@dataclass(frozen=True)
class ArmPosterior:
    """Sampler of p(x | y) for segment lengths, prior standard deviations (height, angles) and θ = matrix · angles."""

    lengths: tuple[float, ...]
    prior_sd: tuple[float, ...]
    matrix: tuple[tuple[float, ...], ...]

    def draws(self, y: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
        """n draws (n, 4) for a finite y (2,).

        Raises:
            ValueError: y is out of reach, or too improbable to find n draws.
        """
        self._check_reach(y)
        found, kept, log_weights, luck = [], [], np.empty(0), np.empty(0)
        while len(luck) < MOST_PROPOSALS:
            x, more = self._proposals(y, rng)
            found.append(x)
            log_weights = np.append(log_weights, more)
            luck = np.append(luck, np.log(rng.random(len(x))))
            largest = log_weights.max(initial=np.finfo(float).min)
            kept = np.flatnonzero(luck < log_weights - largest)
            if len(kept) >= n:
                return np.concatenate(found)[kept[:n]]
            if len(luck) >= PROPOSALS_TO_JUDGE and len(kept) / len(luck) < n / MOST_PROPOSALS:
                break
        raise ValueError(
            f"y: expected an end point that is not too improbable under the prior to find {n} draws, got {y.tolist()}, "
            f"where {len(kept)} of {len(luck):,} proposals fit"
        )

    def _check_reach(self, y: np.ndarray) -> None:
        if abs(y[0]) >= sum(self.lengths):
            raise ValueError(f"y: expected an end point in reach, |y1| < {sum(self.lengths):g}, got {y.tolist()}")

    def _proposals(self, y: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Parameters (m, 4) that lead to y, in equal parts from every chart, and their log weights (m,).

        In random order: rows in the order of the charts would not be alike, and `draws` keeps the first ones.
        """
        theta = rng.permutation(np.concatenate([self._complete(chart, y, rng) for chart in self._charts]))
        height = y[1] - np.sin(theta) @ self.lengths
        p_height = np.exp(-0.5 * (height / self.prior_sd[0]) ** 2) / (np.sqrt(2 * np.pi) * self.prior_sd[0])
        coverage = sum(
            chart.jacobian(theta) * chart.given_height(p_height) / self._densities(theta, chart).sum(1)
            for chart in self._charts
        )
        x = np.column_stack([height, theta @ np.linalg.inv(self.matrix).T])
        with np.errstate(divide="ignore"):  # heights far in the tail have weight zero
            return x, np.log(p_height) - np.log(coverage)

    def _complete(self, chart: Chart, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Directions drawn from the prior, with those that the chart solves for replaced by one of the roots."""
        n = PROPOSALS // len(self._charts)
        theta = rng.normal(0, self.prior_sd[1:], (n, 3)) @ np.transpose(self.matrix)
        theta = chart.solve(y, rng.normal(0, self.prior_sd[0], n), theta)
        up_to = np.cumsum(self._densities(theta, chart), 1)
        choice = (up_to < rng.random((len(theta), 1)) * up_to[:, -1:]).sum(1)
        theta[:, chart.solved] = chart.roots(theta)[np.arange(len(theta)), choice]
        return theta

    def _densities(self, theta: np.ndarray, chart: Chart) -> np.ndarray:
        """p(root | given directions) for all roots (m, r): a conditional of the normal distribution of θ."""
        solved = list(chart.solved)
        given = [i for i in range(3) if i not in solved]
        precision = self._precision[np.ix_(solved, solved)]
        mean = -theta[:, given] @ np.linalg.solve(precision, self._precision[np.ix_(solved, given)]).T
        factor = np.linalg.cholesky(precision)
        distance = ((chart.roots(theta) - mean[:, None, :]) @ factor) ** 2
        return np.exp(-0.5 * distance.sum(-1)) * np.prod(np.diag(factor) / np.sqrt(2 * np.pi))

    @cached_property
    def _charts(self) -> tuple[Chart, ...]:
        lengths = np.array(self.lengths)
        one = [OneDirection(lengths, k) for k in range(3)]
        return (*one, *(TwoDirections(lengths, pair) for pair in ((0, 1), (0, 2), (1, 2))))

    @cached_property
    def _precision(self) -> np.ndarray:
        factor = np.linalg.inv(self.matrix) / np.array(self.prior_sd[1:])[:, None]
        return factor.T @ factor
