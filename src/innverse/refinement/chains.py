"""Markov chains by the No-U-Turn sampler, and whether they have met.

The sampler walks along the gradient of a log density over R^d, doubling its path until it would turn back (Hoffman,
Gelman 2014, JMLR 15, 1593). R̂ compares the spread between halves of chains with the spread within, 1 where they agree;
effective sizes count how many independent draws would tell a mean as well (Gelman et al. 2013, Bayesian Data Analysis,
3rd ed., sec. 11.4 and 11.5).
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.problems.column import Column

LARGEST_R_HAT = 1.05


def walk(
    log_density: Callable[[Any], Array],
    starts: Float[Array, "chains dim"],
    draws: int,
    warm_up: int,
    key: PRNGKeyArray,
) -> tuple[Array, int]:
    """Places (chains, draws, dim) on the way, and at how many the integration of the path broke down.

    Args:
        log_density: of one place (dim,), with a reverse-mode gradient.
        starts: where each chain begins, with a finite density.
        draws, warm_up: steps of each chain that are kept, and those before, that tune it and are thrown away.
        key: the same key gives the same walk.
    """
    from numpyro.infer import MCMC, NUTS

    sampler = NUTS(potential_fn=lambda place: -log_density(place))
    run = partial(MCMC, num_chains=len(starts), chain_method="vectorized", progress_bar=False)
    chains = run(sampler, num_warmup=warm_up, num_samples=draws)
    chains.run(key, init_params=starts, extra_fields=("diverging",))
    return chains.get_samples(group_by_chain=True), int(chains.get_extra_fields()["diverging"].sum())


def convergence(draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """R̂ and effective sizes of (chains, draws, dim), each (dim,)."""
    from numpyro.diagnostics import effective_sample_size, split_gelman_rubin

    return np.asarray(split_gelman_rubin(draws)), np.asarray(effective_sample_size(draws))


def apart(parameters: Iterable[Column], r_hat: np.ndarray) -> list[str]:
    """Parameters in which the chains have not met, each with its R̂; one that is NaN has not been shown to be met.

    >>> apart([Column("a"), Column("b"), Column("c")], np.array([1.0, 1.2, np.nan]))
    ['b (1.20)', 'c (nan)']
    """
    named = zip(parameters, r_hat, strict=True)
    return [f"{column.name} ({value:.2f})" for column, value in named if not value <= LARGEST_R_HAT]
