"""By field and by agency: sums over the what-if sheet, and charts bound to these cells."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import openpyxl
import pytest
from workbook_cases import cell, members

from par_analysis import deficits, load_par
from par_analysis.deliver.workbook.groups import GROUP_COLUMNS, agencies_in_order
from par_analysis.deliver.workbook.words import word
from par_analysis.edition.names import agency_names
from par_analysis.edition.opening import open_edition
from par_analysis.words.palette import GAINED, LOST, MUTED, TARGET

COUNT = {"field": 8, "agency": 9}
BASE = open_edition()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("key", COUNT)
def test_rows_are_the_groups_and_their_sums_are_of_the_what_if_sheet(
    key: str, lang: str, workbooks: dict[str, Path]
) -> None:
    book = openpyxl.load_workbook(workbooks[lang])
    sheet, last = book[word(f"sheet_{key}", lang)], 4 + COUNT[key]
    if key == "field":
        short = open_edition().short_names("par", lang)
        names = [f"{code}. {short[code]}" for code in BASE.par.children("total")]
    else:
        names = [agency_names(open_edition(), lang)[name] for name in deficits("agency")["lead_agency"]]
    assert [sheet.cell(row, 2).value for row in range(5, last + 2)] == [*names, word("sum", lang)]
    bottom = 7 + len(BASE.par.codes)
    by = {"field": "M", "agency": "N"}[key]
    for row in range(5, last + 1):
        assert sheet.cell(row, 1).value == row - 4
        for column, letter in (("maximum", "D"), ("published", "E"), ("value", "H"), ("asked", "O")):
            what = f"'{word('sheet_par', lang)}'!"
            wanted = f"=SUMIF({what}${by}$8:${by}${bottom},$A{row},{what}${letter}$8:${letter}${bottom})"
            assert sheet.cell(row, GROUP_COLUMNS.index(column) + 1).value == wanted


def test_every_leaf_has_its_field_and_agency_and_no_other_row_has(workbooks: dict[str, Path]) -> None:
    book, par = openpyxl.load_workbook(workbooks["vi"]), load_par().set_index("code")
    order = agencies_in_order(BASE)
    assert order == deficits("agency")["lead_agency"].to_list()
    for code in BASE.par.codes:
        field, agency = (cell(book, "par", code, f"{key}_number").value for key in ("field", "agency"))
        if code not in BASE.par.leaves:
            assert (field, agency, cell(book, "par", code, "asked").value) == (None, None, None)
            continue
        assert field == int(code.split(".")[0])
        lead = par.loc[code, "lead_agency"]
        assert order[int(agency) - 1] == (lead if isinstance(lead, str) else "(không ghi cơ quan chủ trì)")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_charts_are_bound_to_the_cells(lang: str, workbooks: dict[str, Path]) -> None:
    parts = members(workbooks[lang])
    charts = [ET.fromstring(parts[f"xl/charts/chart{number}.xml"]) for number in (1, 2, 3, 4)]
    space = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart", "a": "http://schemas.openxmlformats.org/drawingml/2006/main"}  # fmt: skip
    for number, chart in enumerate(charts):
        key = "field" if number < 2 else "agency"
        last, sheet = 4 + COUNT[key], f"'{word(f'sheet_{key}', lang)}'!"
        title = "".join(one.text or "" for one in chart.find("c:chart/c:title", space).iter(f"{{{space['a']}}}t"))  # type: ignore[union-attr]
        assert title == word("gain_chart" if number % 2 else "lost_chart", lang)
        found = []
        for series in chart.iter(f"{{{space['c']}}}ser"):
            names = str(series.findtext("c:tx/c:strRef/c:f", None, space))
            labels = series.findtext("c:cat/c:numRef/c:f", None, space) or series.findtext(
                "c:cat/c:strRef/c:f", None, space
            )
            values = series.findtext("c:val/c:numRef/c:f", None, space)
            color = series.find("c:spPr/a:solidFill/a:srgbClr", space).get("val")  # type: ignore[union-attr]
            assert labels == f"{sheet}$B$5:$B${last}"
            found.append((names, values, f"#{color}"))
        columns = (("H", GAINED), ("J", TARGET)) if number % 2 else (("F", MUTED), ("I", LOST))
        wanted = [(f"{sheet}{letter}4", f"{sheet}${letter}$5:${letter}${last}", color) for letter, color in columns]
        assert [(name.replace("$", ""), values, color) for name, values, color in found] == [
            (name.replace("$", ""), values, color) for name, values, color in wanted
        ]
        axes = [one.get("val") for one in chart.iter(f"{{{space['c']}}}delete")]
        assert axes == ["0", "0"]
        assert not re.search("overlay val=.1", ET.tostring(chart, encoding="unicode"))
