"""A check says everything that is wrong with an edition at once, and what it can and cannot be used for."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_edition import AGENCIES, GOALS, PAR, SIPAS, TASKS, TOML, write

from par_analysis import ParAnalysisError, open_edition
from par_analysis.edition.check import USES, check_edition
from par_analysis.tables.locations import RAW, SHIPPED


def told(home: Path) -> str:
    return "\n".join(map(str, check_edition(home).problems))


def test_the_shipped_editions_are_in_order_and_the_chief_one_can_be_used_for_everything() -> None:
    for home in sorted(path.parent for path in RAW.glob("*/edition.toml")):
        found = check_edition(home)
        assert found.problems == () and found.edition is not None and found.edition.key == home.name
    said = str(check_edition(SHIPPED))
    assert "cannot be used" not in said and all(en in said for _, en in USES)


def test_the_province_can_be_used_for_what_it_has(province_folder: Path) -> None:
    found = check_edition(province_folder)
    can, cannot = str(found).split("cannot be used for")
    assert found.problems == () and "outlook: chances, effort" in can and "points lost by way of assessment" in can
    assert all(lacking in cannot for lacking in ("a SIPAS table", "documents", "a published rank of the place"))


def test_a_good_edition_prints_what_it_is_for(tmp_path: Path) -> None:
    found = check_edition(write(tmp_path / "thử"))
    text = str(found)
    assert found.problems == () and "thu-2031: PAR INDEX, SIPAS Tỉnh Thử 2031; par 6 dòng (rows), sipas 2" in text
    can, cannot = text.split("cannot be used for")
    assert "  + nhiệm vụ, hạn" in can and "  + hài lòng (SIPAS)" in can
    assert "thứ hạng theo điểm (rank by score): thiếu thứ hạng đã công bố" in cannot and "documents" in cannot


def without(text: str, *numbers: int) -> str:
    """Take columns away."""
    rows = [line.split(",") for line in text.splitlines()]
    return "".join(",".join(cell for at, cell in enumerate(row) if at not in numbers) + "\n" for row in rows)


def test_results_alone_have_no_targets_ladder_or_outlook(tmp_path: Path) -> None:
    home = write(tmp_path / "thử", par_csv=without(PAR, 5), sipas_csv=without(SIPAS, 4), goals_csv=None)
    text = str(check_edition(home))
    assert not check_edition(home).problems
    can, cannot = text.split("cannot be used for")
    assert "  + điểm bị trừ theo cơ quan" in can and "  + kịch bản" in can and "  + hài lòng" in can
    for line in ("mục tiêu: thang", "dự báo: khả năng"):
        assert f"  – {line}" in cannot
    assert "lacks targets by criterion" in cannot


def test_par_index_alone_has_no_satisfaction(tmp_path: Path) -> None:
    text = 'key = "thu"\nplace = "Tỉnh Thử"\n[indices.par]\nfile = "par.csv"\n'
    home = write(
        tmp_path / "thử", edition_toml=text, par_csv=without(PAR, 6, 7), sipas_csv=None, agencies_csv=None, tasks_csv=None, goals_csv=None
    )  # fmt: skip
    found = check_edition(home)
    assert found.problems == () and any("lead agency" in notice for notice in found.notices)
    can, cannot = str(found).split("cannot be used for")
    assert "points lost by field" in can and "points lost by agency" not in can
    for lacking in ("a SIPAS table", "lead agencies", "ways of assessment", "tasks", "the year of its results"):
        assert lacking in cannot


# Problems of many files


def test_problems_of_several_files_come_at_once(tmp_path: Path) -> None:
    home = write(
        tmp_path / "thử",
        par_csv=PAR.replace("35,Sở A", "35,Sở Á"),
        sipas_csv=SIPAS.replace("I,Một,One,80", "I,Một,One,tám"),
    )
    found = check_edition(home)
    assert [error.path.name for error in found.problems] == ["par.csv", "sipas.csv"] and found.edition is None  # type: ignore[attr-defined]
    assert "«Sở Á»" in str(found) and "«tám»" in str(found)
    with pytest.raises(ParAnalysisError) as caught:
        open_edition(home)
    assert "par.csv" in str(caught.value) and "sipas.csv" in str(caught.value)


def test_problems_of_the_tables_of_a_plan_come_at_once(tmp_path: Path) -> None:
    home = write(
        tmp_path / "thử",
        tasks_csv=TASKS.replace("Sở B", "Sở Y").replace("tháng 9/2032", "sang năm"),
        goals_csv=GOALS.replace("total", "9.9"),
    )
    found = check_edition(home)
    assert [error.path.name for error in found.problems] == ["tasks.csv", "goals.csv"]  # type: ignore[attr-defined]
    for word in ("dòng (row) 2", "«sang năm»", "dòng (row) 3", "«Sở Y»", "«9.9»"):
        assert word in str(found)
    assert "can be used for" not in str(found)  # first things first


def test_agencies_and_settings_are_told_together_with_side_tables(tmp_path: Path) -> None:
    home = write(tmp_path / "thử", agencies_csv=AGENCIES.replace("b,Sở B", "b,Sở A"))
    (home / "remainders.csv").write_text("index,code\npar,1.rest\n", encoding="utf-8")
    assert [error.path.name for error in check_edition(home).problems] == ["agencies.csv", "remainders.csv"]  # type: ignore[attr-defined]


def test_agencies_of_another_edition_or_year_are_refused(tmp_path: Path) -> None:
    text = TASKS.replace("Sở A", "Sở Nội vụ").replace("Sở B", "Cục thuế Thành phố")
    error = told(write(tmp_path / "thử", tasks_csv=text))
    assert "«Sở Nội vụ»" in error and "«Cục thuế Thành phố»" in error and "agencies.csv" in error
    error = told(write(tmp_path / "thử", agencies_csv=AGENCIES.replace("Dept A,,,", "Dept A,,2030,b")))
    assert "«Sở A»" in error and "par.csv" in error and "sipas.csv" in error


def test_weights_that_do_not_add_up_are_told_with_the_row(tmp_path: Path) -> None:
    rows = PAR.splitlines()
    weights = ["Trọng số", "", "1", "0.5", "", "1", ""]
    text = "\n".join(f"{row},{weight}" for row, weight in zip(rows, weights, strict=True))
    error = told(write(tmp_path / "thử", par_csv=text))
    assert "dòng (line) 2" in error and "50" in error and "trọng số" in error


# Keys


def test_a_key_of_a_shipped_edition_is_taken(tmp_path: Path) -> None:
    home = write(tmp_path / "thử", edition_toml=TOML.replace("thu-2031", "ha-noi-2021"))
    assert "'ha-noi-2021'" in told(home) and str(home / "edition.toml") in told(home)


def test_a_key_of_a_folder_beside_is_taken(tmp_path: Path) -> None:
    home = write(tmp_path / "một")
    assert told(home) == ""
    for written in ('key = "thu-2031"', "key = 'thu-2031'", ' "key"="thu-2031" # như trên'):
        for encoding in ("utf-8", "utf-16"):
            write(tmp_path / "hai", edition_toml=TOML.replace('key = "thu-2031"', written).encode(encoding))
            assert "'thu-2031'" in told(home), (written, encoding)


def test_the_folder_one_stands_in_is_beside_its_siblings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path / "một"))
    write(tmp_path / "một" / "bên trong")
    assert told(Path()) == ""
    write(tmp_path / "hai")
    assert "'thu-2031'" in told(Path())


def test_a_broken_folder_beside_takes_no_key(tmp_path: Path) -> None:
    home = write(tmp_path / "một")
    write(tmp_path / "hai", edition_toml="key = ")
    write(tmp_path / "ba", edition_toml=b"\xff\xfe\x00")
    assert told(home) == ""


def test_what_is_left_unread_is_noted(tmp_path: Path) -> None:
    head, *rows = PAR.splitlines()
    found = check_edition(
        write(tmp_path / "thử", par_csv="\n".join([f"{head},Người nhập", *(f"{row},x" for row in rows)]))
    )
    assert found.problems == () and any("Người nhập" in notice for notice in found.notices)
    assert "Lưu ý (note): " in str(found)


def test_a_folder_that_is_no_edition_is_told(tmp_path: Path) -> None:
    assert "new-edition" in told(tmp_path) and check_edition(tmp_path).edition is None
    assert told(tmp_path / "không có")
