"""Editions of a province that does not exist: other codes, agencies, levels and years, and parts left out."""

from __future__ import annotations

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import edition_from
from par_analysis.index.links import Link

LEADS = ("Ban Thử A", "Ban Thử B")
# code, maximum, score, target, lead, way of assessment; parents are the sums of their parts
PAR = (
    ("1.1", 4, 3.1, 3.5, LEADS[0], "appraisal"),
    ("1.2.1", 3, 2, 2.4, LEADS[0], "appraisal"),
    ("1.2.2", 2, 2, 2, LEADS[1], "outcome"),
    ("1.2.3.1", 5, 4.2, 4.5, LEADS[1], "appraisal"),
    ("1.2.3.2", 5, 1.5, 3, LEADS[0], "outcome"),
    ("1.2.3.3", 4, 0, 4, LEADS[1], "appraisal"),
    ("1.2.3.4", 7, 6.25, 6.5, LEADS[1], "official_survey"),
    ("7.1", 30, 24.4, 26, LEADS[0], "official_survey"),
    ("7.rest", 20, 17, None, None, None),
    ("total.rest", 20, 15.05, None, None, None),
)
SIPAS = (("I.1", 81.5, 84), ("I.2", 90, 91.25), ("II.1", 70.25, 75), ("II.2", 66, 70), ("II.3", 100, 100))
_WEIGHTS = {"I": 0.7, "II": 0.3, "I.1": 0.25, "I.2": 0.75, "II.1": 0.5, "II.2": 0.3, "II.3": 0.2}


def parent_of(code: str) -> str | None:
    return None if code == "total" else code.rpartition(".")[0] or "total"


def _tree(leaves: list[dict[str, object]], weights: dict[str, float] | None = None) -> pd.DataFrame:
    """Rows of the leaves and of everything above them, made of their parts."""
    rows = {str(row["code"]): row for row in leaves}
    for code in list(rows):
        step = parent_of(code)
        while step is not None:
            rows.setdefault(step, {"code": step})
            step = parent_of(step)

    def figure(code: str, column: str) -> object:
        parts = [other for other in rows if parent_of(other) == code]
        if not parts or (column == "max_points" and weights):
            return rows[code].get(column, 100.0)
        values = [figure(part, column) for part in parts]
        filled = [rows[p]["score"] if v is None else v for p, v in zip(parts, values, strict=True)]
        return sum(float(v) * (weights[p] if weights else 1.0) for p, v in zip(parts, filled, strict=True))  # type: ignore[arg-type]

    order = sorted(rows, key=lambda code: [] if code == "total" else code.replace("total.", "99.").split("."))
    made = []
    for line, code in enumerate(order, 1):
        is_leaf = code in {row["code"] for row in leaves}
        made.append(
            {
                **{"lead_agency": None, "assessment": None, **rows[code]},
                "parent": parent_of(code),
                "level": 0 if code == "total" else code.count(".") + 1,
                "name": "TỔNG" if code == "total" else f"Việc mẫu {code}",
                "name_en": None,
                **{column: figure(code, column) for column in ("max_points", "score", "target")},
                "target_is_bound": False,
                "is_leaf": is_leaf,
                "is_remainder": code.endswith(".rest"),
                "source_line": line,
            }
        )
    frame = pd.DataFrame(made)
    frame["target"] = frame["target"].astype(float)
    return frame if weights is None else frame.assign(weight=frame["code"].map(weights))


def par_table(targets: bool = True, leads: bool = True, floors: bool = False) -> pd.DataFrame:
    rows = [
        {"code": code, "max_points": most, "score": score, "target": target, "lead_agency": lead, "assessment": way}
        for code, most, score, target, lead, way in PAR
    ]
    frame = _tree(rows)
    if not targets:
        frame["target"] = float("nan")
    if not leads:
        frame["lead_agency"] = None
    return frame.assign(min_points=frame["code"].map({"1.2.3.4": 1.0, "7.1": 20.0}).fillna(0.0)) if floors else frame


def sipas_table(weighted: bool = False) -> pd.DataFrame:
    rows = [{"code": code, "max_points": 100.0, "score": score, "target": target} for code, score, target in SIPAS]
    even = {"I": 1 / 2, "II": 1 / 2, "I.1": 1 / 2, "I.2": 1 / 2, "II.1": 1 / 3, "II.2": 1 / 3, "II.3": 1 / 3}
    frame = _tree(rows, _WEIGHTS if weighted else even)
    return frame if weighted else frame.drop(columns="weight")


def made_up(par: pd.DataFrame | None = None, sipas: pd.DataFrame | None = None, **more: object) -> Edition:
    own = {"key": "tinh-mau-2031", "place": "Tỉnh Mẫu", "place_en": "Mẫu Province", "year": 2031, "target_year": 2032}
    return edition_from(par=par_table() if par is None else par, sipas=sipas, **{**own, **more})  # type: ignore[arg-type]


def editions() -> dict[str, Edition]:
    linked = made_up(par_table(floors=True), sipas_table(weighted=True))
    return {
        "par alone": made_up(),
        "results only": made_up(par_table(targets=False), target_year=None),
        "no leads": made_up(par_table(leads=False)),
        "sipas without a link": made_up(sipas=sipas_table()),
        "floors, weights and a link": linked.replace(links=(Link("par", "7.1", "sipas", 0.25),)),
        "sipas alone": edition_from(sipas=sipas_table(), place="Tỉnh Mẫu", year=2031),
        "unknown place and year": edition_from(par=par_table()),
    }
