"""Metropolis steps along the set of exact solutions, which leave its density p_F as it is.

A step goes along the fibre's tangent space at v, and from there back onto the fibre along the normals at v:

    t = T Tᵀ ξ,  ξ ~ N(0, h² C),      v' = v + t + J(v)ᵀ a  with  s(v') = y.

It is taken with probability min(1, p_F(v') n(t' | v') / p_F(v) n(t | v)), n the normal density of t in the tangent
space, provided that the same procedure leads back from v' to v. (Zappa, Holmes-Cerfon, Goodman 2018, Comm. Pure Appl.
Math. 71, 2609, with the covariance C of the draws in the place of a multiple of one.)

Every draw is a chain of its own. The step size h is common to all, tuned towards accepting 40 % over the first half of
the steps and held fixed then.
"""

from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

from innverse.refinement.fibre import Fibre, Geometry

WANTED_ACCEPTANCE = 0.4
NEWTON_STEPS = 8
SAME_PLACE = 1e-6


class _State(NamedTuple):
    v: Array
    geometry: Geometry
    log_density: Array


@eqx.filter_jit
def walk_along(
    fibre: Fibre,
    starts: Float[Array, "n dim_x"],
    covariance: Float[Array, "dim_x dim_x"],
    steps: int,
    key: PRNGKeyArray,
) -> tuple[Float[Array, "n dim_x"], Float[Array, ""]]:
    """Where `steps` steps of each chain lead, and the share that was taken in the second half.

    Args:
        fibre: what to stay on.
        starts: on it.
        covariance: C, of the draws.
        steps: of each chain.
        key: the same key gives the same walk.
    """
    free = starts.shape[1] - fibre.jacobian(starts[0]).shape[0]
    if not free or not steps:
        return starts, jnp.array(jnp.nan)
    factor = jnp.linalg.cholesky(covariance)

    def step(carry, number):
        states, log_size = carry
        keys = jax.random.split(jax.random.fold_in(key, number), len(starts))
        move = jax.vmap(lambda state, k: _move(fibre, state, jnp.exp(log_size) * factor, k))
        states, accepted = move(states, keys)
        tuned = log_size + jnp.where(number < steps // 2, (accepted.mean() - WANTED_ACCEPTANCE) / (1 + 0.1 * number), 0)
        return (states, tuned), accepted.mean()

    first = jax.vmap(lambda v: _state(fibre, v))(starts), jnp.log(2.4 / jnp.sqrt(float(free)))
    (states, _), accepted = jax.lax.scan(step, first, jnp.arange(steps))
    return states.v, accepted[steps // 2 :].mean()


def _state(fibre: Fibre, v: Array) -> _State:
    geometry = fibre.geometry(v)
    return _State(v, geometry, fibre.log_prior(v) - geometry.log_volume)


def _move(fibre: Fibre, state: _State, factor: Array, key: PRNGKeyArray) -> tuple[_State, Array]:
    key_step, key_luck = jax.random.split(key)
    tangents = state.geometry.tangents
    along = tangents.T @ factor @ jax.random.normal(key_step, state.v.shape)
    there, found = fibre.along_normals(state.v + tangents @ along, state.geometry.jacobian, NEWTON_STEPS)
    proposed = _state(fibre, there)
    back_along = proposed.geometry.tangents.T @ (state.v - there)
    back_from = there + proposed.geometry.tangents @ back_along
    back, found_back = fibre.along_normals(back_from, proposed.geometry.jacobian, NEWTON_STEPS)
    same = jnp.linalg.norm(back - state.v) < SAME_PLACE
    log_ratio = proposed.log_density + _log_step(proposed, back_along, factor)
    log_ratio -= state.log_density + _log_step(state, along, factor)
    taken = found & found_back & same & (jnp.log(jax.random.uniform(key_luck)) < log_ratio)
    return jax.tree.map(lambda new, old: jnp.where(taken, new, old), proposed, state), taken


def _log_step(state: _State, along: Array, factor: Array) -> Array:
    """log density of a step's tangential coordinates, up to a constant."""
    projected = state.geometry.tangents.T @ factor
    covariance = projected @ projected.T
    return -0.5 * (along @ jnp.linalg.solve(covariance, along) + jnp.linalg.slogdet(covariance)[1])
