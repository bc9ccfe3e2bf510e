"""Which criteria of two editions continue each other: the finest pairs, shares, and accounts that stay open."""

import pandas as pd
import pytest

from par_analysis import CompositeIndex, open_edition
from par_analysis.edition.matching import Matching, Side
from par_analysis.tables.models.index import NO_LEAD


def tree(*rows, leads=()):
    """Make an index of codes with scores; every maximum is 1."""
    frame = pd.DataFrame(
        [(code, code, 1.0, score) for code, score in rows], columns=["code", "name", "max_points", "score"]
    )
    frame["parent"] = [None if code == "total" else code.rpartition(".")[0] or "total" for code in frame["code"]]
    frame["lead_agency"] = frame["code"].map(dict(leads)).astype(object)
    return CompositeIndex(frame.assign(is_remainder=frame["code"].str.endswith(".rest")), "sum")


def matching(one, other, *pairs):
    rows = [(*pair, 1.0)[:3] for pair in pairs]
    frame = pd.DataFrame(rows, columns=["code_from", "code_to", "share"]).assign(basis="judged")
    return Matching(Side(one), Side(other), frame)


TWO = tree(("total", 3), ("1", 2), ("1.1", 1), ("1.2", 1), ("2", 1))


def shares(made):
    return {unit[:2]: unit[2:4] for unit in made.units}


def test_finest_pairs_are_compared():
    made = matching(TWO, TWO, ("1", "1"), ("1.1", "1.1"), ("2", "2"))
    assert shares(made) == {("1.1", "1.1"): (1, 1), ("2", "2"): (1, 1)}
    assert made.left == ({"1.2": 1.0}, {"1.2": 1.0})
    assert made.home(0, "1.2") == ("1", "1") and made.home(1, "2") == ("total", "total")
    assert made.open == set()
    assert shares(matching(TWO, TWO, ("1", "1"))) == {("1", "1"): (1, 1)}


def test_shares_and_what_they_leave_over():
    half, other, same = ("1.1", "1.1", 0.4), ("1.1", "1.2", 0.6), ("1.2", "1.2", 0.4)
    cases = [
        ([half], [(0.4, 0.4)]),
        ([half, other], [(0.4, 1), (0.6, 1)]),
        ([half, ("1.2", "1.1", 0.6)], [(1, 0.4), (1, 0.6)]),
        ([half, other, same], [(0.4, 1), (0.6, 0.6), (1, 0.4)]),
    ]
    assert [list(shares(matching(TWO, TWO, *pairs)).values()) for pairs, _ in cases] == [want for _, want in cases]
    assert matching(TWO, TWO, half, ("2", "2")).left[0] == pytest.approx({"1.1": 0.6, "1.2": 1.0})


def test_account_closes_where_scores_are_published():
    unknown = tree(("total", 3), ("1", 2), ("1.1", None), ("1.2", 1), ("2", 1))
    assert matching(TWO, unknown, ("1", "1"), ("1.1", "1.1"), ("2", "2")).open == {("1", "1")}
    deeper = tree(("total", 3), ("1", None), ("1.1", None), ("1.2", 1), ("2", 1))
    assert matching(TWO, deeper, ("1", "1"), ("1.1", "1.1"), ("2", "2")).open == {("1", "1"), ("total", "total")}


def test_unlisted_part_and_nothing_at_all_leave_accounts_open():
    rest = tree(("total", 3), ("1", 2), ("1.1", 1), ("1.rest", 1), ("2", 1))
    assert matching(TWO, rest, ("1", "1"), ("1.1", "1.1"), ("2", "2")).open == {("1", "1")}
    assert matching(TWO, TWO).open == {("total", "total")}


def test_criterion_whose_listing_is_taken_apart_leaves_its_account_open():
    # 1 is one criterion earlier, has parts later, and one of these is the earlier 2
    one = tree(("total", 3), ("1", 2), ("2", 1))
    made = matching(one, TWO, ("1", "1"), ("2", "1.1"))
    assert shares(made) == {("2", "1.1"): (1, 1)}
    assert made.open == {("1", "1")} and made.home(0, "1") == made.home(1, "1.2") == ("1", "1")


def test_node_that_continues_in_part_is_no_common_account():
    made = matching(TWO, TWO, ("1", "1", 0.5), ("1.1", "1.1"))
    assert made.home(0, "1.2") == made.home(1, "1.2") == ("total", "total")


def test_side_counts_in_the_overall_figure():
    own = open_edition()
    side = Side(own.sipas)
    assert side.ceiling("I.1") == pytest.approx(100 / 5 / 4)
    assert side.points("I.1") == pytest.approx(own.sipas.weight("I.1") * 89.23)
    assert side.field("I.1") == "I" and side.up("I.1") == ["I.1", "I", "total"]


def test_lead_of_a_node_without_one_is_that_of_its_parts():
    side = Side(tree(("total", 3), ("1", 2), ("1.1", 1), ("1.2", 1), ("2", 1), leads={"1.1": "A", "1.2": "A"}))
    assert side.leads == {"total": NO_LEAD, "1": "A", "1.1": "A", "1.2": "A", "2": NO_LEAD}
