"""The example for users with grids of their own, up to the training, which knows nothing of where pairs come from."""

import importlib.util
import shutil
from pathlib import Path

import numpy as np
import pytest

from innverse.problems.star_cluster import StarCluster
from innverse.study import read_study
from innverse.study.preparation import prepare

EXAMPLE = Path(__file__).parents[3] / "examples" / "star_cluster_grid"


@pytest.fixture(scope="module")
def grid():
    spec = importlib.util.spec_from_file_location("grid", EXAMPLE / "grid.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.grid(1000)


@pytest.fixture
def folder(tmp_path):
    shutil.copy(EXAMPLE / "observed.csv", tmp_path)
    return tmp_path


def test_a_grid_is_all_that_a_study_needs(grid, folder):
    grid.to_csv(folder / "grid.csv", index=False)
    with pytest.warns(UserWarning, match="dropped"):
        study = prepare(read_study(EXAMPLE / "study.toml"), folder)
    pairs, cluster = study.pairs(lambda done, total: None), StarCluster()
    assert study.problem is None and np.array_equal(study.observed, cluster.observed)
    for ours, theirs in zip(pairs.parameters, cluster.parameters, strict=True):
        assert (ours.name, ours.unit, ours.lower, ours.upper) == (theirs.name, theirs.unit, theirs.lower, theirs.upper)
    assert [column.name for column in pairs.measurements] == [column.name for column in cluster.measurements]
    assert len(pairs) == grid.notna().all(axis=1).sum() < len(grid)


def test_a_grid_without_a_line_is_refused_by_name(grid, folder):
    grid.rename(columns={"SII_6731": "SII6731"}).to_csv(folder / "grid.csv", index=False)
    with pytest.raises(ValueError, match=r"got 'SII_6731'; did you mean 'SII"):
        prepare(read_study(EXAMPLE / "study.toml"), folder)
