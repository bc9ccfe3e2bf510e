"""Editions of places that do not exist, made of tables from scratch."""

from __future__ import annotations

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import edition_from

ROOT = "total"
_COLUMNS = ["code", "parent", "name", "name_en", "max_points", "score", "target", "lead_agency", "assessment"]
CENTRE, HOUSE, WATER = "Trung tâm Một cửa", "Nhà Tri thức", "Ban Thủy lợi"
_WAYS = ("appraisal", "official_survey", "citizen_survey", "outcome")

# Four levels, codes of another kind, parts that no document lists.
_LEAVES = [
    ("1.1.1.1", "Đèn đường sáng", "Street lights", 6.0, 5.25, 5.75, CENTRE, "appraisal"),
    ("1.1.1.2", "Cầu bắc xong", "Bridges built", 5.0, 5.0, 5.0, CENTRE, "appraisal"),
    ("1.1.2", "Sông trong", "Clear rivers", 9.0, 6.5, 7.5, WATER, "outcome"),
    ("1.2", "Chợ họp đúng phiên", "Markets on time", 10.0, 7.25, 8.0, HOUSE, "official_survey"),
    ("2.1", "Thư viện mở cửa", "Open libraries", 15.0, 12.5, 14.0, HOUSE, "citizen_survey"),
    ("2.2.1", "Sân chơi", "Playgrounds", 12.0, 9.75, 10.5, WATER, "appraisal"),
    ("2.2.2", "Vườn ươm", "Nurseries", 8.0, 8.0, 8.0, WATER, "appraisal"),
    ("7.1", "Tàu chạy đúng giờ", "Trains on time", 20.0, 14.0, 16.5, CENTRE, "outcome"),
]
_NODES = [
    (ROOT, None, "Tổng", "Total"),
    ("1", ROOT, "Đường sá và sông ngòi của tỉnh", "Roads and rivers"),
    ("1.1", "1", "Đường sá", "Roads"),
    ("1.1.1", "1.1", "Đường trong tỉnh", "Roads of the province"),
    ("2", ROOT, "Trường lớp", "Schools"),
    ("2.2", "2", "Ngoài trời", "Outdoors"),
    ("7", ROOT, "Giao thông", "Transport"),
]
_RESTS = [("7.rest", "7", 5.0, 4.5), (f"{ROOT}.rest", ROOT, 10.0, 9.25)]


def table(*, targets: bool = True, leads: bool = True, ways: bool = True, english: bool = True) -> pd.DataFrame:
    """The table of PAR INDEX of Tỉnh Mẫu: 100 points, four levels, two unlisted parts."""
    rows = {code: [code, code.rpartition(".")[0], *rest] for code, *rest in _LEAVES}
    for code, parent, points, score in _RESTS:
        rows[code] = [code, parent, "Phần không liệt kê", "Part that is not listed", points, score, None, None, None]
    nodes = {code: [code, parent, vi, en] for code, parent, vi, en in _NODES}

    def figures(code: str) -> list[float]:
        own = [row for row in rows.values() if row[1] == code]
        below = [figures(one) for one, node in nodes.items() if node[1] == code]
        held = [[row[4], row[5], row[5] if row[6] is None else row[6]] for row in own] + below
        return [round(sum(part), 9) for part in zip(*held, strict=True)]

    made = [[*node, *figures(code), None, None] for code, node in nodes.items()]
    frame = pd.DataFrame([*made, *rows.values()], columns=_COLUMNS)
    frame["level"] = [0 if code == ROOT else _depth(code, {**nodes, **rows}) for code in frame["code"]]
    frame["is_leaf"] = frame["code"].isin(list(rows))
    frame["is_remainder"] = frame["code"].isin([code for code, *_ in _RESTS])
    frame["target_is_bound"], frame["source_line"] = False, range(1, len(frame) + 1)
    for column, kept in (("target", targets), ("lead_agency", leads), ("assessment", ways), ("name_en", english)):
        if not kept:
            frame[column] = None
    for column in ("parent", "name_en", "lead_agency", "assessment"):
        frame[column] = frame[column].astype("str").where(frame[column].notna())
    for column in ("max_points", "score", "target"):
        frame[column] = frame[column].astype(float)
    return frame


def _depth(code: str, rows: dict[str, list]) -> int:
    depth = 0
    while rows[code][1] is not None:
        code, depth = rows[code][1], depth + 1
    return depth


def whole() -> Edition:
    """Tỉnh Mẫu in 2031: targets, leads and ways of assessment, no SIPAS, no tasks, no rank."""
    return edition_from(table(), key="tinh-mau", place="Tỉnh Mẫu", place_en="Mau Province", year=2031, target_year=2032)


def bare() -> Edition:
    """Results only: no targets, leads, ways of assessment, English names, place or year."""
    return edition_from(table(targets=False, leads=False, ways=False, english=False), key="tran")
