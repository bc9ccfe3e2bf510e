"""What documents say in words that the figures do not bear: the known cases, and the rules on made-up lines."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from par_analysis import Edition, conflicts, open_edition
from par_analysis.tables.locations import SHIPPED as FOLDER

SHIPPED = conflicts()
PLAN = "ke-hoach-192-kh-ubnd-2022.txt"


def of(relation: str, found: pd.DataFrame = SHIPPED) -> pd.DataFrame:
    return found[found["relation"] == relation]


def reading(tmp_path: Path, number: int, line: str) -> Edition:
    """The shipped edition, one line of whose plan reads otherwise."""
    folder = tmp_path / "kỳ"
    shutil.copytree(FOLDER, folder)
    lines = (folder / PLAN).read_text(encoding="utf-8").split("\n")
    lines[number - 1] = line
    (folder / PLAN).write_text("\n".join(lines), encoding="utf-8", newline="\n")
    return open_edition().replace(folder=folder)


def test_points_printed_as_percent_are_told_from_the_published_levels() -> None:
    rows = of("percent_points").set_index("subject")
    assert rows["line_a"].tolist() == [15, 15] and rows["document_b"].tolist() == ["", ""]
    assert rows["statement_b"].to_dict() == {"par_score": "86.07 → 88.54", "sipas_score": "85.15 → 87.11"}
    assert "2,47 điểm (tính tương đối là 2,87%)" in rows.loc["par_score", "sentence_vi"]
    assert "1.96 percentage points apart (a relative change of 2.30%)" in rows.loc["sipas_score", "sentence_en"]
    known = set(open_edition().standings["id"])
    assert all(set(ids.split(", ")) <= known for ids in rows["section_b"])


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("PAR INDEX đạt 88,54%, tăng 2,47% so với năm 2020", True),
        ("PAR INDEX đạt 88,54%, tăng 2.5%", True),  # rounded
        ("PAR INDEX đạt 88,54%, tăng 2,87%", False),  # a relative change is in percent
        ("PAR INDEX đạt 88,54%, tăng 2,47 điểm", False),
        ("PAR INDEX đạt 88,54%, giảm 2,47%", False),
        ("GRDP tăng 2,47%", False),  # of something else
    ],
)
def test_a_change_in_percent_is_a_finding_only_where_it_is_the_difference(
    tmp_path: Path, said: str, found: bool
) -> None:
    rows = of("percent_points", conflicts(reading(tmp_path, 15, said)))
    assert (len(rows) == 1) is found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("PAR INDEX đạt 88,54%, đứng trong top 10 các tỉnh", True),
        ("PAR INDEX đạt 88,54%, đứng trong nhóm 10 địa phương dẫn đầu", True),
        ("PAR INDEX đạt 88,54%, đứng trong top 10 các tỉnh, giảm 2 bậc", False),  # the fall is told
        ("PAR INDEX phấn đấu trong 10 tỉnh đứng đầu", False),  # a goal, not the result of the year
        ("PAR INDEX đạt 88,54%, đứng trong top 5 các tỉnh", False),  # untrue, which is another thing
        ("SIPAS đạt 87,11%, đứng trong top 63 các tỉnh", False),  # it rose
    ],
)
def test_a_place_among_the_leading_ones_is_a_finding_where_the_rank_fell(
    tmp_path: Path, said: str, found: bool
) -> None:
    rows = of("hidden_fall", conflicts(reading(tmp_path, 15, said)))
    assert (len(rows) == 1) is found
    if found:
        (row,) = rows.itertuples()
        assert (row.subject, row.statement_b) == ("par_rank", "8 → 10") and row.year == 2021
        assert "từ thứ 8 năm 2020 xuống thứ 10" in row.sentence_vi and "fall of 2 ranks" in row.sentence_en


def test_what_is_to_be_maintained_below_its_maximum() -> None:
    (row,) = of("maintained").itertuples()
    assert (row.kind, row.document_a, row.line_a, row.statement_b) == ("task", "192", 39, "−1.24")
    assert row.code == "2.4.1, 2.4.2, 2.4.3, 2.4.4"
    assert row.statement_a == "duy trì các tiêu chí chưa đạt điểm tối đa"
    assert "đòi hỏi tăng thêm 0,24" in row.sentence_vi and "ask for 0.24 more" in row.sentence_en


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("giữ vững các tiêu chí sau: tính khả thi", True),
        ("duy trì, nâng cao các tiêu chí chưa đạt điểm tối đa", False),  # to raise is asked for too
        ("duy trì các tiêu chí đạt điểm tối đa; nâng cao các tiêu chí khác", False),  # those at their best
        ("duy trì hệ thống quản lý chất lượng", False),  # of no criteria
    ],
)
def test_to_maintain_is_a_finding_where_nothing_is_to_be_raised(tmp_path: Path, said: str, found: bool) -> None:
    assert (len(of("maintained", conflicts(reading(tmp_path, 39, said)))) == 1) is found


def test_criteria_at_their_maximum_may_be_maintained() -> None:
    par = open_edition().table("par")
    own = par["code"].str.startswith("2.4.")
    par.loc[own, "score"] = par.loc[own, "max_points"]
    assert of("maintained", conflicts(open_edition().replace(par=par))).empty


def test_goals_that_only_maintain_are_found_too() -> None:
    goals = open_edition().goals
    row = goals.index[goals["code"] == "V"][0]
    goals.loc[row, "words"] = "giữ vững tỷ lệ hài lòng của yếu tố V"
    found = of("maintained", conflicts(open_edition().replace(goals=goals)))
    assert found["kind"].tolist() == ["task", "goal"] and found["code"].iloc[1] == "V"


def test_sentences_are_in_their_language() -> None:
    rows = SHIPPED[SHIPPED["relation"].isin(["maintained", "percent_points", "hidden_fall"])]
    assert len(rows) == 4
    for row in rows.itertuples():
        for text in (row.sentence_vi, row.sentence_en):
            assert text.endswith(".") and "  " not in text and not re.search(r"\b(nan|None|NA)\b", text)
        assert not re.search(r"\d,\d", row.sentence_en) and "dòng" not in row.sentence_en
