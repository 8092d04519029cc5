"""Laws that every bijection obeys, checked in double precision over a batch of events."""

import equinox as eqx
import jax
import jax.numpy as jnp

TOLERANCE = 1e-9


def check_laws(bijection, events, condition):
    """Both round trips return, their log determinants cancel, and each is that of the autodiff Jacobian."""
    for law, residual in _residuals(bijection, events, condition).items():
        assert residual < TOLERANCE, f"{law}: {residual}"


@eqx.filter_jit
def _residuals(bijection, events, condition):
    def forward(event):
        return bijection.forward(event, condition)

    def inverse(event):
        return bijection.inverse(event, condition)

    def of_one(u):
        slope, (v, log_det) = _with_jacobian(forward, u)
        slope_back, (back, log_det_back) = _with_jacobian(inverse, v)
        again, log_det_again = forward(back)
        return {
            "inverse(forward(u)) = u": jnp.abs(back - u),
            "forward(inverse(v)) = v": jnp.abs(again - v),
            "log_dets cancel": jnp.abs(jnp.stack([log_det + log_det_back, log_det_again - log_det])),
            "forward log_det": jnp.abs(jnp.linalg.slogdet(slope)[1] - log_det),
            "inverse log_det": jnp.abs(jnp.linalg.slogdet(slope_back)[1] - log_det_back),
        }

    return jax.tree.map(jnp.max, jax.vmap(of_one)(events))


def _with_jacobian(function, event):
    """The Jacobian by automatic differentiation, and what the function gives: traced once for both."""

    def valued(e):
        given = function(e)
        return given[0], given

    return jax.jacfwd(valued, has_aux=True)(event)
