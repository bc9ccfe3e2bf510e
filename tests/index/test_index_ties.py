"""Equal scores are reported when chance does not explain them, and only then."""

from __future__ import annotations

import pandas as pd

from par_analysis import CompositeIndex, load_par, load_sipas
from par_analysis.index.ties import find_ties


def _ties(scores: dict[str, float], par: pd.DataFrame | None = None) -> list[str]:
    sipas = load_sipas()
    sipas["score"] = sipas["code"].map(scores).fillna(sipas["score"])
    tables = {"par": load_par() if par is None else par, "sipas": sipas}
    return [
        f"{tie.index} {tie.code}" for tie in find_ties({key: CompositeIndex.of(key, t) for key, t in tables.items()})
    ]


FINANCE = "par 6.4.1, 6.4.2, 6.4.3, 6.4.4"


def test_ties_are_reported_where_chance_does_not_explain_them() -> None:
    par = load_par().set_index("code")
    assert set(par.loc[["6.4.1", "6.4.2", "6.4.3", "6.4.4"], "score"]) == {0.76}
    full = dict.fromkeys(load_sipas()["code"], 100.0)
    cases = [
        (_ties({}), [FINANCE, "sipas V.2, V.3, V.4"]),
        (_ties({"V.3": 79.11}), [FINANCE]),  # a single pair may be chance
        (_ties({"V.2": 78.5, "V.3": 79.11, "II.1": 88.77, "II.2": 88.77}), [FINANCE, "sipas II.1, II.2, II.4"]),
        # Nothing and everything are common.
        *((_ties({"V.2": score, "V.3": score, "V.4": score}), [FINANCE]) for score in (0.0, 100.0)),
        (_ties(full, load_par().assign(score=lambda table: table["max_points"])), []),
    ]
    assert [case for case in cases if case[0] != case[1]] == []


def test_a_tie_is_judged_by_the_spread_of_its_own_table() -> None:
    """Four equal scores are odd where the others scatter, and nothing special where all lie close together."""
    surveyed = load_par()["assessment"] == "official_survey"
    close = load_par()
    for at, row in enumerate(close[surveyed].index):  # 75 to 77 percent of the maximum, printed to the percent
        if close.loc[row, "parent"] != "6.4":
            close.loc[row, "score"] = round(close.loc[row, "max_points"] * (0.75 + at % 3 / 100), 2)
    assert FINANCE in _ties({}) and FINANCE not in _ties({}, close)
    # What SIPAS looks like has no say in it.
    sipas = load_sipas()
    wide = {code: 40 + 0.83 * at for at, code in enumerate(sipas["code"])}
    assert [tie for tie in _ties(wide) if tie.startswith("par")] == [FINANCE]
