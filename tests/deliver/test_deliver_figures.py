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

from par_analysis import ParAnalysisError, charts
from par_analysis.charts.drawing import Drawn
from par_analysis.charts.output import FORMATS, save
from par_analysis.deliver.figures import INDEX, write_figures, write_index
from par_analysis.edition.opening import open_edition
from par_analysis.words import palette

LANGS = ("vi", "en")
FEW = ("agency_field", "chance_gain", "rank_by_score", "evidence_classes", "waterfall", "gantt")
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

    def all(self, xpath: str) -> list[Any]:
        return list(self.root.xpath(xpath))

    def section(self, name: str) -> Any:
        (found,) = self.all(f'//section[@id="chart-{name}"]')
        return found


def said(element: Any) -> str:
    return " ".join(element.text_content().split())


def words(text: str) -> str:
    return " ".join(text.split())


def record(name: str, lang: str, folder: Path, **changes: Any) -> Drawn:
    """A chart drawn here, with its SVG."""
    chart = charts.figures_of()[name](lang=lang)
    path = folder / f"{name}.svg"
    if not path.exists():
        save(chart, name, folder, ("svg",))
    one = Drawn(name, lang, (path,), 0.0, chart.headline, chart.subtitle, chart.alt, chart.source, chart.data)
    return dataclasses.replace(one, **changes)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Page, list[str]]:
    """Every chart in Vietnamese, coarse, in a folder whose name needs care; and what was told on the way."""
    told: list[str] = []
    folder = tmp_path_factory.mktemp("gói") / "biểu đồ #1 100%"
    return Page(write_figures(folder, date="2022-07-20", dpi=20, say=told.append)), told


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """Some charts in both languages."""
    made = {}
    for lang in LANGS:
        folder = tmp_path_factory.mktemp(f"ít {lang}")
        records = [record(name, lang, folder) for name in FEW]
        made[lang] = Page(write_index(folder / "trang.html", records, lang, ["một <dòng>", "two"]))
    return made


# The whole folder


def test_every_chart_lies_beside_the_page_in_three_formats(whole: tuple[Page, list[str]]) -> None:
    page, told = whole
    assert page.path.name == INDEX
    wanted = {f"{name}.{form}" for name in charts.figures_of() for form in FORMATS}
    assert {path.name for path in page.path.parent.iterdir()} == wanted | {INDEX}
    assert [line.split(" ")[0] for line in told] == list(charts.figures_of())


def test_every_chart_is_shown_once_with_headline_words_and_source(whole: tuple[Page, list[str]]) -> None:
    page, _ = whole
    sections = page.all("//section")
    assert [section.get("id") for section in sections] == [f"chart-{name}" for name in charts.figures_of()]
    for number, (section, draw) in enumerate(zip(sections, charts.figures_of().values(), strict=True), 1):
        chart = draw(lang="vi")
        (heading,), (picture,), (source,) = (
            section.xpath(f".//{what}") for what in ("h2", "img", 'p[@class="source"]')
        )
        assert said(heading) == words(f"{number}. {chart.headline}")
        assert picture.get("alt") == chart.alt
        assert said(source) == words(f"Nguồn: {chart.source}")
        assert said(section.xpath('.//p[@class="subtitle"]')[0]) == words(chart.subtitle)
        seen = [one for one in section.xpath("./details") if said(one.find("summary")) == "Mô tả bằng chữ"]
        assert [said(one.find("p")) for one in seen] == [words(chart.alt)]


def test_pictures_are_the_svgs_beside_the_page(whole: tuple[Page, list[str]]) -> None:
    page, _ = whole
    for name in charts.figures_of():
        (source,) = page.section(name).xpath(".//img/@src")
        begin, data = source.split(",")
        assert begin == "data:image/svg+xml;base64"
        assert base64.b64decode(data, validate=True) == (page.path.parent / f"{name}.svg").read_bytes()


def test_the_contents_lead_to_every_chart(whole: tuple[Page, list[str]]) -> None:
    page, _ = whole
    leads = page.all("//nav//a")
    assert [unquote(lead.get("href")) for lead in leads] == [f"#chart-{name}" for name in charts.figures_of()]
    assert [said(lead) for lead in leads] == [words(draw().headline) for draw in charts.figures_of().values()]
    ids = page.all("//@id")
    assert len(set(ids)) == len(ids)


def test_the_page_says_what_the_figures_are(whole: tuple[Page, list[str]]) -> None:
    lines = [said(line) for line in whole[0].all('//ul[@class="about"]/li')]
    sources = [f"Nguồn: {open_edition().source('vi')}"]
    assert lines == [f"Số liệu: {open_edition().title}", *sources, "Ngày: 20/7/2022"]


def test_charts_that_show_more_than_published_figures_are_marked(whole: tuple[Page, list[str]]) -> None:
    marks = {"estimate": ["Ước lượng"], "assumption": ["Giả định"], None: []}
    entries = whole[0].all("//nav//li")
    for name, entry in zip(charts.figures_of(), entries, strict=True):
        wanted = marks[charts.RESTS_ON.get(name)]
        for place in (entry, whole[0].section(name).find("figure")):
            assert [said(mark) for mark in place.xpath('.//*[@class="mark"]')] == wanted, name


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


def check_table(page: Page, name: str, lang: str) -> int:
    """Compare a chart's table with its data; return how many cells were compared."""
    data = columns_for(charts.figures_of()[name](lang=lang).data, lang)
    (table,) = page.section(name).xpath(".//table")
    assert len(table.xpath('./thead/tr/th[@scope="col"]')) == len(data.columns)
    rows = [[cell.text_content() for cell in row.xpath("./td")] for row in table.xpath("./tbody/tr")]
    assert len(rows) == len(data)
    summary = said(table.xpath("ancestor::details/summary")[0])
    assert f"({len(data)} " in summary
    for place, column in enumerate(data):
        values, texts = data[column], [row[place] for row in rows]
        if pd.api.types.is_bool_dtype(values):
            yes = "có" if lang == "vi" else "yes"
            assert [text == yes for text in texts] == values.tolist()
        elif pd.api.types.is_numeric_dtype(values):
            cells = table.xpath(f"./tbody/tr/td[{place + 1}]")
            assert {cell.get("class") for cell in cells} == {"number"}
            for text, value in zip(texts, values, strict=True):
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
            assert [text != "" for text in texts] == values.notna().tolist()
    return data.size


@pytest.mark.parametrize("name", charts.figures_of())
def test_the_data_are_those_behind_the_chart(name: str, whole: tuple[Page, list[str]]) -> None:
    assert check_table(whole[0], name, "vi") >= 9


@pytest.mark.parametrize("name", FEW)
def test_the_data_are_the_same_in_english(name: str, few: dict[str, Page]) -> None:
    assert check_table(few["en"], name, "en") >= 9


@pytest.mark.parametrize("lang", LANGS)
def test_heads_are_in_the_readers_language(lang: str, few: dict[str, Page]) -> None:
    heads = {name: [said(head) for head in few[lang].section(name).xpath(".//th")] for name in FEW}
    vi = lang == "vi"
    assert heads["agency_field"][1:] == [f"{'Lĩnh vực' if vi else 'Field'} {number}" for number in range(1, 9)]
    assert heads["rank_by_score"] == (
        ["Điểm đạt được", "Hạng tốt nhất", "Hạng xấu nhất"] if vi else ["Score", "Best rank", "Worst rank"]
    )
    assert heads["chance_gain"][1] == ("Tên" if vi else "Name")
    shown = [head for own in heads.values() for head in own]
    assert [head for head in shown if "_" in head or "(tiếng Anh)" in head or "English" in head] == []


def test_shares_among_points_are_percents(few: dict[str, Page]) -> None:
    rows = few["en"].section("evidence_classes").xpath(".//tbody/tr")
    data = charts.evidence_classes(lang="en").data
    for row, centre in zip(rows, data["centre"], strict=True):
        assert row.xpath("./td[3]")[0].text_content() == f"{100 * centre:.0f}%"


# One language, one file


def test_a_page_speaks_one_language(few: dict[str, Page]) -> None:
    for lang, foreign in (("vi", "Source|Contents|Files|rows|Text description|Estimate|Assumption|Charts"), ("en", "Nguồn|Mục lục|Tệp|dòng|Mô tả|Ước lượng|Giả định|Biểu đồ")):  # fmt: skip
        page = few[lang]
        assert page.root.get("lang") == lang
        outside = [text for text in page.all("//body//text()[not(ancestor::ul)]") if not text.isspace()]
        assert [text for text in outside if re.search(rf"\b({foreign})\b", text)] == []
        assert {said(mark) for mark in page.all('//*[@class="mark"]')} == (
            {"Ước lượng", "Giả định"} if lang == "vi" else {"Estimate", "Assumption"}
        )


def test_nothing_is_fetched_and_nothing_runs(few: dict[str, Page], whole: tuple[Page, list[str]]) -> None:
    for page in (*few.values(), whole[0]):
        assert page.all("//script | //link | //iframe | //object | //embed | //base | //form | //*[@style]") == []
        assert page.all("//@*[starts-with(name(), 'on')]") == []
        assert all(source.startswith("data:image/svg+xml;base64,") for source in page.all("//@src"))
        assert not re.search(r"https?://|//[a-z]+\.", re.sub(r'src="data:[^"]*"', "", page.text))
        (policy,) = page.all('//meta[@http-equiv="Content-Security-Policy"]/@content')
        (style,) = page.all("//style")
        digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
        parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert parts["default-src"] == "'none'" and parts["img-src"] == "data:"
        assert parts["style-src"] == f"'sha256-{digest}'" and "script-src" not in parts
        assert "url(" not in style.text and "@import" not in style.text


def test_links_lead_to_files_beside_the_page_or_into_it(few: dict[str, Page], whole: tuple[Page, list[str]]) -> None:
    for page in (*few.values(), whole[0]):
        ids = set(page.all("//@id"))
        for link in page.all("//a/@href"):
            if link.startswith("#"):
                assert unquote(link[1:]) in ids
            else:
                assert re.fullmatch(r"[A-Za-z0-9_.~%/-]+", link) and ":" not in link
                assert (page.path.parent / unquote(link)).is_file()
    links = whole[0].section("pareto").xpath('.//p[@class="files"]/a')
    assert [(said(link), link.get("href")) for link in links[:3]] == [(f.upper(), f"pareto.{f}") for f in FORMATS]


def test_links_to_names_with_signs_in_them(tmp_path: Path) -> None:
    below = tmp_path / "hình #1 100% & ễ"
    one = record("waterfall", "vi", below)
    page = Page(write_index(tmp_path / "trang.html", [one], "vi"))
    (link,) = page.all('//p[@class="files"]/a[1]/@href')
    assert re.fullmatch(r"[A-Za-z0-9_.~%/-]+", link)
    assert unquote(link) == f"{below.name}/waterfall.svg"


def test_the_page_can_be_used_by_keyboard_in_the_dark_and_on_paper(few: dict[str, Page]) -> None:
    page = few["vi"]
    style = page.all("//style")[0].text
    for needed in (":focus-visible", "prefers-color-scheme: dark", "@media print", "break-inside: avoid"):
        assert needed in style
    for color in (palette.TEXT, palette.MUTED, palette.GAINED, palette.LOST, palette.GRID):
        assert color in style
    # What scrolls can be reached and has a name.
    assert all(box.get("tabindex") == "0" and box.get("aria-label") for box in page.all('//*[@role="region"]'))
    assert len(page.all('//*[@role="region"]')) == len(FEW)
    for section in page.all("//section | //nav"):
        assert len(page.all(f'//*[@id="{section.get("aria-labelledby")}"]')) == 1


def test_the_same_records_give_the_same_bytes(few: dict[str, Page]) -> None:
    page = few["en"]
    records = [record(name, "en", page.path.parent) for name in FEW]
    again = write_index(page.path.with_name("lại.html"), records, "en", ["một <dòng>", "two"])
    assert again.read_bytes() == page.path.read_bytes()
    assert b"\r" not in again.read_bytes()


# Hostile and impossible input


def test_texts_stay_texts(tmp_path: Path) -> None:
    data = pd.DataFrame({HOSTILE: [HOSTILE, "b"], "name": ["a", HOSTILE], "codes": [(HOSTILE,), ()]})
    texts = dict.fromkeys(("headline", "subtitle", "alt", "source"), HOSTILE)
    one = record("waterfall", "vi", tmp_path, data=data, **texts)
    page = Page(write_index(tmp_path / "trang.html", [one], "vi", [HOSTILE, f"b {HOSTILE}"]))
    assert page.all("//script") == [] and len(page.all("//img")) == 1
    assert [line.text_content() for line in page.all('//ul[@class="about"]/li')] == [AS_TEXT, f"b {AS_TEXT}"]
    assert page.all("//h2")[1].text_content() == f"1. {AS_TEXT}"
    assert page.all("//nav//a")[0].text_content() == AS_TEXT
    assert page.all("//img/@alt") == [AS_TEXT]
    assert page.all("//details/p")[0].text_content() == AS_TEXT
    assert page.all("//th")[0].text_content() == AS_TEXT
    assert [cell.text_content() for cell in page.all("//td")] == [AS_TEXT, "a", AS_TEXT, "b", AS_TEXT, ""]
    assert page.text.count("<script") == 0
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe]", page.text)


def test_a_page_of_no_charts_and_no_lines(tmp_path: Path) -> None:
    page = Page(write_index(tmp_path / "trang.html", [], "en"))
    assert page.all("//section | //ul | //img") == [] and len(page.all("//h1")) == 1


@pytest.mark.parametrize("lang", ["fr", "", None])
def test_other_languages_are_refused(lang: Any, tmp_path: Path) -> None:
    for write in (lambda: write_figures(tmp_path / "mới", lang), lambda: write_index(tmp_path / "a.html", [], lang)):
        with pytest.raises(ParAnalysisError, match=r"'vi'.*'en'"):
            write()
    assert not list(tmp_path.iterdir())


def test_a_date_of_another_form_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    with pytest.raises(ParAnalysisError, match="write as 2022-09-15"):
        write_figures(tmp_path / "mới", date="20/7/2022")
    assert not list(tmp_path.iterdir())


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    wall = tmp_path / "tường"
    wall.write_text("đây là tệp", encoding="utf-8")
    with pytest.raises(ParAnalysisError, match=re.escape(str(wall))):
        write_figures(wall, dpi=20)
    with pytest.raises(ParAnalysisError, match=re.escape(str(wall))):
        write_index(wall / INDEX, [], "vi")
    assert [path.name for path in tmp_path.iterdir()] == ["tường"]
    assert wall.read_text(encoding="utf-8") == "đây là tệp"


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (lambda one, elsewhere: {"lang": "en"}, "another language"),
        (lambda one, elsewhere: {"files": ()}, "SVG is missing"),
        (lambda one, elsewhere: {"files": (one.files[0].with_name("không có.svg"),)}, "cannot be read"),
        (lambda one, elsewhere: {"files": (*one.files, elsewhere / "a.pdf")}, "must lie in the folder"),
    ],
    ids=["language", "no svg", "no file", "elsewhere"],
)
def test_records_that_cannot_be_shown_are_refused_and_the_old_page_stays(
    spoilt: Any, told: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    one = record("waterfall", "vi", tmp_path)
    page = tmp_path / "trang.html"
    page.write_text("cũ", encoding="utf-8")
    bad = dataclasses.replace(one, **spoilt(one, tmp_path_factory.mktemp("nơi khác")))
    with pytest.raises(ParAnalysisError, match=told):
        write_index(page, [one, bad], "vi")
    assert page.read_text(encoding="utf-8") == "cũ"
    assert {path.name for path in tmp_path.iterdir()} == {"trang.html", "waterfall.svg"}
