"""A briefing of a place that does not exist: nothing of the shipped edition in it, and what it lacks is said."""

from __future__ import annotations

import html
import json
import re
import zipfile
from pathlib import Path

import made_up
import openpyxl
import pytest
from pptx import Presentation

from par_analysis import InputError, ParAnalysisError, Scenario, evaluate, open_edition, story
from par_analysis.deliver.contents import contents
from par_analysis.deliver.facts import facts_of, stamp
from par_analysis.deliver.figures import write_figures
from par_analysis.deliver.pack import write_pack
from par_analysis.deliver.report.writing import write_report
from par_analysis.deliver.slides.writing import write_slides
from par_analysis.deliver.workbook.reading import read_workbook
from par_analysis.deliver.workbook.writing import write_workbook
from par_analysis.edition.edition import Edition
from par_analysis.index.links import Link
from par_analysis.scenario.scenario import Change

LANGS = ("vi", "en")
WHOLE, BARE = made_up.whole(), made_up.bare()
# Elements of the Office formats that hold words; all else is measures, ids and checksums.
_WORDS = re.compile(r"<(?:a:t|w:t|c:f|c:v|t|dc:title|dc:subject|cp:keywords|c:name|v)(?: [^>]*)?>([^<]*)</")
_ATTRIBUTES = re.compile(r' (?:descr|title|name)="([^"]*)"')
_EVERYDAY = {"Kết quả", "Results"}  # names of SIPAS factors, and words of any report
_NUMBER = re.compile(r"^[-+0-9.eE]+$")


def words_of(path: Path) -> str:
    """Every text of an Office file: slides, notes, charts and the workbooks inside them, properties; no bare numbers."""
    found: list[str] = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".xlsx"):
                inner = path.parent / "inner.xlsx"
                inner.write_bytes(archive.read(name))
                found.append(words_of(inner))
            elif name.endswith((".xml", ".rels")) and "theme" not in name:
                text = archive.read(name).decode("utf-8")
                found += [*_WORDS.findall(text), *_ATTRIBUTES.findall(text)]
    return html.unescape("\n".join(one for one in found if not _NUMBER.match(one)))


def page_words(path: Path) -> str:
    """The words of a page: no pictures, no style, no policy."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"(?s)<style>.*?</style>|<meta[^>]*>|src=\"data:[^\"]*\"", "", text)


def foreign_words() -> list[str]:
    """What only the shipped edition has: place, years, documents, figures, agencies, criteria."""
    own = open_edition()
    own_names = set(made_up.table()["name"]) | set(made_up.table()["name_en"])
    names = {str(name) for key in own.indices for column in ("name", "name_en") for name in own.table(key)[column].dropna()}  # fmt: skip
    agencies = set(own.bodies[["name", "short", "name_en", "short_en"]].to_numpy().ravel())
    named = {name for name in names | agencies if len(name) > 5} - own_names - _EVERYDAY
    return ["Hà Nội", "Ha Noi", "192", "2021", "2022", "88,54", "88.54", *sorted(named)]


def leaks(text: str, edition: Edition) -> list[str]:
    told = text.replace(edition.sha256, "")
    return [word for word in foreign_words() if word in told]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], Path]:
    """Slides, report and workbook of both editions in both languages."""
    folder = tmp_path_factory.mktemp("nơi khác")
    made = {}
    for name, edition in (("whole", WHOLE), ("bare", BARE)):
        for lang in LANGS:
            for kind, write in (("pptx", write_slides), ("docx", write_report), ("xlsx", write_workbook)):
                made[name, lang, kind] = write(folder / f"{name} {lang}.{kind}", lang=lang, edition=edition)
    return made


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", ["pptx", "docx", "xlsx"])
@pytest.mark.parametrize("name", ["whole", "bare"])
def test_nothing_of_the_shipped_edition_is_in_another(parts: dict, name: str, kind: str, lang: str) -> None:
    edition = WHOLE if name == "whole" else BARE
    text = words_of(parts[name, lang, kind])
    assert "PAR INDEX" in text and len(text) > 1_000
    assert leaks(text, edition) == []


def test_the_leak_test_finds_what_it_looks_for(tmp_path: Path) -> None:
    found = leaks(words_of(write_slides(tmp_path / "a.pptx")), open_edition())
    assert {"Hà Nội", "192", "2021", "2022", "88,54", "Sở Nội vụ"} <= set(found)


@pytest.mark.parametrize("lang", LANGS)
def test_place_and_years_are_its_own_and_what_it_lacks_is_said(parts: dict, lang: str) -> None:
    place = WHOLE.place_in(lang)
    for name, edition in (("whole", WHOLE), ("bare", BARE)):
        said = facts_of(lang=lang, edition=edition).lacking
        assert "SIPAS" in said and said.startswith(
            "Kỳ công bố này chưa có: " if lang == "vi" else "This edition lacks: "
        )
        for kind in ("pptx", "docx", "xlsx"):
            text = words_of(parts[name, lang, kind])
            assert said in text, kind
            named = [WHOLE.place, "2031"] if kind == "xlsx" else [place, "2031", "2032"]
            assert [word in text for word in named] == [name == "whole"] * len(named), kind
    assert facts_of(lang=lang).lacking == ""


@pytest.mark.parametrize("lang", LANGS)
def test_what_an_edition_lacks_has_no_slide_section_or_sheet(parts: dict, lang: str) -> None:
    for name, slides, sheets in (("whole", 13, 5), ("bare", 6, 4)):
        deck = Presentation(str(parts[name, lang, "pptx"]))
        assert len(deck.slides) == slides
        for slide in deck.slides:
            shown = [s for s in slide.shapes if s.has_chart or s.has_table or (s.has_text_frame and s.text_frame.text)]
            assert len(shown) >= 3, slide.shapes.title.text_frame.text  # title, page foot and something
        text = words_of(parts[name, lang, "pptx"]) + words_of(parts[name, lang, "docx"])
        assert "nan" not in re.split(r"\W+", text) and "None" not in re.split(r"\W+", text)
        assert ("%\u00a0(" in text) == (name == "whole")  # chances with their intervals
        book = openpyxl.load_workbook(parts[name, lang, "xlsx"])
        assert len(book.sheetnames) == sheets + (name == "whole")
    bare = words_of(parts["bare", lang, "pptx"]) + words_of(parts["bare", lang, "docx"])
    told = facts_of(lang=lang, edition=BARE).lacking
    for word in ("SIPAS", "mục tiêu", "hạng") if lang == "vi" else ("SIPAS", "target", "rank"):
        assert word not in bare.replace(told, "").replace("xếp hạng", ""), word


def test_an_edition_without_leads_asks_nobody(tmp_path: Path) -> None:
    with pytest.raises(ParAnalysisError, match="lacks lead agencies"):
        write_slides(tmp_path / "a.pptx", agency="Sở Nội vụ", edition=BARE)
    with pytest.raises(ParAnalysisError, match="leads no criterion"):
        write_report(tmp_path / "a.docx", agency="Sở Nội vụ", edition=WHOLE)
    one = write_report(tmp_path / "a.docx", agency=made_up.WATER, edition=WHOLE)
    headings = contents(one)["heading"].tolist()
    assert made_up.WATER in headings and made_up.CENTRE not in headings


def test_a_scenario_of_ones_own_is_compared_without_targets(tmp_path: Path) -> None:
    own = Scenario("Thử", (Change("code", "1.1", "score", 18.0),)).over(BARE)
    assert facts_of(own, edition=BARE).total_of(own) == pytest.approx(82 + 1.25)
    text = words_of(write_slides(tmp_path / "a.pptx", own, edition=BARE))
    assert "Kịch bản «Thử» cho 83,25 điểm (+1,25)" in text
    assert "83,25" in words_of(write_report(tmp_path / "a.docx", own, edition=BARE))


def test_the_workbook_is_read_back_against_its_own_edition(parts: dict) -> None:
    for name, edition in (("whole", WHOLE), ("bare", BARE)):
        again = read_workbook(parts[name, "vi", "xlsx"], edition=edition)
        assert again.sha256 == edition.sha256 and again.changes == ()
        with pytest.raises(InputError) as caught:
            read_workbook(parts[name, "vi", "xlsx"])
        assert "other_edition" in {one.kind for one in caught.value.problems}
    with pytest.raises(InputError):
        read_workbook(parts["whole", "en", "xlsx"], edition=BARE)


def test_formulas_follow_weights_and_links(tmp_path: Path) -> None:
    from workbook_cases import cell

    par, sipas = made_up.table(), open_edition().table("sipas")
    par["weight"] = 1.0
    par.loc[par["code"].isin(["2.2.1", "2.2.2"]), "weight"] = [0.25, 0.75]
    link = Link("par", "7.1", "sipas", 0.2)
    edition = WHOLE.replace(par=par, sipas=sipas, links=(link,))
    one = Scenario("x", (Change("code", "2.2.1", "score", 11.0), Change("index", "sipas", "add", 1.0))).over(edition)
    book = openpyxl.load_workbook(write_workbook(tmp_path / "a.xlsx", [one], edition=edition))
    rows = {code: cell(book, "par", code, "value", edition).row for code in edition.par.codes}
    parent = cell(book, "par", "2.2", "value", edition).value
    a, b = rows["2.2.1"], rows["2.2.2"]
    assert parent == f"=E{rows['2.2']}+0.25*(H{a}-E{a})+0.75*(H{b}-E{b})"
    assert "+0.2*(SIPAS_total-SIPAS_published)" in cell(book, "par", "7.1", "value", edition).value
    assert "/100" not in cell(book, "par", "7.1", "value", edition).value
    stored = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)
    wanted = evaluate(one, edition)["x"]
    for code in edition.par.codes:
        assert cell(stored, "par", code, "value", edition).value == pytest.approx(wanted["par", code]), code
    again = read_workbook(tmp_path / "a.xlsx", edition)
    assert evaluate(again, edition)["x"].tolist() == pytest.approx(wanted.tolist())


def test_a_pack_of_another_edition_says_which_it_is(tmp_path: Path) -> None:
    write_pack(tmp_path / "gói", lang="en", date="2032-03-04", say=lambda line: None, edition=WHOLE)
    listed = json.loads((tmp_path / "gói" / "pack.json").read_text(encoding="utf-8"))
    assert [listed[key] for key in ("edition", "title", "place", "year", "sha256", "source")] == [
        *("tinh-mau", "PAR INDEX Tỉnh Mẫu 2031", "Mau Province", 2031),
        *(WHOLE.sha256, WHOLE.source("en")),
    ]
    listed.pop("files")
    listed.pop("scenarios")
    assert leaks(json.dumps(listed, ensure_ascii=False), WHOLE) == []
    page = page_words(tmp_path / "gói" / "figures" / "index.html")
    assert "This edition lacks: " in page and "Charts: PAR INDEX of Mau Province" in page
    # The evidence is national: its chart names the changes of other places, by their years.
    told = re.sub(r'(?s)<section id="chart-evidence_classes".*?</section>', "", page)
    assert leaks(told, WHOLE) == []


def test_figures_of_results_alone(tmp_path: Path) -> None:
    page = page_words(write_figures(tmp_path / "hình", dpi=20, edition=BARE))
    assert "Kỳ công bố này chưa có: " in page and leaks(page, BARE) == []
    assert {path.stem for path in (tmp_path / "hình").glob("*.png")} == set(facts_of(edition=BARE).figure_names())


def test_the_head_of_the_what_if_sheet_is_labelled_without_leads(parts: dict) -> None:
    sheet = openpyxl.load_workbook(parts["bare", "vi", "xlsx"], data_only=True)["Nếu như"]
    assert sheet["C3"].value == "Tổng điểm PAR INDEX nếu như" and sheet["D3"].value == 82
    assert not sheet.column_dimensions["C"].hidden and sheet.column_dimensions["F"].hidden


def test_the_same_bytes_again(parts: dict, tmp_path: Path) -> None:
    for kind, write in (("pptx", write_slides), ("docx", write_report), ("xlsx", write_workbook)):
        again = write(tmp_path / f"a.{kind}", edition=made_up.whole())
        assert again.read_bytes() == parts["whole", "vi", kind].read_bytes(), kind


def test_files_carry_a_date_of_their_own_edition() -> None:
    assert stamp(WHOLE).year == 2031 and stamp(BARE).year == 2000
    assert stamp(open_edition()) == open_edition().documents["date"].max()


@pytest.mark.parametrize("lang", LANGS)
def test_without_targets_the_slide_of_the_agencies_says_who_answers(tmp_path: Path, lang: str) -> None:
    without = WHOLE.table("par").assign(target=float("nan"), target_is_bound=False)
    own = WHOLE.replace(par=without)
    deck = Presentation(str(write_slides(tmp_path / "a.pptx", lang=lang, edition=own)))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides if slide.shapes.title is not None]
    first = getattr(story.agencies(own), lang)[0].rstrip(".")
    assert first in titles, titles
    assert [title for title in titles if re.search(r"(^|\s)0( |$|;)", title)] == [], "a title that says nothing"


@pytest.mark.parametrize("lang", LANGS)
def test_what_a_table_states_is_not_called_a_judgement_of_the_project(parts: dict, lang: str) -> None:
    """Ways of assessment and English names of somebody's own table are theirs, and no text of a plan stands behind."""
    said = " ".join(words_of(parts["whole", lang, kind]) for kind in ("pptx", "docx", "xlsx"))
    wrong = {
        "vi": ("cách đánh giá của mỗi tiêu chí", "cách đánh giá của từng tiêu chí,", "tên tiếng Anh", "do văn bản nêu"),
        "en": ("the way each criterion is assessed", "English names", "named by the text", "named by the documents"),
    }[lang]
    assert [words for words in wrong if words in said] == []
    assert WHOLE.judged == () and open_edition().judged == ("assessments", "names")
