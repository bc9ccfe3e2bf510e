"""The workbook reads back as the tables it was written from."""

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from par_analysis import (
    ParAnalysisError,
    edition_from,
    export_tables,
    load_agencies,
    load_par,
    load_sipas,
    open_edition,
)
from par_analysis.tables.models.index import ASSESSMENTS, INDICES

LOAD = {"par": load_par, "sipas": load_sipas}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return export_tables(tmp_path_factory.mktemp("sổ tính") / "hai bảng.xlsx")


@pytest.mark.parametrize("index", LOAD)
def test_round_trip(exported, index):
    frame = LOAD[index](exported)
    assert_frame_equal(frame, LOAD[index](), check_exact=True)
    shipped = LOAD[index]().attrs
    assert exported.name in frame.attrs["source"]
    assert shipped["source"] in frame.attrs["source"]
    assert exported.name in frame.attrs["source_en"]
    assert shipped["source_en"] in frame.attrs["source_en"]
    assert frame.attrs["file"] == exported.name


def test_same_bytes_every_time(exported, tmp_path):
    again = export_tables(tmp_path / "khác.xlsx")
    assert again.read_bytes() == exported.read_bytes()
    read = export_tables(tmp_path / "khác.xlsx", open_edition().replace(par=load_par(), sipas=load_sipas()))
    assert read == again
    assert read.read_bytes() == exported.read_bytes()


def test_round_trip_of_a_round_trip(exported, tmp_path):
    again = export_tables(tmp_path / "lần hai.xlsx", exported)
    for load in LOAD.values():
        assert_frame_equal(load(again), load(), check_exact=True)
        assert again.name in load(again).attrs["source"]


def test_sheets(exported):
    book = openpyxl.load_workbook(exported)
    assert book.sheetnames == [*(spec.sheet for spec in INDICES.values()), "Cơ quan", "Thông tin"]
    agencies = [[cell.value for cell in row] for row in book["Cơ quan"].iter_rows(min_row=2)]
    assert agencies == load_agencies().to_numpy().tolist()
    about = {row[0].value: row[1].value for row in book["Thông tin"].iter_rows()}
    assert about["Nguồn"] == load_par().attrs["source"]
    assert about["Source"] == load_par().attrs["source_en"]


@pytest.mark.parametrize("index", LOAD)
def test_sheet_is_ready_to_edit_and_print(exported, index):
    sheet = openpyxl.load_workbook(exported)[INDICES[index].sheet]
    frame = LOAD[index]()
    assert sheet.freeze_panes == "C2"
    assert sheet.print_title_rows.replace("$", "") == "1:1"
    assert sheet.max_row == len(frame) + 1
    assert all(cell.font.bold for cell in sheet[1])
    headers = [cell.value for cell in sheet[1]]
    scores = [row[headers.index("Điểm đạt được")] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in scores] == frame["score"].to_list()
    assert {cell.data_type for cell in scores} == {"n"}
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    ways = [row[headers.index("Cách đánh giá")].value for row in sheet.iter_rows(min_row=2)]
    assert ways == [ASSESSMENTS[way][0] if isinstance(way, str) else None for way in frame["assessment"]]


TEXTS = ["=1+1", "=SUM(A1:A9)", "+1", "-1", "@tên", "#N/A", "007", "TRUE", "1.5", "=", "12/7"]


def test_text_that_looks_like_something_else_stays_text(tmp_path):
    frames = {index: load() for index, load in LOAD.items()}
    for frame in frames.values():
        for number, text in enumerate(TEXTS, 3):
            frame.loc[number, ["name", "name_en"]] = text
    path = export_tables(tmp_path / "bảng.xlsx", open_edition().replace(**frames))
    book = openpyxl.load_workbook(path)
    for index, frame in frames.items():
        for number, text in enumerate(TEXTS, 5):
            cells = book[INDICES[index].sheet][number][1:3]
            assert [(cell.data_type, cell.value) for cell in cells] == [("s", text)] * 2
        assert_frame_equal(LOAD[index](path), frame, check_exact=True)


def free_leaves(frame):
    """Leaves whose score is bound to nothing else: no sibling is an unlisted part, which is a difference."""
    bound = set(frame.loc[frame["is_remainder"], "parent"])
    return frame[frame["is_leaf"] & ~frame["is_remainder"] & ~frame["parent"].isin(bound)]


@settings(max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_perturbed_scores_round_trip_exactly(tmp_path, data):
    frames = {index: load() for index, load in LOAD.items()}
    for frame in frames.values():
        free = free_leaves(frame)
        assert len(free) > 10
        for row in data.draw(st.lists(st.sampled_from(list(free.index)), min_size=1, max_size=12, unique=True)):
            score = data.draw(st.floats(0, frame.loc[row, "max_points"]))
            frame.loc[row, "score"] = score + 0.0  # -0.0 and 0.0 are one score
            frame.loc[row, "target"] = data.draw(st.floats(score, frame.loc[row, "max_points"])) + 0.0
            frame.loc[row, "target_is_bound"] = False
    path = export_tables(tmp_path / "bảng.xlsx", open_edition().replace(**frames))
    for index, frame in frames.items():
        assert_frame_equal(LOAD[index](path), frame, check_exact=True)


def test_small_and_long_scores_and_targets_that_are_bounds_round_trip(tmp_path):
    par = load_par()
    rows = [row for row in free_leaves(par).index if par.loc[row, "max_points"] > 0.5]
    for row, score in zip(rows, (1e-5, 1e-300, 1 / 3, 0.1 + 0.2), strict=False):
        par.loc[row, "score"] = score
    for row, target in zip(rows[4:], (0.123, 0.5, 0.001), strict=False):
        par.loc[row, ["target", "target_is_bound"]] = [target, True]
    assert_frame_equal(load_par(export_tables(tmp_path / "bảng.xlsx", edition_from(par))), par, check_exact=True)


def test_lines_of_the_source_survive_and_point_to_the_document(exported):
    for load in LOAD.values():
        assert load(exported)["source_line"].to_list() == load()["source_line"].to_list()


def test_agencies_that_a_workbook_adds_survive_a_second_export(exported, tmp_path):
    book = openpyxl.load_workbook(exported)
    book["Cơ quan"].append(["moi", "Sở Mới", "Sở Mới", "New Department", "New"])
    sheet = book[INDICES["par"].sheet]
    column = [cell.value for cell in sheet[1]].index("Cơ quan chủ trì") + 1
    row = 2 + int(free_leaves(load_par()).index[0])
    sheet.cell(row, column).value = "Sở Mới"
    book.save(tmp_path / "một.xlsx")
    par = load_par(tmp_path / "một.xlsx")
    assert par.loc[row - 2, "lead_agency"] == "Sở Mới"
    again = export_tables(tmp_path / "hai.xlsx", edition_from(par))
    assert_frame_equal(load_par(again), par, check_exact=True)


def test_replaces_an_older_file_or_leaves_it(exported, tmp_path):
    path = tmp_path / "bảng.xlsx"
    path.write_bytes(b"cu")
    with pytest.raises(ParAnalysisError):
        export_tables(path, edition_from(load_par().drop(columns="score")))
    assert path.read_bytes() == b"cu"
    assert export_tables(str(path)) == path
    assert path.read_bytes() == exported.read_bytes()
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(ParAnalysisError, match=r"bảng\.xlsx"):
        export_tables(path / "bảng.xlsx")
