"""A model as one file: tensors in safetensors, everything else as JSON in its header. Loading runs no code.

`docs/model-file.md` says what is in it and what is promised of it.
"""

from innverse.model_file.errors import ModelFileError
from innverse.model_file.reading import load, load_contents
from innverse.model_file.writing import contents, save

__all__ = ["ModelFileError", "contents", "load", "load_contents", "save"]
