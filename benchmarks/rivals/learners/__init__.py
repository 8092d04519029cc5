"""One library a file: `learn(given)` trains on the pairs of `given` and returns a `Learned`, which draws.

Each file is imported in a process of its own, and imports its library at the top so that the import can be timed.
"""
