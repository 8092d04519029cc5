"""Between a user's units and the network's: bijections fitted to pairs, within the bounds of x."""

from innverse.scaling.scaling import Scaling, fit_scaling

__all__ = ["Scaling", "fit_scaling"]
