"""The page of other editions in a browser: it shows what they have, and no switch for what they lack."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from explorer_editions import LEADS, editions
from explorer_screen import Open, printed

from par_analysis import Scenario, evaluate, open_scenario, presets
from par_analysis.explorer.page import write_page
from par_analysis.explorer.payload import payload
from par_analysis.scenario.scenario import Change

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
EDITIONS = editions()
LINKED = "floors, weights and a link"
AGENCY = "Cơ quan chủ trì"


@pytest.mark.parametrize("name", EDITIONS)
def test_page_works_and_shows_what_there_is(show: Open, tmp_path: Path, name: str) -> None:
    base = EDITIONS[name]
    screen = show(write_page(tmp_path / "trang.html", edition=base))
    page, several = screen.page, len(base.indices) > 1
    # switches
    assert page.locator(".pa-tab").count() == (len(base.indices) if several else 0)
    assert page.locator(".pa-big").count() == len(base.indices)
    assert page.get_by_label("kéo theo").count() == len(base.couplings)
    assert page.get_by_text("tách rời").count() == len(base.couplings)  # shown only once it is switched off
    assert page.get_by_label(AGENCY).count() == (base.has("par") and base.has("leads"))
    assert page.get_by_label("Cách đánh giá").count() == base.has("par")
    aims = name != "results only"
    assert screen.button("Đưa các mục đang hiện lên mục tiêu").count() == aims
    assert ("mục tiêu" in page.locator(".pa-big-more").first.inner_text()) is aims
    assert ("◆" in page.locator(".pa-charts").inner_text()) is aims
    assert (page.locator(".pa-mark-target").count() > 0) is aims
    known = base.has("par") and base.has("targets") and base.has("year")
    assert (page.locator(".pa-band-head").count(), page.locator("button.pa-band").count() > 0) == (known, known)
    assert page.locator(".pa-big-rank").count() == 0
    # every leaf, and a total that moves
    page.locator(".pa-filters input[type=checkbox]").first.uncheck()  # everything, not only what lost points
    for at, tree in enumerate(base.indices.values()):
        if several:
            page.locator(".pa-tab").nth(at).click()
        screen.settle()
        assert page.locator(".pa-row:not(.pa-factor) .pa-name b").all_inner_texts() == tree.leaves
    if several:
        page.locator(".pa-tab").first.click()
    main, data = next(iter(base.indices)), payload(edition=base)
    code = next(leaf for leaf in base.indices[main].leaves if base.nodes[leaf][0] < base.nodes[leaf][1])
    moved = Scenario("Thử", (Change("code", code, "reach", "maximum"),), edition=base.title, sha256=base.sha256)
    total = float(evaluate(moved, base).loc[(main, "total"), "Thử"])
    screen.slider(code).focus()
    page.keyboard.press("End")
    screen.button("Ghim để so sánh").click()
    for lang in ("vi", "en"):
        if lang == "en":
            screen.button("English").click()
        assert screen.total == printed(total, data["indices"][0]["decimals"], lang) + ("%" if main == "sipas" else "")
        words = page.locator("body").inner_text()
        assert data["title"][lang] in words
        assert [word for word in ("NaN", "null", "undefined", "Hà Nội", "8.1 ", "2021") if word in words] == []
        assert ("SIPAS" in words, "PAR INDEX" in words) == (base.has("sipas"), base.has("par"))


def test_agencies_and_files_are_of_the_edition(show: Open, tmp_path: Path) -> None:
    base = EDITIONS["par alone"]
    screen = show(write_page(tmp_path / "trang.html", edition=base))
    assert screen.page.get_by_label(AGENCY).locator("option").all_inner_texts() == ["Tất cả", *LEADS]
    screen.page.get_by_label(AGENCY).select_option(LEADS[1])
    screen.settle()
    assert screen.page.locator(".pa-row .pa-name b").all_inner_texts() == ["1.2.3.1", "1.2.3.3", "1.2.3.4"]
    screen.page.get_by_label(AGENCY).select_option("Tất cả")
    screen.type("7.1", "25")
    path = screen.saved("Lưu tệp", tmp_path)
    assert json.loads(path.read_text(encoding="utf-8"))["baseline"] == {"edition": base.title, "sha256": base.sha256}
    assert open_scenario(path, edition=base).changes == (Change("code", "7.1", "score", 25.0),)


def test_floors_links_and_weights(show: Open, tmp_path: Path) -> None:
    base = EDITIONS[LINKED]
    step = float(base.weights[base.spans["sipas"]] @ [1, 1, 1, 1, 0])  # the last item is full already
    for lang in ("vi", "en"):
        screen = show(write_page(tmp_path / f"{lang}.html", lang=lang, edition=base))
        dialog = screen.page.get_by_role("dialog")
        if lang == "vi":
            screen.slider("1.2.3.4").focus()
            screen.page.keyboard.press("Home")
            assert screen.box("1.2.3.4").input_value() == "1,000"
            screen.settle()
            assert screen.slider("1.2.3.4").evaluate("(one) => one.style.getPropertyValue('--at')") == "0%"
            screen.type("1.2.3.4", "0,5")
            assert "1 đến 7" in screen.message
            assert screen.total == printed(75.5 - 6.25 + 1)
            # a factor of an explanation adds up by its weights
            screen.choose("sipas_targets")
            screen.page.locator(".pa-big button.pa-how").nth(1).click()
            cells = dialog.locator("tbody td:last-child").all_inner_texts()
            table = evaluate(presets(edition=base)["sipas_targets"], base).iloc[:, 0]
            gains = {code: table["sipas", code] - base.indices["sipas"].score(code) for code in ("I", "II")}
            steps = [float(text.replace("−", "-").replace(",", ".")) for text in cells]
            assert steps == pytest.approx([0.7 * gains["I"], 0.3 * gains["II"]], abs=0.0051)
            screen.page.keyboard.press("Escape")
        screen.choose("sipas_plus_1")
        screen.settle()
        assert screen.box("7.1").input_value() == printed(24.4 + 0.25 * step, lang=lang)
        assert screen.slider("7.1").is_disabled()
        screen.page.locator(".pa-row", has=screen.slider("7.1")).locator("button.pa-how").click()
        said = dialog.inner_text()
        assert ("+ 25 điểm × mức tăng của SIPAS" if lang == "vi" else "+ 25 points × the rise of SIPAS") in said
        assert printed(step, 4, lang) in said
        screen.page.keyboard.press("Escape")
        screen.page.get_by_label(
            {"vi": "SIPAS kéo theo tiêu chí 7.1", "en": "SIPAS moves criterion 7.1"}[lang]
        ).uncheck()
        assert screen.box("7.1").input_value() == printed(24.4, lang=lang)
        apart = "SIPAS và PAR INDEX" if lang == "vi" else "SIPAS and PAR INDEX stand apart"
        assert screen.page.get_by_text(apart).last.is_visible()


def test_what_is_not_there_is_left_out_of_pictures_and_tables_and_said(show: Open, tmp_path: Path) -> None:
    for name in ("results only", "no leads"):
        base = EDITIONS[name]
        screen = show(write_page(tmp_path / f"{name}.html", edition=base))
        if name == "results only":
            aim = Scenario("Đích", (Change("code", "1.1", "reach", "target"),), edition=base.title, sha256=base.sha256)
            screen.open(aim.to_json())
            assert "1.1: bảng không có mục tiêu" in screen.message
            assert screen.total == printed(75.5)
        screen.type("7.1", "25")
        text = screen.saved("Bảng CSV", tmp_path).read_text(encoding="utf-8-sig")
        assert not any(word in text for word in ("null", "NaN"))
        target = "" if name == "results only" else '"83,9500"'
        assert f'Tổng điểm PAR INDEX;"75,5000";{target};"76,1000"' in text
        assert (LEADS[0] in text) is (name != "no leads")
        picture = " ".join(ET.fromstring(screen.saved("Ảnh SVG", tmp_path).read_text(encoding="utf-8")).itertext())
        assert "76,100 điểm" in picture and ("mục tiêu" in picture) is (name != "results only")
