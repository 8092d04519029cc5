"""Ways from a network's draws to the exact posterior, where the problem is at hand: one way a file."""

from innverse.refinement.choice import refine
from innverse.refinement.importance import ImportanceWeights
from innverse.refinement.latent_walk import LatentWalk
from innverse.refinement.projection import Projection
from innverse.refinement.refined import Refined
from innverse.refinement.refinement import Refinement

__all__ = ["ImportanceWeights", "LatentWalk", "Projection", "Refined", "Refinement", "refine"]
