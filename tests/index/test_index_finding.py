from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from par_analysis.index.finding import Finding, last_place
from par_analysis.tables.models.results import AUDIT


def test_a_finding_has_the_columns_of_the_audit() -> None:
    assert [field.name for field in dataclasses.fields(Finding)] == AUDIT.columns


@pytest.mark.parametrize(
    ("score", "target", "places"),
    [([8.5, 8.424], [9, 10], 3), ([89.28, 89.3], [91, 91], 2), ([9, 10], [9, float("nan")], 0)],
)
def test_a_table_is_as_fine_as_its_finest_figure(score: list[float], target: list[float], places: int) -> None:
    assert last_place(pd.DataFrame({"max_points": [100.0, 100.0], "score": score, "target": target})) == places
