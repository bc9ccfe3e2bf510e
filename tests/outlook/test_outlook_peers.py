"""The peer of a criterion: on its field or way of assessment, but on itself alone where it is a published part."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from par_analysis import Edition, open_edition
from par_analysis.outlook.peers import peer_of

EDITION = open_edition()


def having(**above: tuple[str, float]) -> Edition:
    """The shipped edition with one precedent a part: province, and by how much it stood above."""
    row = EDITION.precedents.iloc[[0]]
    rows = [row.assign(part=part, place=place, above=by) for part, (place, by) in above.items()]
    return EDITION.replace(precedents=pd.concat(rows, ignore_index=True))


def test_a_criterion_that_is_a_published_part_has_its_peer_on_that_part() -> None:
    found = peer_of("8.1", "par", EDITION)  # alone in the survey of citizens; field 8 holds five others beside it
    assert (found["peer"], found["peer_part"]) == ("Bắc Giang", "citizen_survey")
    assert found["peer_above"] == pytest.approx(9.00 - 8.709)


def test_others_are_compared_on_their_field_too() -> None:
    own = having(**{"8": ("Tỉnh A", 0.5), "outcome": ("Tỉnh B", 0.2), "citizen_survey": ("Tỉnh C", 0.1)})
    assert peer_of("8.2", "par", own) == {"peer": "Tỉnh A", "peer_part": "8", "peer_above": 0.5}
    assert peer_of("8.1", "par", own) == {"peer": "Tỉnh C", "peer_part": "citizen_survey", "peer_above": 0.1}
    assert peer_of("V.1", "sipas", own)["peer"] == "Tỉnh C"


def test_none_is_named_where_none_stood_above() -> None:
    own = having(**{"8": ("Tỉnh A", 0.5), "citizen_survey": ("Tỉnh C", -0.1)})
    found = peer_of("8.1", "par", own)
    assert (found["peer"], found["peer_part"]) == ("", "") and math.isnan(float(str(found["peer_above"])))
