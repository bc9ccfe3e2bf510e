"""Charts of what can be reached: every band, level and group is what the model says, and no criterion has a percentage."""

from __future__ import annotations

import functools
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from cases import every
from chart_cases import LANGS, figures, printed, said, with_par, written
from matplotlib.colors import same_color

from par_analysis import ParAnalysisError, charts, data_behind, load_par, open_edition
from par_analysis.outlook.alternatives import robustness
from par_analysis.outlook.chance import chances
from par_analysis.outlook.history import levels_of
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.order import target_order
from par_analysis.tables.models.evidence import REFERENCE_CLASSES
from par_analysis.tables.models.results import BANDS
from par_analysis.words.palette import EARNED, GAINED, GRID, LOST

MODEL = achievability_model()
# Limits so wide apart that every model says the same of most targets, and some are likely.
OTHER = MODEL.replace(likely=0.4, unlikely=0.02)
MODELS = {"shipped": MODEL, "other": OTHER}


@functools.cache
def table(model: str = "shipped") -> pd.DataFrame:
    return chances("par", model=MODELS[model])


@functools.cache
def drawn(name: str, lang: str, model: str = "shipped") -> charts.Chart:
    return charts.ALL[name](lang=lang, model=MODELS[model])


@functools.cache
def names(lang: str) -> dict[str, str]:
    return open_edition().short_names("par", lang)


# The bands


@every(lang=LANGS, model=MODELS)
def test_every_target_stands_in_its_band_with_its_points(model: str, lang: str) -> None:
    expected = table(model)
    columns = drawn("target_bands", lang, model).axes
    assert len(columns) == len(BANDS)
    for axes, band in zip(columns, BANDS, strict=True):
        own = expected[expected["band"] == band]
        head, *texts = [text.get_text() for text in axes.texts]
        assert head.startswith(BANDS[band][lang == "en"].capitalize() + ": ")
        told = head.partition(": ")[2]
        assert figures(told) == ([str(len(own)), printed(own["gain"].sum(), lang, 2)] if len(own) else [])
        rows = dict(zip(texts[::2], texts[1::2], strict=True))
        gains = {names(lang)[row.code]: printed(row.gain, lang) for row in own.itertuples()}
        assert {name: value.rstrip("*") for name, value in rows.items()} == gains
        # Bars are as long as the points, and told apart by a full or an empty dot as well.
        bars = sorted(axes.patches, key=lambda bar: bar.get_y())
        dots = [line for line in axes.lines if line.get_marker() == "o"]
        assert [bar.get_width() for bar in bars] == pytest.approx(
            [own.set_index(own["code"].map(names(lang)))["gain"][name] for name in rows]
        )
        robust = own.set_index(own["code"].map(names(lang)))["robust"]
        for name, bar, dot in zip(rows, bars, dots, strict=True):
            assert same_color(dot.get_color(), GAINED if robust[name] else "white")
            assert same_color(bar.get_facecolor(), GRID) != robust[name]


@every(lang=LANGS, model=MODELS)
def test_the_headline_of_the_bands_tells_only_what_every_model_says(model: str, lang: str) -> None:
    gains = table(model).set_index("code")["gain"]
    limits, bands = MODELS[model].assumptions, robustness(model=MODELS[model]).bands.loc[gains.index]
    likely = gains[bands.index[(bands >= limits.likely).all(axis=1)]]
    unlikely = gains[bands.index[(bands < limits.unlikely).all(axis=1)]]
    wanted = []
    if len(likely):
        wanted += [str(len(likely)), printed(likely.sum(), lang, 2)]
    if len(unlikely):
        wanted += [str(len(unlikely)), printed(unlikely.sum(), lang, 2), printed(gains.sum(), lang, 2)]
    assert figures(drawn("target_bands", lang, model).headline) == wanted
    none = {"vi": "Không mục tiêu nào", "en": "No target"}[lang]
    assert drawn("target_bands", lang, model).headline.startswith(none) == (len(likely) == 0)
    assert (len(likely) > 0) == (model == "other")  # else the test tests one side only


@every(lang=LANGS)
def test_the_evidence_behind_the_bands_is_counted_and_no_percentage_is_told(lang: str) -> None:
    fig = drawn("target_bands", lang)
    levels, changes = len(levels_of(MODEL.edition, MODEL.parts["maximum"], MODEL.year)), len(MODEL.changes)
    wholes = [str(len(history.pairs)) for history in MODEL.histories.values()]
    assert levels == MODEL.parts["n"].sum()
    assert figures(fig.subtitle)[-4:] == [str(levels), str(changes), *wholes]
    level = f"{MODEL.assumptions.level:.0%}"
    assert "%" not in said(fig).replace(level, "")
    assert not {"chance", "chance_low", "chance_high"} & set(data_behind(fig))


@every(lang=LANGS)
def test_targets_within_the_margin_of_their_survey_are_marked(lang: str) -> None:
    fig, own = drawn("target_bands", lang), table()
    margin = NormalDist().inv_cdf((1 + MODEL.assumptions.level) / 2) * own["survey_error"]
    within = own.loc[own["gain"] <= margin, "code"]
    assert list(within) == ["8.1"]
    starred = [text.get_text() for axes in fig.axes for text in axes.texts if text.get_text().endswith("*")]
    assert starred == [f"{printed(own.set_index('code')['gain']['8.1'], lang)}*"]
    assert " * " in f" {written(fig)}"
    samples = open_edition().samples
    without = achievability_model(open_edition().replace(samples=samples.iloc[:0]))
    fig = charts.target_bands(lang=lang, model=without)
    assert "*" not in said(fig) and not data_behind(fig)["within_error"].any()


@every(lang=LANGS)
def test_more_targets_than_the_page_has_room_for_are_counted(lang: str) -> None:
    everything = charts.target_bands(lang=lang, model=MODEL.replace(likely=1.0, unlikely=0.0))
    axes = everything.axes[1]  # all are open
    told = [text.get_text() for text in axes.texts]
    shown = len(axes.patches)
    assert 10 < shown < len(table()) == len(data_behind(everything))
    assert figures(told[-2]) == [str(len(table()) - shown)]
    rest = data_behind(everything)["gain"].iloc[shown:].sum()
    assert told[-1] == printed(rest, lang)


def test_a_table_that_asks_for_nothing_is_refused_plainly() -> None:
    par = load_par()
    par["target"] = par["score"].where(par["target"].notna())
    for name in ("target_bands", "target_groups", "effort_ladder"):
        with pytest.raises(ParAnalysisError, match=r"không có mục tiêu.*no target asks for a gain"):
            charts.ALL[name](with_par(par))


# The parts


def published(part: str, year: int) -> pd.DataFrame:
    rows = open_edition().parts
    return rows[(rows["part"] == part) & (rows["year"] == year) & rows["doubt"].isna()].set_index("place")


@every(lang=LANGS)
def test_levels_of_the_parts_are_the_published_ones(lang: str) -> None:
    fig = drawn("part_levels", lang)
    assert len(fig.axes) == len(MODEL.parts)
    for axes, (part, own) in zip(fig.axes, MODEL.parts.iterrows(), strict=True):
        years = [int(label.get_text()) for label in axes.get_yticklabels()]
        assert years == [2020, 2021]
        for at, year in enumerate(years):
            levels = published(str(part), year)
            points = levels["score"] / levels["maximum"] * own["maximum"]
            mine = points.get("Hà Nội", own["level"])
            dots = [line for line in axes.lines if line.get_marker() == "o" and set(line.get_ydata()) == {at}]
            others = [x for line in dots if same_color(line.get_color(), EARNED) for x in line.get_xdata()]
            assert sorted(others) == pytest.approx(sorted(points.drop("Hà Nội", errors="ignore")))
            (big,) = (line for line in dots if not same_color(line.get_color(), EARNED))
            assert list(big.get_xdata()) == pytest.approx([mine])
        changed = own["level"] - published(str(part), 2020)["score"]["Hà Nội"]
        assert same_color(big.get_color(), GAINED if changed > 0 else LOST)
        texts = [text.get_text() for text in axes.texts]
        assert printed(abs(changed), lang, 2) in texts[1] and ("+" in texts[1]) == (changed > 0)


def test_national_means_of_parts_add_up_to_those_of_the_index() -> None:
    data = data_behind(drawn("part_levels", "vi")).set_index(["part", "year"])
    means = data["mean"].groupby("year").sum()
    assert means.to_dict() == pytest.approx({2020: 83.72, 2021: 86.37})  # published for all provinces
    assert (data["mean_low"] < data["mean"]).all() and (data["mean"] < data["mean_high"]).all()
    assert data.xs(2021, level="year")["mean"].to_dict() == pytest.approx(MODEL.parts["mean"].to_dict())
    z = NormalDist().inv_cdf((1 + MODEL.assumptions.level) / 2)
    width = (data["mean_high"] - data["mean"]).xs(2021, level="year") / z
    assert width.to_dict() == pytest.approx(MODEL.parts["mean_sd"].to_dict())


@every(lang=LANGS)
def test_the_headline_of_the_parts_tells_reversion_only_where_it_is_seen(lang: str) -> None:
    place = {part: published(part, 2020)["score"].rank(ascending=False)["Hà Nội"] for part in MODEL.parts.index}
    assert place == {"appraisal": 8, "citizen_survey": 8, "official_survey": 1, "outcome": 10}
    head = drawn("part_levels", lang).headline
    for part, by in (("official_survey", "−2.43"), ("outcome", "+3.00")):
        assert REFERENCE_CLASSES[part][lang == "en"] in head
        assert by.replace(".", "," if lang == "vi" else ".") in head
    fell = {"vi": "thì phần đó giảm", "en": "it then fell"}[lang]
    assert fell in head
    rows = open_edition().parts
    higher = rows.assign(
        score=rows["score"].where(~((rows["place"] == "Hà Nội") & (rows["part"] == "appraisal")), 57.0)
    )
    assert (
        fell not in charts.part_levels(open_edition().replace(parts=higher), lang).headline
    )  # fourth, and yet it rose
    unknown = charts.part_levels(open_edition().replace(parts=rows[rows["place"] != "Hà Nội"]), lang)
    assert figures(unknown.headline) == [str(int(MODEL.parts["n"].sum()) - 4)]
    nothing = charts.part_levels(open_edition().replace(parts=rows.iloc[:0]), lang)
    assert figures(nothing.headline) == [] and np.isnan(data_behind(nothing)["change"]).all()


# The order


@functools.cache
def alone() -> object:
    """A model under which one target is always among the first: all others bring little, outside the place's control."""
    judged = open_edition().judgements
    judged["control"] = judged["control"].where(judged["code"] == "5.5", "outside")
    par = load_par()
    much = par["is_leaf"] & (par["target"] - par["score"] > 0.3) & (par["code"] != "5.5")
    par["target"] = par["target"].where(~much, par["score"])
    return achievability_model(open_edition().replace(judgements=judged, par=par))


@every(lang=LANGS, make=[lambda: MODEL, alone])
def test_the_groups_are_drawn_as_they_are(make, lang: str) -> None:
    model = make()
    expected = target_order(model=model).targets
    fig = charts.target_groups(lang=lang, model=model)
    data = data_behind(fig)
    at = pd.Categorical(expected["group"], ["always", "depends", "never"], ordered=True)
    wanted = expected.assign(at=at).sort_values("at", kind="stable").drop(columns="at")
    assert list(data["code"]) == list(wanted["code"]) and "chance" not in data
    counts = expected["group"].value_counts()
    assert figures(fig.headline)[-1] == str(counts["never"])
    assert (counts.get("always", 0) > 0) == (model is not MODEL)
    assert fig.headline.startswith({"vi": "Không mục tiêu nào", "en": "No target"}[lang]) == (model is MODEL)
    axes = fig.axes[0]
    labels = {t.get_text(): at for at, t in enumerate(axes.get_yticklabels()) if t.get_text()}
    shown = data[data["shown"]]
    assert list(labels) == [f"{code} {names(lang)[code]}" for code in shown["code"]]
    assert shown["group"].ne("never").sum() == (data["group"] != "never").sum() > 5
    bars = {line.get_ydata()[0]: list(line.get_xdata()) for line in axes.lines if line.get_linewidth() == 11}
    dots = {line.get_ydata()[0]: line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"}
    for row, place in zip(shown.itertuples(), labels.values(), strict=True):
        assert bars[place] == [row.rank_low, row.rank_high]
        assert dots[place] == pytest.approx(row.expected_rank)
    heads = [text.get_text() for text in axes.texts if text.get_fontweight() == "bold"]
    assert [int(head.rpartition(": ")[2]) for head in heads] == [
        counts[group] for group in ("always", "depends", "never") if group in counts
    ]
