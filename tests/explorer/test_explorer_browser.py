"""The page in a browser, off the network: sliders, boxes, files, pictures, languages, and what a reader may not see."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
import statistics
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from explorer_screen import DRAFT, Open, Screen, printed

from par_analysis import (
    Scenario,
    compare,
    evaluate,
    load_agencies,
    load_par,
    load_sipas,
    open_edition,
    open_scenario,
    presets,
)
from par_analysis.explorer.page import write_page
from par_analysis.explorer.payload import payload
from par_analysis.outlook.alternatives import alternatives_of
from par_analysis.outlook.bands import band_of
from par_analysis.outlook.chance import chances
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.ranks import rank_list, rank_of
from par_analysis.scenario.file import scenario_from
from par_analysis.tables.models.results import BANDS

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
HOSTILE = "</script><img src=x onerror=alert(1)>"
MODEL = achievability_model()
MODELS = [MODEL, *alternatives_of(MODEL)[0].values()]
NAME, PIN = "Tên kịch bản", "Ghim để so sánh"
COUPLED = "SIPAS kéo theo tiêu chí 8.1"


def judged(code: str, value: float, lang: str = "vi") -> tuple[str, str]:
    """The band of a value as the page says it, and whether all models do."""
    found = [band_of(model.chance_of(code, value), model) for model in MODELS]
    firm = ("vững", "robust") if len(set(found)) == 1 else ("tùy mô hình", "depends on the model")
    return BANDS[found[0]][lang == "en"], firm[lang == "en"]


def total(scenario: Scenario) -> float:
    return float(evaluate(scenario).loc[("par", "total")].item())


# Sliders and boxes


def test_page_begins_with_the_published_figures_and_a_slider_moves_by_mouse(screen: Screen) -> None:
    sipas = float(load_sipas().set_index("code").loc["total", "score"])
    assert screen.total == "88,540"
    assert screen.page.locator(".pa-big-value").nth(1).inner_text() == printed(sipas, 2) + "%"
    assert screen.page.title().startswith("Nếu như")
    assert screen.asked == [screen.address]
    # by mouse
    screen.slider("5.5").scroll_into_view_if_needed()
    place = screen.slider("5.5").bounding_box()
    middle = place["y"] + place["height"] / 2
    screen.page.mouse.move(place["x"] + place["width"] * 0.4, middle)
    screen.page.mouse.down()
    for share in (0.5, 0.6, 0.72):
        screen.page.mouse.move(place["x"] + place["width"] * share, middle)
    screen.page.mouse.up()
    (change,) = screen.scenario.changes
    assert (change.of, change.move) == ("5.5", "score")
    assert 0.8 < float(change.value) < 1
    assert screen.total == printed(total(screen.scenario)) != "88,540"
    assert screen.box("5.5").input_value() == printed(float(change.value))
    screen.button("Hoàn tác").click()  # one drag is one step
    assert screen.total == "88,540"


def test_slider_by_keyboard(screen: Screen) -> None:
    slider = screen.slider("5.5")
    slider.focus()
    for key, value in {"ArrowRight": 0.51, "ArrowUp": 0.52, "ArrowLeft": 0.51, "PageUp": 0.61, "End": 1.25}.items():
        screen.page.keyboard.press(key)
        assert screen.total == printed(88.54 - 0.5 + value)
        assert screen.box("5.5").input_value() == printed(value)
        assert total(screen.scenario) == pytest.approx(88.54 - 0.5 + value, abs=1e-9)
    screen.page.keyboard.press("Home")
    assert screen.total == printed(88.04)
    screen.page.keyboard.press("t")
    assert screen.total == printed(88.04 + open_edition().par.target("5.5"))
    assert "mục tiêu" in slider.get_attribute("aria-valuetext")
    screen.button("Đặt lại").click()
    slider.evaluate(  # faster than frames: all of them count
        "(one) => { for (let n = 0; n < 5; n += 1)"
        " one.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true })); }"
    )
    assert screen.total == "88,590"


def test_box_takes_the_exact_value_and_refuses_with_a_message(screen: Screen) -> None:
    screen.type("2.4.3", "1,2345")
    assert screen.scenario.changes[0].value == 1.2345
    assert screen.total == printed(total(screen.scenario))
    screen.type("2.4.3", "1.4")
    assert screen.scenario.changes[0].value == 1.4
    screen.type("2.4.3", "1,03")  # back at what was published: no change is left
    assert screen.scenario.changes == ()
    for text in ("9", "-1", "một", "1,2,3", "1e0", ""):
        screen.forget_message()
        screen.type("2.4.3", text)
        assert "0" in screen.message and "1,5" in screen.message, text
        assert screen.box("2.4.3").get_attribute("aria-invalid") == "true", text
        assert screen.total == "88,540", text
        screen.type("2.4.3", "1,2")
        screen.settle()
        assert screen.box("2.4.3").get_attribute("aria-invalid") == "false", text
        screen.type("2.4.3", "1,03")


def test_every_preset_shows_its_total_and_is_no_longer_ready_once_it_is_changed(screen: Screen) -> None:
    seen = {}
    for key in presets():
        screen.choose(key)
        seen[key] = (screen.total, screen.page.get_by_label(NAME).input_value())
    assert seen == {key: (printed(total(scenario)), scenario.title) for key, scenario in presets().items()}
    assert seen["plan"][0] == "93,010"
    plan = presets()["plan"]
    screen.choose("plan")
    assert (screen.scenario.title, screen.scenario.author) == (plan.title, plan.author)
    screen.type("5.5", "1,25")
    edited = screen.scenario
    assert (edited.title, edited.author, edited.reason) == (f"{plan.title} (đã sửa)", "", "")
    assert screen.page.get_by_label(NAME).input_value() == edited.title
    screen.type("1.6", "1,45")
    assert screen.scenario.title == edited.title  # said once
    for _ in range(2):
        screen.button("Hoàn tác").click()
    assert screen.scenario == dataclasses.replace(plan, date=screen.scenario.date)
    screen.page.get_by_label(COUPLED).click()
    assert screen.scenario.title == f"{plan.title} (đã sửa)"
    screen.open(json.dumps(GOOD | {"author": "Ban A"}))  # that of somebody keeps its name
    before = screen.scenario
    screen.type("5.5", "1,25")
    after = screen.scenario
    assert (after.title, after.author, after.reason) == (before.title, before.author, before.reason)
    assert after.changes != before.changes


def test_language_switch(screen: Screen) -> None:
    screen.choose("plan")
    screen.button("English").click()
    assert screen.total == "93.010"
    assert screen.page.get_by_label("Scenario name").input_value() == "Mục tiêu công bố"
    assert "PAR INDEX total" in screen.page.locator(".pa-big").first.inner_text()
    assert screen.page.locator(".pa-app").get_attribute("lang") == "en"
    assert screen.page.evaluate("document.activeElement.textContent") == "Tiếng Việt"
    screen.type("2.4.3", "1.2")
    assert screen.box("2.4.3").input_value() == "1.200"
    screen.button("Tiếng Việt").click()
    screen.settle()
    assert screen.box("2.4.3").input_value() == "1,200"


def test_agency_filter_shows_what_it_leads_and_lost(screen: Screen) -> None:
    table = load_par()
    leaves = set(payload()["leaves"])
    for agency in load_agencies()["name"]:
        led = table[(table["lead_agency"] == agency) & table["code"].isin(leaves)]
        if led.empty:
            continue
        screen.page.get_by_label("Cơ quan chủ trì").select_option(agency)
        screen.settle()
        losing = led[led["score"] < led["max_points"]]
        assert screen.page.locator(".pa-row .pa-name b").all_inner_texts() == list(losing["code"]), agency
    screen.page.get_by_label("Chỉ mục mất điểm").uncheck()
    screen.settle()
    assert screen.page.locator(".pa-row .pa-name b").all_inner_texts() == list(led["code"])


# SIPAS


def test_sipas_item_moves_criterion_and_total_until_uncoupled(screen: Screen) -> None:
    screen.tab("SIPAS")
    screen.type("V.2", "100")
    screen.settle()
    figures = evaluate(screen.scenario)[screen.scenario.title]
    assert figures["par", "8.1"] > 8.709
    assert screen.total == printed(figures["par", "total"]) != "88,540"
    assert screen.page.locator(".pa-big-value").nth(1).inner_text() == printed(figures["sipas", "total"], 2) + "%"
    screen.tab("PAR INDEX")
    screen.settle()
    assert screen.box("8.1").input_value() == printed(figures["par", "8.1"])
    assert screen.slider("8.1").is_disabled() and screen.box("8.1").is_disabled()
    switch = screen.page.get_by_label(COUPLED)
    switch.uncheck()
    assert screen.total == "88,540"
    assert not screen.scenario.coupled
    assert screen.box("8.1").input_value() == "8,709"
    assert screen.slider("8.1").is_enabled()
    assert screen.page.get_by_text("SIPAS và PAR INDEX tách rời").is_visible()
    screen.type("8.1", "9")  # now that it is set by itself, it cannot follow
    switch.click()
    assert "8.1" in screen.message
    assert not switch.is_checked()
    assert not screen.scenario.coupled


# Bands, ranks, least effort

ALL_BANDS = """() => [...document.querySelectorAll(".pa-row")].filter((row) => row.querySelector(".pa-slider")).map((row) => {
  const band = row.querySelector(".pa-band");
  return [row.querySelector(".pa-name b").textContent, [...band.querySelectorAll("b, small")].map((one) => one.textContent),
    band.getAttribute("aria-label"), row.querySelector(".pa-slider").getAttribute("aria-valuetext")];
})"""
RANK = {
    "vi": (r"hạng (\d+)(?:–(\d+))? theo bảng 2021, nếu tỉnh khác đứng yên", "hạng 10 năm 2021 (công bố)"),
    "en": (
        r"rank (\d+)(?:–(\d+))? by the list of 2021, if the others stand still",
        "rank 10 in 2021 (published)",
    ),
}


def ranks_said(text: str, lang: str = "vi") -> tuple[int, int]:
    found = re.fullmatch(RANK[lang][0], text)
    assert found, text
    return int(found[1]), int(found[2] or found[1])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_bands_of_all_leaves_and_ranks_in_both_languages(show: Open, lang: str) -> None:
    screen = show(lang=lang)
    head, seen = {"vi": "Nhận định", "en": "Outlook"}[lang], []
    for tab, index in (("PAR INDEX", "par"), ("SIPAS", "sipas")):
        screen.tab(tab)
        screen.settle()
        assert screen.page.locator(".pa-band-head").inner_text() == head
        for code, words, name, spoken in screen.page.evaluate(ALL_BANDS):
            if code not in MODEL.leaves.index:
                assert index == "sipas" and re.fullmatch("[IV]+", code), code  # a factor: a mean of items
                assert (words, name) == ([], None)
                assert not any(band[lang == "en"] in spoken for band in BANDS.values())
                continue
            seen.append(code)
            assert tuple(words) == judged(code, MODEL.leaves.loc[code, "score"], lang), code
            assert name == f"{code}: {', '.join(words)}"
            assert spoken.startswith(f"{', '.join(words)}; ")
        assert "%" not in screen.page.locator(".pa-list").inner_text()
    assert sorted(seen) == sorted(MODEL.leaves.index)
    # ranks
    assert screen.page.locator(".pa-big-rank").count() == 1
    assert screen.rank == RANK[lang][1]
    assert rank_list().published == 10
    several = set()
    for key in ("plan", "appraised", "sipas_plus_1"):
        screen.choose(key)
        bounds = rank_of(total(presets()[key]))
        assert ranks_said(screen.rank, lang) == (bounds.best, bounds.worst), key
        several.add(bounds.best < bounds.worst)
    assert several == {True, False}  # one rank, and a range of them
    live = screen.page.locator("[aria-live=polite]")
    screen.page.wait_for_function(
        "(rank) => document.querySelector('[aria-live=polite]').textContent.endsWith(rank)", arg=screen.rank
    )
    assert live.inner_text().endswith("; " + screen.rank)
    screen.choose("status_quo")
    assert screen.rank == RANK[lang][1]
    # plans of least effort
    screen.tab("PAR INDEX")
    group = screen.page.locator(f'.pa-bar optgroup[label="{"Ít công sức nhất" if lang == "vi" else "Least effort"}"]')
    ready = {plan["key"]: scenario_from(plan[lang]) for plan in payload()["plans"]}
    assert group.locator("option").all_inner_texts() == [plan.title for plan in ready.values()]
    for key, plan in ready.items():
        screen.choose(key)
        assert screen.total == printed(total(plan), lang=lang)
        name = screen.page.get_by_label(NAME if lang == "vi" else "Scenario name")
        assert name.input_value() == plan.title and plan.title in screen.message
        assert screen.scenario.changes == plan.changes
        best, worst = ranks_said(screen.rank, lang)
        assert best <= worst <= {"ranks_up_2": 8}.get(key, 10)
        for change in plan.changes:
            assert screen.said_of(change.of) == judged(change.of, float(change.value), lang)
    assert {screen.said_of(change.of)[0] for change in ready["likely"].changes} == {BANDS["likely"][lang == "en"]}


def test_slider_moves_its_band(screen: Screen) -> None:
    bands, firm = set(), set()
    for code, values in {"6.1.3": (0.95, 0.2, 0.8), "5.5": (1.0, 1.25, 0.6), "2.4.3": (1.2, 1.5)}.items():
        for value in values:
            screen.type(code, printed(value))
            assert screen.said_of(code) == judged(code, value), (code, value)
            assert screen.slider(code).get_attribute("aria-valuetext").startswith(f"{', '.join(judged(code, value))}; ")
            bands.add(judged(code, value)[0])
            firm.add(judged(code, value)[1])
    assert bands == {vi for vi, _ in BANDS.values()} and firm == {"vững", "tùy mô hình"}
    screen.slider("5.5").focus()
    for key, value in (("Home", 0), ("ArrowRight", 0.01), ("PageUp", 0.11), ("End", 1.25)):
        screen.page.keyboard.press(key)
        assert screen.said_of("5.5") == judged("5.5", value)
    screen.button("Hoàn tác").click()
    screen.button("Đặt lại").click()
    assert screen.said_of("5.5") == judged("5.5", 0.5)
    for code in MODEL.leaves.index[MODEL.leaves["kind"] == "all_or_nothing"]:
        score, most = MODEL.leaves.loc[code, ["score", "maximum"]]
        assert screen.said_of(code) == judged(code, score)
        for value in (most, score + 0.4 * (most - score)):
            screen.type(code, printed(value))
            assert screen.said_of(code) == judged(code, most)
        screen.type(code, printed(score))
        assert screen.said_of(code) == judged(code, score)
    screen.type("8.1", "7")  # a lower total has a worse rank
    bounds = rank_of(total(screen.scenario))
    assert ranks_said(screen.rank) == (bounds.best, bounds.worst)
    assert bounds.best > 10
    screen.page.get_by_label("Chỉ mục mất điểm").uncheck()  # what lost nothing has no band
    screen.settle()
    shown = {code: words for code, words, *_ in screen.page.evaluate(ALL_BANDS)}
    assert {code for code, words in shown.items() if words} == set(MODEL.of("par").index) < set(shown)


def test_bands_are_told_apart_without_colour(screen: Screen) -> None:
    marks = {}
    for code in MODEL.of("par").index:
        if screen.said_of(code)[0] not in marks:
            mark = screen.band(code).locator(".pa-band-mark")
            marks[screen.said_of(code)[0]] = mark.evaluate(
                "(one) => getComputedStyle(one).backgroundImage.match(/[0-9.]+%/)[0]"
            )
    screen.type("5.5", "1,25")
    mark = screen.band("5.5").locator(".pa-band-mark")
    marks[screen.said_of("5.5")[0]] = mark.evaluate(
        "(one) => getComputedStyle(one).backgroundImage.match(/[0-9.]+%/)[0]"
    )
    assert marks == {"có khả năng đạt": "100%", "chưa rõ": "50%", "khó đạt": "0%"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_row_says_on_what_its_band_rests_by_keyboard_pointer_and_tap(show: Open, lang: str) -> None:
    screen = show(lang=lang)
    target = chances().set_index("code").loc["5.5"]
    value = printed(target["target"], lang=lang)
    screen.type("5.5", value)
    band = screen.band("5.5")
    assert screen.says == ""
    screen.box("5.5").focus()
    screen.page.keyboard.press("Tab")  # by keyboard
    assert band.evaluate("(one) => one === document.activeElement")
    said = screen.says
    assert value in said.splitlines()[0] and judged("5.5", target["target"], lang)[0] in said.splitlines()[0]
    assert [int(n) for n in re.findall(r"n\s=\s(\d+)", said)] == [
        target["n_levels"], target["n_changes"], target["n_places"]
    ]  # fmt: skip
    assert {
        "vi": "Chưa có số liệu thay đổi hằng năm của từng tiêu chí",
        "en": "No yearly change of a single criterion",
    }[lang] in said
    assert str(len(MODELS)) in said and "%" not in said
    place = screen.page.locator(".pa-says")
    assert band.get_attribute("aria-describedby") == place.get_attribute("id")
    screen.page.keyboard.press("Escape")
    assert screen.says == "" and band.get_attribute("aria-describedby") is None
    screen.page.keyboard.press("Shift+Tab")
    screen.page.keyboard.press("Tab")
    assert screen.says == said
    screen.page.keyboard.press("Tab")  # it goes with the focus
    assert screen.says == ""
    band.hover()  # by pointer, which may go over to what is said
    assert screen.says == said
    box, top = place.bounding_box(), band.bounding_box()
    assert box["y"] >= top["y"] + top["height"] - 1 or box["y"] + box["height"] <= top["y"] + 1
    assert box["y"] >= 0 and box["y"] + box["height"] <= 720
    screen.page.mouse.move(box["x"] + box["width"] - 60, box["y"] + 20)
    screen.page.wait_for_timeout(400)
    assert screen.says == said
    screen.page.mouse.move(5, 5)
    screen.page.wait_for_timeout(400)
    assert screen.says == ""
    screen.page.mouse.move(5, 6)
    band.dispatch_event("click")  # a tap on a device that gives no focus by it
    assert screen.says == said
    screen.type("5.5", printed(0.5, lang=lang))
    assert screen.says == ""
    # the last row says it too, above itself if there is no room below
    last = screen.band("8.6")
    last.scroll_into_view_if_needed()
    last.focus()
    box = place.bounding_box()
    assert screen.says and box["y"] + box["height"] <= 720 + 1
    # and the explanation of the figure holds the same
    screen.type("5.5", value)
    screen.page.locator(".pa-row", has=screen.slider("5.5")).locator("button.pa-how").click()
    dialog = screen.page.get_by_role("dialog").inner_text()
    assert all(line in dialog for line in said.splitlines() if line)


def test_item_of_sipas_and_criterion_8_1_have_their_bands(screen: Screen) -> None:
    screen.tab("SIPAS")
    screen.type("V.2", "85,5")
    assert screen.said_of("V.2") == judged("V.2", 85.5)
    assert screen.said_of("V") == ()
    screen.type("V", "90")  # a factor moves its items, and their bands
    screen.settle()
    figures = evaluate(screen.scenario)[screen.scenario.title]
    assert screen.said_of("V.2") == judged("V.2", figures["sipas", "V.2"])
    assert screen.said_of("V") == ()
    screen.tab("PAR INDEX")
    assert figures["par", "8.1"] > 8.71
    assert screen.said_of("8.1") == judged("8.1", figures["par", "8.1"])


@pytest.mark.parametrize(("lang", "day"), [("vi", "tính đến ngày 15/9/2022"), ("en", "as of 15 September 2022")])
def test_page_of_an_unknown_year_has_no_bands(show: Open, tmp_path: Path, lang: str, day: str) -> None:
    edition = open_edition().replace(year=None)
    file = write_page(tmp_path / "trang.html", lang=lang, edition=edition, date=datetime.date(2022, 9, 15))
    screen = show(file)
    foot = screen.page.locator("p.pa-source").last.inner_text()
    assert foot.startswith(f"{edition.title} · ")
    assert "192/KH-UBND" in foot and foot.endswith(f" · {day}")
    assert screen.total == printed(88.54, lang=lang)
    for tab in ("PAR INDEX", "SIPAS", "PAR INDEX"):
        screen.tab(tab)
        screen.settle()
        assert screen.page.locator(".pa-band-head, .pa-big-rank, button.pa-band").count() == 0
        assert not any(words for _, words, *_ in screen.page.evaluate(ALL_BANDS))
    assert screen.page.locator(".pa-bar optgroup").count() == 1
    screen.choose("plan")
    assert screen.total == printed(93.01, lang=lang)
    screen.type("5.5", "1,25")
    screen.settle()
    spoken = screen.slider("5.5").get_attribute("aria-valuetext")
    assert not any(word in spoken for pair in BANDS.values() for word in pair)


# Steps back and forth


def test_undo_redo_reset(screen: Screen) -> None:
    screen.type("2.4.3", "1,2")
    screen.type("5.5", "1")
    after = screen.total
    screen.button("Hoàn tác").click()
    assert screen.total == printed(88.54 + 0.17)
    screen.button("Hoàn tác").click()
    assert screen.total == "88,540"
    assert screen.button("Hoàn tác").is_disabled()
    screen.button("Làm lại").click()
    screen.button("Làm lại").click()
    assert screen.total == after
    assert screen.button("Làm lại").is_disabled()
    screen.button("Đặt lại").click()
    assert screen.total == "88,540"
    screen.button("Hoàn tác").click()
    assert screen.total == after
    screen.slider("5.5").focus()  # by keyboard
    screen.page.keyboard.press("End")
    end = screen.total
    for keys, want in (("z", after), ("Shift+z", end), ("z", after), ("y", end)):
        screen.page.keyboard.press(f"Control+{keys}")
        assert screen.total == want, keys
    screen.page.locator(".pa-big").first.click()  # the focus is nowhere now
    screen.page.keyboard.press("Control+z")
    assert screen.total == after


# Files


def test_saved_file_is_read_back_by_python_and_by_the_page(screen: Screen, tmp_path: Path, show: Open) -> None:
    screen.type("2.4.3", "1,2345")
    screen.tab("SIPAS")
    screen.type("V.2", "95,5")
    screen.page.get_by_label(NAME).fill("Một / hai: «ba»")
    screen.page.get_by_label("Người lập").fill("Tổ rà soát")
    screen.page.get_by_label("Lý do, ghi chú").fill("Vì thế.")
    screen.page.get_by_label(NAME).focus()
    shown = screen.total
    path = screen.saved("Lưu tệp", tmp_path)
    held = open_scenario(path)
    assert (held.title, held.author, held.reason) == ("Một / hai: «ba»", "Tổ rà soát", "Vì thế.")
    assert {change.of: change.value for change in held.changes} == {"2.4.3": 1.2345, "V.2": 95.5}
    assert printed(total(held)) == shown
    assert path.read_text(encoding="utf-8") == held.to_json()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", held.date)
    assert path.name in screen.message
    assert not screen.page.locator(".pa-unsaved").is_visible()
    other = show()
    assert other.total == "88,540"
    other.open(path.read_bytes(), path.name)
    assert held.title in other.message
    assert other.total == shown
    assert other.scenario == held


GOOD = json.loads(presets()["plan"].to_json())
BAD = {
    "damaged": '{"format": "par_analysis scenario", ',
    "empty": "",
    "picture": b"\x89PNG\r\n\x1a\n\x00\xff",
    "foreign": json.dumps({"name": "package", "version": "1.0.0"}),
    "array": "[]",
    "null": "null",
    "other version": json.dumps(GOOD | {"version": 2}),
    "further key": json.dumps(GOOD | {"thêm": 1}),
    "unknown code": json.dumps(GOOD | {"changes": [{"scope": {"code": "9.9"}, "move": {"reach": "target"}}]}),
    "prototype": json.dumps(GOOD | {"changes": [{"scope": {"code": "constructor"}, "move": {"reach": "target"}}]}),
    "out of range": json.dumps(GOOD | {"changes": [{"scope": {"code": "5.5"}, "move": {"score": 2}}]}),
    "group score": json.dumps(GOOD | {"changes": [{"scope": {"agency": "Sở Nội vụ"}, "move": {"score": 2}}]}),
    "too big": " " * 1_000_001,
}


def test_file_that_is_no_scenario_changes_nothing(screen: Screen) -> None:
    screen.type("2.4.3", "1,2")
    before = screen.page.evaluate(DRAFT)
    for name, content in BAD.items():
        screen.forget_message()
        screen.open(content)
        assert "Không có gì thay đổi" in screen.message, name
        assert screen.page.locator(".pa-message.pa-bad").is_visible(), name
        assert screen.page.evaluate(DRAFT) == before, name
        assert screen.total == "88,710", name
        assert screen.page.locator("dialog").count() == 0, name
    other = json.dumps(GOOD | {"baseline": {"edition": "PAR INDEX 2020", "sha256": "0" * 64}})
    screen.open(other)  # one of another edition asks first
    dialog = screen.page.get_by_role("dialog")
    assert "PAR INDEX 2020" in dialog.inner_text()
    screen.button("Thôi").click()
    dialog.wait_for(state="detached")
    assert screen.total == "88,710"
    screen.open(other)
    screen.button("Vẫn dùng").click()
    assert screen.total == "93,010"


def test_hostile_text_stays_text(screen: Screen, tmp_path: Path, show: Open) -> None:
    mine = presets()["plan"].replace(title=HOSTILE, author=HOSTILE, reason="<b>đậm</b>")
    for one in (screen, show(write_page(tmp_path / "trang.html", [mine]))):
        one.open(mine.to_json())
        assert HOSTILE in one.message
        one.button(PIN).click()
        one.page.locator("button.pa-how").first.click()
        assert HOSTILE in one.page.get_by_role("dialog").inner_text()
        assert one.page.locator("img, .pa-app script, .pa-app b b, iframe").count() == 0
        one.page.keyboard.press("Escape")
        svg = one.saved("Ảnh SVG", tmp_path).read_text(encoding="utf-8")
        assert not [part for part in ET.fromstring(svg).iter() if part.tag.rpartition("}")[2] in ("img", "script")]


def test_page_written_with_a_scenario_shows_it(show: Open, tmp_path: Path) -> None:
    mine = presets()["appraised"].replace(title="Của tôi", author="", reason="")
    one = show(write_page(tmp_path / "trang.html", [mine, presets("en")["plan"]], "en"))
    assert one.total == printed(total(mine), lang="en")
    groups = one.page.locator(".pa-bar select optgroup")
    labels = groups.evaluate_all("(all) => all.map((one) => one.label)")
    assert labels == ["Presets", "Least effort", "Saved with the page"]
    assert groups.nth(2).locator("option").all_inner_texts() == [mine.title, "Targets as published"]
    one.page.locator(".pa-bar select").select_option("saved:1")
    assert one.total == "93.010"


# Side by side


def test_four_side_by_side_and_no_fifth(screen: Screen) -> None:
    wanted = []
    for key in ("plan", "appraised", "sipas_plus_1", "status_quo"):
        screen.choose(key)
        wanted.append(total(presets()[key]))
        if key != "status_quo":
            screen.button(PIN).click()
        if key == "plan":
            screen.button(PIN).click()  # the same title is not pinned twice
            assert "đã được ghim" in screen.message
            assert len(screen.page.evaluate(DRAFT)["pins"]) == 1
    screen.settle()
    rows = screen.page.get_by_role("region", name="So sánh").locator("tbody tr")
    cells = rows.first.locator("td").all_inner_texts()
    assert cells[0] == "88,54"
    assert cells[-4:] == [printed(value, 2) for value in wanted]
    screen.button(PIN).click()
    assert "tối đa bốn" in screen.message
    screen.settle()
    assert rows.first.locator("td").all_inner_texts() == cells
    screen.page.get_by_role("button", name="Bỏ ghim").first.click()
    screen.settle()
    assert rows.first.locator("td").all_inner_texts()[-3:] == cells[-3:]


def test_draft_is_kept_across_a_reload_and_a_damaged_one_is_left_aside(screen: Screen) -> None:
    screen.choose("plan")
    screen.button(PIN).click()
    screen.type("2.4.3", "1,2")
    before = screen.total
    screen.page.reload()
    assert screen.message == "Đã khôi phục bản đang làm dở."
    assert screen.total == before
    assert screen.page.get_by_role("region", name="So sánh").locator("tbody tr").count() > 0
    for damage in ("{", "{}", '{"scenario": {}, "pins": []}', '{"scenario": null, "pins": 5}'):
        screen.page.evaluate("(text) => localStorage.setItem(Object.keys(localStorage)[0], text)", damage)
        screen.page.reload()
        assert screen.total == "88,540", damage


# Explanation


def test_explanation_shows_the_source_line_and_how_8_1_follows(screen: Screen) -> None:
    screen.choose("plan")
    screen.page.get_by_role("button", name=re.compile(r"7\.1\b(?!\.)")).first.click()
    dialog = screen.page.get_by_role("dialog")
    said = dialog.inner_text()
    source = next(node["text"] for node in payload()["nodes"] if (node["index"], node["code"]) == ("par", "7.1"))
    assert source.strip() in re.sub(r"\s+", " ", said) or source in said
    assert "6,88" in said  # the audit's word on it
    assert dialog.locator("tbody tr").count() == 4
    screen.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    screen.choose("sipas_plus_1")
    screen.page.locator(".pa-row", has=screen.slider("8.1")).locator("button.pa-how").click()
    said = dialog.inner_text()
    assert "8,709" in said and "+1,0000" in said


# Pictures, tables, paper


def test_pictures_hold_the_total(screen: Screen, tmp_path: Path) -> None:
    from matplotlib.image import imread

    screen.choose("plan")
    pixels = imread(screen.saved("Ảnh PNG", tmp_path))
    assert pixels.shape[:2] == (1080, 1920)
    assert len(np.unique((pixels[::2, ::2, :3] * 255).astype(int) @ [65536, 256, 1])) > 50
    assert (pixels[..., :3].min(axis=2) < 0.5).mean() > 0.005
    picture = ET.fromstring(screen.saved("Ảnh SVG", tmp_path).read_text(encoding="utf-8"))
    words = " ".join(picture.itertext())
    assert "93,01" in words and "88,54" in words and "192/KH-UBND" in words


def test_csv_opens_with_the_compared_totals(show: Open, tmp_path: Path) -> None:
    for lang, sep, decimal in (("vi", ";", ","), ("en", ",", ".")):
        screen = show(lang=lang)
        screen.choose("plan")
        screen.button(PIN if lang == "vi" else "Pin to compare").click()
        screen.choose("appraised")
        path = screen.saved("Bảng CSV" if lang == "vi" else "CSV table", tmp_path)
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        table = pd.read_csv(path, sep=sep, decimal=decimal, encoding="utf-8-sig")
        ready = presets(lang)
        first = table.iloc[0]
        assert first.iloc[1] == 88.54
        assert first.iloc[-2] == pytest.approx(total(ready["plan"]), abs=1e-4)
        assert first.iloc[-1] == pytest.approx(total(ready["appraised"]), abs=1e-4)
        assert table.columns[-2] == ready["plan"].title
        agency = load_agencies().iloc[0]
        by_agency = compare(ready["plan"]).agencies.set_index("lead_agency")
        home = table[table.iloc[:, 0] == agency["short" if lang == "vi" else "short_en"]]
        assert home.iloc[0, -2] == pytest.approx(by_agency.loc[agency["name"], ready["plan"].title], abs=1e-4)


def test_printed_on_one_sheet(screen: Screen) -> None:
    sheets = (
        ("status_quo", ()),  # as published
        ("plan", ()),  # long
        ("agency_tu-phap", ("status_quo",)),  # short
        ("plan_scaled", ("plan", "appraised")),  # four
    )
    for key, pins in sheets:
        for pinned in pins:
            screen.choose(pinned)
            screen.button(PIN).click()
        screen.choose(key)
        screen.settle()
        paper = screen.page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1, key
        (size,) = set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", paper))
        assert [round(float(number)) for number in size.split()] in ([0, 0, 595, 842], [0, 0, 596, 842]), key
    assert len(screen.page.evaluate(DRAFT)["pins"]) == 3


# What a reader may need

ROOM = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (600, 900), (400, 800)])
def test_nothing_runs_over_the_side_and_bands_have_their_place(show: Open, width: int, height: int) -> None:
    one = show(width=width, height=height)
    for lang in ("vi", "en"):  # the longest words of either
        if lang == "en":
            one.button("English").click()
        for code in ("2.4.3", "5.5", "8.1"):
            band = one.band(code)
            band.scroll_into_view_if_needed()
            place, row = band.bounding_box(), one.page.locator(".pa-row", has=one.slider(code)).bounding_box()
            box, track = one.box(code).bounding_box(), one.slider(code).bounding_box()
            mark = one.page.locator(".pa-row", has=one.slider(code)).locator("button.pa-how").bounding_box()
            assert band.is_visible() and place["height"] < 40  # two lines
            assert band.evaluate("(one) => one.scrollWidth <= one.clientWidth")
            beside = track if width <= 620 else box  # on a narrow screen beside the slider, below the box
            assert beside["x"] + beside["width"] <= place["x"]
            assert abs(place["y"] + place["height"] / 2 - beside["y"] - beside["height"] / 2) < 3  # on one line
            assert place["x"] + place["width"] <= (row["x"] + row["width"] if width <= 620 else mark["x"]) + 0.5
            assert mark["x"] + mark["width"] <= row["x"] + row["width"] + 0.5 <= width
    head = one.page.locator(".pa-band-head")
    head.scroll_into_view_if_needed()
    ends = [one.page.locator(name).first.bounding_box() for name in (".pa-band-head", ".pa-group .pa-band")]
    assert head.is_visible()
    assert ends[0]["x"] == pytest.approx(ends[1]["x"], abs=0.5)
    one.band("5.5").focus()
    assert one.says
    one.button("Tiếng Việt").click()
    assert one.page.evaluate(ROOM)
    if width == 400:
        return
    for key in ("plan", "appraised", "sipas_plus_1"):
        one.choose(key)
        one.page.locator(".pa-fields button").click()
    one.choose("plan_scaled")
    for lang in ("vi", "en"):
        if lang == "en":
            one.button("English").click()
        for tab in ("PAR INDEX", "SIPAS"):
            one.tab(tab)
            one.settle()
            assert one.page.evaluate(ROOM), (lang, tab)


NAMELESS = """() => [...document.querySelectorAll("button, input, select, summary")]
  .filter((one) => one.getAttribute("aria-hidden") !== "true")
  .filter((one) => !(one.getAttribute("aria-label") || [...(one.labels ?? [])].map((label) => label.textContent).join("")
    || one.textContent).trim() || (one.tagName === "SELECT" && !one.getAttribute("aria-label") && !one.labels.length))
  .map((one) => one.outerHTML)"""
BACKGROUND = "getComputedStyle(document.querySelector('.pa-app')).backgroundColor"


@pytest.mark.parametrize(
    ("scheme", "lang", "color"), [("light", "vi", "rgb(255, 255, 255)"), ("dark", "en", "rgb(18, 23, 31)")]
)
def test_both_schemes_can_be_read_and_every_control_has_a_name(show: Open, scheme: str, lang: str, color: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    one = show(scheme=scheme, lang=lang)
    assert one.page.evaluate(BACKGROUND) == color
    one.choose("appraised")
    one.page.locator(".pa-fields button").click()
    one.choose("sipas_plus_1")
    serious: list[str] = []
    for state in ("PAR INDEX", "SIPAS", "dialog"):
        if state == "dialog":
            one.page.locator("button.pa-how").first.click()
        else:
            one.tab(state)
            one.band("5.5" if state == "PAR INDEX" else "V.2").focus()
            assert one.says
        one.settle()
        assert one.page.evaluate(NAMELESS) == [], state
        for violation in axe.run(one.page).response["violations"]:
            where = "; ".join(" ".join(map(str, part["target"])) for part in violation["nodes"][:4])
            text = f"{state}, {violation['impact']}: {violation['id']} ({len(violation['nodes'])}): {where}"
            print(text)
            if violation["impact"] in ("serious", "critical"):
                serious.append(text)
    assert serious == []
    shown = one.total
    other = "dark" if scheme == "light" else "light"
    one.page.emulate_media(color_scheme=other)  # it follows at once, and nothing is lost
    one.page.wait_for_function(f"(color) => {BACKGROUND} !== color", arg=color)
    assert one.total == shown


MOVES = """async (many) => {
  const slider = document.querySelector('input.pa-slider[aria-label^="5.5 "]');
  const frame = () => new Promise(requestAnimationFrame);
  const times = [];
  for (let n = 0; n < many; n += 1) {
    await frame();
    slider.value = String(0.3 + (0.9 * n) / many);
    const begun = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await frame();
    await frame();
    times.push(performance.now() - begun);
  }
  return times;
}"""


def test_moves_are_painted(screen: Screen) -> None:
    for pins in (0, 3):
        for key in ("plan", "appraised", "sipas_plus_1")[:pins]:
            screen.choose(key)
            screen.button(PIN).click()
        times = screen.page.evaluate(MOVES, 12)
        print(f"{pins} pins: median {statistics.median(times):.1f} ms, worst {max(times):.1f} ms")
        assert len(times) == 12
        assert screen.total == printed(total(screen.scenario))
