"""The set of alternatives, and every headline under each of them counted anew."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from par_analysis import ParAnalysisError, open_edition
from par_analysis.outlook import alternatives as alternatives_module
from par_analysis.outlook.alternatives import ALTERNATIVES, Alternative, Robustness, alternatives_of, robustness
from par_analysis.outlook.bands import band_of
from par_analysis.outlook.chance import chances
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.rivals import rank_chances, ranks_up
from par_analysis.outlook.simulation import draw, nodes_of

BASE = achievability_model()


@pytest.fixture(scope="module")
def made() -> Robustness:
    return robustness(model=BASE)


def test_there_are_many_each_with_a_title_and_a_reason_and_each_another_model(made: Robustness) -> None:
    assert len(ALTERNATIVES) >= 8 and made.left_out == {} and made.names == list(ALTERNATIVES)
    said = [text for one in ALTERNATIVES.values() for text in (one.title, one.title_en, one.reason, one.reason_en)]
    assert all(text.strip() == text and text for text in said)
    titles = [one.title for one in ALTERNATIVES.values()] + [one.title_en for one in ALTERNATIVES.values()]
    assert len(set(titles)) == len(titles)
    for name in made.names:
        moved = (made.by_alternative[name] - made.by_alternative["model"]).abs().max()
        assert moved > 1e-4 or (made.bands[name] - made.bands["model"]).abs().max() > 1e-3, name
    others = made.by_alternative.T.round(9)
    assert not others.duplicated().any()


def test_every_headline_is_worked_out_from_its_own_model(made: Robustness) -> None:
    for name in ("model", "points", "slow_country"):
        model = BASE if name == "model" else ALTERNATIVES[name].change(BASE)
        draws = np.concatenate([block.nodes for block in draw(model, 20_000, 0)], axis=1)
        listed, own = nodes_of(model), made.by_alternative[name]
        assert own["total_median"] == pytest.approx(np.median(draws[0]))
        assert own[["total_low", "total_high"]].tolist() == pytest.approx(np.quantile(draws[0], [0.1, 0.9]).tolist())
        assert own["no_fall"] == (draws[0] >= listed.loc[0, "score"] - 1e-9).mean()
        for at, node in listed[listed["kind"] != "agency"].iterrows():
            key = "total_target" if node["kind"] == "total" else f"field {node['code']}"
            assert own[key] == (draws[at] >= node["target"] - 1e-9).mean()
        ranks = rank_chances(model).set_index("rank")["moving"]
        for up, rank in ranks_up(model.edition).items():
            assert own[f"rank_up_{up}"] == ranks[rank]
        for code in made.bands.index:
            assert made.bands.loc[code, name] == model.chance_of(code, float(BASE.leaves.loc[code, "target"]))


def test_ranges_bands_and_what_is_robust_by_hand(made: Robustness) -> None:
    for row in made.headlines.itertuples():
        values = made.by_alternative.loc[row.key]
        assert (row.model, row.low, row.high) == (values["model"], values.min(), values.max())
        if row.key.startswith("total_") and row.key != "total_target":
            assert (row.unit, row.band, row.robust) == ("points", "", True)
        else:
            bands = {"likely" if v >= 0.66 else "unlikely" if v < 0.33 else "open" for v in values}
            assert (row.unit, row.robust) == ("chance", len(bands) == 1) and row.band in bands
        assert made.holds(row.key) == row.robust
    assert not made.holds("no such headline")
    assert made.headlines["robust"].any() and not made.headlines["robust"].all()
    for chance, band in ((0.66, "likely"), (0.6599, "open"), (0.33, "open"), (0.3299, "unlikely"), (1.0, "likely")):
        assert band_of(chance, BASE) == band
    assert band_of(0.62, BASE.replace(likely=0.6)) == "likely"


def test_a_criterion_is_robust_where_all_alternatives_say_its_band(made: Robustness) -> None:
    for index in ("par", "sipas"):
        table = chances(index, model=BASE).set_index("code")
        for code, row in table.iterrows():
            values = made.bands.loc[code]
            assert (row["chance"], row["chance_low"], row["chance_high"]) == (
                values["model"],
                values.min(),
                values.max(),
            )
            assert row["band"] == band_of(row["chance"], BASE)
            assert row["robust"] == ({band_of(value, BASE) for value in values} == {row["band"]})


def test_one_that_cannot_be_fitted_is_left_out_by_name_with_the_reason() -> None:
    rows = BASE.edition.evidence
    few = rows[(rows["role"] == "anchor") | (rows["index"] == "sipas") | rows["id"].isin(rows["id"][:1])]
    model = achievability_model(open_edition().replace(evidence=few))
    assert len(model.histories["par"].pairs) < 5
    others, left_out = alternatives_of(model)
    assert set(left_out) == {"empirical"} and set(others) == set(ALTERNATIVES) - {"empirical"}
    assert "quan sát" in left_out["empirical"] and "too few observations" in left_out["empirical"]


def test_a_fault_of_an_alternative_that_is_no_refusal_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(model: object) -> object:
        raise ZeroDivisionError

    def refused(model: object) -> object:
        raise ParAnalysisError("không được", "no")

    one = Alternative("A", "A", "b", "b", refused)  # type: ignore[arg-type]
    monkeypatch.setattr(alternatives_module, "ALTERNATIVES", {"one": one})
    others, left_out = alternatives_of(BASE)
    assert others == {} and list(left_out) == ["one"]
    monkeypatch.setattr(alternatives_module, "ALTERNATIVES", {"one": dataclasses.replace(one, change=broken)})
    with pytest.raises(ZeroDivisionError):
        alternatives_of(BASE)


def test_it_is_worked_out_once_for_a_model(made: Robustness) -> None:
    assert robustness() is made is robustness(open_edition())
    assert robustness(model=BASE.replace(level=0.8)) is not made
    assert f"{made.headlines['robust'].sum()} of {len(made.headlines)}" in repr(made)
