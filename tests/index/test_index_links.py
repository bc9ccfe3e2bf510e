"""A criterion that is the result of another index."""

from __future__ import annotations

from par_analysis import open_edition
from par_analysis.index.links import Link


def test_the_shipped_link_gives_the_published_points_of_the_criterion() -> None:
    edition = open_edition()
    assert edition.links == (Link("par", "8.1", "sipas", 0.1),)
    link = edition.links[0]
    given = link.factor * edition.index(link.of).score()
    assert abs(given - edition.index(link.index).score(link.code)) < 0.005
