"""The page of an agency shows its criteria and tasks, all of them and no other's."""

from __future__ import annotations

import re

import pytest
from matplotlib.text import Text

from par_analysis import (
    ParAnalysisError,
    charts,
    data_behind,
    deficits,
    load_agencies,
    load_par,
    load_sipas,
    load_tasks,
    open_edition,
)

each_agency = pytest.mark.parametrize("agency", load_agencies()["name"])
both_languages = pytest.mark.parametrize("lang", ["vi", "en"])


def words(fig: charts.Chart) -> list[str]:
    return [text.get_text() for text in fig.findobj(Text) if text.get_text().strip()]


def number(value: float, lang: str, decimals: int | None = None) -> str:
    text = f"{value:g}" if decimals is None else f"{value:.{decimals}f}"
    return text.replace(".", ",") if lang == "vi" else text


@both_languages
@each_agency
def test_every_criterion_it_leads_is_on_the_page(agency: str, lang: str) -> None:
    par = load_par()
    led = par[(par["lead_agency"] == agency) & par["is_leaf"]]
    fig = charts.agency_card(lang=lang, agency=agency)
    shown = words(fig)
    losing = led[led["score"] < led["max_points"]]
    for row in losing.itertuples():
        assert any(re.match(rf"(○ )?{re.escape(row.code)} \D", text) for text in shown), row.code
        assert f"−{number(row.max_points - row.score, lang, 3)}" in shown
        assert f"{number(row.score, lang)} → {number(row.target, lang)} / {number(row.max_points, lang)}" in shown
    assert sorted(data_behind(fig)["code"]) == sorted(led["code"])
    full = led[(led["score"] >= led["max_points"]) & ~led["is_remainder"]]["code"]
    listed = set(re.findall(r"\d+(?:\.\d+)+", " ".join(text for text in shown if "→" not in text)))
    assert set(full) <= listed


@both_languages
@each_agency
def test_its_tasks_are_on_the_page_with_their_dates(agency: str, lang: str) -> None:
    tasks = load_tasks()
    own = tasks[(tasks["lead_agency"] == agency) & tasks["same_as"].isna()]
    shown = words(charts.agency_card(lang=lang, agency=agency))
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    for row in own[own["due"].notna()].itertuples():
        day = f"{row.due.day}/{row.due.month}" if lang == "vi" else f"{row.due.day} {months[row.due.month - 1]}"
        assert (row.title if lang == "vi" else row.title_en) in shown
        assert day in shown
    # Standing duties that serve no points lost are counted and not listed.
    titles = own["title" if lang == "vi" else "title_en"]
    left_out = [title for title in titles if title not in shown]
    counted = [re.findall(r"\d+", text) for text in shown if text.startswith(("và ", "and "))]
    assert counted == ([[str(len(left_out))]] if left_out else [])
    assert own.loc[titles.isin(left_out), "due"].isna().all()


def test_a_circle_marks_the_criteria_without_an_action() -> None:
    marked = {text.split()[1] for text in words(charts.agency_card(agency="Sở Nội vụ")) if re.match(r"○ \d", text)}
    assert marked == {"4.4.2", "5.8.1", "5.8.2", "5.9.4"}
    tasks = load_tasks()
    fewer = tasks[tasks["id"] != "192-66"]
    assert "○ 6.1.3" not in " ".join(
        words(charts.agency_card(open_edition().replace(tasks=fewer), agency="Sở Tài chính"))
    )  # 62 is left
    fewer = fewer[fewer["id"] != "192-62"]
    assert "○ 6.1.3" in " ".join(words(charts.agency_card(open_edition().replace(tasks=fewer), agency="Sở Tài chính")))


def test_sipas_factors_stand_with_the_agency_that_follows_them_up() -> None:
    factors = load_sipas().query("level == 1").set_index("code")["lead_agency"]
    for agency in load_agencies()["name"]:
        shown = words(charts.agency_card(agency=agency))
        assert {text.split()[0] for text in shown if re.match(r"[IV]+ ", text)} == set(factors.index[factors == agency])


@pytest.mark.parametrize("name", ["Sở Tư pháp", "Department of Justice", "Justice", "tu-phap"])
def test_an_agency_is_known_by_any_of_its_names(name: str) -> None:
    assert charts.agency_card(agency=name).alt == charts.agency_card(agency="Sở Tư pháp").alt


def test_the_default_page_is_that_of_the_largest_loss() -> None:
    first = deficits("agency")["lead_agency"].iloc[0]
    assert charts.agency_card().alt == charts.agency_card(agency=first).alt


@pytest.mark.parametrize("name", ["Sở Y tế", "", "Viện Nghiên cứu phát triển kinh tế - xã hội Thành phố"])
def test_who_leads_no_criterion_has_no_page(name: str) -> None:
    with pytest.raises(ParAnalysisError, match="leads no criterion") as caught:
        charts.agency_card(agency=name)
    assert "Sở Nội vụ" in str(caught.value)


def test_an_agency_without_losses_and_tasks_is_told_so() -> None:
    vi, en = (charts.agency_card(agency="Cục thuế Thành phố", lang=lang) for lang in ("vi", "en"))
    assert "không mất điểm" in vi.headline and "no points lost" in en.headline
    assert "Kế hoạch không giao nhiệm vụ nào." in words(vi) and "The plan gives it no task." in words(en)


@both_languages
@each_agency
def test_a_task_that_repeats_another_is_not_listed_again(agency: str, lang: str) -> None:
    tasks = load_tasks()
    own = tasks[tasks["lead_agency"] == agency]
    fig = charts.agency_card(lang=lang, agency=agency)
    shown = words(fig)
    title = "title" if lang == "vi" else "title_en"
    repeats = set(own.loc[own["same_as"].notna(), title]) - set(own.loc[own["same_as"].isna(), title])
    assert not repeats & set(shown)
    count = int(own["same_as"].isna().sum())
    said = f"{count} nhiệm vụ" if lang == "vi" else f"{count} task{'s' * (count != 1)}"
    assert any(said in text.replace("\u00a0", " ") for text in shown)
