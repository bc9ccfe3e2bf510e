"""The indices of an edition as one set of leaves: everything is bound by code, whatever the order of rows."""

from __future__ import annotations

import numpy as np
import pytest

from par_analysis import ParAnalysisError, load_par, load_sipas, open_edition
from par_analysis.edition.opening import edition_from


def test_vectors_hold_what_the_tables_say() -> None:
    own = open_edition()
    rows = {str(row.code): row for key in own.indices for row in own.table(key).itertuples() if row.is_leaf}
    assert set(own.leaves) == rows.keys()
    for code, at in own.position.items():
        row = rows[code]
        assert (own.score[at], own.maximum[at], own.minimum[at]) == (row.score, row.max_points, 0)
        assert own.target[at] == (row.score if row.is_remainder else row.target)
    for key, span in own.spans.items():
        assert list(own.leaves[span]) == own.indices[key].leaves
        assert own.weights[span] @ own.score[span] == pytest.approx(own.indices[key].total("score"), abs=0.005)


def test_nodes_know_their_leaves_level_and_index() -> None:
    own = open_edition()
    assert own.below["7.2"] == ("7.2.1", "7.2.rest")
    assert (own.depth["7.2.1"], own.depth["V"], own.depth["total"]) == (3, 1, 0)
    assert {own.index_of[code] for code in own.below["8"]} == {"par"}
    assert own.nodes["V"] == (79.73, 100.0)
    assert {leaf for leaves in own.groups["agency"].values() for leaf in leaves} <= set(own.par.leaves)


def test_order_of_rows_does_not_matter() -> None:
    own = open_edition()
    shuffled = own.replace(**{key: own.table(key).sample(frac=1, random_state=3) for key in own.indices})
    assert shuffled.sha256 == own.sha256
    at = [shuffled.position[leaf] for leaf in own.leaves]
    for name in ("score", "maximum", "target", "weights"):
        assert np.array_equal(getattr(shuffled, name)[at], getattr(own, name))


def test_an_index_that_is_not_there_is_refused_by_name() -> None:
    own = edition_from(load_par())
    assert list(own.indices) == ["par"]
    with pytest.raises(ParAnalysisError, match="SIPAS"):
        _ = own.sipas
    with pytest.raises(ParAnalysisError, match="papi"):
        own.index("papi")
    assert own.couplings == () and own.bridges == ()


def test_links_hold_only_where_both_ends_are_there() -> None:
    own = open_edition()
    assert [link.code for link in own.couplings] == ["8.1"]
    assert own.replace(sipas=None).couplings == ()
    assert edition_from(load_par(), load_sipas()).couplings == (), "a link is said by the edition, never guessed"
