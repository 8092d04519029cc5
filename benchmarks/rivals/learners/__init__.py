"""One library a file: `learn(problem, settings)` trains on pairs and returns a function that draws.

Each file is imported in a process of its own, and imports its library at the top so that the import can be timed.
"""
