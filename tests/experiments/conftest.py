import bz2
import io
import zipfile

import jax
import numpy as np
import pytest

from innverse.experiments.sbibm_wheel import SbibmWheel
from innverse.problems import sbibm_tasks


@pytest.fixture(scope="session")
def fake_wheel(tmp_path_factory):
    """An archive as sbibm's, with exact draws for two observations of two_moons."""
    path = tmp_path_factory.mktemp("wheel") / "sbibm-1.1.0-py2.py3-none-any.whl"
    task = sbibm_tasks()["two_moons"]
    with zipfile.ZipFile(path, "w") as archive:
        for number, y in ((1, [0.0, 0.1]), (2, [-0.3, 0.0])):
            folder = f"sbibm/tasks/two_moons/files/num_observation_{number}"
            draws = task.exact_posterior(y, 120, jax.random.key(number))
            archive.writestr(f"{folder}/observation.csv", _csv([y]))
            archive.writestr(f"{folder}/true_parameters.csv", _csv([[0.1, 0.2]]))
            archive.writestr(f"{folder}/reference_posterior_samples.csv.bz2", bz2.compress(_csv(draws)))
    return SbibmWheel(path)


def _csv(rows):
    file = io.StringIO()
    np.savetxt(file, np.asarray(rows), delimiter=",", header="a,b", comments="")
    return file.getvalue().encode()
