"""An edition as of a day: nothing that was published later, whoever asks."""

from __future__ import annotations

import datetime
import pickle

import pandas as pd
import pytest

from par_analysis import Edition, ParAnalysisError, edition_from, load_par, open_edition
from par_analysis.edition.days import day_of, of_documents, of_results, out_by, publications, results_known
from par_analysis.edition.loaders import load_evidence, load_standings
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.ranks import rank_list

PLAN, LATER, WHOLE = "2022-07-08", "2023-05-01", open_edition().at(None)


def years(edition: Edition) -> tuple[int, int]:
    return int(edition.standings["year"].max()), int(edition.evidence["year_to"].max())


def test_by_default_it_is_the_day_of_the_document_and_none_where_there_is_none() -> None:
    assert open_edition().as_of == open_edition().document_date == datetime.date.fromisoformat(PLAN)
    assert open_edition() is open_edition(as_of=PLAN)
    for own in (open_edition("ha-noi-2024"), open_edition(as_of=None), edition_from(load_par(), year=2021)):
        assert own.as_of is None
    pd.testing.assert_frame_equal(WHOLE.standings, load_standings())
    pd.testing.assert_frame_equal(WHOLE.evidence, load_evidence())


def test_what_was_published_later_is_not_there() -> None:
    for day, year in {PLAN: 2021, "2023-04-18": 2021, "2023-04-19": 2022, LATER: 2022, "2025-04-06": 2024}.items():
        own = open_edition(as_of=day)
        assert years(own) == (year, year), day
        assert own.rank == WHOLE.rank and set(own.published("par", year)["place"]) == {own.place}
        assert own.published("par", year + 1).empty
        pd.testing.assert_frame_equal(own.precedents, WHOLE.precedents)
    assert years(WHOLE) == (2024, 2024)
    with pytest.raises(ParAnalysisError, match=r"năm 2022.*speaks as of 2022-07-08; edition.at\(None\)"):
        rank_list(2022)
    # A model knows no later change of a place or of the country.
    history = achievability_model().histories["par"]
    assert history.pairs["year_to"].max() == history.paces.index.get_level_values("year_to").max() == 2021


def test_tables_put_in_the_place_of_its_own_are_cut_too() -> None:
    own = open_edition().replace(standings=load_standings(), evidence=load_evidence().sample(frac=1, random_state=1))
    assert years(own) == (2021, 2021) and years(own.at(None)) == (2024, 2024)
    odd = load_standings().drop(columns="year")
    assert len(open_edition().replace(standings=odd).standings) == len(odd)  # whoever asks it says what it lacks


def test_documents_of_a_later_date_are_left_out_with_what_they_say() -> None:
    papers = WHOLE.documents
    papers.loc[papers["id"] == "181", "date"] = pd.Timestamp("2022-10-01")
    changed = open_edition().replace(documents=papers)
    for day, there in ((PLAN, False), ("2022-09-30", False), ("2022-10-01", True)):
        own = changed.at(day)
        for table in (own.tasks, own.responsibilities, own.goals, own.calendar):
            assert ("181" in set(table["document"])) <= there
        assert ("181" in own.documents.index) == ("181" in set(own.goals["document"])) == there
        assert own.goals.index.tolist() == list(range(len(own.goals)))


def test_a_day_before_its_results_or_document_is_refused_with_both_days() -> None:
    for day in ("2020-01-01", "2022-07-07"):
        with pytest.raises(ParAnalysisError, match=rf"as of {day}: .* are of {PLAN}; take {PLAN} or a later day"):
            open_edition(as_of=day)
    with pytest.raises(ParAnalysisError, match=r"2025-04-05.*2025-04-06"):
        open_edition("ha-noi-2024").at("2025-04-05")
    own = edition_from(load_par(), year=2031)  # no day is stated: not before its year is over
    assert own.known_from == results_known(["par"], 2031) == datetime.date(2032, 1, 1)
    with pytest.raises(ParAnalysisError, match=r"2031-12-31.*2032-01-01"):
        own.at("2031-12-31")
    assert edition_from(load_par()).replace(year=None).at("2001-01-01").as_of == datetime.date(2001, 1, 1)


def test_one_object_a_day_which_variants_and_processes_keep() -> None:
    own = open_edition(as_of="2022-09-15")
    assert own is open_edition().at(datetime.date(2022, 9, 15)) is own.at("2022-09-15")
    assert own.replace(place="Nơi khác").as_of == pickle.loads(pickle.dumps(own)).as_of == own.as_of
    assert years(pickle.loads(pickle.dumps(own))) == (2021, 2021)
    # Results that were not out on its day cannot be told as of it.
    assert own.replace(year=2020).as_of == own.as_of and own.replace(year=2023).as_of is None


def test_a_day_is_read_as_people_give_it() -> None:
    day = datetime.date(2022, 9, 15)
    for given in (day, "2022-09-15", pd.Timestamp("2022-09-15 17:30"), datetime.datetime(2022, 9, 15, 8)):
        assert day_of(given) == day
    assert day_of("today") >= day
    for wrong in ("15/9/2022", "20220915", "", "mai", 5, pd.NaT, None):
        with pytest.raises(ParAnalysisError, match="2022-09-15"):
            day_of(wrong)


def test_rows_without_a_day_are_kept() -> None:
    table = pd.DataFrame({"year": [2021, None], "index": ["par", "par"], "document_date": ["2022-07-08", None]})
    assert of_results(table) == [publications()["par", 2021], None]
    assert of_documents(table) == [datetime.date(2022, 7, 8), None] and of_documents(table[["year"]]) == [None, None]
    assert out_by(datetime.date(2022, 1, 1), table, of_results(table)).index.tolist() == [1]
    assert out_by(None, table, of_results(table)) is table
