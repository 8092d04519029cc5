"""How arguments are read and refused in words: names, numbers and columns, for every room."""
