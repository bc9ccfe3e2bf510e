"""What the model is fitted to: changes and weights by hand from the raw tables, parts that add up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from par_analysis import load_par, open_edition
from par_analysis.outlook.history import history_of, part_pairs, parts_of
from par_analysis.outlook.model import achievability_model

SHIPPED = open_edition()
KNOWN = SHIPPED.at(None)


def test_changes_of_places_are_those_of_the_raw_rows() -> None:
    for edition, until in ((SHIPPED, 2021), (KNOWN, 2024)):
        for index in ("par", "sipas"):
            made, rows = history_of(edition, index, until), edition.evidence
            anchors = rows[(rows["role"] == "anchor") & (rows["index"] == index)]
            means = {}
            for row in anchors.sort_values("used").itertuples():
                means[row.year_to] = row.level_to
            for row in anchors.sort_values("used").itertuples():
                means.setdefault(row.year_from, row.level_from)
            own = rows[(rows["role"] == "observation") & (rows["index"] == index) & (rows["part"] == "total")]
            own = own[(own["year_to"] - own["year_from"] == 1) & (own["year_to"] <= until)]
            own = own[own["used"] | (own["unused_because"] == "counted_elsewhere")]
            want = {(row.place, row.year_to): row for row in own.itertuples()}
            assert set(zip(made.pairs["place"], made.pairs["year_to"], strict=True)) <= set(want)
            assert len(made.pairs) >= 15
            for pair in made.pairs.itertuples():
                row = want[pair.place, pair.year_to]
                lost = [100 - means[row.year_from], 100 - means[row.year_to]]
                assert pair.change == pytest.approx(row.level_to - row.level_from)
                for level, of, far, share in (
                    (row.level_from, lost[0], pair.before, pair.share_before),
                    (row.level_to, lost[1], pair.after, pair.share_after),
                ):
                    assert far == pytest.approx(-np.log((100 - level) / of))
                    assert share == pytest.approx((level - (100 - of)) / of)
    assert history_of(SHIPPED, "par", 2021).pairs.equals(history_of(KNOWN, "par", 2021).pairs)


def test_risers_and_fallers_weigh_as_they_stand_among_all_provinces() -> None:
    """Of 63 provinces 60 rose in the year of results and three fell; the sample has too many that fell."""
    pairs = history_of(SHIPPED, "par", 2021).pairs
    fell = pairs["change"] <= 0
    assert fell.sum() == 3 and len(pairs) == 17
    np.testing.assert_allclose(pairs.loc[~fell, "weight"], 60 / 63 * 17 / 14)
    np.testing.assert_allclose(pairs.loc[fell, "weight"], 3 / 63 * 17 / 3)
    assert pairs["weight"].sum() == pytest.approx(len(pairs))
    later = history_of(KNOWN, "par", 2024).pairs
    for year, rose, dropped in ((2023, 57, 6), (2024, 53, 9)):
        own = later[later["year_to"] == year]
        up = own["change"] > 0
        if up.any() and not up.all():
            assert own.loc[up, "weight"].sum() / len(own) == pytest.approx(rose / (rose + dropped))
    # Without counts, or without both kinds of place, everybody counts once.
    none = SHIPPED.replace(movements=SHIPPED.movements.iloc[:0])
    assert (history_of(none, "par", 2021).pairs["weight"] == 1).all()
    risers = SHIPPED.evidence[~SHIPPED.evidence["place"].isin(pairs.loc[fell, "place"])]
    assert (history_of(SHIPPED.replace(evidence=risers), "par", 2021).pairs["weight"] == 1).all()


def test_parts_add_up_to_the_index_and_stand_as_published() -> None:
    history = history_of(SHIPPED, "par", 2021)
    parts = parts_of(SHIPPED, history, 2021)
    leaves = load_par().query("is_leaf")
    for column, name in (("maximum", "max_points"), ("level", "score")):
        assert parts[column].to_dict() == pytest.approx(leaves.groupby("assessment")[name].sum().to_dict())
    assert parts["maximum"].sum() == pytest.approx(history.maximum)
    assert parts["mean"].sum() == pytest.approx(history.mean)
    assert parts["share"].sum() == pytest.approx(1.0) and (parts["share"] > 0).all()
    assert (parts["mean"] < parts["maximum"]).all() and (parts["n"] > 5).all()


def test_parts_are_those_of_statements_made_up_so_that_the_answer_is_known() -> None:
    """Places whose parts stand exactly where the assumption puts them give back means and shares."""
    history = history_of(SHIPPED, "par", 2021)
    base = parts_of(SHIPPED, history, 2021)
    share = pd.Series({"appraisal": 0.5, "citizen_survey": 0.1, "official_survey": 0.3, "outcome": 0.1})
    means = {"appraisal": 52.0, "citizen_survey": 8.6, "official_survey": 20.0}
    means["outcome"] = history.mean - sum(means.values())
    leads = np.array([-6.0, -2.0, 0.5, 3.0, 4.5])
    # Variances of parts are to stand as the shares: errors as large as the leads leave missing, uncorrelated with them.
    ortho = np.array([1.0, -2.0, 2.0, -1.0, 0.0])
    ortho -= leads * (ortho @ (leads - leads.mean())) / (leads @ (leads - leads.mean())) + 0.0
    ortho -= ortho.mean()
    rows, totals = [], []
    names = [f"Tỉnh {at}" for at in range(len(leads))]
    for part, w in share.items():
        noise = ortho / ortho.std() * np.sqrt(max(w - w**2, 0.0)) * leads.std()
        for name, lead, error in zip(names, leads, noise, strict=True):
            score = means[part] + w * lead + error
            rows.append(
                {"place": name, "year": 2021, "part": part, "score": score, "maximum": base.loc[part, "maximum"]}
            )
    for name, lead in zip(names, leads, strict=True):
        totals.append({"index": "par", "place": name, "year": 2021, "score": history.mean + lead, "doubt": np.nan})
    edition = SHIPPED.replace(
        parts=pd.DataFrame(rows).assign(doubt=np.nan), standings=pd.DataFrame(totals).assign(rank=pd.NA)
    )
    made = parts_of(edition, history, 2021)
    assert made["share"].to_dict() == pytest.approx(share.to_dict(), abs=0.02)
    error = [
        (made.loc[part, "mean"] - mean - (share[part] - made.loc[part, "share"]) * leads.mean())
        for part, mean in means.items()
    ]
    assert np.abs(error).max() < 0.1
    assert (made["n"] == 5).all()
    mixed = edition.replace(parts=edition.parts.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(parts_of(mixed, history, 2021), made)


def test_without_statements_of_parts_they_lose_as_the_whole() -> None:
    own = SHIPPED.replace(parts=SHIPPED.parts.iloc[:0])
    history = history_of(own, "par", 2021)
    made = parts_of(own, history, 2021)
    np.testing.assert_allclose(made["mean"] / made["maximum"], history.mean / 100)
    np.testing.assert_allclose(made["share"], made["maximum"] / 100)
    assert (made["n"] == 0).all()


def test_changes_of_parts_scatter_as_totals_do() -> None:
    parts = achievability_model().parts
    made = part_pairs(SHIPPED, parts, 2021)
    rows = SHIPPED.evidence.set_index(["part", "year_to"])
    assert len(made) == 3 and made["part"].is_unique
    for pair in made.itertuples():
        row = rows.loc[(pair.part, pair.year_to)]
        row = row.iloc[0] if isinstance(row, pd.DataFrame) else row
        part = parts.loc[pair.part]
        for year, level, found in ((2020, row["level_from"], pair.before), (2021, row["level_to"], pair.after)):
            lost = 100 - {2020: 83.72, 2021: 86.37}[year]
            national = part["maximum"] * (1 - part["loss"] * lost / 100)
            points = level / row["maximum"] * part["maximum"]
            assert found == pytest.approx((points - national) / lost / np.sqrt(part["share"]), abs=1e-6), pair.part
