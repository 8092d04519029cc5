"""Tissue under a multispectral camera: radiative transfer in three layers."""

from innverse.problems.tissue.problem import Tissue

__all__ = ["Tissue"]
