"""The doors `load_*`: the shipped tables as they were published, and tables of one's own checked against an edition."""

from __future__ import annotations

import logging
import unicodedata
from pathlib import Path

import pandas as pd
import pytest

from par_analysis import (
    Edition,
    InputError,
    ParAnalysisError,
    load_agencies,
    load_calendar,
    load_goals,
    load_par,
    load_responsibilities,
    load_sipas,
    load_tasks,
    open_edition,
)
from par_analysis.edition.loaders import (
    load_evidence,
    load_index,
    load_judgements,
    load_movements,
    load_parts,
    load_precedents,
    load_samples,
    load_standings,
)
from par_analysis.tables.locations import NATIONAL, PLAN_TEXT, SHIPPED
from par_analysis.tables.models.agencies import AGENCIES
from par_analysis.tables.models.index import PAR, SIPAS


def test_the_tables_have_the_columns_of_the_schema_the_published_totals_and_composed_text() -> None:
    par, sipas = load_par(), load_sipas()
    for table, schema in ((par, PAR), (sipas, SIPAS), (load_agencies(), AGENCIES)):
        assert list(table.columns) == schema.columns
        for column in table.select_dtypes("str"):
            assert table[column].dropna().map(lambda text: unicodedata.is_normalized("NFC", text)).all()
    # Plan 192/KH-UBND, lines 248 and 251
    assert par.set_index("code").loc["total", ["max_points", "score", "target"]].tolist() == [100, 88.54, 92.55]
    total = sipas.set_index("code").loc["total", ["score", "target", "target_is_bound"]]
    assert total.tolist() == [87.11, 88, True]
    # methodology: 8 fields, 43 criteria, 28 listed sub-criteria; SIPAS 5 factors, 24 items
    assert par.loc[~par["is_remainder"], "level"].value_counts().to_dict() == {0: 1, 1: 8, 2: 43, 3: 28}
    assert par["is_remainder"].sum() == 2
    assert sipas["level"].value_counts().to_dict() == {0: 1, 1: 5, 2: 24}
    assert "192/KH-UBND" in par.attrs["source"] and "08/7/2022" in sipas.attrs["source"]
    assert "8 July 2022" in par.attrs["source_en"]


def test_every_door_hands_out_the_callers_own_frame() -> None:
    doors = [load_par, load_sipas, load_agencies, load_tasks, load_responsibilities, load_goals, load_calendar]
    national = [load_evidence, load_standings, load_parts, load_movements, load_samples]
    for load in [*doors, load_judgements, load_precedents, *national]:
        frame = load()
        assert len(frame), load
        frame[frame.columns[0]] = "x"
        frame.attrs["file"] = "x"
        assert load().iloc[0, 0] != "x" and load().attrs.get("file") != "x", load


def test_loading_a_text_by_path_gives_the_shipped_table_and_says_what_was_corrected(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, logger="par_analysis"):
        frame = load_par(str(PLAN_TEXT))
    pd.testing.assert_frame_equal(frame, load_par())
    assert f"{frame.attrs['corrections']} corrections" in caplog.text and frame.attrs["corrections"] > 0
    with pytest.raises(ParAnalysisError, match="papi"):
        load_index("papi")


def test_files_of_the_shipped_tables_give_the_shipped_tables_and_are_checked_against_another_edition(
    province: Edition, tmp_path: Path
) -> None:
    own = open_edition()
    for load in (load_tasks, load_responsibilities, load_goals, load_calendar, load_judgements):
        name = load.__name__.removeprefix("load_")
        path = SHIPPED / f"{name}.csv"
        pd.testing.assert_frame_equal(load(path), getattr(own, name))
        pd.testing.assert_frame_equal(load(str(path), edition=own), load())
        if name != "calendar":
            with pytest.raises(InputError, match=name):
                load(path, edition=province)
    for load in (load_evidence, load_standings, load_parts, load_movements, load_samples):
        pd.testing.assert_frame_equal(load(NATIONAL / f"{load.__name__.removeprefix('load_')}.csv"), load())
    fewer = tmp_path / "ít.csv"
    pd.read_csv(SHIPPED / "tasks.csv", dtype="str", keep_default_na=False).head(2).to_csv(fewer, index=False)
    assert load_tasks(fewer)["id"].tolist() == load_tasks()["id"].head(2).tolist()
    assert load_tasks(edition=province)["lead_agency"].tolist() == province.tasks["lead_agency"].tolist() != []
