"""A trained network with everything it needs to answer in the user's own units."""

from innverse.model.model import Model

__all__ = ["Model"]
