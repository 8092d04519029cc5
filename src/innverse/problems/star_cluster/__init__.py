"""Hidden properties of a young star cluster and its cloud, from its emission lines; start at `problem`."""

from innverse.problems.star_cluster.problem import StarCluster

__all__ = ["StarCluster"]
