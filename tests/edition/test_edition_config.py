"""`edition.toml`: every way in which it can be wrong, with file and line, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_edition import AGENCIES, PAR, TOML, write

from par_analysis import InputError, ParAnalysisError, open_edition
from par_analysis.edition.check import check_edition

LINK = TOML[TOML.index("[[links]]") :]

# kind, what is replaced, by what, the line that must be named (0: none), a piece of the message
CASES: list[tuple[str, str, str, int, str]] = [
    ("toml_missing", 'key = "thu-2031"\n', "", 0, "key"),
    ("toml_missing", 'place = "Tỉnh Thử"\n', "", 0, "place"),
    ("toml_missing", 'file = "par.csv"\n', "", 7, "file"),
    ("toml_missing", 'code = "1.1"\n', "", 13, "code"),
    ("toml_missing", "points_per_unit = 0.1\n", "", 13, "points_per_unit"),
    ("missing_value", 'place = "Tỉnh Thử"', 'place = "  "', 2, "place"),
    ("toml_unknown", "target_year = 2032", "target_yaer = 2032", 5, "target_year"),
    ("toml_unknown", 'file = "par.csv"', 'file = "par.csv"\nsuorce = "x"', 9, "source"),
    ("toml_unknown", "points_per_unit = 0.1", "points_per_unit = 0.1\nwhy = 1", 18, "why"),
    ("toml_text", 'key = "thu-2031"', "key = 5", 1, "5"),
    ("toml_text", 'place_en = "Trial"', "place_en = [1]", 3, "place_en"),
    ("toml_text", LINK, '[links]\nindex = "par"\n', 13, "links"),
    ("toml_text", '[indices.par]\nfile = "par.csv"\n', '[indices]\npar = "par.csv"\n', 8, "indices.par"),
    ("toml_key", "thu-2031", "Thử 2031", 1, "ha-noi-2021"),
    ("out_of_range", "year = 2031", 'year = "2031"', 4, "1990"),
    ("out_of_range", "year = 2031", "year = 31", 4, "1990"),
    ("out_of_range", "year = 2031", "year = true", 4, "1990"),
    ("out_of_range", "year = 2031", "year = 2031.5", 4, "1990"),
    ("out_of_range", "year = 2031", "year = 2031-01-01", 4, "1990"),
    ("out_of_range", "target_year = 2032", "target_year = 2031", 5, "2032"),
    ("out_of_range", "points_per_unit = 0.1", "points_per_unit = 0", 17, "100"),
    ("out_of_range", "points_per_unit = 0.1", "points_per_unit = nan", 17, "100"),
    ("out_of_range", "points_per_unit = 0.1", 'points_per_unit = "0,1"', 17, "0,1"),
    ("out_of_range", "points_per_unit = 0.1", "points_per_unit = 0.1\nmargin = -0.02", 18, "100"),
    ("out_of_range", "points_per_unit = 0.1", 'points_per_unit = 0.1\nmargin = "0,02"', 18, "0,02"),
    ("unknown_word", "[indices.par]", "[indices.papi]", 7, "papi"),
    ("unknown_word", 'of = "sipas"', 'of = "papi"', 16, "papi"),
    ("link_circle", 'of = "sipas"', 'of = "par"', 16, "par"),
    ("link_circle", LINK, LINK + '\n[[links]]\nindex = "sipas"\ncode = "I"\nof = "par"\npoints_per_unit = 1\n', 22, "par"),
    ("double_code", LINK, LINK + "\n" + LINK, 21, "1.1"),
    ("link_code", 'code = "1.1"', 'code = "1.3"', 15, "1.1"),
    ("link_code", 'code = "1.1"', 'code = "1"', 15, "par"),
    ("toml_outside", "par.csv", "../par.csv", 8, "../par.csv"),
    ("toml_outside", "par.csv", "/khác/par.csv", 8, "/khác/par.csv"),
    ("toml_no_file", "par.csv", "khác.csv", 8, "khác.csv"),
    ("toml_no_file", "par.csv", ".", 8, "."),
    ("toml", 'place = "Tỉnh Thử"', "place = Tỉnh Thử", 2, "TOML"),
    ("toml", "year = 2031\n", "year = 2031\nyear = 2031\n", 5, "TOML"),
    ("toml_missing", TOML, "# trống", 0, "indices"),
    ("empty", TOML, "\n", 0, "rỗng"),
]  # fmt: skip
# What these tests make a file be refused for; the years of tables, and folders without the file, below.
KINDS = {*(case[0] for case in CASES), "toml_year", "no_edition"}


def refused(home: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        open_edition(home)
    return caught.value


def test_a_wrong_file_is_refused_with_line_and_reason(tmp_path: Path) -> None:
    faults = []
    for number, (kind, old, new, line, named) in enumerate(CASES):
        assert old in TOML
        home = write(tmp_path / f"thử {number}", edition_toml=TOML.replace(old, new, 1))
        error = refused(home)
        matching = [problem for problem in error.problems if problem.kind == kind]
        is_placed = f"line {line}" in str(error) if kind == "toml" else bool(matching) and matching[0].where == (f"dòng (line) {line}" if line else "")  # fmt: skip
        is_headed = str(error).startswith(f"{home / 'edition.toml'}: ") and "EN: " in str(error)
        if not (is_placed and is_headed and any(named in str(problem) for problem in matching)):
            faults.append((kind, new, str(error)))
    assert faults == []


def test_the_edition_that_these_tests_spoil_is_in_order(tmp_path: Path) -> None:
    edition = open_edition(write(tmp_path / "thử"))
    assert (edition.key, edition.place, edition.place_en, edition.year, edition.target_year) == (
        *("thu-2031", "Tỉnh Thử", "Trial"),
        *(2031, 2032),
    )
    assert [(link.index, link.code, link.of, link.factor) for link in edition.couplings] == [
        ("par", "1.1", "sipas", 0.1)
    ]
    assert check_edition(tmp_path / "thử").problems == ()


def test_all_problems_of_the_file_come_at_once(tmp_path: Path) -> None:
    text = TOML.replace("thu-2031", "Thử").replace("year = 2031", "year = 31", 1).replace("par.csv", "x.csv")
    text = text.replace('of = "sipas"', 'of = "par"').replace('place_en = "Trial"', 'palce_en = "Trial"')
    problems = refused(write(tmp_path / "thử", edition_toml=text)).problems
    assert {(problem.kind, problem.where.rpartition(" ")[2]) for problem in problems} == {
        *{("toml_key", "1"), ("toml_unknown", "3"), ("out_of_range", "4"), ("toml_no_file", "8"), ("link_circle", "16")}
    }


def test_an_encoding_is_read_or_refused(tmp_path: Path) -> None:
    for encoding in ("utf-8-sig", "utf-16"):  # as Notepad saves
        data = TOML.replace("\n", "\r\n").encode(encoding)
        assert open_edition(write(tmp_path / encoding, edition_toml=data)).place == "Tỉnh Thử"
    for encoding in ("utf-16-le", "cp1258", "latin-1"):
        data = TOML.replace("Thử", "Thử Đà").encode(encoding, errors="replace")
        assert {p.kind for p in refused(write(tmp_path / encoding, edition_toml=data)).problems} <= {"encoding", "toml"}


def test_a_folder_that_is_no_edition(tmp_path: Path) -> None:
    error = refused(tmp_path)
    assert [p.kind for p in error.problems] == ["no_edition"] and "new-edition" in str(error)
    with pytest.raises(ParAnalysisError, match="ha-noi-2021"):
        open_edition(str(tmp_path / "không có"))


def test_years_of_a_table_and_of_the_file_must_agree(tmp_path: Path) -> None:
    par = PAR.replace("Điểm đạt được", "Điểm năm 2030").replace("Mục tiêu", "Mục tiêu năm 2033")
    error = refused(write(tmp_path / "thử", par_csv=par))
    assert [(p.kind, p.column, p.found) for p in error.problems] == [
        ("toml_year", "year", "2031"),
        ("toml_year", "target_year", "2032"),
    ]


def test_an_edition_needs_no_years_links_or_english_name(tmp_path: Path) -> None:
    text = 'key = "thu"\nplace = "Tỉnh Thử"\n[indices.par]\nfile = "par.csv"\n'
    edition = open_edition(write(tmp_path / "thử", edition_toml=text))
    assert (edition.year, edition.target_year, edition.place_en, edition.links) == (None, None, "Tỉnh Thử", ())
    assert list(edition.indices) == ["par"]


def test_agencies_that_succeed_themselves_are_refused(tmp_path: Path) -> None:
    for length in (1, 2, 3):
        ids = "abc"[:length]
        rows = [line.split(",") for line in AGENCIES.splitlines()]
        for number, row in enumerate(rows[1 : length + 1]):
            row[6], row[7] = "2031", ids[(number + 1) % length]
        text = "".join(",".join(row) + "\n" for row in rows)
        error = refused(write(tmp_path / f"thử {length}", agencies_csv=text))
        assert error.path.name == "agencies.csv"
        want = [("own_successor", f"dòng (row) {number}") for number in range(2, length + 2)]
        assert [(p.kind, p.where) for p in error.problems] == want
        assert " → ".join([*ids, ids[0]]) in str(error)
