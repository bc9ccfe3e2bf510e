"""Which leaves a code stands for, and which task reaches which leaf."""

from __future__ import annotations

import pandas as pd
import pytest

from par_analysis import (
    CompositeIndex,
    Edition,
    ParAnalysisError,
    edition_from,
    load_par,
    load_sipas,
    load_tasks,
    open_edition,
)
from par_analysis.index.links import Link
from par_analysis.plan.links import leaves_served, task_links

EDITION = open_edition()
PAR, SIPAS = EDITION.par, EDITION.sipas


def below(code: str, leaf: str) -> bool:
    """Whether a leaf stands under a code, told by the code alone."""
    return code == leaf or leaf.startswith(f"{code}.")


def tree(codes: dict[str, str]) -> CompositeIndex:
    nodes = pd.DataFrame({"code": ["total", *codes], "parent": [None, *codes.values()], "name": "tên"})
    return CompositeIndex(nodes, "sum")


def made_of(par: CompositeIndex, sipas: CompositeIndex, *links: Link) -> Edition:
    return edition_from(load_par()).replace(indices={"par": par, "sipas": sipas}, links=links)


def tasks(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Make tasks of id, named codes, inferred codes and what they repeat."""
    return pd.DataFrame(
        {
            "id": [row[0] for row in rows],
            "codes_named": [tuple(row[1].split()) for row in rows],
            "codes_inferred": [tuple(row[2].split()) for row in rows],
            "same_as": pd.Series([row[3] or None for row in rows], dtype="str"),
            "plan_only": False,
            "due": pd.NaT,
        }
    )


def test_the_sipas_index_is_criterion_8_1() -> None:
    par, sipas = leaves_served(EDITION, "par"), leaves_served(EDITION, "sipas")
    for code in SIPAS.codes:
        assert code == "total" or par[code] == ("8.1",)
    assert sipas["8.1"] == sipas["8"] == sipas["total"] == tuple(SIPAS.leaves)
    assert sipas["V"] == ("V.1", "V.2", "V.3", "V.4") and sipas["V.1"] == ("V.1",)
    for code in PAR.codes:
        assert code in ("8", "8.1", "total") or sipas[code] == ()


def test_every_code_of_both_indices_is_answered_by_the_leaves_below_it(province: Edition) -> None:
    for index, own in (("par", PAR), ("sipas", SIPAS)):
        served = leaves_served(EDITION, index)
        assert set(served) == {*PAR.codes, *SIPAS.codes} and served["total"] == tuple(own.leaves)
        assert set(own.leaves) >= {leaf for leaves in served.values() for leaf in leaves}
    for edition in (EDITION, province):
        served = leaves_served(edition, "par")
        for code in edition.par.codes:
            want = tuple(leaf for leaf in edition.par.leaves if below(code, leaf) or code == "total")
            assert served[code] == want != (), code
    assert set(leaves_served(EDITION, "par")["7.1"]) == {"7.1.9", "7.1.10", "7.1.11", "7.1.rest"}  # unlisted parts too


def test_other_editions_have_other_bridges() -> None:
    par = tree({"1": "total", "1.1": "1", "1.2": "1", "2": "total"})
    sipas = tree({"I": "total", "I.1": "I", "II": "total"})
    edition = made_of(par, sipas, Link("par", "1.2", "sipas", 0.1))
    assert leaves_served(edition, "par")["I"] == ("1.2",)
    to_sipas = leaves_served(edition, "sipas")
    assert (to_sipas["1"], to_sipas["1.2"], to_sipas["1.1"], to_sipas["2"]) == (("I.1", "II"), ("I.1", "II"), (), ())
    edition = made_of(tree({"1": "total"}), tree({"I": "total"}))
    assert leaves_served(edition, "par")["I"] == () == leaves_served(edition, "sipas")["1"]


def test_an_edition_of_one_index_answers_for_that_index_alone() -> None:
    edition = EDITION.replace(sipas=None)
    served = leaves_served(edition, "par")
    assert set(served) == set(PAR.codes) and served["8.1"] == ("8.1",)
    with pytest.raises(ParAnalysisError, match="SIPAS"):
        leaves_served(edition, "sipas")


def test_a_task_reaches_a_leaf_once_and_named_goes_before_inferred() -> None:
    served = {"2": ("2.1", "2.2"), "2.1": ("2.1",), "2.2": ("2.2",), "3": ("3",)}
    links = task_links(tasks(("a", "2.1", "2", ""), ("b", "2 2.1", "", ""), ("c", "", "2.2 2", "")), served)
    rows = {(row.id, row.code, row.named) for row in links.itertuples()}
    assert rows == {(id, code, id == "b" or (id, code) == ("a", "2.1")) for id in "abc" for code in ("2.1", "2.2")}
    assert len(links) == 6


def test_repeats_tasks_without_codes_and_no_tasks_reach_nothing() -> None:
    columns = ["code", "id", "named", "plan_only", "due"]
    for given, ids in (
        (tasks(("a", "2", "", ""), ("b", "2", "", "a")), ["a"]),
        (tasks(("a", "", "", "")), []),
        (tasks(), []),
    ):
        links = task_links(given, {"2": ("2",)})
        assert list(links.columns) == columns and list(links["id"]) == ids


def test_the_links_of_the_plan_are_those_of_its_codes() -> None:
    """Recounted leaf by leaf, from the codes alone."""
    shipped = load_tasks()
    par = load_par().query("is_leaf")["code"]
    roman = set(load_sipas()["code"]) - {"total"}
    made = {(row.id, row.code): row.named for row in task_links(shipped, leaves_served(EDITION, "par")).itertuples()}
    want = {}
    for task in shipped[shipped["same_as"].isna()].itertuples():
        for leaf in par:
            named, inferred = (
                any(below(code, leaf) or (leaf == "8.1" and code in roman) for code in codes)
                for codes in (task.codes_named, task.codes_inferred)
            )
            if named or inferred:
                want[task.id, leaf] = named
    assert made == want and len(want) > 100
