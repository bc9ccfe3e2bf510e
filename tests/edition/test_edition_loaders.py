from __future__ import annotations

import logging
import unicodedata

import pandas as pd
import pytest

from par_analysis import load_agencies, load_par, load_sipas
from par_analysis.tables.locations import PLAN_TEXT
from par_analysis.tables.models.agencies import AGENCIES
from par_analysis.tables.models.index import PAR, SIPAS


def test_the_columns_are_those_of_the_schema() -> None:
    assert list(load_par().columns) == PAR.columns
    assert list(load_sipas().columns) == SIPAS.columns
    assert list(load_agencies().columns) == AGENCIES.columns


def test_the_published_totals() -> None:
    # Plan 192/KH-UBND, lines 248 and 251
    assert load_par().set_index("code").loc["total", ["max_points", "score", "target"]].tolist() == [100, 88.54, 92.55]
    assert load_sipas().set_index("code").loc["total", ["score", "target", "target_is_bound"]].tolist() == [
        87.11,
        88,
        True,
    ]


def test_the_shape_of_the_tables() -> None:
    par, sipas = load_par(), load_sipas()
    # methodology: 8 fields, 43 criteria, 28 listed sub-criteria; SIPAS 5 factors, 24 items
    assert par.loc[~par["is_remainder"], "level"].value_counts().to_dict() == {0: 1, 1: 8, 2: 43, 3: 28}
    assert par["is_remainder"].sum() == 2
    assert sipas["level"].value_counts().to_dict() == {0: 1, 1: 5, 2: 24}


@pytest.mark.parametrize("load", [load_par, load_sipas, load_agencies])
def test_a_frame_handed_out_is_the_callers_own(load: object) -> None:
    first = load()  # type: ignore[operator]
    first.iloc[:, 0] = "x"
    first.attrs["file"] = "x"
    assert load().iloc[0, 0] != "x" and load().attrs.get("file") != "x"  # type: ignore[operator]


def test_all_text_is_composed() -> None:
    for frame in (load_par(), load_sipas()):
        for column in frame.select_dtypes("str"):
            assert frame[column].dropna().map(lambda text: unicodedata.is_normalized("NFC", text)).all()


def test_loading_a_text_by_path_gives_the_shipped_table_and_says_what_was_corrected(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, logger="par_analysis"):
        frame = load_par(str(PLAN_TEXT))
    pd.testing.assert_frame_equal(frame, load_par())
    assert f"{frame.attrs['corrections']} corrections" in caplog.text and frame.attrs["corrections"] > 0


def test_the_source_is_cited_by_number_and_date() -> None:
    assert "192/KH-UBND" in load_par().attrs["source"] and "08/7/2022" in load_sipas().attrs["source"]
    assert "8 July 2022" in load_par().attrs["source_en"]
