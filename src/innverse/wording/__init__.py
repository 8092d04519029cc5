"""Counts, digits and lists in sentences and tables, for every room."""
