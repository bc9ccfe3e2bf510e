"""The workbook calculates what `evaluate` calculates; it opens clean, and is the same file every time."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from workbook_cases import TREES, cell, members, opened, put, random_scenarios, recalculated, saved

from par_analysis import ParAnalysisError, Scenario, deficits, evaluate, load_par, load_sipas, presets
from par_analysis.deliver.workbook.groups import GROUP_COLUMNS
from par_analysis.deliver.workbook.reading import read_workbook
from par_analysis.deliver.workbook.words import word
from par_analysis.deliver.workbook.writing import write_workbook
from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import open_edition
from par_analysis.scenario.document import Change
from par_analysis.scenario.evaluation import leaf_values
from par_analysis.tables.models.index import NO_LEAD

NEAR = 1e-9


def another_edition() -> Edition:
    """An edition whose published rows differ from their parts, with other agencies and names that look like formulas."""
    par, sipas = load_par(), load_sipas()
    par.loc[par["code"] == "7", "score"] += 0.25
    par.loc[par["code"] == "total", "score"] -= 0.5
    par.loc[par["code"] == "5.5", "name"] = "=1+1"
    par.loc[par["code"] == "8.1", "score"] = 9.9
    sipas.loc[sipas["code"] == "I", "score"] = 80.0
    return open_edition().replace(par=par, sipas=sipas)


def check_nodes(book: Any, expected: Any, base: Edition, where: object) -> None:
    for (index, code), wanted in expected.items():
        node = TREES[index](base).nodes.set_index("code").loc[code]
        most, published = float(node["max_points"]), float(node["score"])
        for column, value in (
            ("value", wanted),
            ("change", wanted - published),
            ("deficit", most - wanted),
            ("share", wanted / most),
        ):
            found = cell(book, index, code, column, base).value
            assert found == pytest.approx(value, abs=NEAR), (where, index, code, column)


def check_groups(book: Any, values: Any, base: Edition, lang: str, where: object) -> None:
    nodes = base.par.nodes.set_index("code").loc[base.par.leaves]
    score = nodes["score"].astype(float)
    leads = nodes["lead_agency"].fillna(NO_LEAD)
    fields = {code: base.below[code] for code in base.par.children(base.par.root)}
    order = deficits("agency", edition=base)["lead_agency"]
    agencies = {name: tuple(leads.index[leads == name]) for name in order}
    for key, groups in (("field", fields), ("agency", agencies)):
        sheet = book[word(f"sheet_{key}", lang)]
        for row, leaves in enumerate([*groups.values(), tuple(base.par.leaves)], 5):
            own = list(leaves)
            found = {name: sheet.cell(row, column).value for column, name in enumerate(GROUP_COLUMNS, 1)}
            most, before, now = nodes["max_points"][own].sum(), score[own].sum(), values[own].sum()
            asked = (nodes["target"].fillna(score) - score)[own].sum()
            for name, wanted in (
                ("maximum", most), ("published", before), ("value", now), ("gain", now - before),
                ("lost_published", most - before), ("lost_now", most - now), ("asked", asked),
            ):  # fmt: skip
                assert found[name] == pytest.approx(wanted, abs=NEAR), (where, key, row, name)


def check_scenarios(book: Any, scenarios: list[Scenario], now: Any, base: Edition, lang: str) -> None:
    sheet = book[word("sheet_scenarios", lang)]
    assert [sheet.cell(4, 7 + n).value for n in range(len(scenarios))] == [one.title for one in scenarios]
    figures = evaluate(scenarios, base)
    for row, index in ((8, "par"), (9, "sipas")):
        wanted = [now.loc[(index, "total")], *figures.loc[(index, "total")]]
        found = [sheet.cell(row, 6 + n).value for n in range(len(wanted))]
        assert found == pytest.approx(wanted, abs=NEAR)
    values = {one.title: leaf_values(one, base) for one in scenarios}
    rows = {sheet.cell(row, 1).value: row for row in range(11, sheet.max_row + 1)}
    for leaf in base.leaves:
        index = "par" if leaf in base.par.leaves else "sipas"
        found = [sheet.cell(rows[leaf], 6 + n).value for n in range(len(scenarios) + 1)]
        wanted = [now.loc[(index, leaf)], *(values[one.title][leaf] for one in scenarios)]
        assert found == pytest.approx(wanted, abs=NEAR), leaf


def by_leaf(scenario: Scenario, base: Edition) -> Scenario:
    """The same scenario, as somebody would type it: what follows SIPAS is not typed."""
    values, own = leaf_values(scenario, base), list(base.sipas.leaves)
    moved = bool((values[own] != base.score[len(base.par.leaves) :]).any())
    changes = [
        Change("code", leaf, "score", float(value))
        for leaf, value in values.items()
        if value != base.score[base.position[str(leaf)]] and not (moved and scenario.coupled and leaf in base.bridges)
    ]
    return scenario.replace(changes=tuple(changes))


def at_the_ends(base: Edition) -> list[Scenario]:
    """All of SIPAS at 0 and at 100: criterion 8.1 is cut off, here or in another edition."""
    return [
        Scenario(
            f"SIPAS {value}",
            tuple(Change("code", leaf, "score", value) for leaf in base.sipas.leaves),
            edition=base.title,
            sha256=base.sha256,
        )
        for value in (0.0, 100.0)
    ]


def test_libreoffice_calculates_what_the_library_calculates(workbooks: dict[str, Path], tmp_path: Path) -> None:
    """The published figures, a scenario to start from, every preset, random inputs; two editions."""
    base, other = open_edition(), another_edition()
    cases: list[tuple[Path, Scenario, Edition, str, list[Scenario]]] = []
    ready = {lang: presets(lang) for lang in ("vi", "en")}
    three = ("plan", "plan_bottom_up", "status_quo")
    given = [ready["en"][key] for key in ("sipas_plus_1", "plan_bottom_up", "plan", "status_quo")]
    cases.append((saved(opened(workbooks["en"]), tmp_path / "english.xlsx"), given[0], base, "en", given))
    cases.append(
        (
            saved(opened(workbooks["vi"]), tmp_path / "base.xlsx"),
            Scenario("x"),
            base,
            "vi",
            [ready["vi"][k] for k in three],
        )
    )
    typed = [by_leaf(one, base) for one in ready["vi"].values()] + at_the_ends(base) + random_scenarios(10)
    for own, made, many in (
        (base, workbooks["vi"], typed),
        (
            other,
            write_workbook(tmp_path / "kỳ khác gốc.xlsx", edition=other),
            at_the_ends(other) + random_scenarios(2, other),
        ),
    ):
        # The sheet of scenarios looks at what is tried only in one column: once an edition is enough.
        lean, book = ("sheet_scenarios", "sheet_chances", "sheet_tasks"), opened(made)
        shown = [presets("vi", own)[key] for key in three]
        for number, scenario in enumerate(many):
            put(book, scenario, own)
            path = saved(book, tmp_path / f"{made.stem} {number}.xlsx")
            cases.append((path, scenario, own, "vi", [] if number else shown))
            if not number:
                book = opened(made, lean)
    books = recalculated([path for path, *_ in cases], tmp_path)
    moved = 0
    for path, scenario, own, lang, shown in cases:
        figures = evaluate(scenario, own)[scenario.title]
        check_nodes(books[path], figures, own, path.name)
        check_groups(books[path], figures.loc["par"], own, lang, path.name)
        if shown:
            check_scenarios(books[path], shown, figures, own, lang)
        moved += bool((figures != evaluate(Scenario("0", edition=own.title, sha256=own.sha256), own)["0"]).any())
        for sheet in books[path]:
            assert not [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "e"], path.name
    assert len(cases) >= 2 + len(ready["vi"]) + 16
    assert leaf_values(at_the_ends(base)[0], base)["8.1"] == 0.0
    assert leaf_values(at_the_ends(other)[1], other)["8.1"] == 10.0
    assert moved == len(cases) - 2  # all but the published figures and the status quo


def test_an_empty_input_keeps_the_published_figure(workbooks: dict[str, Path], tmp_path: Path) -> None:
    book = opened(workbooks["vi"])
    for index, code in (("par", "1.1"), ("par", "8.1"), ("sipas", "V.1")):
        cell(book, index, code, "input").value = None
    path = saved(book, tmp_path / "trống.xlsx")
    check_nodes(recalculated([path], tmp_path)[path], evaluate(Scenario("x"))["x"], open_edition(), "trống")
    assert read_workbook(path).changes == ()


def test_results_stored_in_the_file_are_those_of_the_formulas(workbooks: dict[str, Path], tmp_path: Path) -> None:
    """A preview, or Excel that does not calculate yet, shows right figures."""
    copies = {path: saved(openpyxl.load_workbook(path), tmp_path / path.name) for path in workbooks.values()}
    books = recalculated(copies.values(), tmp_path)
    for path, copy in copies.items():
        formulas, stored = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
        count = 0
        for sheet in formulas:
            for one in (c for row in sheet.iter_rows() for c in row if c.data_type == "f"):
                here, there = (book[sheet.title][one.coordinate].value for book in (stored, books[copy]))
                if isinstance(there, int | float):
                    assert here == pytest.approx(there, abs=NEAR), (sheet.title, one.coordinate)
                else:
                    assert (here or "") == (there or ""), (sheet.title, one.coordinate)
                count += 1
        assert count > 500


def test_libreoffice_saves_what_can_be_read_back(workbooks: dict[str, Path], tmp_path: Path) -> None:
    scenarios, book = random_scenarios(6, seed=7), opened(workbooks["vi"])
    paths = []
    for number, scenario in enumerate(scenarios):
        put(book, scenario)
        paths.append(saved(book, tmp_path / f"{number}.xlsx"))
    recalculated(paths, tmp_path)
    for path, scenario in zip(paths, scenarios, strict=True):
        again = read_workbook(tmp_path / "tính lại" / path.name)
        assert again.coupled == scenario.coupled
        assert [one.of for one in again.changes] == [one.of for one in scenario.changes]
        assert evaluate(again)[again.title].to_numpy() == pytest.approx(
            evaluate(scenario)[scenario.title].to_numpy(), abs=NEAR
        )


# The file


def test_same_bytes_every_time(workbooks: dict[str, Path], tmp_path: Path) -> None:
    again = write_workbook(tmp_path / "khác.xlsx", date="2022-08-01")
    assert again.read_bytes() == workbooks["vi"].read_bytes()
    assert write_workbook(str(tmp_path / "khác.xlsx"), date="2022-08-02").read_bytes() != workbooks["vi"].read_bytes()


@pytest.mark.parametrize(("zone", "seed"), [("Asia/Ho_Chi_Minh", "1"), ("America/New_York", "7")])
def test_same_bytes_in_any_time_zone_with_any_hash_seed(
    zone: str, seed: str, workbooks: dict[str, Path], tmp_path: Path
) -> None:
    code = """if True:
        import sys
        from par_analysis import presets
        from par_analysis.deliver import write_workbook
        ready = presets("en")
        write_workbook(sys.argv[1], [ready["sipas_plus_1"], ready["plan_bottom_up"]], "en", "2022-08-01")
    """
    path = tmp_path / "a.xlsx"
    environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed}
    subprocess.run([sys.executable, "-c", code, str(path)], env=environment, check=True)
    assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(workbooks["en"].read_bytes()).digest()


def test_every_part_is_declared_and_every_relationship_leads_somewhere(workbooks: dict[str, Path]) -> None:
    for path in workbooks.values():
        parts = members(path)
        types = ET.fromstring(parts["[Content_Types].xml"])
        kind = "{http://schemas.openxmlformats.org/package/2006/content-types}"
        defaults = {one.get("Extension") for one in types.findall(f"{kind}Default")}
        overrides = {str(one.get("PartName")).lstrip("/") for one in types.findall(f"{kind}Override")}
        assert overrides <= set(parts)
        for name, data in parts.items():
            ET.fromstring(data)  # every part is well-formed
            assert name in overrides or name.rpartition(".")[2] in defaults or name == "[Content_Types].xml"
            assert name in overrides or name.endswith(".rels") or name == "[Content_Types].xml"
            if name.endswith(".rels"):
                home = posixpath.dirname(posixpath.dirname(name))
                for one in ET.fromstring(data):
                    assert one.get("TargetMode") != "External"
                    target = str(one.get("Target"))
                    full = (
                        target.lstrip("/")
                        if target.startswith("/")
                        else posixpath.normpath(posixpath.join(home, target))
                    )
                    assert full in parts, (name, target)
        assert sum(name.startswith("xl/charts/chart") for name in parts) == 4
        assert not any("macro" in name.lower() or name.endswith(".bin") for name in parts)


def test_the_order_of_a_sheets_elements_is_the_formats(workbooks: dict[str, Path]) -> None:
    order = ["sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter",
             "mergeCells", "conditionalFormatting", "dataValidations", "printOptions", "pageMargins", "pageSetup", "headerFooter",
             "ignoredErrors", "drawing"]  # fmt: skip
    for path in workbooks.values():
        for name, data in members(path).items():
            if name.startswith("xl/worksheets/sheet"):
                found = [one.tag.rpartition("}")[2] for one in ET.fromstring(data)]
                assert [order.index(tag) for tag in found] == sorted(order.index(tag) for tag in found), name
                assert found.count("ignoredErrors") == 1
                assert not re.search(rb"</f><v ?/>", data)  # no formula without its result


def test_sheets_in_both_languages(workbooks: dict[str, Path]) -> None:
    keys = ("first", "par", "sipas", "field", "agency", "scenarios", "chances", "tasks")
    for lang, path in workbooks.items():
        assert openpyxl.load_workbook(path).sheetnames == [word(f"sheet_{key}", lang) for key in keys]


def test_the_english_workbook_speaks_english(workbooks: dict[str, Path]) -> None:
    own_names = ("Hà Nội", "Thanh Hóa", "UBND")
    book = openpyxl.load_workbook(workbooks["en"])
    found = []
    for sheet in book:
        for one in (c for row in sheet.iter_rows() for c in row if isinstance(c.value, str)):
            text = one.value
            for name in own_names:
                text = text.replace(name, "")
            if re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", text, re.IGNORECASE):
                found.append((sheet.title, one.coordinate, text))
    # The words of the source stay as they are: the times in the column "Due in the source".
    assert [one for one in found if one[0] != "Tasks" or not one[1].startswith("C")] == []


def test_refuses_what_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    foreign = Scenario("x", edition="khác", sha256="0" * 64)
    for options, said in (
        ({"lang": "fr"}, "fr"),
        ({"date": "1/8/2022"}, "write as 2022-09-15"),
        ({"date": "2022-13-01"}, "2022-13-01"),
        ({"date": 20220801}, "20220801"),
        ({"scenarios": [Scenario("x"), Scenario("x")]}, "x"),
        ({"scenarios": [foreign]}, "x"),
        ({"scenarios": [Scenario("x", (Change("code", "1.1", "score", 99.0),))]}, "1.1"),
    ):
        with pytest.raises(ParAnalysisError, match=said):
            write_workbook(path, **options)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_replaces_an_older_file_whole_or_leaves_it(
    workbooks: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"cu")

    def fail(*_: object) -> None:
        raise OSError("đĩa đầy")

    with monkeypatch.context() as broken:
        broken.setattr("par_analysis.deliver.workbook.cells.repack_zip", fail)
        with pytest.raises(ParAnalysisError, match="đĩa đầy"):
            write_workbook(path, date="2022-08-01")
    assert path.read_bytes() == b"cu" and list(tmp_path.iterdir()) == [path]
    assert write_workbook(path, date="2022-08-01").read_bytes() == workbooks["vi"].read_bytes()
    with pytest.raises(ParAnalysisError):
        write_workbook(path / "a.xlsx")


# Excel asks to repair a sheet whose parts stand in another order than the format's (ECMA-376, part 1, 18.3.1.99).
PARTS = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetProtection autoFilter mergeCells conditionalFormatting "
    "dataValidations printOptions pageMargins pageSetup headerFooter ignoredErrors drawing"
)


def test_parts_of_a_sheet_stand_in_the_order_of_the_format(workbooks: dict[str, Path]) -> None:
    for path in workbooks.values():
        sheets = [data for name, data in members(path).items() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 8
        order = PARTS.split()
        for data in sheets:
            places = [order.index(part.tag.rpartition("}")[2]) for part in ET.fromstring(data)]
            assert places == sorted(places)
