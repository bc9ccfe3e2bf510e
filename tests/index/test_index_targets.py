"""What the targets come to, and bounds and formulas that the printed targets betray."""

from __future__ import annotations

import math

import pytest

from par_analysis import open_edition
from par_analysis.index.targets import common_shares, missed_bounds, reached

EDITION = open_edition()


def test_what_is_reached_at_target_is_the_roll_up_of_the_leaves_targets() -> None:
    for index in (EDITION.par, EDITION.sipas):
        at_target = index.rollup(index.leaf_values("target"))
        faults = [
            code for code in index.codes if not math.isclose(reached(index, code), float(at_target[code]), abs_tol=1e-9)
        ]
        assert faults == []


def test_a_bound_is_missed_where_the_parts_at_target_only_equal_it() -> None:
    index = EDITION.sipas
    found = missed_bounds("sipas", index, ())
    assert [one.code for one in found] == ["I", "II", "III", "IV", "V"]  # 88.60 exceeds the bound of the whole
    for one in found:
        assert one.recomputed == pytest.approx(reached(index, one.code)) and one.recomputed <= one.published
    assert [one.code for one in missed_bounds("sipas", index, ["I", "V"])] == ["II", "III", "IV"]
    assert missed_bounds("par", EDITION.par, ()) == []  # no printed bound there


def test_targets_set_by_one_formula_are_counted() -> None:
    (found,) = common_shares("par", EDITION.par)
    leaves = EDITION.par.by_code.loc[EDITION.par.leaves]
    asked = leaves[(leaves["assessment"] == "official_survey") & leaves["target"].notna()]
    share = asked["target"] / asked["max_points"]
    assert len(asked) == 21 and (share.round(9) == 0.8).sum() == 19
    assert "19" in found.sentence_vi and "21" in found.sentence_vi and "80%" in found.sentence_en
    assert common_shares("sipas", EDITION.sipas) == []
