"""Error bars are not measurements: they are left aside, but not without a word."""

import warnings

import numpy as np
import pandas as pd
import pytest

from innverse.data import observation, observations
from innverse.data.error_columns import warn_of_error_columns
from innverse.problems import Column

FLUX = (Column("F_Ha"), Column("F_NII"))


@pytest.mark.parametrize(
    "name",
    [
        "F_Ha_err",
        "e_F_Ha",
        "sigma_Ha",
        "Ha sigma",
        "F_Ha_unc",
        "err1",
        "F_Ha_Error",
        "uncertainty",
        "sd.Ha",
        "F_Haerr",
        "dF_Ha",
        "F_Ha_pm",
        "delta F_Ha",
    ],
)
def test_error_bars_are_known_by_their_names(name):
    with pytest.warns(UserWarning, match=f"'{name}' left aside"):
        warn_of_error_columns(["F_Ha", name], ["F_Ha"])


@pytest.mark.parametrize(
    "name",
    [
        "note",
        "ra",
        "terrain",
        "sediment",
        "energy",
        "F_Ha",
        "redshift",
        "te",
        "E(B-V)",
        "e1",
        "E_peak",
        "RA_e",
        "F_Hb",
        "F_Ha_dered",
        "dF",
        "F_Ha2",
        "F_Ha_flag",
    ],
)
def test_other_columns_are_left_aside_in_silence(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_error_columns(["F_Ha", name], ["F_Ha"])


@pytest.mark.parametrize(("name", "of"), [("id", "i"), ("dt", "t"), ("pmra", "ra"), ("pmdec", "dec"), ("grade", "ra")])
def test_other_words_that_hold_a_name_are_left_aside_in_silence(name, of):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_error_columns([of, name], [of])


def test_a_measurement_may_be_called_an_error():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_error_columns(["flux", "sigma"], ["flux", "sigma"])


@pytest.mark.parametrize("ask", [observation, observations])
def test_a_frame_with_error_bars_is_answered_with_a_word(ask):
    frame = pd.DataFrame({"F_Ha": [1.0], "F_Ha_err": [0.1], "F_NII": [2.0]})
    with pytest.warns(UserWarning, match="the noise that the simulator adds"):
        assert np.ravel(ask(frame, FLUX)).tolist() == [1.0, 2.0]


def test_a_row_of_a_catalogue_with_error_bars_is_answered_with_a_word():
    row = pd.DataFrame({"F_Ha": [1.0], "F_Ha_err": [0.1], "F_NII": [2.0]}).iloc[0]
    with pytest.warns(UserWarning, match="'F_Ha_err' left aside"):
        assert observation(row, FLUX).tolist() == [1.0, 2.0]
