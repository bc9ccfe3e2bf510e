"""The workbook: what is on every sheet, what every formula refers to, and that it calculates what `evaluate` calculates."""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter
from workbook_cases import TREES, Change, cell, members, opened, put, random_scenarios, recalculated, saved

from par_analysis import (
    InputError,
    ParAnalysisError,
    Scenario,
    chances,
    deficits,
    evaluate,
    load_agencies,
    load_par,
    load_sipas,
    load_tasks,
    presets,
)
from par_analysis.deliver.workbook.groups import GROUP_COLUMNS, agencies_in_order
from par_analysis.deliver.workbook.reading import read_workbook
from par_analysis.deliver.workbook.whatif import COLUMN, COLUMNS, FIRST_ROW, HEADER_ROW, agency_titles, start_of
from par_analysis.deliver.workbook.words import word
from par_analysis.deliver.workbook.writing import write_workbook
from par_analysis.edition.edition import Edition
from par_analysis.edition.names import agency_names
from par_analysis.edition.opening import open_edition
from par_analysis.outlook.alternatives import ALTERNATIVES, robustness
from par_analysis.scenario.evaluation import leaf_values
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.tables.models.results import BANDS
from par_analysis.words.palette import GAINED, INPUT, LOST, MUTED, TARGET

BASE = open_edition()
LETTER = {name: get_column_letter(number) for name, number in COLUMN.items()}
NEAR = 1e-9
READY = ("plan", "plan_scaled", "status_quo")
FIRST = Scenario(
    "@một\nhai<&>\"'",
    (Change("code", "5.5", "score", 1 / 3), Change("code", "V.1", "score", 100 / 3)),
    author="=1+1",
    date="2022-07-31",
    reason="_x003D_1+1\nhai dòng",
)


class Written(NamedTuple):
    """A workbook of the shipped edition."""

    lang: str
    path: Path
    book: Any

    def sheet(self, key: str) -> Any:
        return self.book[word(f"sheet_{key}", self.lang)]

    def word(self, key: str) -> str:
        return word(key, self.lang)

    def cell(self, index: str, code: str, column: str) -> Any:
        return cell(self.book, index, code, column)

    def place(self, index: str, code: str, column: str) -> str:
        return str(self.cell(index, code, column).coordinate)


@pytest.fixture(scope="module", params=["vi", "en"])
def one(request: pytest.FixtureRequest, workbooks: dict[str, Path]) -> Written:
    path = workbooks[request.param]
    return Written(request.param, path, openpyxl.load_workbook(path))


@pytest.fixture(scope="module")
def other() -> Edition:
    """An edition whose published rows differ from their parts, with a name like a formula, of a year without evidence."""
    par, sipas = load_par(), load_sipas()
    par.loc[par["code"] == "7", "score"] += 0.25
    par.loc[par["code"] == "total", "score"] -= 0.5
    par.loc[par["code"] == "5.5", "name"] = "=1+1"
    par.loc[par["code"] == "8.1", "score"] = 9.9
    sipas.loc[sipas["code"] == "I", "score"] = 80.0
    return BASE.replace(par=par, sipas=sipas, year=1999)


@pytest.fixture(scope="module")
def own(other: Edition, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A workbook of scenarios of one's own, the first with odd texts, one called as a ready one; and one of `other`."""
    folder, ready = tmp_path_factory.mktemp("kịch bản riêng"), presets("en")
    same_title = Scenario(ready["plan"].title, (), "A", "2022-07-31", coupled=False)
    typed = Scenario("x", (Change("code", "5.5", "score", 1.0),)).over(other)
    return {
        "typed": write_workbook(
            folder / "a.xlsx", [FIRST, same_title, Scenario("Phương án B"), ready["status_quo"]], "en"
        ),
        "other": write_workbook(folder / "khác.xlsx", [typed], edition=other),
    }


def texts(sheet: Any) -> str:
    return "\n".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None)


def column(sheet: Any, number: int, first: int, last: int) -> list[Any]:
    return [sheet.cell(row, number).value for row in range(first, last + 1)]


# The sheets that calculate


def test_rows_hold_the_published_figures_in_printed_order(one: Written) -> None:
    leads = agency_titles(BASE, one.lang)
    for index, tree in TREES.items():
        sheet, nodes = one.sheet(index), tree(BASE).nodes
        shown = COLUMNS if index == "par" else COLUMNS[: COLUMN["note"]]
        assert [c.value for c in sheet[HEADER_ROW]][: len(shown)] == [one.word(name) for name in shown]
        assert column(sheet, 1, FIRST_ROW, sheet.max_row) == nodes["code"].tolist()
        names = nodes["name" if one.lang == "vi" else "name_en"]
        for name, values in {
            "published": nodes["score"],
            "maximum": nodes["max_points"],
            "target": nodes["target"].astype(object).where(nodes["target"].notna(), None),
            "name": names,
            "lead": nodes["lead_agency"].map(leads.get),
        }.items():
            assert column(sheet, COLUMN[name], FIRST_ROW, sheet.max_row) == [
                None if value is None or value != value else value for value in values
            ], (index, name)
        bounds = [one.cell(index, code, "target").number_format.startswith('">"') for code in nodes["code"]]
        assert bounds == nodes["target_is_bound"].tolist()
    assert one.cell("par", "7.1.rest", "note").value == one.word("rest")


def test_every_row_refers_to_exactly_its_parts_or_its_input(one: Written) -> None:
    for index, function, parents in (("par", "SUM", 18), ("sipas", "AVERAGE", 6)):
        tree, faults, count = TREES[index](BASE), [], 0
        for code in tree.codes:
            at = {name: one.place(index, code, name) for name in COLUMN}
            if parts := tree.children(code):
                count += 1
                now, then = (
                    ",".join(one.place(index, part, name) for part in parts) for name in ("value", "published")
                )
                wanted = f"{at['published']}+{function}({now})-{function}({then})"
            else:
                wanted = f"IF(ISBLANK({at['input']}),{at['published']},{at['input']})"
            if code in BASE.bridges:
                (link,) = BASE.couplings
                moved = f"{at['published']}+{link.factor:g}*(SIPAS_total-SIPAS_published)"
                follows = f'AND(coupling="{one.word("yes")}",SIPAS_changed=1)'
                wanted = f"IF({follows},MIN(MAX({moved},0),{at['maximum']}),{wanted})"
            found = one.cell(index, code, "value").value
            faults += [] if found == f"={wanted}" else [(code, found)]
        assert faults == [] and count == parents
    pairs = [
        f"{one.place('sipas', leaf, 'value')}<>{one.place('sipas', leaf, 'published')}" for leaf in BASE.sipas.leaves
    ]
    assert one.sheet("sipas")["D5"].value == f"=IF(OR({','.join(pairs)}),1,0)"


def test_only_inputs_are_unlocked_yellow_and_take_numbers_within_their_limits(one: Written) -> None:
    counts = {}
    for sheet in one.book:
        assert sheet.protection.sheet and sheet.protection.password is None
        counts[sheet.title] = sum(not c.protection.locked for row in sheet.iter_rows() for c in row)
    inputs = {"first": 4, "par": len(BASE.par.leaves) + 1, "sipas": len(BASE.sipas.leaves)}
    assert {title: n for title, n in counts.items() if n} == {one.word(f"sheet_{key}"): n for key, n in inputs.items()}
    for index, tree in TREES.items():
        sheet, limits, choices = one.sheet(index), {}, []
        for rule in sheet.data_validations.dataValidation:
            assert rule.showErrorMessage and rule.error and rule.errorTitle
            if rule.type == "list":
                choices.append((str(rule.sqref), rule.formula1))
                continue
            places = [f"{LETTER['input']}{row}" for a in rule.sqref.ranges for row in range(a.min_row, a.max_row + 1)]
            assert rule.allow_blank and not limits.keys() & set(places)
            limits |= dict.fromkeys(places, (rule.type, float(rule.formula1), float(rule.formula2)))
        wanted = {
            one.place(index, leaf, "input"): ("decimal", 0.0, tree(BASE).maximum(leaf)) for leaf in tree(BASE).leaves
        }
        link = [("D5", f'"{one.word("yes")},{one.word("no")}"')] if index == "par" else []
        assert (limits, choices) == (wanted, link)
        cells = [c for row in sheet.iter_rows() for c in row]
        unlocked = {c.coordinate for c in cells if not c.protection.locked}
        yellow = {c.coordinate for c in cells if c.fill.fgColor.rgb == f"FF{INPUT.lstrip('#')}"}
        assert unlocked == yellow == wanted.keys() | {place for place, _ in choices}
        # rises are blue and falls vermilion
        area, change = (
            f"{LETTER['value']}{FIRST_ROW}:{LETTER['change']}{sheet.max_row}",
            f"${LETTER['change']}{FIRST_ROW}",
        )
        rules = [rule for held in sheet.conditional_formatting if str(held.sqref) == area for rule in held.rules]
        colors = {rule.formula[0]: rule.dxf.font.color.rgb[2:] for rule in rules}
        assert colors == {f"{change}>0": GAINED.lstrip("#"), f"{change}<0": LOST.lstrip("#")}


def test_every_sheet_is_set_up_for_a4_and_named(one: Written) -> None:
    keys = ("first", "par", "sipas", "field", "agency", "scenarios", "chances", "alternatives", "tasks")
    assert one.book.sheetnames == [one.word(f"sheet_{key}") for key in keys]
    for key, sheet in zip(keys, one.book, strict=True):
        setup = sheet.page_setup
        assert (setup.orientation, str(setup.paperSize)) == ("landscape", sheet.PAPERSIZE_A4)
        # What is one picture with its charts goes on one page, long tables on as many as they take.
        assert (setup.fitToWidth, setup.fitToHeight) == (1, int(key in ("first", "field", "agency", "alternatives")))
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.print_area
        assert key == "first" or (sheet.print_title_rows and sheet.freeze_panes)
        if key in TREES:
            assert sheet.freeze_panes == f"C{FIRST_ROW}"
            assert sheet.print_title_rows.replace("$", "") == f"{HEADER_ROW}:{HEADER_ROW}"
            assert sheet.print_area.endswith(f"$A$1:${LETTER['note']}${sheet.max_row}")
    assert one.sheet("tasks").auto_filter.ref

    def at(index: str, code: str, name: str = "value") -> str:
        return f"'{one.sheet(index).title}'!${LETTER[name]}${one.cell(index, code, name).row}"

    assert {name: defined.attr_text for name, defined in one.book.defined_names.items()} == {
        "PAR_total": at("par", "total"),
        "SIPAS_total": at("sipas", "total"),
        "SIPAS_published": at("sipas", "total", "published"),
        "SIPAS_change": at("sipas", "total", "change"),
        "coupling": f"'{one.sheet('par').title}'!$D$5",
        "SIPAS_changed": f"'{one.sheet('sipas').title}'!$D$5",
        **{f"PAR_field_{code}": at("par", code) for code in BASE.par.children("total")},
        **{f"SIPAS_factor_{code}": at("sipas", code) for code in BASE.sipas.children("total")},
    }
    assert [one.sheet("par")[place].value for place in ("D3", "D4")] == ["=PAR_total", "=SIPAS_total"]


def test_inputs_start_from_the_first_scenario_or_the_published_figures() -> None:
    start, plan = start_of(None, BASE), presets()["plan"]
    assert start.inputs.to_list() == BASE.score.tolist() and start.coupled
    assert start_of(plan, BASE).inputs.to_list() == BASE.target.tolist() and not start_of(plan, BASE).coupled
    both = Scenario("x", (Change("index", "par", "reach", "target"), Change("index", "sipas", "reach", "target")))
    follows, apart = start_of(both, BASE), start_of(both.replace(coupled=False), BASE)
    assert (follows.inputs["8.1"], apart.inputs["8.1"]) == (8.709, 8.8)  # what follows SIPAS is no input
    assert follows.nodes["par", "8.1"] == pytest.approx(8.709 + (follows.nodes["sipas", "total"] - 87.11) / 10)
    assert apart.nodes["par", "8.1"] == pytest.approx(8.8) and not apart.coupled


# By field and by agency


def test_groups_are_sums_over_the_what_if_sheet_with_charts_bound_to_them(one: Written) -> None:
    short, bottom = BASE.short_names("par", one.lang), FIRST_ROW - 1 + len(BASE.par.codes)
    order = deficits("agency")["lead_agency"].to_list()
    assert agencies_in_order(BASE) == order
    groups = {
        "field": [f"{code}. {short[code]}" for code in BASE.par.children("total")],
        "agency": [agency_names(BASE, one.lang)[name] for name in order],
    }
    for key, names in groups.items():
        sheet, last, by = one.sheet(key), 4 + len(names), LETTER[f"{key}_number"]
        assert column(sheet, 2, 5, last + 1) == [*names, one.word("sum")]
        assert column(sheet, 1, 5, last) == list(range(1, len(names) + 1))
        for name in ("maximum", "published", "value", "asked"):
            area = "'{}'!${{0}}$8:${{0}}${}".format(one.sheet("par").title, bottom)
            wanted = [f"=SUMIF({area.format(by)},$A{row},{area.format(LETTER[name])})" for row in range(5, last + 1)]
            assert column(sheet, GROUP_COLUMNS.index(name) + 1, 5, last) == wanted
    leads, faults = load_par().set_index("code")["lead_agency"].fillna(NO_LEAD), []
    for code in BASE.par.codes:
        found = tuple(one.cell("par", code, name).value for name in ("field_number", "agency_number"))
        leaf = code in BASE.par.leaves
        faults += [] if found == ((int(code[0]), order.index(leads[code]) + 1) if leaf else (None, None)) else [code]
        faults += [] if leaf or one.cell("par", code, "asked").value is None else [code]
    assert faults == []
    parts = members(one.path)
    c, a = (f"{{http://schemas.openxmlformats.org/drawingml/2006/{name}}}" for name in ("chart", "main"))
    for number, (key, gain) in enumerate((("field", False), ("field", True), ("agency", False), ("agency", True)), 1):
        chart = ET.fromstring(parts[f"xl/charts/chart{number}.xml"])
        name, last = f"'{one.sheet(key).title}'!", 4 + len(groups[key])
        title = "".join(t.text or "" for t in chart.find(f"{c}chart/{c}title").iter(f"{a}t"))  # type: ignore[union-attr]
        assert title == one.word("gain_chart" if gain else "lost_chart")
        colors = (("H", GAINED), ("J", TARGET)) if gain else (("F", MUTED), ("I", LOST))
        bound = [
            [*(f.text.replace("$", "") for f in series.iter(f"{c}f")), next(series.iter(f"{a}srgbClr")).get("val")]  # type: ignore[union-attr]
            for series in chart.iter(f"{c}ser")
        ]
        assert bound == [
            [f"{name}{letter}4", f"{name}B5:B{last}", f"{name}{letter}5:{letter}{last}", color.lstrip("#")]
            for letter, color in colors
        ]
        assert [axis.get("val") for axis in chart.iter(f"{c}delete")] == ["0", "0"]
        assert {mark.get("val") for mark in chart.iter(f"{c}overlay")} <= {"0"}


# The sheets that are read


def test_the_first_sheet_says_what_the_workbook_is(one: Written, own: dict[str, Path], other: Edition) -> None:
    say = (lambda vi, en: vi) if one.lang == "vi" else (lambda vi, en: en)
    held = {row[0].value: row[1].value for row in one.sheet("first").iter_rows(max_col=2)}
    about = {
        f"sheet_{key}": word(f"about_{key}", one.lang)
        for key in (*TREES, "field", "agency", "scenarios", "chances", "alternatives", "tasks")
    }
    wanted = {
        "edition": BASE.title,
        "source": load_par().attrs[say("source", "source_en")],
        "date": say("1/8/2022", "1 August 2022"),
        "checksum": BASE.sha256,
        "title": say("Kịch bản mới", "SIPAS +1 point everywhere"),
        "judged": say(
            "Công bố: điểm tối đa, kết quả, mục tiêu, cơ quan chủ trì. Ước tính: nhận định và xác suất của mô hình (trang «Khả năng», «Mô hình khác»). "
            "Phán đoán của dự án: cách đánh giá, mức tự chủ, cần gì, độ chắc, liên hệ suy luận giữa nhiệm vụ và tiêu chí, tên ngắn, tên tiếng Anh.",
            "Published: maxima, scores, targets, lead agencies. Estimated: bands and the model's chances (sheets “Chances”, “Alternatives”). "
            "Judged by the project: ways of assessment, control, what it takes, confidence, inferred links of tasks and criteria, short names, English names.",
        ),
        **about,
    }
    assert {key: held[one.word(key)] for key in wanted} == wanted
    assert "8.1" in held[one.word("rule")] and say("0,1", "0.1") in held[one.word("rule")]
    # the heads of scenarios of one's own
    sheet = openpyxl.load_workbook(own["typed"])["Read first"]
    held = {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2)}
    reason = FIRST.reason.replace("_x", "_x005F_x")
    assert [held[word(key, "en")] for key in ("title", "author", "made", "reason")] == [
        *(FIRST.title, FIRST.author, FIRST.date, reason)
    ]
    assert held[FIRST.title] == f"=1+1 · 31 July 2022\n{reason}" and held["Phương án B"] == "–"
    assert word("given", "en") in texts(sheet)
    # an edition without evidence has no chances, and says so
    book = openpyxl.load_workbook(own["other"])
    first = texts(book["Đọc trước"])
    assert not {"Khả năng", "Mô hình khác"} & set(book.sheetnames) and "Nhiệm vụ" in book.sheetnames
    assert "bằng chứng đủ để ước lượng khả năng" in first
    assert word("about_chances", "vi") not in first and "(trang «Khả năng»)" not in first
    assert cell(book, "par", "7", "note", other).value == word("parts_differ", "vi", difference="+0,25")


def test_scenarios_stand_side_by_side_and_ready_ones_once(workbooks: dict[str, Path], own: dict[str, Path]) -> None:
    ready = {lang: presets(lang) for lang in ("vi", "en")}
    sheet = openpyxl.load_workbook(own["typed"])["Scenarios"]
    given = [FIRST.title, ready["en"]["plan"].title, "Phương án B", ready["en"]["status_quo"].title]
    assert [c.value for c in sheet[4]][6:] == given + [ready["en"][key].title for key in ("plan", "plan_scaled")]
    assert column(sheet, 8, 5, 7) == ["A", "31 July 2022", "no"]
    assert sheet["F7"].value == "=coupling" and sheet["F8"].value == "=PAR_total"
    sheet = openpyxl.load_workbook(workbooks["vi"])["Kịch bản"]
    assert [c.value for c in sheet[4]][6:] == [ready["vi"][key].title for key in READY]


def test_chances_are_bands_beside_figures_that_are_called_the_models(one: Written) -> None:
    sheet, known, en = one.sheet("chances"), pd.concat([chances("par"), chances("sipas")]), one.lang == "en"
    rows = [row for row in sheet.iter_rows(min_row=6) if row[0].value not in ("PAR INDEX", "SIPAS")]
    assert [row[0].value for row in rows] == known["code"].tolist()
    figures = ["score", "target", "asked", "chance", "chance_low", "chance_high", "n_levels", "n_changes", "n_places"]
    assert [[row[n].value for n in (3, 4, 5, 8, 9, 10, 11, 12, 13)] for row in rows] == known[
        figures
    ].to_numpy().tolist()
    yes, no = one.word("yes"), one.word("no")
    wanted = [
        [BANDS[band][en], yes if robust else no, None if pd.isna(error) else error, yes if within else None]
        for band, robust, error, within in known[["band", "robust", "survey_error", "within_error"]].to_numpy().tolist()
    ]
    assert [[row[n].value or None for n in (6, 7, 14, 15)] for row in rows] == wanted
    assert known["within_error"].any() and not known["robust"].all()
    # What the documents say is upright, what the project judges in italics; the chances are called the model's.
    assert {(row[3].font.italic, row[19].font.italic) for row in rows} == {(False, True)}
    marks = [c.value for c in sheet[4]]
    origins = ("by_document", "by_estimate", "by_model", "by_evidence", "by_judgement")
    assert set(filter(None, marks)) == {one.word(key) for key in origins}
    assert set(marks[8:11]) == {one.word("by_model")} and one.word("chances_hint") in texts(sheet)
    assert sheet["T5"].value == ("What it takes" if en else "Cần gì")


def test_every_headline_stands_under_every_alternative_with_what_does_not_hold_marked(one: Written) -> None:
    sheet, found, en = one.sheet("alternatives"), robustness(), one.lang == "en"
    headlines, count = found.headlines.set_index("key"), len(found.headlines)
    rows = [[c.value for c in row][: 2 + count] for row in sheet.iter_rows(min_row=5)]
    models, ends = found.by_alternative.reindex(headlines.index), len(found.by_alternative.columns)
    names = [
        one.word("as_it_is"),
        *((own.title, own.title_en)[en] for own in map(ALTERNATIVES.get, found.names)),
    ]
    assert [row[0] for row in rows[:ends]] == names and all(row[1] for row in rows[:ends])
    for row, name in zip(rows, models, strict=False):
        assert row[2:] == pytest.approx(models[name].tolist(), nan_ok=True), name
    stored = openpyxl.load_workbook(one.path, data_only=True)[sheet.title]
    for number, end in enumerate(("low", "high"), 5 + ends):
        assert [c.value for c in stored[number]][2 : 2 + count] == pytest.approx(headlines[end].tolist())
        assert all(str(c.value).startswith("=") for c in sheet[number][2 : 2 + count])
    bands = [BANDS[band][en] if band else "–" for band in headlines["band"]]
    holds = [
        one.word("yes" if robust else "no") if band else "–"
        for band, robust in headlines[["band", "robust"]].to_numpy()
    ]
    assert [row[2:] for row in rows[ends + 2 : ends + 4]] == [bands, holds]
    assert len(rows) == ends + 4 + len(found.left_out)
    titles = [c.value for c in sheet[4]][2:]
    assert len(set(titles)) == count and not set(titles) & set(headlines.index)


def test_tasks_by_agency_and_date(one: Written) -> None:
    vi, sheet = one.lang == "vi", one.sheet("tasks")
    tasks = load_tasks().query("same_as.isna()").set_index("id")
    found = [[c.value for c in row] for row in sheet.iter_rows(min_row=5)]
    names = load_agencies().set_index("name", drop=False)["name" if vi else "name_en"]
    assert sorted(row[9] for row in found) == sorted(tasks.index)
    for row in found:
        task = tasks.loc[row[9]]
        due, only = None if pd.isna(task["due"]) else task["due"].to_pydatetime(), "yes" if task["plan_only"] else None
        assert row[1] == due and row[4] == task["title" if vi else "title_en"]
        status = {
            True: ("quá hạn", "past its date"),
            False: ("đến hạn", "due"),
        }  # as of 1 August all others are to come
        soon = pd.notna(task["due"]) and task["due"] <= pd.Timestamp(2022, 8, 31)
        word = status[task["due"] < pd.Timestamp(2022, 8, 1)] if soon else ("chưa đến hạn", "to come")
        assert row[2] == (None if due is None else word[not vi])
        assert (row[6], row[7] or "") == (only and one.word(only), ", ".join(task["codes"]))
    agencies = list(dict.fromkeys(row[0] for row in found))
    assert agencies[:2] == [names["Sở Nội vụ"], names["Văn phòng UBND Thành phố"]]
    order = [(agencies.index(row[0]), row[1] is None, row[1] or 0) for row in found]
    assert order == sorted(order)
    assert sheet["E4"].value == ("Nhiệm vụ" if vi else "Task")


def test_the_english_workbook_speaks_english(workbooks: dict[str, Path]) -> None:
    found = []
    for sheet in openpyxl.load_workbook(workbooks["en"]):
        for place in (c for row in sheet.iter_rows() for c in row if isinstance(c.value, str)):
            text = re.sub("Hà Nội|Thanh Hóa|UBND", "", place.value)
            # The words of the source stay as they are: the times in the column "Due in the source".
            if re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỷỹỵ]", text, re.IGNORECASE):
                found += [(place.coordinate, text)] if sheet.title != "Tasks" or place.column != 4 else []
    assert found == []


# It calculates what the library calculates


def faults_of_nodes(book: Any, figures: Any, base: Edition, where: str) -> list[object]:
    faults: list[object] = []
    for (index, code), value in figures.items():
        tree = TREES[index](base)
        most, score = tree.maximum(code), tree.score(code)
        wanted = {"value": value, "change": value - score, "deficit": most - value, "share": value / most}
        found = {name: cell(book, index, code, name, base).value for name in wanted}
        faults += [(where, code, found, wanted)] if found != pytest.approx(wanted, abs=NEAR) else []
    return faults


def faults_of_groups(book: Any, now: Any, base: Edition, lang: str, where: str) -> list[object]:
    nodes = base.par.by_code.loc[base.par.leaves]
    score = nodes["score"].astype(float)
    leads, faults = nodes["lead_agency"].fillna(NO_LEAD), []
    fields = [list(base.below[code]) for code in base.par.children(base.par.root)]
    agencies = [list(leads.index[leads == name]) for name in deficits("agency", edition=base)["lead_agency"]]
    for key, groups in (("field", fields), ("agency", agencies)):
        for row, leaves in enumerate([*groups, list(base.par.leaves)], 5):
            cells = book[word(f"sheet_{key}", lang)][row]
            found = {name: c.value for name, c in zip(GROUP_COLUMNS, cells, strict=False)}
            most, before, after = nodes["max_points"][leaves].sum(), score[leaves].sum(), now[leaves].sum()
            asked = (nodes["target"].fillna(score) - score)[leaves].sum()
            wanted = {"maximum": most, "published": before, "value": after, "gain": after - before, "asked": asked}
            wanted |= {"lost_published": most - before, "lost_now": most - after}
            faults += [(where, key, row)] if {n: found[n] for n in wanted} != pytest.approx(wanted, abs=NEAR) else []
    return faults


def faults_of_scenarios(book: Any, scenarios: list[Scenario], now: Any, base: Edition, lang: str) -> list[object]:
    sheet, figures = book[word("sheet_scenarios", lang)], evaluate(scenarios, base)
    assert [c.value for c in sheet[4]][6:] == [scenario.title for scenario in scenarios]
    wanted = {
        sheet.cell(row, 1).value: row for row in range(11, sheet.max_row + 1) if sheet.cell(row, 1).value in base.leaves
    }
    rows = [(8, ("par", "total")), (9, ("sipas", "total"))]
    rows += [(row, ("par" if leaf in base.par.leaves else "sipas", leaf)) for leaf, row in wanted.items()]
    assert len(rows) == 2 + len(base.leaves)
    return [
        node
        for row, node in rows
        if [c.value for c in sheet[row]][5:] != pytest.approx([now[node], *figures.loc[node]], abs=NEAR)
    ]


class Case(NamedTuple):
    path: Path
    scenario: Scenario
    base: Edition
    lang: str = "vi"
    shown: tuple[Scenario, ...] = ()


@pytest.fixture(scope="module")
def cases(
    workbooks: dict[str, Path], own: dict[str, Path], other: Edition, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[Case], dict[Path, Any], Path]:
    """Workbooks as written, and with scenarios typed into them, and what LibreOffice makes of all of them at once."""
    folder = tmp_path_factory.mktemp("tính")
    ready = {lang: presets(lang) for lang in ("vi", "en")}
    english = tuple(ready["en"][key] for key in ("sipas_plus_1", "plan_scaled", "plan", "status_quo"))
    found = [
        Case(saved(openpyxl.load_workbook(workbooks["vi"]), folder / "vi.xlsx"), Scenario("x"), BASE,
             shown=tuple(ready["vi"][key] for key in READY)),
        Case(saved(openpyxl.load_workbook(workbooks["en"]), folder / "en.xlsx"), english[0], BASE, "en", english),
        Case(saved(openpyxl.load_workbook(own["typed"]), folder / "typed.xlsx"), FIRST, BASE, "en"),
    ]  # fmt: skip
    empty = opened(workbooks["vi"], ("sheet_scenarios", "sheet_chances", "sheet_tasks"))
    for index, code in (("par", "1.1"), ("par", "8.1"), ("sipas", "V.1")):
        cell(empty, index, code, "input").value = None
    found.append(Case(saved(empty, folder / "trống.xlsx"), Scenario("x"), BASE))
    ready_there = tuple(presets("vi", other)[key] for key in READY)
    for base, path, count in ((BASE, workbooks["vi"], 4), (other, own["other"], 2)):
        # All of SIPAS at 0 and at 100: criterion 8.1 is cut off at its ends, in one edition or the other.
        ends = [
            Scenario(f"SIPAS {value}", tuple(Change("code", leaf, "score", value) for leaf in base.sipas.leaves)).over(
                base
            )
            for value in (0.0, 100.0)
        ]
        book = opened(path)
        for number, scenario in enumerate([*ends, *random_scenarios(count, base)]):
            put(book, scenario, base)
            shown = (read_workbook(path, base), *ready_there) if base is other and number == 0 else ()
            found.append(Case(saved(book, folder / f"{path.stem} {number}.xlsx"), scenario, base, "vi", shown))
            if number == 0 and word("sheet_scenarios", "vi") in book.sheetnames:
                book.remove(book[word("sheet_scenarios", "vi")])
        cut = [leaf_values(scenario, base)["8.1"] for scenario in ends]
        assert cut[0] == 0.0 if base is BASE else cut[1] == 10.0
    return found, recalculated([case.path for case in found], folder), folder / "tính lại"


def test_libreoffice_calculates_what_the_library_calculates(cases: tuple[list[Case], dict[Path, Any], Path]) -> None:
    found, books, _ = cases
    faults, moved = [], 0
    for path, scenario, base, lang, shown in found:
        figures, book = evaluate(scenario, base)[scenario.title], books[path]
        faults += faults_of_nodes(book, figures, base, path.name)
        faults += faults_of_groups(book, figures.loc["par"], base, lang, path.name)
        if shown:
            faults += faults_of_scenarios(book, list(shown), figures, base, lang)
        faults += [(path.name, c.coordinate) for s in book for row in s.iter_rows() for c in row if c.data_type == "e"]
        moved += not figures.equals(evaluate(Scenario("0").over(base), base)["0"])
    assert faults == [] and (len(found), moved) == (14, 12)  # all but the published figures, as they are and left out


def test_results_stored_in_the_file_are_those_of_the_formulas(
    workbooks: dict[str, Path], cases: tuple[list[Case], dict[Path, Any], Path]
) -> None:
    """A preview, or Excel that does not calculate yet, shows right figures."""
    for (path, *_), file in zip(cases[0], workbooks.values(), strict=False):
        stored, counted, count = openpyxl.load_workbook(file, data_only=True), cases[1][path], 0
        for sheet in openpyxl.load_workbook(file):
            for place in (c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"):
                here, there = (book[sheet.title][place].value for book in (stored, counted))
                same = here == pytest.approx(there, abs=NEAR) if isinstance(there, int | float) else not (here or there)
                assert same or here == there, (sheet.title, place, here, there)
                count += 1
        assert count > 500


def test_what_libreoffice_saves_can_be_read_back(
    own: dict[str, Path], other: Edition, cases: tuple[list[Case], dict[Path, Any], Path]
) -> None:
    found, _, folder = cases
    for path, scenario, base, *_ in found:
        if scenario.title != "SIPAS +1 point everywhere":
            again, set_there = read_workbook(folder / path.name, base), [change.of for change in scenario.changes]
            assert ([change.of for change in again.changes], again.coupled) == (set_there, scenario.coupled), path.name
            values = evaluate(scenario, base)[scenario.title].to_numpy()
            assert evaluate(again, base)[again.title].to_numpy() == pytest.approx(values, abs=NEAR)
    for path in (own["typed"], folder / "typed.xlsx"):
        again = read_workbook(path)
        assert (again.title, again.author, again.date) == (FIRST.title, FIRST.author, FIRST.date)
    # To the last bit; LibreOffice rounds, and reads the escapes of Excel but writes none.
    assert read_workbook(own["typed"]) == FIRST.over(BASE)
    with pytest.raises(InputError) as caught:
        read_workbook(own["other"])
    assert "other_edition" in {problem.kind for problem in caught.value.problems}


# The file


def test_the_package_is_clean(one: Written) -> None:
    """Every part is declared, every relationship leads to one, a sheet's parts stand in the order of the format."""
    # Excel asks to repair a sheet whose parts stand in another order (ECMA-376, part 1, 18.3.1.99).
    order = [
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetFormatPr",
        "cols",
        "sheetData",
        "sheetProtection",
        "autoFilter",
        "mergeCells",
        "conditionalFormatting",
        "dataValidations",
        "printOptions",
        "pageMargins",
        "pageSetup",
        "headerFooter",
        "ignoredErrors",
        "drawing",
    ]
    parts, faults, sheets = members(one.path), [], 0
    kind = "{http://schemas.openxmlformats.org/package/2006/content-types}"
    types = ET.fromstring(parts["[Content_Types].xml"])
    overrides = {str(part.get("PartName")).lstrip("/") for part in types.findall(f"{kind}Override")}
    defaults = {part.get("Extension") for part in types.findall(f"{kind}Default")}
    assert overrides <= set(parts) and "rels" in defaults
    for name, data in parts.items():
        tree = ET.fromstring(data)  # every part is well-formed
        faults += [] if name in overrides or name.endswith(".rels") or name == "[Content_Types].xml" else [name]
        for rel in tree if name.endswith(".rels") else ():
            target = posixpath.join("/", posixpath.dirname(posixpath.dirname(name)), str(rel.get("Target")))
            known = posixpath.normpath(target).lstrip("/") in parts and rel.get("TargetMode") != "External"
            faults += [] if known else [(name, target)]
        if name.startswith("xl/worksheets/sheet"):
            sheets += 1
            places = [order.index(part.tag.rpartition("}")[2]) for part in tree]
            unquiet = places != sorted(places) or places.count(order.index("ignoredErrors")) != 1
            faults += [name] if unquiet or re.search(rb"</f><v ?/>", data) else []  # no formula without its result
    assert faults == [] and sheets == 9
    assert sum(name.startswith("xl/charts/chart") for name in parts) == 4
    assert not any("macro" in name.lower() or name.endswith(".bin") for name in parts)


def test_refuses_what_cannot_be_written_and_leaves_an_older_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    for options, said in (
        ({"lang": "fr"}, "fr"),
        ({"date": "1/8/2022"}, "write as 2022-09-15"),
        ({"date": "2022-13-01"}, "2022-13-01"),
        ({"date": 20220801}, "20220801"),
        ({"scenarios": [Scenario("x"), Scenario("x")]}, "x"),
        ({"scenarios": [Scenario("x", edition="khác", sha256="0" * 64)]}, "x"),
        ({"scenarios": [Scenario("x", (Change("code", "1.1", "score", 99.0),))]}, "1.1"),
    ):
        with pytest.raises(ParAnalysisError, match=said):
            write_workbook(path, **options)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
    path.write_bytes(b"cu")

    def fail(*_: object) -> None:
        raise OSError("đĩa đầy")

    with monkeypatch.context() as broken:
        broken.setattr("par_analysis.deliver.workbook.cells.repack_zip", fail)
        with pytest.raises(ParAnalysisError, match="đĩa đầy"):
            write_workbook(path, date="2022-08-01")
    assert path.read_bytes() == b"cu" and list(tmp_path.iterdir()) == [path]
    assert write_workbook(str(path)) == path and path.read_bytes()[:2] == b"PK"
