"""Crosswalks: what is proposed, written, edited and read back; every problem of a file at once."""

import subprocess
import sys

import openpyxl
import pandas as pd
import pytest

from par_analysis import (
    InputError,
    ParAnalysisError,
    compare_editions,
    load_par,
    open_edition,
    propose_crosswalk,
    read_crosswalk,
    write_crosswalk,
)
from par_analysis.edition.crosswalk import SIMILAR

COLUMNS = ["code_from", "name_from", "code_to", "name_to", "share", "basis", "similarity", "reason", "confirmed"]


@pytest.fixture(scope="module")
def later():
    """The shipped edition with criteria renamed, renumbered and reworded."""
    frame = load_par()
    frame["code"] = frame["code"].replace({"1.6": "1.7"})
    reworded = {
        "1.1": "Thực hiện Kế hoạch cải cách hành chính",
        "1.2": "Một nội dung hoàn toàn khác",
        "1.4": "Công tác thông tin, tuyên truyền CCHC",
    }
    frame["name"] = frame["code"].map(reworded).fillna(frame["name"])
    return open_edition().replace(par=frame, key="thu-2022", year=2022)


@pytest.fixture(scope="module")
def proposed(later):
    return propose_crosswalk("ha-noi-2021", later)


def problems(caught):
    return [(problem.kind, problem.where, problem.found) for problem in caught.value.problems]


def test_same_edition_is_the_same_throughout():
    for index in ("par", "sipas"):
        made = propose_crosswalk(None, None, index)
        assert list(made.columns) == COLUMNS
        codes = [code for code in open_edition().index(index).codes if code != "total"]
        assert list(made["code_from"]) == list(made["code_to"]) == codes
        assert set(made["basis"]) == {"same"} and made["confirmed"].all() and (made["share"] == 1).all()


def test_bases(proposed):
    rows = proposed.set_index("code_from")
    assert rows.loc["1.6", ["code_to", "basis", "similarity"]].tolist() == ["1.7", "name", 1.0]
    assert rows.loc["1.4", ["code_to", "basis"]].tolist() == ["1.4", "proposed"]
    assert SIMILAR <= rows.loc["1.4", "similarity"] < 1
    assert "1.2" not in rows.index
    assert not proposed.loc[proposed["basis"] != "same", "confirmed"].any()
    assert proposed["code_from"].is_unique and proposed["code_to"].is_unique


def test_fields_are_proposed_among_fields():
    own = open_edition()
    frame = own.table("par")
    name = frame.loc[frame["code"] == "7", "name"].item()
    frame.loc[frame["code"] == "7", "name"] = "Một tên khác hẳn"
    frame.loc[frame["code"] == "7.4", "name"] = name
    assert not propose_crosswalk(own, own.replace(par=frame))["code_from"].isin(["7", "7.4"]).any()


def test_names_decide_whatever_the_case_and_spaces(later):
    frame = later.table("par")
    frame["name"] = frame["name"].str.upper().str.replace(" ", "  ")
    assert propose_crosswalk(later, later.replace(par=frame))["basis"].eq("same").all()


def test_proposals_do_not_count_by_themselves(proposed, later):
    plain = compare_editions("ha-noi-2021", later)
    pd.testing.assert_frame_equal(compare_editions("ha-noi-2021", later, proposed).criteria, plain.criteria)
    agreed = proposed.assign(confirmed=True, reason="đã đối chiếu")
    made = compare_editions("ha-noi-2021", later, agreed)
    assert set(made.criteria["basis"]) == {"same", "name", "proposed", "added", "dropped"}
    assert made.criteria.query("basis == 'dropped'")["code_from"].tolist() == ["1.2"]


# Files


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_written_and_read_back(tmp_path, proposed, later, ending):
    path = write_crosswalk(proposed, tmp_path / f"chuyển đổi.{ending}")
    pd.testing.assert_frame_equal(read_crosswalk(path, None, later), proposed)
    again = write_crosswalk(proposed, tmp_path / f"lần hai.{ending}")
    assert path.read_bytes() == again.read_bytes()
    made = compare_editions(None, later, path)
    pd.testing.assert_frame_equal(made.criteria, compare_editions(None, later, proposed).criteria)


def test_workbook_keeps_codes_as_text_and_is_edited(tmp_path, proposed, later):
    path = write_crosswalk(proposed, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    codes = {cell.value: cell for cell in sheet["A"]}
    assert codes["7.1.10"].data_type == "s" and codes["7.1.10"].number_format == "@"
    row = codes["1.6"].row
    sheet.cell(row, 8).value, sheet.cell(row, 9).value, sheet.cell(row, 5).value = "Cùng nội dung", "có", 0.5
    book.save(path)
    made = read_crosswalk(path, None, later).set_index("code_from").loc["1.6"]
    assert (made["confirmed"], made["share"], made["reason"]) == (True, 0.5, "Cùng nội dung")


def test_every_problem_at_once(tmp_path, later):
    lines = [
        "code_from,code_to,share,basis,similarity,reason,confirmed",
        "1.3,1.3,,same,,,",
        "1.66,1.5,1,judged,,lý do,có",
        "1.6,1.8,1,judged,,lý do,có",
        "1.2,1.2,1,same,,,có",
        "1.4,1.4,1,proposed,,,yes",
        "2.1,2.1,0.7,judged,,lý do,có",
        "2.1,2.2,0.7,judged,,lý do,có",
        "2.3,2.3,1.5,judged,,lý do,không",
        "2.4,2.4,0,judged,,lý do,không",
        "3.1,3.1,1,giống,,lý do,có lẽ",
        "1.4,1.4,1,proposed,,lý do khác,yes",
        "total,total,1,judged,,lý do,có",
    ]
    path = tmp_path / "sai.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_crosswalk(path, None, later)
    assert {(kind, found) for kind, _, found in problems(caught)} == {
        ("unknown_word", ""),
        ("crosswalk_code", "1.66"),
        ("crosswalk_code", "1.8"),
        ("not_same", "same"),
        ("no_confirm_reason", None),
        ("out_of_range", "1.5"),
        ("out_of_range", "0"),
        ("unknown_word", "giống"),
        ("unknown_word", "có lẽ"),
        ("double_row", "1.4 → 1.4"),
        ("crosswalk_code", "total"),
        ("share_sum", None),
    }
    assert "ha-noi-2021" in str(caught.value) and "thu-2022" in str(caught.value)
    assert "2.1" in str(caught.value) and "1.4" in str(caught.value)


def test_shares_are_added_on_either_side_of_rows_that_count(tmp_path, later):
    rows = [("1.1", "1.1", 0.6), ("1.1", "1.2", 0.4), ("1.3", "1.1", 0.4)]
    columns = ["code_from", "code_to", "share"]
    frame = pd.DataFrame(rows, columns=columns).assign(basis="judged", reason="lý do", confirmed=True)
    compare_editions(None, later, frame)
    frame.loc[2, "share"] = 0.5
    with pytest.raises(InputError) as caught:
        compare_editions(None, later, frame)
    assert [kind for kind, *_ in problems(caught)] == ["share_sum"]
    frame.loc[2, "confirmed"] = False
    compare_editions(None, later, frame)


def test_edited_file_is_not_overwritten(tmp_path, proposed):
    path = write_crosswalk(proposed, tmp_path / "a.csv")
    before = path.read_bytes()
    with pytest.raises(ParAnalysisError, match="not overwritten"):
        write_crosswalk(proposed, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["a.txt", "a"])
def test_other_endings_are_refused(tmp_path, proposed, name):
    with pytest.raises(ParAnalysisError, match=r"xlsx"):
        write_crosswalk(proposed, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_frame_without_columns_is_refused(tmp_path, proposed, later):
    with pytest.raises(ParAnalysisError, match="basis"):
        write_crosswalk(proposed.drop(columns="basis"), tmp_path / "a.csv")
    with pytest.raises(ParAnalysisError, match="confirmed"):
        compare_editions(None, later, proposed.drop(columns="confirmed"))


def test_text_that_looks_like_a_formula_stays_text(tmp_path, proposed):
    path = write_crosswalk(proposed.assign(reason="=1+1"), tmp_path / "a.xlsx")
    assert {cell.data_type for cell in openpyxl.load_workbook(path).active["H"]} == {"s"}


def test_matcher_loads_when_it_is_first_used():
    code = "import sys, par_analysis; par_analysis.compare_editions(None, None); assert 'rapidfuzz' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
