"""The widget on Python's side: its scenario is the one on the screen, whoever changed it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from explorer_editions import editions

from par_analysis import InputError, ParAnalysisError, Scenario, evaluate, explore, open_edition, presets
from par_analysis.explorer.page import module_text, style_text
from par_analysis.explorer.payload import payload
from par_analysis.explorer.widget import Explorer
from par_analysis.scenario.scenario import Change

MINE = Scenario("Của tôi", (Change("code", "5.5", "score", 1.0),)).over(open_edition())


def test_explorer_begins_with_nothing_changed_or_with_the_first_scenario() -> None:
    widget = explore()
    assert isinstance(widget, Explorer)
    assert (widget.current, widget.lang) == (Scenario("Kịch bản mới").over(open_edition()), "vi")
    assert widget.data == payload()
    assert (widget._esm, widget._css) == (module_text(), style_text())
    english = explore(lang="en")
    assert (english.current.title, english.lang) == ("New scenario", "en")
    assert english.model_id != widget.model_id and english.model_id.startswith("par-analysis-explorer-")
    widget = explore(MINE, presets()["plan"])
    assert widget.current == MINE
    assert [one["title"] for one in widget.data["scenarios"]] == [MINE.title, presets()["plan"].title]
    assert repr(widget) == "Explorer: «Của tôi»"


def test_page_and_python_have_one_scenario() -> None:
    widget = explore()
    heard: list[str] = []
    widget.observe(lambda change: heard.append(change["new"]["title"]), "scenario")
    widget.set_state({"scenario": json.loads(MINE.to_json())})
    assert widget.current == MINE
    assert evaluate(widget.current).equals(evaluate(MINE))
    plan = presets()["plan"]
    widget.current = plan
    widget.current = plan
    assert heard == [MINE.title, plan.title]
    assert widget.get_state("scenario") == {"scenario": json.loads(plan.to_json())}
    widget.scenario = json.loads(MINE.to_json()) | {"coupled": "có"}  # nonsense is refused by name
    with pytest.raises(InputError, match="coupled"):
        _ = widget.current


def test_widget_carries_the_edition() -> None:
    base = editions()["sipas without a link"]
    widget = explore(edition=base)
    assert widget.data == payload(edition=base)
    assert (widget.current.edition, widget.current.sha256) == (base.title, base.sha256)
    mine = Scenario("Của tôi", (Change("code", "7.1", "score", 25.0),), edition=base.title, sha256=base.sha256)
    assert explore(mine, edition=base).current == mine
    for arguments, words in (((mine,), "another edition"), ((), "fr")):
        with pytest.raises(ParAnalysisError, match=words):
            explore(*arguments, lang="vi" if arguments else "fr")


def test_importing_reads_no_file_of_the_page() -> None:
    code = (
        "import sys; sys.addaudithook(lambda event, facts: event == 'open'"
        " and str(facts[0]).endswith(('explorer.js', 'style.css')) and sys.exit(str(facts)));"
        "import par_analysis.explorer.widget"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
