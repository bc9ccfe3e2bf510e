"""Charts of the targets: scores, targets and maxima stand where the tables have them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from cases import every
from chart_cases import LANGS, LOST_IN_ALL, PLAN, SCORE, Gallery, printed, said, with_par
from matplotlib.colors import same_color

from par_analysis import (
    ParAnalysisError,
    charts,
    data_behind,
    deficits,
    edition_from,
    load_agencies,
    load_par,
    load_sipas,
    open_edition,
)
from par_analysis.words.palette import EARNED, GAINED, LOST, TARGET

SHORT = load_agencies().set_index("name")["short"]
PAR = {"shipped": load_par, "mixed": lambda: load_par().sample(frac=1, random_state=5)}
SIPAS = {"shipped": load_sipas, "mixed": lambda: load_sipas().sample(frac=1, random_state=5)}


def losing(par: pd.DataFrame) -> pd.DataFrame:
    """The leaves that lost points, from the raw columns."""
    made = par[par["is_leaf"] & (par["max_points"] - par["score"] > 1e-9)].copy()
    return made.assign(lost=made["max_points"] - made["score"], gain=made["target"] - made["score"])


class Row(NamedTuple):
    score: float
    target: float
    figures: str
    axes: int


def ladder(fig: charts.Chart) -> tuple[dict[str, Row], list[str]]:
    """The lines of a ladder by the code they begin with, and its headings."""
    rows, headings = {}, []
    for number, axes in enumerate(fig.axes):
        marks = {(line.get_marker(), line.get_ydata()[0]): line.get_xdata()[0] for line in axes.lines}
        notes = {text.xy[1]: text.get_text() for text in axes.texts if hasattr(text, "xy")}
        for text in axes.texts:
            place = text.get_position()[1]
            if hasattr(text, "xy"):
                continue
            if ("o", place) not in marks:
                headings.append(text.get_text())
                continue
            code = text.get_text().split(" ")[0]
            assert code not in rows, f"{code} is drawn twice"
            rows[code] = Row(marks["o", place], marks["D", place], notes[place], number)
    return rows, headings


@every(table=PAR, agency=[None, *losing(load_par())["lead_agency"].unique()])
def test_the_ladder_shows_every_criterion_that_lost_points(agency: str | None, table: str) -> None:
    par = PAR[table]()
    expected = losing(par).set_index("code")
    if agency is not None:
        expected = expected[expected["lead_agency"] == agency]
    fig = charts.target_ladder(with_par(par), only=[agency] if agency else [])
    rows, headings = ladder(fig)
    assert set(rows) == set(expected.index)
    for code, row in rows.items():
        own = expected.loc[code]
        assert row.score == pytest.approx(own["score"] / own["max_points"] * 100)
        assert row.target == pytest.approx(own["target"] / own["max_points"] * 100)
        assert row.figures == f"{printed(own['score'])} → {printed(own['target'])} / {printed(own['max_points'])}"
    lost = expected.groupby("lead_agency")["lost"].sum()
    assert sorted(headings) == sorted(f"{SHORT[lead]}: bị trừ {printed(points)}" for lead, points in lost.items())
    full = int((expected["target"] >= expected["max_points"] - 1e-9).sum())
    assert f"{len(expected)} tiêu chí đòi hỏi tăng thêm {printed(expected['gain'].sum())} điểm" in fig.headline
    assert f"{full or 'không'} tiêu chí " in fig.headline
    assert fig.headline.startswith(f"{SHORT[agency]}: " if agency else "Mục tiêu")


@every(agency=[None, "Sở Tư pháp"])
def test_the_data_behind_the_ladder_is_the_table_of_deficits(agency: str | None) -> None:
    expected = deficits("criterion").query("deficit > 0")
    if agency is not None:
        expected = expected[expected["lead_agency"] == agency]
        expected["share"] = expected["deficit"] / expected["deficit"].sum()  # of what the chart is limited to
    data = data_behind(charts.target_ladder(only=[agency] if agency else []))
    pd.testing.assert_frame_equal(data, expected.reset_index(drop=True))
    if agency is None:
        assert data["deficit"].sum() == pytest.approx(LOST_IN_ALL)


# The tax office leads a criterion, but lost nothing: there is no ladder to draw.
@every(agency=["Sở Không Có", "Cục thuế Thành phố", ""])
def test_an_agency_without_losses_is_refused_and_the_others_are_named(agency: str) -> None:
    with pytest.raises(ParAnalysisError) as caught:
        charts.target_ladder(only=[agency])
    message = str(caught.value)
    assert repr(agency) in message
    assert all(lead in message for lead in losing(load_par())["lead_agency"])


@every(table=SIPAS, lang=LANGS)
def test_sipas_items_stand_under_their_factors(lang: str, table: str) -> None:
    sipas = SIPAS[table]()
    nodes = sipas.set_index("code")
    items, factors = nodes[nodes["level"] == 2], nodes[nodes["level"] == 1]
    fig = charts.sipas_items(open_edition().replace(sipas=sipas), lang)
    rows, headings = ladder(fig)
    assert set(rows) == set(items.index)
    for code, row in rows.items():
        assert (row.score, row.target) == pytest.approx(tuple(items.loc[code, ["score", "target"]]))
    by_code = {heading.split(".")[0]: heading for heading in headings}
    assert set(by_code) == set(factors.index)
    sign = "," if lang == "vi" else "."
    for code, factor in factors.iterrows():
        bound = ">" if factor["target_is_bound"] else ""
        score, target = (text.replace(",", sign) for text in (f"{factor['score']:.2f}", printed(factor["target"])))
        assert by_code[code].endswith(f": {score.replace('.', sign)} → {bound}{target}%")
    # Items of a factor share its column.
    assert all(len({rows[code].axes for code in rows if code.split(".")[0] == factor}) == 1 for factor in factors.index)


def test_the_sipas_headline_names_the_lowest_factor_and_the_farthest_target() -> None:
    sipas = load_sipas().set_index("code")
    factors, items = sipas[sipas["level"] == 1], sipas[sipas["level"] == 2]
    worst, gains = factors["score"].idxmin(), items["target"] - items["score"]
    head = charts.sipas_items().headline
    assert head.startswith(f"Yếu tố {worst} (") and f"{printed(factors.loc[worst, 'score'])}%" in head
    farthest = ", ".join(gains.index[gains > gains.max() - 1e-9])  # a tie names them all
    assert f"{farthest}, thêm {printed(gains.max())} điểm" in head


def test_the_data_behind_the_sipas_items_is_the_table_of_deficits() -> None:
    pd.testing.assert_frame_equal(data_behind(charts.sipas_items()), deficits("item", "sipas"))


def falling() -> pd.DataFrame:
    """A table whose published target of field 6 lies below its score."""
    par = load_par()
    cut = float((par["target"] - par["score"])[par["code"] == "6"].iloc[0]) + 0.3
    par.loc[par["code"].isin(["6", "total"]), "target"] -= cut
    return par


@every(make=[*PAR.values(), falling])
def test_the_waterfall_leads_from_the_score_to_the_published_target(make: object) -> None:
    par = make()
    nodes = par.set_index("code")
    total = nodes.loc["total"]
    fig = charts.waterfall(with_par(par))
    axes = fig.axes[0]
    labels = [label.get_text().replace("\n", " ") for label in axes.get_xticklabels()]
    first, *steps, last = sorted(axes.patches, key=lambda bar: bar.get_x())
    assert first.get_y() + first.get_height() == pytest.approx(total["score"])
    assert last.get_y() + last.get_height() == pytest.approx(total["target"])
    level = total["score"]
    for bar, label in zip(steps, labels[1:-1], strict=True):
        field = nodes.loc[label.split(".")[0]]
        assert bar.get_y() == pytest.approx(level)  # begins where the one before ended
        assert bar.get_height() == pytest.approx(field["target"] - field["score"])
        assert same_color(bar.get_facecolor(), GAINED if bar.get_height() >= 0 else LOST)
        level += bar.get_height()
    assert level == pytest.approx(total["target"])
    assert len(steps) == (nodes["level"] == 1).sum()
    assert same_color(first.get_facecolor(), EARNED) and same_color(last.get_facecolor(), TARGET)
    low, high = axes.get_ylim()
    assert low < total["score"] and high > max(level, total["score"])
    heights = [bar.get_height() for bar in steps]
    assert heights == sorted(heights, reverse=True)
    printed = [f"{height:+.3f}".replace(".", ",").replace("-", "−") for height in heights]
    ends = [f"{total[column]:.2f}".replace(".", ",") for column in ("score", "target")]
    written = [text.get_text() for text in sorted(axes.texts, key=lambda text: text.xy[0])]
    assert written == [ends[0], *printed, ends[1]]


@every(lang=LANGS)
def test_the_waterfall_headline_and_its_data(lang: str, shipped: Gallery) -> None:
    fig = shipped("waterfall", lang)
    assert printed(SCORE, lang) in fig.headline and printed(PLAN, lang) in fig.headline
    fields = load_par().query("level == 1")
    gains = (fields["target"] - fields["score"]).sort_values(ascending=False)
    assert f"{gains[:2].sum() / gains.sum():.0%}" in fig.headline
    data = data_behind(fig)
    assert (data["change"].iloc[0], data["change"].iloc[-1]) == (SCORE, PLAN)
    assert data["change"].iloc[1:-1].sum() == pytest.approx(PLAN - SCORE)
    assert data["running_total"].to_numpy()[:-1] == pytest.approx(np.cumsum(data["change"].to_numpy()[:-1]))
    assert data["running_total"].iloc[-2] == pytest.approx(PLAN)


@every(lang=LANGS)
def test_the_waterfall_says_where_the_criteria_add_up_to_another_total(lang: str) -> None:
    sign = "," if lang == "vi" else "."
    par = load_par()
    leaves = par[par["is_leaf"]]
    made = leaves["target"].fillna(leaves["score"]).sum()  # an unlisted part keeps its score
    assert abs(made - PLAN) > 0.01  # else there is nothing to say
    fig = charts.waterfall(lang=lang)
    notes = [text.get_text() for text in fig.texts if f"{made:.2f}".replace(".", sign) in text.get_text()]
    assert len(notes) == 1 and f"{made - PLAN:+.2f}".replace(".", sign) in notes[0]
    assert notes[0] in fig.alt

    # When the published total is what the criteria make, there is no note.
    par.loc[par["code"] == "total", "target"] = round(made, 9)
    par.loc[par["code"] == "7", "target"] += round(made - PLAN, 9)
    agreeing = charts.waterfall(with_par(par), lang)
    assert len(agreeing.texts) == len(fig.texts) - 1
    assert notes[0] not in agreeing.alt


def test_an_agency_may_be_called_by_any_of_its_names() -> None:
    plain = charts.target_ladder(only=["Sở Kế hoạch và Đầu tư"]).alt
    for name in ("Sở KH&ĐT", "sở kế hoạch và đầu tư", "Planning & Investment", "ke-hoach-dau-tu"):
        assert charts.target_ladder(only=[name]).alt == plain


def test_a_table_without_all_its_targets_is_refused_plainly() -> None:
    par = load_par()
    par.loc[par["code"] == "5.5", "target"] = float("nan")
    edition = with_par(par)
    for draw in (charts.target_ladder, charts.waterfall):
        with pytest.raises(ParAnalysisError, match="lacks targets by criterion"):
            draw(edition)


def test_a_sipas_without_targets_shows_its_scores() -> None:
    sipas = load_sipas().assign(target=float("nan"), target_is_bound=False)
    fig = charts.sipas_items(edition_from(sipas=sipas), "en")
    assert "no targets are published" in fig.subtitle and "→" not in said(fig)
    assert {line.get_marker() for axes in fig.axes for line in axes.lines} == {"o"}
