"""A model as one file: tensors in safetensors, everything else as JSON in its header. Loading runs no code.

`docs/model-file.md` says what is in it and what is promised of it.
"""

from innverse.model_file.errors import ModelFileError
from innverse.model_file.reading import load
from innverse.model_file.writing import save

__all__ = ["ModelFileError", "load", "save"]
