"""Cells and words: text never becomes a formula, numbers keep every digit, formulas carry results, both languages."""

from __future__ import annotations

import datetime
import math
import re
from pathlib import Path

import openpyxl
import pytest
from workbook_cases import members

from par_analysis import Scenario, load_agencies, load_par, load_sipas
from par_analysis.deliver.workbook.cells import Book, plain_text
from par_analysis.deliver.workbook.words import WORDS, either, word
from par_analysis.deliver.workbook.writing import write_workbook
from par_analysis.edition.opening import edition_from, open_edition
from par_analysis.edition.parts import Source

TRICKS = [
    *("=1+1", "+1", "-1", "@SUM(1)", '=HYPERLINK("http://a","b")', "=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1"),
    *("\x01=1+1", "＝1+1", "'=1", "{=1}", "_x003D_1+1", "#N/A", "TRUE", "007", "1.5", "</t><f>1</f>"),
]
NUMBERS = [1 / 3, 0.1 + 0.2, 1e-300, 5.25, 87.11, math.pi, 0.0, -0.0]
VIETNAMESE = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)


def quoted(text: str) -> bool:
    return plain_text(text)[0] in "=+-@'\t\n\ufffd＝"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sheet of texts (A), numbers (B), formulas (C), a day (D), and texts of several lines below each other (E)."""
    book = Book("vi")
    page = book.page("par", (20, 20, 20, 20, 20))
    for row, text in enumerate(TRICKS, 1):
        page.text(row, 1, text)
    for row, value in enumerate(NUMBERS, 1):
        page.number(row, 2, value, "0.00")
    page.live(1, 3, "1/3", 1 / 3, "0.00")
    page.live(2, 3, 'IF(1<2,"<a>&","")', "<a>&")
    page.live(3, 3, 'IF(1>2,"a","")', "")
    page.day(1, 4, datetime.date(2022, 8, 31))
    for row, text in enumerate(("a", "một hai ba bốn " * 4, "a\nb\nc", "x" * 30000), 30):
        page.text(row, 5, text)
    page.heights(30, 33)
    file = tmp_path_factory.mktemp("ô") / "a.xlsx"
    book.save(file, "x", datetime.datetime(2030, 1, 2))
    return file


def test_text_stays_text_numbers_keep_every_digit_and_formulas_their_results(path: Path) -> None:
    sheet, stored = (openpyxl.load_workbook(path, data_only=values)["Nếu như"] for values in (False, True))
    texts = [sheet.cell(row, 1) for row in range(1, len(TRICKS) + 1)]
    found = [(c.data_type, c.value, bool(c.quotePrefix)) for c in texts]
    assert found == [("s", plain_text(text), quoted(text)) for text in TRICKS]
    numbers = [sheet.cell(row, 2).value for row in range(1, len(NUMBERS) + 1)]
    assert numbers == NUMBERS and {math.copysign(1, value) for value in numbers} == {1}
    assert [sheet.cell(row, 3).value for row in (1, 2)] == ["=1/3", '=IF(1<2,"<a>&","")']
    assert [stored.cell(row, 3).value or "" for row in (1, 2, 3)] == [1 / 3, "<a>&", ""]
    assert members(path)["xl/worksheets/sheet1.xml"].count(b"<f>") == 3
    assert sheet["D1"].is_date and sheet["D1"].value == datetime.datetime(2022, 8, 31)
    assert sheet["D1"].number_format == "dd/mm/yyyy"
    heights = [sheet.row_dimensions[row].height for row in range(30, 34)]
    assert heights[0] == 15 < heights[2] == 45 <= heights[1] < heights[3] <= 409
    assert plain_text("a\x00b\x1bc\x85d\ufffe") == "a\ufffdb\ufffdc\ufffdd\ufffd"  # shown, not dropped
    assert plain_text("a\r\nb\rc\td") == "a\nb\nc\td"


def test_no_text_of_a_user_becomes_a_formula(tmp_path: Path) -> None:
    """Titles, authors, reasons, names of rows, agencies and sources, all at once."""
    par, sipas, agencies = load_par(), load_sipas(), load_agencies()
    for at, text in zip(agencies.index, TRICKS, strict=False):
        for table in (par, sipas):
            table["lead_agency"] = table["lead_agency"].replace(agencies.loc[at, "name"], text)
        agencies.loc[at, ["name", "short", "name_en", "short_en"]] = text
    for number, text in enumerate(TRICKS):
        par.loc[number, ["name", "name_en"]] = sipas.loc[number, ["name", "name_en"]] = text
    for table in (par, sipas):
        table.attrs["agencies"] = agencies.to_dict("records")
    base = edition_from(par, sipas, place=TRICKS[0], year=2021)
    sources = dict.fromkeys(("par", "sipas"), Source(TRICKS[0], TRICKS[0]))
    base = base.replace(links=open_edition().links, sources=sources)
    scenarios = [  # alike but for signs that no file can hold: refused
        Scenario(f"{text} {number}", (), text, "", text, edition=text, sha256=base.sha256)
        for number, text in enumerate(TRICKS)
    ]
    book = openpyxl.load_workbook(write_workbook(tmp_path / "a.xlsx", scenarios, "en", edition=base))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    formulas = [str(c.value) for c in cells if c.data_type == "f"]
    faults = [text for text in formulas for bad in ("HYPERLINK", "cmd", "1+1", "@SUM", "#N/A") if bad in text]
    for number, text in enumerate(TRICKS):
        texts = [c for c in cells if c.value in (plain_text(text), f"{plain_text(text)} {number}")]
        looks = {(c.data_type, bool(c.quotePrefix)) for c in texts}
        faults += [] if len(texts) >= 5 and looks == {("s", quoted(text))} else [text]
    assert faults == []
    count = sum(c.data_type == "f" for row in book["What if"].iter_rows() for c in row)
    assert count == 82 * 4 + 64 + 5  # value, change, lost, attainment; asked of leaves; totals and the note of 8.1


def test_words_say_the_same_in_both_languages_and_are_told_apart() -> None:
    faults = [
        key
        for key, (vi, en) in WORDS.items()
        if not (vi.strip() and en.strip())
        or set(re.findall(r"{(\w+)}", vi)) != set(re.findall(r"{(\w+)}", en))
        or VIETNAMESE.search(en.replace("Hà Nội", ""))
        or either(key) != (vi, en)
    ]
    assert faults == []
    for side in (0, 1):
        sheets = [pair[side] for key, pair in WORDS.items() if key.startswith("sheet_")]
        assert len(set(sheets)) == len(sheets) == 9
        # Excel allows 31 letters and none of these.
        assert not [name for name in sheets if len(name) > 31 or re.search(r"[\[\]:*?/\\']", name)]
        columns = [WORDS[key][side] for key in ("code", "maximum", "published", "input", "value", "target", "change")]
        assert len(set(columns)) == len(columns)
        assert not re.search('[",]', WORDS["yes"][side] + WORDS["no"][side])  # they stand in formulas and lists
    assert word("parts_differ", "en", difference="+0.25") == "published differs by +0.25 from its parts"
    assert word("yes", "vi") == "có"
