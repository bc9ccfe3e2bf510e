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
from pack_cases import FEW
from pptx import Presentation
from workbook_cases import cell

from par_analysis import InputError, ParAnalysisError, Scenario, charts, evaluate, open_edition, story
from par_analysis.charts.drawing import Drawn
from par_analysis.deliver import contents, read_workbook, write_figures, write_report, write_slides, write_workbook
from par_analysis.deliver.facts import facts_of, stamp
from par_analysis.deliver.figures import render_index
from par_analysis.edition.edition import Edition
from par_analysis.index.links import Link
from par_analysis.scenario.scenario import Change

LANGS = ("vi", "en")
WHOLE, BARE = made_up.whole(), made_up.bare()
EDITIONS = {"whole": WHOLE, "bare": BARE}
WRITERS = {"pptx": write_slides, "docx": write_report, "xlsx": write_workbook}
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
    return html.unescape("\n".join(text for text in found if not _NUMBER.match(text)))


def page_words(path: Path) -> str:
    """The words of a page: no pictures, no style, no policy."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"(?s)<style>.*?</style>|<meta[^>]*>|src=\"data:[^\"]*\"", "", text)


def foreign_words() -> list[str]:
    """What only the shipped edition has: place, years, documents, figures, agencies, criteria."""
    own = open_edition()
    columns = [own.table(key)[column].dropna() for key in own.indices for column in ("name", "name_en")]
    bodies = own.bodies[["name", "short", "name_en", "short_en"]].to_numpy().ravel()
    invented = set(made_up.table()[["name", "name_en"]].to_numpy().ravel())
    named = {str(name) for names in (*columns, bodies) for name in names if len(str(name)) > 5} - invented - _EVERYDAY
    return ["Hà Nội", "Ha Noi", "192", "2021", "2022", "88,54", "88.54", *sorted(named)]


def leaks(text: str, edition: Edition) -> list[str]:
    own = text.replace(edition.sha256, "")
    return [word for word in foreign_words() if word in own]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], Path]:
    """Slides, report and workbook of both editions in both languages."""
    folder = tmp_path_factory.mktemp("nơi khác")
    return {
        (name, lang, kind): write(folder / f"{name} {lang}.{kind}", lang=lang, edition=edition)
        for name, edition in EDITIONS.items()
        for lang in LANGS
        for kind, write in WRITERS.items()
    }


@pytest.fixture(scope="module")
def told(parts) -> dict[tuple[str, str, str], str]:
    """The words of the parts."""
    return {key: words_of(path) for key, path in parts.items()}


def test_nothing_of_the_shipped_edition_is_in_another(told, slides_paths, tmp_path) -> None:
    assert [key for key, text in told.items() if "PAR INDEX" not in text or len(text) < 1_000] == []
    assert {key: found for key, text in told.items() if (found := leaks(text, EDITIONS[key[0]]))} == {}
    shipped = tmp_path / "a.pptx"
    shipped.write_bytes(slides_paths["vi"].read_bytes())
    found = leaks(words_of(shipped), open_edition())
    assert {"Hà Nội", "192", "2021", "2022", "88,54", "Sở Nội vụ"} <= set(found)  # the test finds what it looks for


def test_place_and_years_are_its_own_and_what_it_lacks_is_said(told) -> None:
    for (name, lang, kind), text in told.items():
        said = facts_of(lang=lang, edition=EDITIONS[name]).lacking
        assert said.startswith("Kỳ công bố này chưa có: " if lang == "vi" else "This edition lacks: ")
        assert "SIPAS" in said and said in text, (name, lang, kind)
        named = [WHOLE.place, "2031"] if kind == "xlsx" else [WHOLE.place_in(lang), "2031", "2032"]
        assert [word in text for word in named] == [name == "whole"] * len(named), (name, lang, kind)
        assert facts_of(lang=lang).lacking == ""


def test_what_an_edition_lacks_has_no_slide_section_or_sheet(parts, told) -> None:
    for lang in LANGS:
        for name, slides, sheets in (("whole", 13, 7), ("bare", 6, 4)):
            deck = Presentation(str(parts[name, lang, "pptx"]))
            assert len(deck.slides) == slides
            for slide in deck.slides:
                shown = [
                    s for s in slide.shapes if s.has_chart or s.has_table or (s.has_text_frame and s.text_frame.text)
                ]
                assert len(shown) >= 3, slide.shapes.title.text_frame.text  # title, page foot and something
            text = told[name, lang, "pptx"] + told[name, lang, "docx"]
            assert {"nan", "None"} & set(re.split(r"\W+", text)) == set()
            assert bool(re.search(r"\d% \(\d+–\d+%\)", text)) == (name == "whole")  # chances with their ranges
            assert len(openpyxl.load_workbook(parts[name, lang, "xlsx"]).sheetnames) == sheets
        bare = text.replace(facts_of(lang=lang, edition=BARE).lacking, "").replace("xếp hạng", "")
        unsaid = ("SIPAS", "mục tiêu", "hạng") if lang == "vi" else ("SIPAS", "target", "rank")
        assert [word for word in unsaid if word in bare] == []


def test_an_edition_without_leads_asks_nobody(tmp_path: Path) -> None:
    with pytest.raises(ParAnalysisError, match="lacks lead agencies"):
        write_slides(tmp_path / "a.pptx", agency="Sở Nội vụ", edition=BARE)
    with pytest.raises(ParAnalysisError, match="leads no criterion"):
        write_report(tmp_path / "a.docx", agency="Sở Nội vụ", edition=WHOLE)
    headings = contents(write_report(tmp_path / "a.docx", agency=made_up.WATER, edition=WHOLE))["heading"].tolist()
    assert made_up.WATER in headings and made_up.CENTRE not in headings


def test_a_scenario_of_ones_own_is_compared_without_targets(tmp_path: Path) -> None:
    own = Scenario("Thử", (Change("code", "1.1", "score", 18.0),)).over(BARE)
    assert facts_of(own, edition=BARE).total_of(own) == pytest.approx(82 + 1.25)
    text = words_of(write_slides(tmp_path / "a.pptx", own, edition=BARE))
    assert "Kịch bản «Thử» cho 83,25 điểm (+1,25)" in text
    assert "83,25" in words_of(write_report(tmp_path / "a.docx", own, edition=BARE))


def test_the_workbook_is_read_back_against_its_own_edition(parts) -> None:
    for name, edition in EDITIONS.items():
        again = read_workbook(parts[name, "vi", "xlsx"], edition=edition)
        assert again.sha256 == edition.sha256 and again.changes == ()
        with pytest.raises(InputError) as caught:
            read_workbook(parts[name, "vi", "xlsx"])
        assert "other_edition" in {problem.kind for problem in caught.value.problems}
    with pytest.raises(InputError):
        read_workbook(parts["whole", "en", "xlsx"], edition=BARE)


def test_formulas_follow_weights_and_links(tmp_path: Path) -> None:
    par, sipas = made_up.table().assign(weight=1.0), open_edition().table("sipas")
    par.loc[par["code"].isin(["2.2.1", "2.2.2"]), "weight"] = [0.25, 0.75]
    edition = WHOLE.replace(par=par, sipas=sipas, links=(Link("par", "7.1", "sipas", 0.2),))
    own = Scenario("x", (Change("code", "2.2.1", "score", 11.0), Change("index", "sipas", "add", 1.0))).over(edition)
    book = openpyxl.load_workbook(write_workbook(tmp_path / "a.xlsx", [own], edition=edition))
    parent, a, b = (cell(book, "par", code, "value", edition) for code in ("2.2", "2.2.1", "2.2.2"))
    assert parent.value == f"=E{parent.row}+0.25*(H{a.row}-E{a.row})+0.75*(H{b.row}-E{b.row})"
    linked = cell(book, "par", "7.1", "value", edition).value
    assert "+0.2*(SIPAS_total-SIPAS_published)" in linked and "/100" not in linked
    stored = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)
    wanted = evaluate(own, edition)["x"]
    found = [cell(stored, "par", code, "value", edition).value for code in edition.par.codes]
    assert found == pytest.approx([wanted["par", code] for code in edition.par.codes])
    again = read_workbook(tmp_path / "a.xlsx", edition)
    assert evaluate(again, edition)["x"].tolist() == pytest.approx(wanted.tolist())


def test_a_pack_of_another_edition_says_which_it_is_and_repeats_its_doors(packs, parts) -> None:
    listed = json.loads((packs["whole"] / "pack.json").read_text(encoding="utf-8"))
    assert {"slides.pptx", "figures/index.html", f"figures/{FEW[1]}.png"} <= set(listed.pop("files"))
    assert len(listed.pop("scenarios")) == 2
    assert listed == {
        "edition": "tinh-mau", "title": WHOLE.title_in("en"), "place": "Mau Province", "year": 2031, "lang": "en",
        "sha256": WHOLE.sha256, "source": WHOLE.source("en"), "date": "", "as_of": "", "agency": "",
    }  # fmt: skip
    assert leaks(json.dumps(listed, ensure_ascii=False), WHOLE) == []
    doors = {
        "slides.pptx": "pptx",
        "report.docx": "docx",
        "what-if.xlsx": "xlsx",
    }  # made of another object of the edition
    assert [
        name
        for name, kind in doors.items()
        if (packs["whole"] / name).read_bytes() != parts["whole", "en", kind].read_bytes()
    ] == []
    page = page_words(packs["whole"] / "figures" / "index.html")
    assert "This edition lacks: " in page and "Charts: PAR INDEX of Mau Province" in page and leaks(page, WHOLE) == []


def test_the_page_of_all_charts_has_nothing_of_the_shipped_edition(tmp_path: Path) -> None:
    facts, records = facts_of(lang="en", edition=WHOLE), []
    (tmp_path / "a.svg").write_text("<svg/>", encoding="utf-8")
    figures = charts.figures_of(WHOLE)
    for name in facts.figure_names():
        chart = figures[name](lang="en")
        about = (chart.headline, chart.subtitle, chart.alt, chart.source, chart.data)
        records.append(Drawn(name, "en", (tmp_path / "a.svg",), 0.0, *about))
    assert len(records) > 15
    page = page_words(render_index(facts, tmp_path / "a.html", records))
    # The evidence is national: its chart names the changes of other places, by their years.
    assert leaks(re.sub(r'(?s)<section id="chart-part_levels".*?</section>', "", page), WHOLE) == []


def test_figures_of_results_alone(tmp_path: Path) -> None:
    lines: list[str] = []
    page = page_words(write_figures(tmp_path / "hình", dpi=20, say=lines.append, edition=BARE))
    assert "Kỳ công bố này chưa có: " in page and leaks(page, BARE) == []
    names = facts_of(edition=BARE).figure_names()
    assert {path.stem for path in (tmp_path / "hình").glob("*.png")} == set(names)
    assert [line.split(" ")[0] for line in lines] == names


def test_the_head_of_the_what_if_sheet_is_labelled_without_leads(parts) -> None:
    sheet = openpyxl.load_workbook(parts["bare", "vi", "xlsx"], data_only=True)["Nếu như"]
    assert sheet["C3"].value == "Tổng điểm PAR INDEX nếu như" and sheet["D3"].value == 82
    assert not sheet.column_dimensions["C"].hidden and sheet.column_dimensions["F"].hidden


def test_files_carry_a_date_of_their_own_edition() -> None:
    assert stamp(WHOLE).year == 2031 and stamp(BARE).year == 2000
    assert stamp(open_edition()) == open_edition().documents["date"].max()


def test_without_targets_the_slide_of_the_agencies_says_who_answers(tmp_path: Path) -> None:
    own = WHOLE.replace(par=WHOLE.table("par").assign(target=float("nan"), target_is_bound=False))
    for lang in LANGS:
        titles = contents(write_slides(tmp_path / f"{lang}.pptx", lang=lang, edition=own))["heading"].tolist()
        assert getattr(story.agencies(own), lang)[0].rstrip(".") in titles
        assert [title for title in titles if re.search(r"(^|\s)0( |$|;)", title)] == [], "a title that says nothing"


def test_what_a_table_states_is_not_called_a_judgement_of_the_project(told) -> None:
    """Ways of assessment and English names of somebody's own table are theirs, and no text of a plan stands behind."""
    wrong = {
        "vi": ("cách đánh giá của mỗi tiêu chí", "cách đánh giá của từng tiêu chí,", "tên tiếng Anh", "do văn bản nêu"),
        "en": ("the way each criterion is assessed", "English names", "named by the text", "named by the documents"),
    }
    said = {lang: " ".join(told["whole", lang, kind] for kind in WRITERS) for lang in LANGS}
    assert [words for lang in LANGS for words in wrong[lang] if words in said[lang]] == []
    assert WHOLE.judged == () and open_edition().judged == ("assessments", "names")
