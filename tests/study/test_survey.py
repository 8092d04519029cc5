"""A table of observations to a table of summaries: in flat memory, from where it was stopped, bit by bit the same."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from types import SimpleNamespace

import jax
import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet as pq

from innverse.model import scaled_model
from innverse.model import summaries as of_model
from innverse.model.scaled_model import ScaledModel
from innverse.problems import Column
from innverse.progress import Silent
from innverse.study import run_survey
from innverse.study.observed import read_observation
from innverse.study.survey import survey

N = 64
MEASUREMENTS = (Column("flux", lower=0.0), Column("colour"))


class StandIn:
    """x = y + noise, and a second parameter with two peaks, without a network."""

    def draw(self, network, y, n, key):
        noise = jax.random.normal(key, (n, 2))
        side = jax.numpy.where(jax.random.uniform(jax.random.fold_in(key, 1), (n,)) < 0.25, -5.0, 5.0)
        return y + noise * jax.numpy.array([1.0, 0.2]) + jax.numpy.stack([0 * side, side], axis=1)


METHOD = StandIn()  # one, so that its programs are compiled once


def stand_in():
    scaling = SimpleNamespace(scale_y=lambda y: y, unscale_x=lambda x: x.astype(float))
    scaled = ScaledModel(METHOD, jax.numpy.zeros((1, 1)), 1, reach=np.full(2, 1e6))
    parameters = (Column("height"), Column("side"))
    return SimpleNamespace(
        members=1, scaled=scaled, scaling=scaling, parameters=parameters, measurements=MEASUREMENTS, classes=False,
        novelty_detector=None,
    )  # fmt: skip


class Stopping(Silent):
    """Ends the process's work after a few pieces."""

    def __init__(self, after):
        self.left = after

    def counted(self, done, total):
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(survey, "load", lambda path: stand_in())
    monkeypatch.setattr(survey, "BLOCKS_PER_PIECE", 2)
    monkeypatch.setattr(of_model, "_MOST_ROWS", 16)
    (tmp_path / "model").write_bytes(b"a model")
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"star": np.arange(150), "flux": rng.uniform(1, 2, 150), "colour": rng.normal(size=150)})
    table["field"] = ["north", "south"] * 75
    table.loc[7, "flux"], table.loc[9, "flux"] = np.nan, -1.0
    table.to_parquet(tmp_path / "seen.parquet")
    table.to_csv(tmp_path / "seen.csv", index=False)
    return tmp_path


def asked(folder, out, observed="seen.parquet", n=N, seed=3, progress=None):
    return run_survey(folder / "model", folder / observed, n=n, seed=seed, out=folder / out, progress=progress)


def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_rows_keep_their_place_and_what_cannot_be_asked_is_counted(folder):
    done = asked(folder, "out.parquet")
    table = pd.read_parquet(done.out)
    assert (done.rows, done.unanswered, len(table)) == (150, 2, 150)
    assert table.star.tolist() == list(range(150)) and table.field[1] == "south"
    assert np.flatnonzero(table.height_median.isna()).tolist() == [7, 9]
    assert table.modes[[7, 9]].tolist() == [0, 0]
    seen = pd.read_parquet(folder / "seen.parquet")
    good = table.height_median.notna()
    assert (table.height_median - seen.flux)[good].abs().max() < 0.7
    assert not list(folder.glob("*.parts"))


@pytest.mark.parametrize("name", ["flux_err", "dflux", "flux_pm"])
def test_error_bars_are_carried_with_a_word(folder, name):
    """The draws know nothing of them; some are known by the measurement that they stand beside."""
    pd.read_parquet(folder / "seen.parquet").assign(**{name: 0.1}).to_parquet(folder / "err.parquet")
    with pytest.warns(UserWarning, match=f"'{name}' left aside"):
        assert name in pd.read_parquet(asked(folder, "with.parquet", "err.parquet").out)


def test_csv_and_parquet_give_the_same_numbers(folder):
    tables = [pd.read_parquet(asked(folder, f"{kind}.parquet", f"seen.{kind}").out) for kind in ("parquet", "csv")]
    pd.testing.assert_frame_equal(*tables)


def test_what_is_carried_comes_back_as_it_was_written(folder):
    """A note in the last row alone, a name among numbers, leading zeros, more digits than a float holds."""
    seen = pd.read_parquet(folder / "seen.parquet")
    last = np.arange(len(seen)) == len(seen) - 1
    told = pd.DataFrame({
        "note": np.where(last, "blended", ""), "name": np.where(last, "NGC7", "12"), "plate": "007",
        "source": "12345678901234567890", "count": "12", "angle": "-.5e1",
    })  # fmt: skip
    seen[["flux", "colour"]].join(told).to_csv(folder / "told.csv", index=False)
    table = pd.read_parquet(asked(folder, "told.parquet", "told.csv").out)
    assert table[["note", "name", "plate", "source"]].iloc[-1].tolist() == ["blended", "NGC7", *told.iloc[-1, 2:4]]
    assert table["name"].iloc[0] == "12" and pd.isna(table["note"].iloc[0])
    assert (table["count"].dtype, table["angle"].dtype) == ("int64", "float64") and table["angle"].iloc[0] == -5


CARRIED = {
    "country": ["NA", "DE", "null", "None", ""],
    "all_na": ["NA"] * 5,
    "name": ["1.1", "1.10", "1.100", "2", "1.1"],
    "mag": ["1.10", "0.50", "", "NA", "-2.25"],
    "count": ["1", "NA", "", "3", "nan"],
    "nothing": [""] * 5,
}


def test_names_that_look_like_missing_ones_or_like_numbers_come_back_as_they_were_written(folder):
    rows = zip(["1.5"] * 5, ["0.5"] * 5, *CARRIED.values(), strict=True)
    lines = [["flux", "colour", *CARRIED], *rows]
    (folder / "names.csv").write_text("\n".join(map(",".join, lines)) + "\n")
    table = pq.read_table(asked(folder, "names.parquet", "names.csv").out).select(list(CARRIED)).to_pydict()
    assert table == {
        "country": ["NA", "DE", "null", "None", None],
        "all_na": ["NA"] * 5,
        "name": CARRIED["name"],
        "mag": [1.1, 0.5, None, None, -2.25],
        "count": [1, None, None, 3, None],
        "nothing": [None] * 5,
    }


def test_a_name_with_a_line_break_is_a_name(folder):
    seen = pd.read_parquet(folder / "seen.parquet")
    seen = seen.rename(columns={"star": "star\nnumber"})
    seen.assign(field="two\nlines").to_csv(folder / "broken.csv", index=False)
    assert pd.read_parquet(asked(folder, "broken.parquet", "broken.csv").out)["star\nnumber"].tolist() == [*range(150)]


def test_text_among_measurements_is_told_before_anything_is_drawn(folder):
    seen = pd.read_parquet(folder / "seen.parquet")
    seen.assign(colour=[*map(str, seen.colour[:-1]), "red"]).to_csv(folder / "red.csv", index=False)
    with pytest.raises(ValueError, match="expected numbers in 'flux', 'colour'"):
        asked(folder, "red.parquet", "red.csv")
    assert not list(folder.glob("red.parquet*"))


@pytest.mark.parametrize("as_categories", [False, True])
def test_text_in_a_parquet_file_is_told_before_too(folder, as_categories, monkeypatch):
    """An upper limit far below, beyond the first piece and the first part that is read."""
    monkeypatch.setattr("innverse.study.survey.table._BATCH", 16)
    seen = pd.read_parquet(folder / "seen.parquet")
    colour = seen.colour.map(str).where(seen.index != 140, "<0.3")
    colour = colour.astype("category") if as_categories else colour
    seen.assign(colour=colour).to_parquet(folder / "limit.parquet")
    with pytest.raises(ValueError, match=r"'colour' of limit\.parquet: expected numbers, got '<0\.3' in row 140"):
        asked(folder, "limited.parquet", "limit.parquet")
    assert not list(folder.glob("limited.parquet*"))


def test_numbers_that_are_text_in_a_parquet_file_are_numbers(folder):
    seen = pd.read_parquet(folder / "seen.parquet")
    seen.assign(colour=seen.colour.map(repr), flux=seen.flux).to_parquet(folder / "text.parquet")
    tables = [pd.read_parquet(asked(folder, f"{kind}-out.parquet", f"{kind}.parquet").out) for kind in ("seen", "text")]
    pd.testing.assert_frame_equal(*tables)


def test_dates_in_a_parquet_file_are_told_before_too(folder):
    pd.read_parquet(folder / "seen.parquet").assign(colour=pd.Timestamp(0)).to_parquet(folder / "dates.parquet")
    with pytest.raises(ValueError, match="expected numbers, got timestamp"):
        asked(folder, "dated.parquet", "dates.parquet")
    assert not list(folder.glob("dated.parquet*"))


def test_a_folder_of_somebody_else_is_left_alone(folder):
    (folder / "out.parquet.parts").mkdir()
    (folder / "out.parquet.parts" / "thesis.tex").write_text("mine")
    with pytest.raises(
        ValueError, match=r"expected a folder of pieces of a survey, or none, got one with 'thesis\.tex'"
    ):
        asked(folder, "out.parquet")
    assert (folder / "out.parquet.parts" / "thesis.tex").exists()


def test_a_stopped_survey_goes_on_to_the_same_bits(folder):
    whole = asked(folder, "whole.parquet").out
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt) as interrupt:
            asked(folder, "stopped.parquet", progress=Stopping(after=1))
        assert "the same command goes on there" in interrupt.value.__notes__[0]
    assert len(list((folder / "stopped.parquet.parts").glob("*.parquet"))) == 3
    assert sha(asked(folder, "stopped.parquet").out) == sha(whole)


@contextmanager
def no_file_above(size):
    """As on a disk that is full."""
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_disk_without_room_is_told_and_the_same_command_goes_on_later(folder):
    whole = asked(folder, "whole.parquet").out
    told = r"{}: expected to write it into '.*', got: File too large; .* the same command goes on there once"
    with no_file_above(1000), pytest.raises(OSError, match=told.format(r"000000\.parquet")):
        asked(folder, "full.parquet")
    with no_file_above(whole.stat().st_size - 1), pytest.raises(OSError, match=told.format(r"full\.parquet")):
        asked(folder, "full.parquet")
    assert len(list((folder / "full.parquet.parts").glob("*.parquet"))) == 5 and not (folder / "full.parquet").exists()
    assert sha(asked(folder, "full.parquet").out) == sha(whole)


@pytest.mark.parametrize("place", ["pathlib.Path.mkdir", "os.open", "pathlib.Path.write_text"])
def test_a_folder_that_may_not_be_written_is_told_before_anything_is_drawn(place, folder, monkeypatch):
    """As at its making, at the lock and at the first file; root, who may run the tests, is refused nothing."""
    monkeypatch.setattr(place, denied)
    with pytest.raises(PermissionError, match=r"expected to write it into '.*', got: Permission denied; .* with --out"):
        asked(folder, "denied.parquet")
    monkeypatch.undo()
    assert not (folder / "denied.parquet").exists()


def denied(*arguments, **more):
    raise PermissionError(13, "Permission denied")


def test_a_survey_that_died_before_it_cleaned_up_is_finished(folder, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    for joined in (False, True):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(survey.SurveyParts, "clear", killed)
            asked(folder, "out.parquet")
        whole = sha(folder / "out.parquet")
        with pytest.raises(ValueError, match=r"expected a new file, got .*out\.parquet"):
            asked(folder, "out.parquet", seed=4)
        if not joined:
            (folder / "out.parquet").write_text("somebody else's")
            with pytest.raises(ValueError, match=r"expected a new file, got .*out\.parquet"):
                asked(folder, "out.parquet")
            (folder / "out.parquet").unlink()
        found = asked(folder, "out.parquet")
        assert sha(found.out) == whole and (found.rows, found.unanswered) == (150, 2)
        assert not (folder / "out.parquet.parts").exists()
        found.out.unlink()


def test_pieces_of_another_survey_are_refused(folder):
    with pytest.raises(KeyboardInterrupt):
        asked(folder, "out.parquet", progress=Stopping(after=1))
    for other, named in ({"n": N + 1}, "draws 64, now 65"), ({"seed": 4}, "seed 3, now 4"):
        with pytest.raises(ValueError, match=named):
            asked(folder, "out.parquet", **other)
    (folder / "model").write_bytes(b"another model")
    with pytest.raises(ValueError, match="expected pieces of this survey, got those of one with model"):
        asked(folder, "out.parquet")


def test_rows_do_not_depend_on_their_neighbours(folder):
    y = pd.read_parquet(folder / "seen.parquet")[["flux", "colour"]].to_numpy()
    whole = of_model.summaries(stand_in(), y[32:64], N, seed=3, first_row=32)
    table = pd.read_parquet(asked(folder, "out.parquet").out)
    assert table.height_median[32:64].tolist() == whole.height_median.tolist()


def test_mistakes_are_named(folder):
    with pytest.raises(ValueError, match=r"ends in \.parquet"):
        asked(folder, "out.csv")
    seen = pd.read_parquet(folder / "seen.parquet")
    for wrong, message in [
        (seen.rename(columns={"flux": "flx"}), "flux"),
        (seen.assign(colour="red"), "colour"),
        (seen.assign(modes=1), "got 'modes': they would stand twice"),
        (seen[:0], "at least one observation"),
    ]:
        wrong.to_parquet(folder / "wrong.parquet")
        with pytest.raises(ValueError, match=message):
            asked(folder, "out.parquet", "wrong.parquet")


def test_a_table_without_summary_leads_to_it(folder):
    for kind in ("parquet", "csv"):
        with pytest.raises(ValueError, match="--summary` answers a"):
            read_observation(folder / f"seen.{kind}", MEASUREMENTS)


def test_memory_does_not_grow_with_rows(folder, monkeypatch):
    """Blocks of one size are asked for, however many rows there are, and a piece is all that is ever read."""
    sizes = []
    draws = scaled_model.draws_in_blocks
    monkeypatch.setattr(
        scaled_model, "draws_in_blocks", lambda draw, y, *more: sizes.append(len(y)) or draws(draw, y, *more)
    )
    asked(folder, "out.parquet")
    assert set(sizes[:-2]) == {16} and len(sizes) == 10
    table = survey.SurveyTable.of(folder / "seen.csv", MEASUREMENTS)
    assert [len(piece) for piece in table.pieces(32)] == [32, 32, 32, 32, 22]


def test_summaries_are_those_of_the_draws():
    y = np.array([[1.0, 0.0], [2.0, 1.0]])
    table = of_model.summaries(stand_in(), y, np.int64(1000))  # as any whole number elsewhere
    assert table.side_modes.tolist() == [2, 2] and table.height_modes.tolist() == [1, 1]
    assert [len(weights) for weights in table.side_mode_weights] == [2, 2]
    assert np.allclose([weights[0] for weights in table.side_mode_weights], 0.25, atol=0.05)
    asked = stand_in()
    draws = asked.scaled.draws_in_units(asked.scaling.unscale_x, y, 1000, jax.random.key(0))
    low, median, high = np.quantile(draws[:, :, 0], [0.025, 0.5, 0.975], axis=1)
    assert np.allclose(table[["height_low_95", "height_median", "height_high_95"]].T, [low, median, high], rtol=1e-12)
    assert np.allclose(table.height_sd, draws[:, :, 0].std(axis=1, ddof=1), rtol=1e-12)


def test_answers_stand_on_the_index_of_their_measurements():
    """A catalogue with a cut: joined by place, objects would get each other's answers."""
    asked, catalogue = stand_in(), pd.DataFrame({"flux": np.arange(6.0), "colour": np.arange(6.0)})
    for index in (catalogue.index, list("abcdef"), [3, 3, 1, 1, 0, 0]):
        cut = catalogue.set_index(pd.Index(index)).iloc[[0, 2, 3, 5]]
        answers = of_model.summaries(asked, cut, N)
        assert answers.index.equals(cut.index)
        by_place = of_model.summaries(asked, cut.to_numpy(), N)
        pd.testing.assert_frame_equal(answers.reset_index(drop=True), by_place)
    whole = catalogue.drop([1, 4])
    assert (whole.join(of_model.summaries(asked, whole, N)).height_median - whole.flux).abs().max() < 1.0
    assert of_model.summaries(asked, whole[:0], N).index.equals(whole.index[:0])


def test_answers_of_a_series_stand_on_its_index():
    asked, flux = stand_in(), pd.Series([1.0, 2.0], index=["NGC 1", "NGC 2"])
    asked.measurements = MEASUREMENTS[:1]
    assert of_model.summaries(asked, flux, N).index.tolist() == ["NGC 1", "NGC 2"]
    assert of_model.summaries(asked, flux.tolist(), N).index.tolist() == [0, 1]


KILLED = """
import sys, time
sys.path.insert(0, {here!r})
from test_survey import stand_in, survey, of_model
from pathlib import Path
survey.load, survey.BLOCKS_PER_PIECE, of_model._MOST_ROWS = (lambda path: stand_in()), 2, 16
keep = survey.SurveyParts.keep
survey.SurveyParts.keep = lambda *given: (keep(*given), print("kept", flush=True), time.sleep(0.5))
folder = Path({folder!r})
survey.run_survey(folder / "model", folder / "seen.parquet", n={n}, seed=3, out=folder / "killed.parquet")
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is the system's own there")
def test_kill_9_and_go_on(folder):
    whole = asked(folder, "whole.parquet").out
    code = KILLED.format(here=os.path.dirname(__file__), folder=str(folder), n=N)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline(), process.stdout.readline(), time.sleep(0.2)
        process.send_signal(signal.SIGKILL)
    kept = len(list((folder / "killed.parquet.parts").glob("*.parquet")))
    assert 2 <= kept < 5
    assert sha(asked(folder, "killed.parquet").out) == sha(whole)
