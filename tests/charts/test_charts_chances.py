"""Charts of what can be reached: every point, bar and label is what the model says."""

from __future__ import annotations

import functools
import re

import numpy as np
import pandas as pd
import pytest
from cases import every
from chart_cases import LANGS, figures, printed, with_par, written
from matplotlib.colors import same_color
from scipy import stats

from par_analysis import ParAnalysisError, charts, data_behind, load_par, open_edition
from par_analysis.edition.loaders import load_assumptions, load_evidence, load_judgements
from par_analysis.outlook.chance import chances
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.order import target_order
from par_analysis.tables.models.evidence import REFERENCE_CLASSES
from par_analysis.words.palette import EARNED, GRID, MUTED, TARGET

MODEL = achievability_model()
OTHER = MODEL.replace(likely=0.5, wish=0.3, level=0.6)
TABLE = chances("par", model=MODEL)
MODELS = {"shipped": MODEL, "other": OTHER}
SIGNS = {"o": "●", "s": "■", "^": "▲", "D": "◆"}


@functools.cache
def drawn(name: str, lang: str, model: str = "shipped") -> charts.Chart:
    return charts.ALL[name](lang=lang, model=MODELS[model])


@functools.cache
def names(lang: str) -> dict[str, str]:
    return open_edition().short_names("par", lang)


def points(axes) -> list[tuple[float, float, str]]:
    return [
        (float(line.get_xdata()[0]), float(line.get_ydata()[0]), line.get_marker())
        for line in axes.lines
        if line.get_marker() not in ("None", "", None)
    ]


def labels(axes) -> list[tuple[tuple[float, float], str]]:
    return [(tuple(map(float, text.xy)), text.get_text()) for text in axes.texts if hasattr(text, "xyann")]


# Chance against gain


@every(lang=LANGS, model=MODELS)
def test_every_target_is_drawn_once_where_its_gain_and_chance_are(model: str, lang: str) -> None:
    axes = drawn("chance_gain", lang, model).axes[0]
    at, marks, named = TABLE[["code", "gain", "chance"]], points(axes), labels(axes)
    groups = at.groupby([at["gain"].round(6), at["chance"].round(6)])["code"].agg(list)
    assert len(marks) == len(groups) == len(named) < len(at)  # some share a point
    seen: list[str] = []
    for (x, y), label in named:
        own = at[(at["gain"] - x).abs().lt(1e-6) & (at["chance"] - y).abs().lt(1e-6)]["code"].tolist()
        assert [mark[:2] for mark in marks].count((x, y)) == 1
        codes = label.split(", ") if len(own) > 1 else [label.split(" ")[0]]
        assert codes == own
        seen += codes
    assert sorted(seen) == sorted(at["code"])


@every(lang=LANGS, model=MODELS)
def test_only_what_is_likely_or_brings_much_is_named(model: str, lang: str) -> None:
    table = chances("par", model=MODELS[model]).set_index("code")
    bare, full = set(), set()
    for _, label in labels(drawn("chance_gain", lang, model).axes[0]):
        code, _, name = label.partition(" ")
        if "," in label or not name:
            bare.add(label)
            continue
        own = table.loc[code]
        assert name == names(lang)[code]
        assert own["gain"] >= 0.09 or own["chance"] >= MODELS[model].assumptions.likely
        full.add(code)
    assert {"6.1.3", "8.1"} <= full and bare  # the one likely, and one that brings 0.091
    left = {code for label in bare for code in label.split(", ") if "," not in label}
    assert (table.loc[sorted(left), "gain"] < 0.09).all() and (table.loc[sorted(left), "verdict"] != "likely").all()
    assert ("7.1.9" in full) == (model == "other")  # likely only from 50 %


@every(model=MODELS)
def test_bars_are_the_intervals_of_the_chances(model: str) -> None:
    table = chances("par", model=MODELS[model])
    axes = drawn("chance_gain", "vi", model).axes[0]
    bars = {
        tuple(np.round([line.get_xdata()[0], *line.get_ydata()], 9))
        for line in axes.lines
        if same_color(line.get_color(), GRID) and line.get_marker() in ("None", "")
    }
    expected = table[["gain", "chance_low", "chance_high"]].round(9)
    assert bars == {tuple(row) for row in expected.itertuples(index=False)}
    low, high = axes.get_ylim()
    assert low == 0 and table["chance_high"].max() < high <= 1
    left, right = axes.get_xlim()
    assert axes.get_xscale() == "log" and left < table["gain"].min() and table["gain"].max() < right


@every(model=MODELS)
def test_zones_are_parted_at_the_limits_of_the_assumptions(model: str) -> None:
    axes = drawn("chance_gain", "en", model).axes[0]
    across = [set(line.get_ydata()) for line in axes.lines if same_color(line.get_color(), MUTED) and line.is_dashed()]
    limits = MODELS[model].assumptions
    assert across == [{limits.likely}, {limits.wish}]
    heights = {text.get_text(): text.get_position()[1] for text in axes.texts if not hasattr(text, "xyann")}
    assert heights["Quick wins"] > limits.likely > heights["Big bets →"] > limits.wish > heights["Wishes"] > 0


@every(lang=LANGS)
def test_markers_tell_the_reference_classes_apart_and_the_key_says_which(lang: str) -> None:
    fig = drawn("chance_gain", lang)
    by_class: dict[str, set[str]] = {}
    for x, y, marker in points(fig.axes[0]):
        own = TABLE[(TABLE["gain"] - x).abs().lt(1e-6) & (TABLE["chance"] - y).abs().lt(1e-6)]
        for name in own["reference_class"]:
            by_class.setdefault(name, set()).add(marker)
    assert set(by_class) == set(TABLE["reference_class"])
    assert all(len(marks) == 1 for marks in by_class.values())
    assert len(set.union(*by_class.values())) == len(by_class)
    for name, (marker,) in by_class.items():
        assert f"{SIGNS[marker]} {REFERENCE_CLASSES[name][lang == 'en']}" in written(fig)
    unused = set(REFERENCE_CLASSES) - set(by_class)
    assert unused and not [name for name in unused if REFERENCE_CLASSES[name][lang == "en"] in written(fig)]


@every(lang=LANGS, model=MODELS)
def test_the_headline_of_chance_and_gain_is_computed(model: str, lang: str) -> None:
    limits = MODELS[model].assumptions
    par = load_par()
    leaves = par[par["is_leaf"]].assign(gain=lambda t: t["target"] - t["score"])
    asked = leaves.loc[leaves["gain"] > 0, "gain"].sum()
    likely, wish = (
        TABLE.loc[mask, "gain"].sum() for mask in (TABLE["chance"] >= limits.likely, TABLE["chance"] < limits.wish)
    )
    head = drawn("chance_gain", lang, model).headline
    wanted = [printed(asked, lang), printed(likely, lang), f"{limits.likely:.0%}", printed(wish, lang), f"{limits.wish:.0%}"]  # fmt: skip
    found = [figure for figure in figures(head) if figure != "2022"]
    assert sorted(found) == sorted(wanted)
    assert [figure for figure in found if "%" not in figure] == [wanted[0], wanted[1], wanted[3]]


def test_the_data_behind_chance_and_gain_are_the_chances_and_the_text_says_them_all() -> None:
    fig = drawn("chance_gain", "vi")
    pd.testing.assert_frame_equal(data_behind(fig), TABLE)
    for row in TABLE.itertuples():
        assert f"{row.code} {names('vi')[row.code]}: +{printed(row.gain, 'vi')}, {row.chance * 100:.0f}%" in fig.alt


def test_a_table_that_asks_for_nothing_is_refused_plainly() -> None:
    par = load_par()
    par["target"] = par["score"].where(par["target"].notna())
    for name in ("chance_gain", "evidence_classes", "order_uncertainty", "effort_ladder"):
        with pytest.raises(ParAnalysisError, match=r"không có mục tiêu.*no target asks for a gain"):
            charts.ALL[name](with_par(par))


# The evidence


def observed() -> dict[str, list[float]]:
    """Closures seen in each class up to the year of results, from the evidence itself."""
    rows = load_evidence().query("used and role == 'observation' and year_to <= 2021")
    return {name: sorted(rows.loc[rows["reference_class"] == name, "closure"]) for name in MODEL.classes}


@every(lang=LANGS, model=MODELS)
def test_evidence_shows_what_was_seen_what_is_expected_and_what_is_asked(model: str, lang: str) -> None:
    fig = drawn("evidence_classes", lang, model)
    axes, level = fig.axes[0], MODELS[model].assumptions.level
    seen = observed()
    ticks = [label.get_text() for label in axes.get_yticklabels()]
    assert len(ticks) == len(MODEL.classes)
    for place, (name, fitted) in enumerate(MODELS[model].classes.items()):
        called, counted = ticks[place].split("\n")
        asked = TABLE.loc[TABLE["reference_class"] == name, "asked"]
        assert called == REFERENCE_CLASSES[name][lang == "en"]
        assert [int(n) for n in re.findall(r"\d+", counted)] == [len(seen[name]), len(asked)]
        own = [line for line in axes.lines if len(line.get_ydata()) and abs(np.mean(line.get_ydata()) - place) < 0.45]
        for marker, color, values in (("o", EARNED, seen[name]), ("D", TARGET, sorted(asked))):
            drawn_ones = [line for line in own if line.get_marker() == marker]
            assert sorted(x for line in drawn_ones for x in line.get_xdata()) == pytest.approx(values)
            assert all(same_color(line.get_color(), color) for line in drawn_ones)
        (bar,) = (line for line in own if same_color(line.get_color(), GRID))
        spread = fitted.spread * np.sqrt(1 + 1 / fitted.weight)
        expected = stats.t.ppf([(1 - level) / 2, (1 + level) / 2], fitted.freedom, fitted.centre, spread)
        assert bar.get_xdata() == pytest.approx([expected[0], min(expected[1], 1.0)])
        (centre,) = (
            line for line in own if line.get_marker() not in ("o", "D") and not same_color(line.get_color(), GRID)
        )
        assert list(centre.get_xdata()) == [fitted.centre] * 2
    left, right = axes.get_xlim()
    assert left < min(min(part, default=0) for part in seen.values()) and right > 1
    assert f"{level:.0%}" in written(fig)


def test_no_bar_ends_beyond_all_that_can_be_closed() -> None:
    wide = charts.evidence_classes(model=MODEL.replace(level=0.99))
    data = data_behind(wide)
    assert data["high"].max() == 1.0 and (data["low"] < data["centre"]).all() and (data["centre"] < data["high"]).all()


@every(lang=LANGS)
def test_the_headline_of_the_evidence_counts_it(lang: str) -> None:
    fig, seen = drawn("evidence_classes", lang), observed()
    aimed = [len(seen[name]) for name in seen if (TABLE["reference_class"] == name).any()]
    total, fewest = sum(map(len, seen.values())), min(aimed)
    assert total == len(load_evidence().query("used and role == 'observation' and year_to <= 2021"))
    assert figures(fig.headline) == [str(n) for n in (total, aimed.count(fewest), len(aimed), fewest)]
    data = data_behind(fig).set_index("reference_class")
    assert data["n_observed"].to_dict() == {name: len(part) for name, part in seen.items()}
    asked = TABLE.groupby("reference_class")["asked"]
    assert data["n_targets"].to_dict() == dict.fromkeys(seen, 0) | asked.size().to_dict()
    assert data["asked_median"].dropna().to_dict() == pytest.approx(asked.median().to_dict())


# The order


@functools.cache
def without_a_leader():
    """Were the assessment of staff outside the City's control, no target would be first under most weights."""
    judged = load_judgements()
    judged.loc[judged["code"] == "5.5", "control"] = "outside"
    return achievability_model(open_edition().replace(judgements=judged))


@every(lang=LANGS, make=[lambda: MODEL, without_a_leader])
def test_the_order_is_drawn_as_it_is(make, lang: str) -> None:
    model = make()
    expected = target_order(model=model).targets.head(12)
    fig = charts.order_uncertainty(lang=lang, model=model)
    pd.testing.assert_frame_equal(data_behind(fig), expected)
    axes = fig.axes[0]
    assert [t.get_text() for t in axes.get_yticklabels()] == [f"{code} {names(lang)[code]}" for code in expected["code"]]  # fmt: skip
    top, bottom = sorted(axes.get_ylim())
    assert axes.get_ylim()[0] > axes.get_ylim()[1] and top < 0 and bottom > 11  # the first stands on top
    bars = {line.get_ydata()[0]: list(line.get_xdata()) for line in axes.lines if line.get_linewidth() == 12}
    means = {y: x for x, y, _ in points(axes)}
    texts = {y: label for (_, y), label in labels(axes)}
    for place, row in enumerate(expected.itertuples()):
        assert bars[place] == [row.rank_low, row.rank_high]
        assert means[place] == pytest.approx(row.expected_rank)
        assert row.rank_low <= means[place] <= row.rank_high
        assert texts[place] == f"{row.first * 100:.0f}% / {row.first_ten * 100:.0f}%"
    assert len(bars) == len(means) == len(expected) and len(texts) == len(expected) + 1
    assert axes.get_xlim()[0] < 1 and axes.get_xlim()[1] > expected["rank_high"].max()
    assert f"{load_assumptions().level:.0%}" in written(fig)


@every(lang=LANGS)
def test_the_headline_of_the_order_says_whether_one_target_leads(lang: str) -> None:
    for model, leads in ((MODEL, True), (without_a_leader(), False)):
        first = target_order(model=model).targets.iloc[0]
        assert (first["first"] >= 0.5) == leads  # else the test tests nothing
        head = charts.order_uncertainty(lang=lang, model=model).headline
        assert f"{first['code']} ({names(lang)[first['code']]})" in head
        assert figures(head.replace(first["code"], "")) == [f"{first['first'] * 100:.0f}%"]
        alone = {"vi": "phụ thuộc trọng số", "en": "depends on the weights"}[lang]
        assert (alone in head) != leads
