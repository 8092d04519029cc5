"""Measurements behind the numbers in the documentation; see README.md."""
