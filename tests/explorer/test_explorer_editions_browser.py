"""The page of other editions in a browser: it shows what they have, and no switch for what they lack."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from explorer_editions import LEADS, editions
from explorer_screen import Open, Screen, printed

from par_analysis import Scenario, evaluate, open_scenario, presets
from par_analysis.explorer.page import write_page
from par_analysis.explorer.payload import payload
from par_analysis.scenario.scenario import Change

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
EDITIONS = editions()
LINKED = "floors, weights and a link"


def opened(show: Open, folder: Path, name: str, lang: str = "vi") -> Screen:
    screen: Screen = show(write_page(folder / "trang.html", lang=lang, edition=EDITIONS[name]))
    return screen


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", EDITIONS)
def test_page_works_and_names_its_own(show: Open, tmp_path: Path, name: str, lang: str) -> None:
    base = EDITIONS[name]
    screen = opened(show, tmp_path, name, lang)
    main, data = next(iter(base.indices)), payload(edition=base)
    screen.page.locator(".pa-filters input[type=checkbox]").first.uncheck()  # everything, not only what lost points
    for key, tree in base.indices.items():
        if len(base.indices) > 1:
            screen.page.locator(".pa-tab").nth(list(base.indices).index(key)).click()
        screen.settle()
        shown = screen.page.locator(".pa-row:not(.pa-factor) .pa-name b").all_inner_texts()
        assert shown == tree.leaves
    code = next(leaf for leaf in base.indices[main].leaves if base.nodes[leaf][0] < base.nodes[leaf][1])
    if len(base.indices) > 1:
        screen.page.locator(".pa-tab").first.click()
    moved = Scenario("Thử", (Change("code", code, "reach", "maximum"),), edition=base.title, sha256=base.sha256)
    screen.slider(code).focus()
    screen.page.keyboard.press("End")
    total = printed(float(evaluate(moved, base).loc[(main, "total"), "Thử"]), data["indices"][0]["decimals"], lang)
    assert screen.total == total + ("%" if main == "sipas" else "")
    screen.button("Ghim để so sánh" if lang == "vi" else "Pin to compare").click()
    screen.settle()
    words = screen.page.locator("body").inner_text()
    assert data["title"][lang] in words
    assert not any(word in words for word in ("NaN", "null", "undefined", "Hà Nội", "8.1 ", "2021"))
    assert ("SIPAS" in words) is base.has("sipas") and ("PAR INDEX" in words) is base.has("par")


@pytest.mark.parametrize("name", EDITIONS)
def test_switches_are_there_for_what_there_is(show: Open, tmp_path: Path, name: str) -> None:
    base = EDITIONS[name]
    screen = opened(show, tmp_path, name)
    page = screen.page
    assert page.locator(".pa-tab").count() == (len(base.indices) if len(base.indices) > 1 else 0)
    assert page.locator(".pa-big").count() == len(base.indices)
    assert page.get_by_label("kéo theo").count() == len(base.couplings)
    assert page.get_by_text("tách rời").count() == len(base.couplings)  # shown only once it is switched off
    assert page.get_by_label("Cơ quan chủ trì").count() == (base.has("par") and base.has("leads"))
    assert page.get_by_label("Cách đánh giá").count() == base.has("par")
    aims = name != "results only"
    assert screen.button("Đưa các mục đang hiện lên mục tiêu").count() == aims
    assert ("mục tiêu" in page.locator(".pa-big-more").first.inner_text()) is aims
    assert ("◆" in page.locator(".pa-charts").inner_text()) is aims
    assert page.locator(".pa-mark-target").count() > 0 if aims else page.locator(".pa-mark-target").count() == 0
    assert page.locator(".pa-chance-head, .pa-big-rank").count() == 0


def test_agencies_are_called_as_in_the_table(show: Open, tmp_path: Path) -> None:
    screen = opened(show, tmp_path, "par alone")
    assert screen.page.get_by_label("Cơ quan chủ trì").locator("option").all_inner_texts() == ["Tất cả", *LEADS]
    screen.page.get_by_label("Cơ quan chủ trì").select_option(LEADS[1])
    screen.settle()
    assert screen.page.locator(".pa-row .pa-name b").all_inner_texts() == ["1.2.3.1", "1.2.3.3", "1.2.3.4"]


def test_floor_ends_the_slider_and_refuses_below(show: Open, tmp_path: Path) -> None:
    screen = opened(show, tmp_path, LINKED)
    screen.slider("1.2.3.4").focus()
    screen.page.keyboard.press("Home")
    assert screen.box("1.2.3.4").input_value() == "1,000"
    screen.settle()
    assert screen.slider("1.2.3.4").evaluate("(one) => one.style.getPropertyValue('--at')") == "0%"
    screen.type("1.2.3.4", "0,5")
    assert "1 đến 7" in screen.message
    assert screen.total == printed(75.5 - 6.25 + 1)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_link_is_of_the_edition(show: Open, tmp_path: Path, lang: str) -> None:
    base = EDITIONS[LINKED]
    screen = opened(show, tmp_path, LINKED, lang)
    switch = screen.page.get_by_label("SIPAS kéo theo tiêu chí 7.1" if lang == "vi" else "SIPAS moves criterion 7.1")
    screen.choose("sipas_plus_1")
    screen.settle()
    step = float(base.weights[base.spans["sipas"]] @ [1, 1, 1, 1, 0])  # the last item is full already
    assert screen.box("7.1").input_value() == printed(24.4 + 0.25 * step, lang=lang)
    assert screen.slider("7.1").is_disabled()
    screen.page.locator(".pa-row", has=screen.slider("7.1")).locator("button.pa-how").click()
    said = screen.page.get_by_role("dialog").inner_text()
    assert ("+ 25 điểm × mức tăng của SIPAS" if lang == "vi" else "+ 25 points × the rise of SIPAS") in said
    assert printed(step, 4, lang) in said
    screen.page.keyboard.press("Escape")
    switch.uncheck()
    assert screen.box("7.1").input_value() == printed(24.4, lang=lang)
    assert screen.page.get_by_text("SIPAS và PAR INDEX" if lang == "vi" else "SIPAS and PAR INDEX stand apart").last.is_visible()  # fmt: skip


def test_factor_of_an_explanation_adds_up_by_its_weights(show: Open, tmp_path: Path) -> None:
    screen = opened(show, tmp_path, LINKED)
    screen.choose("sipas_targets")
    screen.page.locator(".pa-big button.pa-how").nth(1).click()
    dialog = screen.page.get_by_role("dialog")
    steps = [text.replace("−", "-").replace(",", ".") for text in dialog.locator("tbody td:last-child").all_inner_texts()]  # fmt: skip
    table = evaluate(presets(edition=EDITIONS[LINKED])["sipas_targets"], EDITIONS[LINKED]).iloc[:, 0]
    published = EDITIONS[LINKED].table("sipas").set_index("code")["score"]
    wanted = [weight * (table[("sipas", code)] - published[code]) for code, weight in {"I": 0.7, "II": 0.3}.items()]
    assert [float(step) for step in steps] == pytest.approx(wanted, abs=0.0051)


def test_target_that_is_not_there_is_said(show: Open, tmp_path: Path) -> None:
    base = EDITIONS["results only"]
    screen = opened(show, tmp_path, "results only")
    aim = Scenario("Đích", (Change("code", "1.1", "reach", "target"),), edition=base.title, sha256=base.sha256)
    screen.open(aim.to_json())
    assert "1.1: bảng không có mục tiêu" in screen.message
    assert screen.total == printed(75.5)


@pytest.mark.parametrize("name", ["results only", "no leads"])
def test_pictures_and_tables_leave_out_what_is_not_there(show: Open, tmp_path: Path, name: str) -> None:
    screen = opened(show, tmp_path, name)
    screen.type("7.1", "25")
    text = screen.saved("Bảng CSV", tmp_path).read_text(encoding="utf-8-sig")
    assert not any(word in text for word in ("null", "NaN"))
    aim = "" if name == "results only" else '"83,9500"'
    assert f'Tổng điểm PAR INDEX;"75,5000";{aim};"76,1000"' in text
    assert (LEADS[0] in text) is (name != "no leads")
    picture = " ".join(ET.fromstring(screen.saved("Ảnh SVG", tmp_path).read_text(encoding="utf-8")).itertext())
    assert "76,100 điểm" in picture and ("mục tiêu" in picture) is (name != "results only")


def test_file_of_the_page_is_of_its_edition(show: Open, tmp_path: Path) -> None:
    base = EDITIONS["par alone"]
    screen = opened(show, tmp_path, "par alone")
    screen.type("7.1", "25")
    path = screen.saved("Lưu tệp", tmp_path)
    assert json.loads(path.read_text(encoding="utf-8"))["baseline"] == {"edition": base.title, "sha256": base.sha256}
    assert open_scenario(path, base).changes == (Change("code", "7.1", "score", 25.0),)
