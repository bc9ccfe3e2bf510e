"""The page of the charts: everything said once and rightly, nothing fetched, nothing that a text could break."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import lxml.html
import numpy as np
import pandas as pd
import pytest
from pack_cases import FEW, drawing_only, scenario

from par_analysis import ParAnalysisError, charts
from par_analysis.charts.drawing import Drawn
from par_analysis.charts.output import FORMATS
from par_analysis.deliver import figures, pack
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.figures import INDEX, render_index, write_figures
from par_analysis.edition.opening import open_edition
from par_analysis.words import palette

HOSTILE = (
    '</title></style><script>alert("1")</script> & \' <img src=x onerror=y> ]]> &lt;\x00\x07\x0b\x1b\x85\ufffe\ud800'
)
AS_TEXT = '</title></style><script>alert("1")</script> & \' <img src=x onerror=y> ]]> &lt;'


class Page:
    """A page as a browser reads it."""

    def __init__(self, path: Path) -> None:
        self.path, self.text = path, path.read_text(encoding="utf-8")
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
        self.root = lxml.html.document_fromstring(path.read_bytes(), parser=parser)
        self.all = self.root.xpath

    def section(self, name: str) -> Any:
        (found,) = self.all(f'//section[@id="chart-{name}"]')
        return found


def said(element: Any) -> str:
    return words(element.text_content())


def words(text: str) -> str:
    return " ".join(text.split())


def record(name: str, lang: str, chart: charts.Chart, folder: Path, forms: tuple[str, ...] = FORMATS) -> Drawn:
    files = tuple(folder / f"{name}.{form}" for form in forms)
    return Drawn(name, lang, files, 0.0, chart.headline, chart.subtitle, chart.alt, chart.source, chart.data)


@pytest.fixture(scope="module")
def pages(packs: dict[str, Path]) -> dict[str, Page]:
    """The pages of the packs: every chart in Vietnamese, some in English."""
    return {"vi": Page(packs["vi"] / "bieu-do" / INDEX), "en": Page(packs["en"] / "figures" / INDEX)}


@pytest.fixture(scope="module")
def drawn() -> dict[str, dict[str, charts.Chart]]:
    """What stands on the pages, as the charts themselves say it."""
    all_charts = charts.figures_of(open_edition(as_of="2022-09-15"))
    return {
        "vi": {name: draw(lang="vi") for name, draw in all_charts.items()},
        "en": {n: all_charts[n](lang="en") for n in FEW},
    }


@pytest.fixture
def one(tmp_path: Path) -> Drawn:
    """A record of a chart whose picture lies in the folder of the test."""
    (tmp_path / "waterfall.svg").write_text("<svg/>", encoding="utf-8")
    return record("waterfall", "vi", charts.waterfall(), tmp_path, ("svg",))


def test_every_chart_is_shown_once_with_headline_words_picture_files_and_source(pages, drawn) -> None:
    for lang, page in pages.items():
        source_word, description = ("Nguồn", "Mô tả bằng chữ") if lang == "vi" else ("Source", "Text description")
        assert page.all("//section/@id") == [f"chart-{name}" for name in drawn[lang]]
        for number, (name, chart) in enumerate(drawn[lang].items(), 1):
            section = page.section(name)
            (heading,), (picture,), (source,) = (
                section.xpath(f".//{what}") for what in ("h2", "img", 'p[@class="source"]')
            )
            assert said(heading) == words(f"{number}. {chart.headline}")
            assert picture.get("alt") == chart.alt
            assert said(source) == words(f"{source_word}: {chart.source}")
            assert said(section.xpath('.//p[@class="subtitle"]')[0]) == words(chart.subtitle)
            seen = [box for box in section.xpath("./details") if said(box.find("summary")) == description]
            assert [said(box.find("p")) for box in seen] == [words(chart.alt)]
            begin, data = picture.get("src").split(",")
            assert begin == "data:image/svg+xml;base64"
            assert base64.b64decode(data, validate=True) == (page.path.parent / f"{name}.svg").read_bytes()
            links = section.xpath('.//p[@class="files"]/a')
            assert [(said(a), a.get("href")) for a in links[:-1]] == [(f.upper(), f"{name}.{f}") for f in FORMATS]


def test_the_contents_lead_to_every_chart_and_mark_what_is_no_published_figure(pages, drawn) -> None:
    marks = {
        "vi": {"estimate": ["Ước lượng"], "assumption": ["Giả định"]},
        "en": {"estimate": ["Estimate"], "assumption": ["Assumption"]},
    }
    for lang, page in pages.items():
        entries, leads = page.all("//nav//li"), page.all("//nav//a")
        assert [unquote(lead.get("href")) for lead in leads] == [f"#chart-{name}" for name in drawn[lang]]
        assert [said(lead) for lead in leads] == [words(chart.headline) for chart in drawn[lang].values()]
        for name, entry in zip(drawn[lang], entries, strict=True):
            wanted = marks[lang].get(charts.RESTS_ON.get(name), [])
            for place in (entry, page.section(name).find("figure")):
                assert [said(mark) for mark in place.xpath('.//*[@class="mark"]')] == wanted, name


def test_what_is_asked_is_drawn_and_the_page_says_what_the_figures_are(tmp_path: Path, monkeypatch) -> None:
    asked: dict[str, Any] = {}
    monkeypatch.setattr(figures, "draw_figures", lambda *args, **options: asked.update(options, args=args) or {})
    path = write_figures(tmp_path, date="2022-07-20", dpi=33)
    assert path == tmp_path / INDEX
    lines = [said(line) for line in Page(path).all('//ul[@class="about"]/li')]
    assert lines == [
        f"Số liệu: {open_edition().title}",
        f"Nguồn: {open_edition().source('vi')}",
        "Tính đến ngày 20/7/2022",
    ]
    assert (
        asked["args"] == (tmp_path, ("vi",), 33) and asked["names"] == list(charts.figures_of()) and not asked["suffix"]
    )


# The data


def columns_for(data: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The columns that a reader of `lang` should see."""
    data = data.reset_index() if data.index.name else data
    twins = [column for column in data if f"{column}_en" in data]
    return data.drop(columns=[f"{c}_en" for c in twins] if lang == "vi" else twins)


def number_of(text: str, lang: str) -> tuple[float, float]:
    """The number in a cell, and by how much it may be rounded."""
    if text == "–":
        return np.nan, 0.0
    wrong, sign = (".", ",") if lang == "vi" else (",", ".")
    assert wrong not in text, text
    plain = text.replace("−", "-").removesuffix("%")
    scale = 100 if text.endswith("%") else 1
    places = len(plain.partition(sign)[2])
    # A percent may be whole; points are told to the third decimal.
    return float(plain.replace(sign, ".")) / scale, (0.5 * 10**-places if scale > 1 else 0.0005) / scale + 1e-9


def check_column(table: Any, place: int, column: str, values: pd.Series, lang: str) -> None:
    cells = table.xpath(f"./tbody/tr/td[{place}]")
    texts = [cell.text_content() for cell in cells]
    if pd.api.types.is_bool_dtype(values):
        assert [text == ("có" if lang == "vi" else "yes") for text in texts] == values.tolist()
    elif pd.api.types.is_numeric_dtype(values):
        assert {cell.get("class") for cell in cells} == {"number"}
        for text, value in zip(texts, values.astype(float), strict=True):
            read, rounded = number_of(text, lang)
            assert read == pytest.approx(value, abs=rounded, nan_ok=True), (column, text, value)
    elif column in ("code", "name", "name_en", "title", "id", "needs", "needs_en"):
        assert texts == values.tolist()
    elif isinstance(values.iloc[0], tuple):
        assert texts == [", ".join(value) for value in values]
    elif column == "due":
        written = "{0.day}/{0.month}/{0.year}" if lang == "vi" else "{0:%Y-%m-%d}"
        assert texts == [written.format(value) for value in values]
    else:  # words of the reader's language: one for each value
        assert len(set(zip(texts, values, strict=True))) == values.nunique(dropna=False)
        assert [text != "" for text in texts] == (values.notna() & (values != "")).tolist()


def test_the_data_are_those_behind_the_chart(pages, drawn) -> None:
    faults = []
    for lang, page in pages.items():
        for name, chart in drawn[lang].items():
            data = columns_for(chart.data, lang)
            (table,) = page.section(name).xpath(".//table")
            try:
                assert len(table.xpath('./thead/tr/th[@scope="col"]')) == len(data.columns) and data.size >= 9
                assert len(table.xpath("./tbody/tr")) == len(data)
                assert f"({len(data)} " in said(table.xpath("ancestor::details/summary")[0])
                for place, column in enumerate(data, 1):
                    check_column(table, place, column, data[column], lang)
            except AssertionError as fault:
                faults.append((lang, name, str(fault)))
    assert faults == []


def test_heads_are_in_the_readers_language_and_shares_among_points_are_percents(pages, drawn) -> None:
    for lang, page in pages.items():
        vi = lang == "vi"
        heads = {name: [said(head) for head in page.section(name).xpath(".//th")] for name in drawn[lang]}
        assert heads["agency_field"][1:] == [f"{'Lĩnh vực' if vi else 'Field'} {number}" for number in range(1, 9)]
        ranks = ["Điểm đạt được", "Hạng tốt nhất", "Hạng xấu nhất"] if vi else ["Score", "Best rank", "Worst rank"]
        assert heads["rank_by_score"] == ranks
        assert heads["target_bands"][1] == ("Tên" if vi else "Name")
        shown = [head for own in heads.values() for head in own]
        assert [head for head in shown if "_" in head or "(tiếng Anh)" in head or "English" in head] == []
    # The English pack draws some charts only.
    rows = pages["vi"].section("total_outlook").xpath(".//tbody/tr")
    told = drawn["vi"]["total_outlook"].data["chance"]
    assert [row.xpath("./td")[-1].text_content() for row in rows] == [f"{100 * chance:.0f}%" for chance in told]


# One language, one file


def test_a_page_speaks_one_language(pages) -> None:
    foreign = {
        "vi": "Source|Contents|Files|rows|Text description|Estimate|Assumption|Charts",
        "en": "Nguồn|Mục lục|Tệp|dòng|Mô tả|Ước lượng|Giả định|Biểu đồ",
    }
    for lang, page in pages.items():
        assert page.root.get("lang") == lang
        outside = [text for text in page.all("//body//text()[not(ancestor::ul)]") if not text.isspace()]
        assert [text for text in outside if re.search(rf"\b({foreign[lang]})\b", text)] == []


def test_nothing_is_fetched_and_nothing_runs_and_links_lead_beside_the_page_or_into_it(pages) -> None:
    for page in pages.values():
        assert page.all("//script | //link | //iframe | //object | //embed | //base | //form | //*[@style]") == []
        assert page.all("//@*[starts-with(name(), 'on')]") == []
        assert all(source.startswith("data:image/svg+xml;base64,") for source in page.all("//@src"))
        # Pictures and titles of users aside.
        ours = re.sub(r'(?s)src="data:[^"]*"|<ul class="about">.*?</ul>', "", page.text)
        assert not re.search(r"https?://|//[a-z]+\.", ours)
        (policy,) = page.all('//meta[@http-equiv="Content-Security-Policy"]/@content')
        (style,) = page.all("//style")
        digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
        parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert parts["default-src"] == "'none'" and parts["img-src"] == "data:"
        assert parts["style-src"] == f"'sha256-{digest}'" and "script-src" not in parts
        assert "url(" not in style.text and "@import" not in style.text
        ids = page.all("//@id")
        assert len(set(ids)) == len(ids)
        for link in page.all("//a/@href"):
            if link.startswith("#"):
                assert unquote(link[1:]) in ids
            else:
                assert re.fullmatch(r"[A-Za-z0-9_.~%/-]+", link) and (page.path.parent / unquote(link)).is_file()


def test_links_to_names_with_signs_in_them(tmp_path: Path, one: Drawn) -> None:
    below = tmp_path / "hình #1 100% & ễ"
    below.mkdir()
    moved = one.files[0].rename(below / "waterfall.svg")
    page = Page(render_index(facts_of(), tmp_path / "trang.html", [dataclasses.replace(one, files=(moved,))]))
    (link,) = page.all('//p[@class="files"]/a[1]/@href')
    assert re.fullmatch(r"[A-Za-z0-9_.~%/-]+", link) and unquote(link) == f"{below.name}/waterfall.svg"


def test_the_page_can_be_used_by_keyboard_in_the_dark_and_on_paper(pages) -> None:
    page = pages["en"]
    style = page.all("//style")[0].text
    needed = (":focus-visible", "prefers-color-scheme: dark", "@media print", "break-inside: avoid")
    colors = (palette.TEXT, palette.MUTED, palette.GAINED, palette.LOST, palette.GRID)
    assert [word for word in needed + colors if word not in style] == []
    # What scrolls can be reached and has a name.
    assert all(box.get("tabindex") == "0" and box.get("aria-label") for box in page.all('//*[@role="region"]'))
    assert len(page.all('//*[@role="region"]')) == len(FEW)
    for section in page.all("//section | //nav"):
        assert len(page.all(f'//*[@id="{section.get("aria-labelledby")}"]')) == 1


def test_the_same_records_give_the_same_bytes(pages, drawn, tmp_path) -> None:
    """Of what was drawn by other processes, one of them with another hash seed."""
    asked = {
        "vi": facts_of(date="2022-09-15"),
        "en": facts_of([scenario(), scenario('=HYPERLINK("http://x") <b>& @\x07')], "noi-vu", "en", "2022-09-15"),
    }
    for lang, page in pages.items():
        records = [record(name, lang, chart, page.path.parent) for name, chart in drawn[lang].items()]
        again = render_index(asked[lang], page.path.with_name("lại.html"), records, pack._header(asked[lang]))
        assert again.read_bytes() == page.path.read_bytes() and b"\r" not in again.read_bytes()
        again.unlink()


# Hostile and impossible input


def test_texts_stay_texts(tmp_path: Path, one: Drawn) -> None:
    data = pd.DataFrame({HOSTILE: [HOSTILE, "b"], "name": ["a", HOSTILE], "codes": [(HOSTILE,), ()]})
    texts = dict.fromkeys(("headline", "subtitle", "alt", "source"), HOSTILE)
    hostile = dataclasses.replace(one, data=data, **texts)
    page = Page(render_index(facts_of(), tmp_path / "trang.html", [hostile], [HOSTILE, f"b {HOSTILE}"]))
    assert page.all("//script") == [] and len(page.all("//img")) == 1
    assert [line.text_content() for line in page.all('//ul[@class="about"]/li')] == [AS_TEXT, f"b {AS_TEXT}"]
    assert page.all("//h2")[1].text_content() == f"1. {AS_TEXT}"
    for where in ("//nav//a", "//details/p", "//th"):
        assert page.all(where)[0].text_content() == AS_TEXT
    assert page.all("//img/@alt") == [AS_TEXT]
    assert [cell.text_content() for cell in page.all("//td")] == [AS_TEXT, "a", AS_TEXT, "b", AS_TEXT, ""]
    assert not re.search("<script|[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe]", page.text)


def test_a_page_of_no_charts_and_no_lines(tmp_path: Path) -> None:
    page = Page(render_index(facts_of(lang="en"), tmp_path / "trang.html", []))
    assert page.all("//section | //ul | //img") == [] and len(page.all("//h1")) == 1


def test_what_is_asked_wrongly_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    for arguments, told in (
        ({"lang": "fr"}, "'vi'.*'en'"),
        ({"lang": None}, "'vi'.*'en'"),
        ({"date": "20/7/2022"}, "write as 2022-09-15"),
    ):
        with pytest.raises(ParAnalysisError, match=told):
            write_figures(tmp_path / "mới", **arguments)
    wall = tmp_path / "tường"
    wall.write_text("đây là tệp", encoding="utf-8")
    with pytest.raises(ParAnalysisError, match=re.escape(str(wall))), drawing_only(FEW[:1]):
        write_figures(wall, dpi=20)
    with pytest.raises(ParAnalysisError, match=re.escape(str(wall))):
        render_index(facts_of(), wall / INDEX, [])
    assert [path.name for path in tmp_path.iterdir()] == ["tường"]
    assert wall.read_text(encoding="utf-8") == "đây là tệp"


def test_records_that_cannot_be_shown_are_refused_and_the_old_page_stays(
    tmp_path: Path, one: Drawn, tmp_path_factory
) -> None:
    page, facts, (picture,) = tmp_path / "trang.html", facts_of(), one.files
    page.write_text("cũ", encoding="utf-8")
    spoilt = (
        ({"lang": "en"}, "another language"),
        ({"files": ()}, "SVG is missing"),
        ({"files": (picture.with_name("không có.svg"),)}, "cannot be read"),
        ({"files": (picture, tmp_path_factory.mktemp("nơi khác") / "a.pdf")}, "must lie in the folder"),
    )
    for change, told in spoilt:
        with pytest.raises(ParAnalysisError, match=told):
            render_index(facts, page, [one, dataclasses.replace(one, **change)])
        assert page.read_text(encoding="utf-8") == "cũ"
    assert {path.name for path in tmp_path.iterdir()} == {"trang.html", "waterfall.svg"}
