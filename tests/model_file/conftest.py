import pytest

import innverse as iv
from tests.model_file.rewriting import MODEL


@pytest.fixture(scope="session")
def content():
    """The bytes of the stored model, a few kilobytes: nothing here is trained."""
    return MODEL.read_bytes()


@pytest.fixture(scope="session")
def stored_model():
    return iv.load(MODEL)
