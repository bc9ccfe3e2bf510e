"""The text of the appendix: every printed figure traced to its line, merged leads, and random damage."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_analysis import InputError, load_par, load_sipas
from par_analysis.tables.indices.appendix import read_appendix
from par_analysis.tables.indices.nodes import assemble
from par_analysis.tables.lists.beside import read_side_table
from par_analysis.tables.locations import PLAN_TEXT, SHIPPED
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.problems import Problems

PAR_LINES = range(156, 250)
SIPAS_LINES = range(250, 283)


def _decimals(text: str) -> list[Decimal]:
    """Read the numbers of a printed row, without the parser under test."""
    return [Decimal(n.replace(",", ".")) for n in re.findall(r"(?<![0-9.])>?([0-9]+(?:[.,][0-9]+)?)(?= \|)", text)]


def _corrected(lines: list[str]) -> list[str]:
    made = list(lines)
    for row in read_side_table("corrections", SHIPPED / "corrections.csv").itertuples():
        number = int(row.line) - 1
        if number < len(made):
            made[number] = made[number].replace(row.found, row.corrected, 1)
    return made


def _check_against_lines(frame: pd.DataFrame, lines: list[str], columns: list[str]) -> None:
    """Every figure, name and lead of the frame stands in the line it names."""
    lead = ""
    for row in frame[~frame["is_remainder"]].sort_values("source_line").itertuples():
        line = lines[row.source_line - 1]
        cells = [cell.strip() for cell in line.split("|")]
        numbers = _decimals(line.split("|", 2)[2])
        assert [Decimal(repr(getattr(row, c))) for c in columns] == numbers[: len(columns)], line
        assert unicodedata.normalize("NFC", cells[1]) == row.name, line
        if row.code == "total":
            assert pd.isna(row.lead_agency)
            continue
        lead_cell = cells[2 + len(columns)] if len(cells) > 3 + len(columns) else None
        if lead_cell is None:
            assert pd.isna(row.lead_agency), line  # a heading row: its lead cell is truly empty
        else:
            lead = lead_cell or lead
            assert row.lead_agency == lead, line


def test_every_par_figure_stands_in_the_line_it_names(plan_text: str) -> None:
    _check_against_lines(load_par(), _corrected(plan_text.split("\n")), ["max_points", "score", "target"])


def test_every_sipas_figure_stands_in_the_line_it_names(plan_text: str) -> None:
    _check_against_lines(load_sipas(), _corrected(plan_text.split("\n")), ["score", "target"])


def test_every_printed_row_is_read_once(plan_text: str) -> None:
    lines = plan_text.split("\n")
    for frame, block in ((load_par(), PAR_LINES), (load_sipas(), SIPAS_LINES)):
        printed = [n for n in block[1:] if lines[n - 1].strip(" |")]
        listed = frame.loc[~frame["is_remainder"], "source_line"]
        assert sorted(listed) == printed


def test_headings_of_the_par_table_carry_no_lead() -> None:
    par = load_par().set_index("code")
    empty = par.index[par["lead_agency"].isna() & ~par["is_remainder"]]
    assert set(empty) == {*"12345678", "total", "4.4", "6.1", "7.1", "7.5"}


@pytest.mark.parametrize(("code", "lead"), [("7.2.1", "Văn phòng UBND Thành phố"), ("6.4.4", "Sở Tài chính")])
def test_merged_lead_cells_carry_down(code: str, lead: str) -> None:
    assert load_par().set_index("code").loc[code, "lead_agency"] == lead


def test_implementing_units_change_in_the_middle_of_factor_three() -> None:
    units = load_sipas().set_index("code")["implementing_units"]
    assert units["III"] == units["III.3"] != units["III.4"] == units["III.7"]
    assert pd.isna(units["total"])


def test_targets_printed_as_bounds_become_value_and_flag() -> None:
    sipas = load_sipas().set_index("code")
    bounds = sipas[sipas["target_is_bound"]]
    assert list(bounds.index) == ["total", "I", "II", "III", "IV", "V"]
    assert bounds.loc["total", "target"] == 88.0


def test_corrections_are_counted_and_only_they_change_the_text() -> None:
    table = read_side_table("corrections", SHIPPED / "corrections.csv")
    for frame, index in ((load_par(), "par"), (load_sipas(), "sipas")):
        assert frame.attrs["corrections"] == (table["index"] == index).sum()
    lines = PLAN_TEXT.read_text(encoding="utf-8").split("\n")
    for row in table.itertuples():
        assert row.found in lines[int(row.line) - 1]


def test_the_raw_text_itself_keeps_every_slip(plan_text: str) -> None:
    for slip in ("2 2 |", "trực luyến", "niêm vết", "KT- XH", "89,28"):
        assert slip in plan_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_that_can_be_told_apart_are_read_right(
    own_text: Path, plan_text: str, encoding: str, form: str, newline: str
) -> None:
    own_text.write_bytes(unicodedata.normalize(form, plan_text).replace("\n", newline).encode(encoding))
    pd.testing.assert_frame_equal(load_par(own_text), load_par())
    pd.testing.assert_frame_equal(load_sipas(own_text), load_sipas())


def test_a_text_of_the_tables_alone_is_read_with_its_own_line_numbers(own_text: Path, plan_text: str) -> None:
    own_text.write_text("\n".join(plan_text.split("\n")[154:282]), encoding="utf-8")
    for load in (load_par, load_sipas):
        alone, whole = load(own_text), load()
        assert alone.attrs["corrections"] == whole.attrs["corrections"]
        assert (whole.pop("source_line") - alone.pop("source_line") == 154).all()
        pd.testing.assert_frame_equal(alone, whole)


def test_a_text_already_mended_needs_no_correction(write_plan: Callable[..., Path], plan_text: str) -> None:
    path = write_plan(text="\n".join(_corrected(plan_text.split("\n"))))
    assert (load_par(path).attrs["corrections"], load_sipas(path).attrs["corrections"]) == (0, 0)
    pd.testing.assert_frame_equal(load_par(path), load_par())


# --- random damage -----------------------------------------------------------------------------------------


def _damage(line: str, how: str, rng: random.Random) -> list[str]:
    place = rng.randrange(len(line)) if line else 0
    digits = [n for n, c in enumerate(line) if c.isdigit()]
    if how == "delete":
        return []
    if how == "repeat":
        return [line, line]
    if how == "drop" and line:
        return [line[:place] + line[place + 1 :]]
    if how == "digit" and digits:
        at = rng.choice(digits)
        return [line[:at] + str((int(line[at]) + rng.randint(1, 9)) % 10) + line[at + 1 :]]
    if how == "insert":
        return [line[:place] + rng.choice("|.,0x> ắ") + line[place:]]
    if how == "join":
        return [line.replace("|", " ", 1)]
    return [line[:place]]  # cut


@settings(max_examples=400)
@given(
    st.sampled_from([*PAR_LINES, *SIPAS_LINES]),
    st.sampled_from(["delete", "repeat", "drop", "digit", "insert", "join", "cut"]),
    st.integers(0, 10_000),
)
def test_damage_is_reported_or_carried_faithfully_never_swallowed(
    own_text: Path, plan_text: str, number: int, how: str, seed: int
) -> None:
    lines = plan_text.split("\n")
    lines[number - 1 : number] = _damage(lines[number - 1], how, random.Random(seed))
    own_text.write_text("\n".join(lines), encoding="utf-8")
    is_par = number in PAR_LINES
    load, columns = (load_par, ["max_points", "score", "target"]) if is_par else (load_sipas, ["score", "target"])
    try:
        frame = load(own_text)
    except InputError as error:
        assert all(problem.kind for problem in error.problems)
        return
    # What loads has every row of the edition, and says exactly what the damaged lines say.
    assert list(frame["code"]) == list(load()["code"])
    if len(lines) == len(plan_text.split("\n")):
        _check_loosely(frame, _corrected(lines), columns)


def _check_loosely(frame: pd.DataFrame, lines: list[str], columns: list[str]) -> None:
    """Numbers and names say what the line says; an independent reading of the same cells."""
    for row in frame[~frame["is_remainder"]].itertuples():
        cells = [re.sub(r"\s+", " ", cell).strip() for cell in lines[row.source_line - 1].split("|")]
        for cell, column in zip(cells[2:], columns, strict=False):
            plain = cell.lstrip(">≥= ").replace(",", ".")
            assert Decimal(plain) == Decimal(repr(getattr(row, column))), lines[row.source_line - 1]
        assert cells[1] == row.name


@pytest.mark.parametrize("last", [169, 200, 240, 270, 281])
def test_a_text_cut_short_is_told_as_such_and_not_as_a_wrong_correction(
    own_text: Path, plan_text: str, last: int
) -> None:
    own_text.write_text("\n".join(plan_text.split("\n")[:last]), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        (load_par if last < 250 else load_sipas)(own_text)
    kinds = {problem.kind for problem in caught.value.problems}
    assert "edition_codes" in kinds and "correction" not in kinds


# --- order, sections, results alone ------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_a_text_out_of_order_is_refused_or_means_the_same(
    seed: int, write_plan: Callable[..., Path], plan_text: str
) -> None:
    rng = random.Random(seed)
    lines = plan_text.split("\n")
    block = PAR_LINES if seed % 2 else SIPAS_LINES
    one, two = (rng.choice([n for n in block[3:] if lines[n - 1].strip(" |")]) for _ in range(2))
    if one == two:
        return
    changed = write_plan({one: lines[two - 1], two: lines[one - 1]})
    load = load_par if seed % 2 else load_sipas
    try:
        frame = load(changed)
    except InputError as error:
        assert all(p.where or p.facts for p in error.problems)
        return
    pd.testing.assert_frame_equal(frame.drop(columns="source_line"), load().drop(columns="source_line"))


def _read(text: str) -> pd.DataFrame:
    problems = Problems(Path("thử.txt"))
    rows, _, _ = read_appendix(text, INDICES["par"], [], problems)
    return assemble(rows, INDICES["par"], None, problems).set_index("code")


HEADER = "STT | Tiêu chí | Điểm tối đa | Điểm năm 2021 | Mục tiêu năm 2022 | Chủ trì tham mưu |"
SECTIONS = ["1 | Một | 4 | 3 | 4 |", "|", "1.1 | Mục | 4 | 3 | 4 | Sở A |", "2 | Hai | 6 | 5 | 6 |", "|"]
SECTIONS += ["2.1 | Mục | 6 | 5 | 6 | Sở B |", "| TỔNG ĐIỂM | 10 | 8 | 10 |", "|"]


def test_a_section_never_takes_the_lead_of_the_section_above() -> None:
    assert _read("\n".join([HEADER, *SECTIONS]))["lead_agency"].dropna().to_dict() == {"1.1": "Sở A", "2.1": "Sở B"}
    joined = [HEADER, *SECTIONS[:3], "2 | Hai | 6 | 5 | 6 | |", *SECTIONS[5:]]
    with pytest.raises(InputError) as caught:
        _read("\n".join(joined))
    assert [(p.kind, p.where) for p in caught.value.problems] == [("joined_heading", "dòng (line) 5")]
    joined[4] = "2 | Hai | 6 | 5 | 6 | không có |"
    assert pd.isna(_read("\n".join(joined)).loc["2", "lead_agency"])


def test_whole_rows_of_a_text_may_stand_in_any_order_if_each_names_its_lead() -> None:
    rows = [SECTIONS[6:8], SECTIONS[3:5], SECTIONS[5:6], SECTIONS[2:3], SECTIONS[0:2]]
    shuffled = "\n".join([HEADER, *(line for group in rows for line in group)])
    kept = ["name", "score", "lead_agency"]
    pd.testing.assert_frame_equal(_read(shuffled)[kept], _read("\n".join([HEADER, *SECTIONS]))[kept])


@pytest.mark.parametrize("how", ["no column", "empty column"])
def test_a_text_of_results_alone_is_read(how: str) -> None:
    lines = [[c.strip() for c in line.split("|")] for line in [HEADER, *SECTIONS]]
    for cells in lines:
        if len(cells) > 5:
            if how == "no column":
                del cells[4]
            elif not cells[4].startswith("Mục tiêu"):
                cells[4] = ""
    assert _read("\n".join(" | ".join(cells) for cells in lines))["target"].isna().all()


def test_a_score_that_was_not_published_is_empty() -> None:
    read = _read("\n".join([HEADER, *SECTIONS]).replace("| Mục | 6 | 5 |", "| Mục | 6 | Chưa công bố |"))
    assert pd.isna(read.loc["2.1", "score"]) and read.loc["2", "score"] == 5


# --- a text without an edition -----------------------------------------------------------------------------


def test_a_text_that_nothing_stands_beside_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "phụ lục.txt"
    path.write_text("\n".join([HEADER, *SECTIONS]), encoding="utf-8")
    read = load_par(path)
    assert read["lead_agency"].dropna().tolist() == ["Sở A", "Sở B"]
    assert read[["name_en", "assessment"]].isna().all(axis=None) and read.attrs["corrections"] == 0
    assert (read.attrs["source"], read.attrs["year"]) == ("Tệp phụ lục.txt", "")


def test_the_shipped_edition_completes_no_text_outside_its_folder(tmp_path: Path, plan_text: str) -> None:
    path = tmp_path / PLAN_TEXT.name
    path.write_text(plan_text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_par(path)
    # No slip is mended, and no unlisted part is declared: each is a gap, and the message says what to do of it.
    kinds = {problem.kind for problem in caught.value.problems}
    assert "bad_code" in kinds and not kinds & {"edition_codes", "foreign_code", "correction", "unknown_agency"}
    undeclared = [str(p) for p in caught.value.problems if p.kind in ("gap", "not_closed") and "7.1" in str(p)]
    assert undeclared and all("<mã>.rest" in text and "<code>.rest" in text for text in undeclared)


def test_what_stands_beside_a_text_in_its_folder_belongs_to_it(tmp_path: Path) -> None:
    path = tmp_path / "phụ lục.txt"
    path.write_text("\n".join([HEADER, *SECTIONS]).replace("Mục | 4 | 3 |", "Mục | 4 | ba |"), encoding="utf-8")
    tables = {
        "corrections": "index,file,line,found,corrected,reason,reason_en\npar,phụ lục.txt,4,| ba |,| 3 |,chữ thay số,a word for a figure\n",
        "assessment": "index,code,assessment,reason,reason_en\npar,1.1,appraisal,,\n",
        "names": "index,code,name_en,short,short_en\n"
        + "".join(f"par,{code},Name {code},,\n" for code in ("total", "1", "1.1", "2", "2.1")),
        "agencies": "id,name,short,name_en,short_en\na,Sở A,A,Department A,A\nb,Sở B,B,Department B,B\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    read = load_par(path).set_index("code")
    assert read.loc["1.1", ["score", "name_en", "assessment"]].tolist() == [3, "Name 1.1", "appraisal"]
    (tmp_path / "agencies.csv").write_text(tables["agencies"].replace("Sở B", "Sở Bê"), encoding="utf-8")
    with pytest.raises(InputError, match=r"«Sở B».*Sở Bê"):
        load_par(path)


def test_a_file_in_the_folder_of_an_edition_is_held_to_the_agencies_of_its_year(tmp_path: Path) -> None:
    path = tmp_path / "phụ lục.txt"
    path.write_text("\n".join([HEADER, *SECTIONS]), encoding="utf-8")
    head, toml = "id,name,short,name_en,short_en,first_year,last_year,successor\n", 'key = "thu"\nplace = "Thử"\n'
    rows = "a,Sở A,A,Department A,A,,2024,c\nb,Sở B,B,Department B,B,,,\nc,Sở C,C,Department C,C,2025,,\n"
    (tmp_path / "agencies.csv").write_text(head + rows, encoding="utf-8")
    indices = '[indices.par]\nfile = "phụ lục.txt"\n'
    for year, is_refused in ((2024, False), (2025, True)):
        (tmp_path / "edition.toml").write_text(f"{toml}year = {year}\n{indices}", encoding="utf-8")
        if is_refused:
            with pytest.raises(InputError, match="«Sở A»"):
                load_par(path)
        else:
            assert load_par(path)["lead_agency"].dropna().tolist() == ["Sở A", "Sở B"]
