"""How arguments and settings are read, and refused in words, for every room."""
