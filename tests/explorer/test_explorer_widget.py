"""The widget on Python's side: its scenario is the one on the screen, whoever changed it."""

from __future__ import annotations

import json

import pytest

import par_analysis
from par_analysis import InputError, ParAnalysisError, Scenario, evaluate, open_edition, presets
from par_analysis.explorer.page import module_text, style_text
from par_analysis.explorer.payload import payload
from par_analysis.explorer.widget import Explorer
from par_analysis.scenario.scenario import Change

MINE = Scenario("Của tôi", (Change("code", "5.5", "score", 1.0),)).over(open_edition())


def test_explorer_begins_with_nothing_changed() -> None:
    made = par_analysis.explore()
    assert isinstance(made, Explorer)
    assert (made.current, made.lang) == (Scenario("Kịch bản mới").over(open_edition()), "vi")
    assert made.data == payload()
    assert par_analysis.explore(lang="en").current.title == "New scenario"


def test_explorer_begins_with_the_first_scenario() -> None:
    made = par_analysis.explore(MINE, presets()["plan"])
    assert made.current == MINE
    assert [one["title"] for one in made.data["scenarios"]] == [MINE.title, presets()["plan"].title]


def test_code_of_the_widget_is_that_of_the_page() -> None:
    made = par_analysis.explore()
    assert (made._esm, made._css) == (module_text(), style_text())


def test_what_the_page_sends_is_a_scenario() -> None:
    made = par_analysis.explore()
    made.set_state({"scenario": json.loads(MINE.to_json())})
    assert made.current == MINE
    assert evaluate(made.current).equals(evaluate(MINE))


def test_setting_the_scenario_tells_the_page() -> None:
    made = par_analysis.explore()
    heard: list[str] = []
    made.observe(lambda change: heard.append(change["new"]["title"]), "scenario")
    made.current = MINE
    made.current = MINE
    assert heard == [MINE.title]
    assert made.get_state("scenario") == {"scenario": json.loads(MINE.to_json())}


def test_nonsense_from_the_page_is_refused_by_name() -> None:
    made = par_analysis.explore()
    made.scenario = json.loads(MINE.to_json()) | {"coupled": "có"}
    with pytest.raises(InputError, match="coupled"):
        _ = made.current


def test_refusals() -> None:
    with pytest.raises(ParAnalysisError, match="fr"):
        par_analysis.explore(lang="fr")
    with pytest.raises(ParAnalysisError, match="another edition"):
        par_analysis.explore(Scenario("Khác", edition="khác", sha256="0" * 64))


def test_printed_name_is_its_scenario() -> None:
    assert repr(par_analysis.explore(MINE)) == "Explorer: «Của tôi»"
