"""What is said of a file that is no readable model."""


class ModelFileError(ValueError):
    """A file that is not a readable innverse model; the message names it, and what to do."""
