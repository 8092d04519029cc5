"""What a run was made on is told under the names that files know."""

from innverse.machine import LIBRARIES, commit, machine, versions

COLUMNS = {"commit", "processor", "cores", "backend", "load", "python", "scikit-learn", *LIBRARIES}


def test_what_stands_in_rows_and_records():
    assert set(machine()) == COLUMNS
    assert set(versions()) == {"python", "numpyro", *LIBRARIES}
    assert " " not in commit()
