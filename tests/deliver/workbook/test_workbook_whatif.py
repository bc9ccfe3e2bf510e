"""The two sheets that calculate: what every formula refers to, what may be typed where, names, print set-up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from workbook_cases import TREES, cell

from par_analysis import Scenario, load_par, presets
from par_analysis.deliver.workbook.whatif import COLUMN, COLUMNS, FIRST_ROW, HEADER_ROW, agency_titles, start_of
from par_analysis.deliver.workbook.words import word
from par_analysis.deliver.workbook.writing import write_workbook
from par_analysis.edition.opening import open_edition
from par_analysis.scenario.scenario import Change
from par_analysis.words.palette import GAINED, INPUT, LOST

LETTER = {name: get_column_letter(number) for name, number in COLUMN.items()}
BASE = open_edition()


@pytest.fixture(scope="module", params=["vi", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def book(workbooks: dict[str, Path], lang: str) -> Any:
    return openpyxl.load_workbook(workbooks[lang])


def table(index: str) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in TREES[index](BASE).nodes.to_dict("records")}


@pytest.mark.parametrize("index", TREES)
def test_rows_hold_the_published_figures_in_printed_order(book: Any, lang: str, index: str) -> None:
    sheet, rows = book[word(f"sheet_{index}", lang)], table(index)
    shown = COLUMNS if index == "par" else COLUMNS[: COLUMN["note"]]
    assert [c.value for c in sheet[HEADER_ROW]][: len(shown)] == [word(name, lang) for name in shown]
    assert [sheet.cell(row, 1).value for row in range(FIRST_ROW, sheet.max_row + 1)] == list(rows)
    for code, row in rows.items():
        assert cell(book, index, code, "published").value == row["score"]
        assert cell(book, index, code, "maximum").value == row["max_points"]
        target = cell(book, index, code, "target")
        assert target.value == (None if row["target"] != row["target"] else row["target"])
        assert target.number_format.startswith('">"') == bool(row["target_is_bound"])
        assert cell(book, index, code, "name").value == row["name" if lang == "vi" else "name_en"]
        lead = agency_titles(open_edition(), lang).get(row["lead_agency"])
        assert cell(book, index, code, "lead").value == lead


@pytest.mark.parametrize("index", TREES)
def test_every_parent_refers_to_exactly_its_children(book: Any, index: str) -> None:
    rows = table(index)
    place = {code: FIRST_ROW + number for number, code in enumerate(rows)}
    parents = {row["parent"] for row in rows.values() if isinstance(row["parent"], str)}
    assert len(parents) == (18 if index == "par" else 6)
    taken = {"par": "SUM", "sipas": "AVERAGE"}[index]
    for code in parents:
        formula = cell(book, index, code, "value").value
        found = re.fullmatch(rf"=(\w+)\+{taken}\(([\w,]+)\)-{taken}\(([\w,]+)\)", formula)
        assert found, formula
        parts = [one for one, row in rows.items() if row["parent"] == code]
        assert found[1] == f"{LETTER['published']}{place[code]}"
        assert found[2].split(",") == [f"{LETTER['value']}{place[part]}" for part in parts]
        assert found[3].split(",") == [f"{LETTER['published']}{place[part]}" for part in parts]


@pytest.mark.parametrize("index", TREES)
def test_every_leaf_is_its_input_and_the_bridge_follows_sipas(book: Any, lang: str, index: str) -> None:
    for leaf in TREES[index](BASE).leaves:
        formula, row = cell(book, index, leaf, "value").value, cell(book, index, leaf, "value").row
        own = f"IF(ISBLANK({LETTER['input']}{row}),{LETTER['published']}{row},{LETTER['input']}{row})"
        if leaf in BASE.bridges:
            published, most = f"{LETTER['published']}{row}", f"{LETTER['maximum']}{row}"
            (link,) = BASE.couplings
            moved = f"{published}+{link.factor:g}*(SIPAS_total-SIPAS_published)"
            follows = f'AND(coupling="{word("yes", lang)}",SIPAS_changed=1)'
            assert formula == f"=IF({follows},MIN(MAX({moved},0),{most}),{own})"
        else:
            assert formula == f"={own}"


def test_whether_sipas_moved_looks_at_every_item_once(book: Any, lang: str) -> None:
    formula = book[word("sheet_sipas", lang)]["D5"].value
    found = re.fullmatch(r"=IF\(OR\((.*)\),1,0\)", formula)
    assert found
    rows = [cell(book, "sipas", leaf, "value").row for leaf in BASE.sipas.leaves]
    assert found[1].split(",") == [f"{LETTER['value']}{row}<>{LETTER['published']}{row}" for row in rows]


@pytest.mark.parametrize("index", TREES)
def test_only_inputs_are_unlocked_and_nothing_asks_for_a_password(book: Any, lang: str, index: str) -> None:
    sheet = book[word(f"sheet_{index}", lang)]
    inputs = {cell(book, index, leaf, "input").coordinate for leaf in TREES[index](BASE).leaves}
    wanted = inputs | ({"D5"} if index == "par" else set())
    unlocked = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
    assert unlocked == wanted
    for place in wanted:
        assert sheet[place].fill.fgColor.rgb == f"FF{INPUT.lstrip('#')}"
    yellow = {c.coordinate for row in sheet.iter_rows() for c in row if c.fill.fgColor.rgb == f"FF{INPUT.lstrip('#')}"}
    assert yellow == wanted


def test_every_sheet_is_locked_without_a_password_and_set_up_for_a4(book: Any, lang: str) -> None:
    for sheet in book:
        assert sheet.protection.sheet and sheet.protection.password is None
        assert sheet.page_setup.orientation == "landscape" and str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        # What is one picture with its charts goes on one page, long tables on as many as they take.
        whole = sheet.title in {word(key, lang) for key in ("sheet_first", "sheet_field", "sheet_agency")}
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, int(whole))
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area
        if sheet.title != word("sheet_first", lang):
            assert sheet.print_title_rows and sheet.freeze_panes
    for index in TREES:
        sheet = book[word(f"sheet_{index}", lang)]
        assert sheet.freeze_panes == f"C{FIRST_ROW}"
        assert sheet.print_title_rows.replace("$", "") == f"{HEADER_ROW}:{HEADER_ROW}"
        assert sheet.print_area.endswith(f"$A$1:${LETTER['note']}${sheet.max_row}")
    unlocked = {s.title: sum(not c.protection.locked for row in s.iter_rows() for c in row) for s in book}
    own = {word("sheet_first", lang): 4, word("sheet_par", lang): len(BASE.par.leaves) + 1}
    own |= {word("sheet_sipas", lang): len(BASE.sipas.leaves)}
    assert {title: count for title, count in unlocked.items() if count} == own


@pytest.mark.parametrize("index", TREES)
def test_every_input_takes_numbers_up_to_its_maximum(book: Any, lang: str, index: str) -> None:
    limits: dict[str, tuple[str, float, float]] = {}
    choices = []
    for rule in book[word(f"sheet_{index}", lang)].data_validations.dataValidation:
        assert rule.showErrorMessage and rule.error and rule.errorTitle
        if rule.type == "list":
            choices.append((str(rule.sqref), rule.formula1))
            continue
        assert rule.allow_blank
        for area in rule.sqref.ranges:
            for row in range(area.min_row, area.max_row + 1):
                place = f"{get_column_letter(area.min_col)}{row}"
                assert place not in limits
                limits[place] = (rule.type, float(rule.formula1), float(rule.formula2))
    assert limits == {
        cell(book, index, leaf, "input").coordinate: ("decimal", 0.0, float(table(index)[leaf]["max_points"]))
        for leaf in TREES[index](BASE).leaves
    }
    assert choices == ([("D5", f'"{word("yes", lang)},{word("no", lang)}"')] if index == "par" else [])


def test_names_lead_to_totals_fields_factors_and_the_link(book: Any, lang: str) -> None:
    names = {name: one.attr_text for name, one in book.defined_names.items()}
    sheets = {index: word(f"sheet_{index}", lang) for index in TREES}

    def at(index: str, code: str, column: str = "value") -> str:
        return f"'{sheets[index]}'!${LETTER[column]}${cell(book, index, code, column).row}"

    assert names == {
        "PAR_total": at("par", "total"),
        "SIPAS_total": at("sipas", "total"),
        "SIPAS_published": at("sipas", "total", "published"),
        "SIPAS_change": at("sipas", "total", "change"),
        "coupling": f"'{sheets['par']}'!$D$5",
        "SIPAS_changed": f"'{sheets['sipas']}'!$D$5",
        **{f"PAR_field_{code}": at("par", code) for code in BASE.par.children("total")},
        **{f"SIPAS_factor_{code}": at("sipas", code) for code in BASE.sipas.children("total")},
    }
    head = book[sheets["par"]]
    assert (head["D3"].value, head["D4"].value) == ("=PAR_total", "=SIPAS_total")


@pytest.mark.parametrize("index", TREES)
def test_rises_are_blue_and_falls_vermilion(book: Any, lang: str, index: str) -> None:
    sheet = book[word(f"sheet_{index}", lang)]
    area = f"{LETTER['value']}{FIRST_ROW}:{LETTER['change']}{sheet.max_row}"
    found = {
        rule.formula[0]: rule.dxf.font.color.rgb
        for held in sheet.conditional_formatting
        if str(held.sqref) == area
        for rule in held.rules
    }
    first = f"${LETTER['change']}{FIRST_ROW}"
    assert found == {f"{first}>0": f"FF{GAINED.lstrip('#')}", f"{first}<0": f"FF{LOST.lstrip('#')}"}


def test_inputs_start_from_the_first_scenario_or_the_published_figures() -> None:
    start = start_of(None, BASE)
    assert start.inputs.to_list() == BASE.score.tolist() and start.coupled
    plan = presets()["plan_bottom_up"]
    size = len(BASE.par.leaves)
    assert start_of(plan, BASE).inputs.to_list() == [*BASE.target[:size], *BASE.score[size:]]
    both = Scenario("x", (Change("index", "par", "reach", "target"), Change("index", "sipas", "reach", "target")))
    follows, apart = start_of(both, BASE), start_of(both.replace(coupled=False), BASE)
    assert (follows.inputs["8.1"], apart.inputs["8.1"]) == (8.709, 8.8)  # what follows SIPAS is no input
    assert follows.nodes["par", "8.1"] == pytest.approx(8.709 + (follows.nodes["sipas", "total"] - 87.11) / 10)
    assert apart.nodes["par", "8.1"] == pytest.approx(8.8) and not apart.coupled


def test_notes_say_what_is_odd(workbooks: dict[str, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(workbooks["vi"])
    assert cell(book, "par", "7.1.rest", "note").value == word("rest", "vi")
    par = load_par()
    par.loc[par["code"] == "7", "score"] += 0.25
    base = open_edition().replace(par=par)
    path = write_workbook(tmp_path / "a.xlsx", lang="en", edition=base)
    book = openpyxl.load_workbook(path)
    assert cell(book, "par", "7", "note", base).value == word("parts_differ", "en", difference="+0.25")
