"""The chart of a comparison of editions: its bars add up, its colours mean what they say, and so do its words."""

from __future__ import annotations

import re

import numpy as np
import pytest
from chart_cases import LANGS, outside, overlapping, place
from matplotlib.colors import same_color

from par_analysis import Edition, ParAnalysisError, charts, compare_editions, data_behind, open_edition
from par_analysis.edition.comparison import EditionComparison
from par_analysis.edition.edition import Source
from par_analysis.words.palette import EARNED, GAINED, GRID, LOST

GREY = {"maxima", "added", "dropped", "not_compared"}


def later(criteria_set: str | None = None, new: bool = False) -> Edition:
    """The shipped edition a year on: every field moves, one falls; with `new`, the criteria change as well."""
    own = open_edition()
    table = own.table("par")
    leaf = table["is_leaf"] & ~table["is_remainder"]
    step = np.random.default_rng(1).uniform(-0.3, 0.9, leaf.sum())
    table.loc[leaf, "score"] += (table.loc[leaf, "max_points"] - table.loc[leaf, "score"]) * step
    table.loc[table["code"] == "3.4", "score"] -= 0.5
    if new:
        table.loc[table["code"] == "5.5", ["name", "max_points", "score"]] = ["Kiểm định đầu vào công chức", 2.25, 1.4]
        table.loc[table["code"] == "8.2", ["max_points", "score"]] = [2.0, 1.2]
    tree = own.replace(par=table).par
    table["score"] = table["code"].map(tree.rollup(tree.leaf_values()))
    return own.replace(
        par=table, key="sau", year=2022, criteria_set=criteria_set or own.criteria_set, sources={"par": Source("Nguồn sau", "Later source")}
    )  # fmt: skip


CASES = {
    "same": lambda: compare_editions(None, later()),
    "new": lambda: compare_editions(None, later("876/QĐ-BNV", new=True)),
    "bare": lambda: compare_editions(None, "ha-noi-2024"),
    "sipas": lambda: compare_editions(None, "ha-noi-2024", index="sipas"),
    "nothing": lambda: compare_editions(None, None),
    "back": lambda: compare_editions(later("876/QĐ-BNV", new=True), None),
}


@pytest.fixture(scope="module", params=CASES)
def comparison(request: pytest.FixtureRequest) -> EditionComparison:
    return CASES[request.param]()


def test_bars_words_and_layout(comparison: EditionComparison) -> None:
    for lang in LANGS:
        for check in (check_sums, check_bars, check_words, check_layout):
            check(comparison, lang)


def check_sums(comparison: EditionComparison, lang: str) -> None:
    steps = charts.edition_change(comparison, lang).data
    assert steps["step"].iloc[[0, -1]].tolist() == ["start", "end"]
    assert steps["change"].iloc[[0, -1]].tolist() == pytest.approx(comparison.total[["a", "b"]].tolist())
    inner = steps.iloc[1:-1]
    assert inner["change"].sum() == pytest.approx(comparison.total["change"], abs=0.002)
    grey = inner[inner["step"].isin(GREY)].set_index("step")["change"]
    assert grey.to_dict() == pytest.approx({n: v for n, v in comparison.parts.items() if n in GREY and abs(v) >= 0.0005})  # fmt: skip
    results = inner.loc[~inner["step"].isin(GREY), "change"].sum()
    assert results == pytest.approx(comparison.parts["results"], abs=0.002)
    assert len(steps) <= 10


def check_bars(comparison: EditionComparison, lang: str) -> None:
    fig = charts.edition_change(comparison, lang)
    (axes,) = fig.axes
    assert len(axes.patches) == len(fig.data)
    for bar, row in zip(axes.patches, fig.data.itertuples(index=False), strict=True):
        ends = sorted([bar.get_y(), bar.get_y() + bar.get_height()])
        if row.step in ("start", "end"):
            color = EARNED
            assert ends[1] == pytest.approx(row.change)
        else:
            color = GRID if row.step in GREY else GAINED if row.change > 0 else LOST
            assert ends == pytest.approx(sorted([row.running_total - row.change, row.running_total]))
            assert bool(bar.get_hatch()) == (row.step in GREY)
        assert same_color(bar.get_facecolor(), color)
    bottom, top = axes.get_ylim()
    assert bottom <= min(bar.get_y() for bar in axes.patches) and top > fig.data["running_total"].max()


def check_words(comparison: EditionComparison, lang: str) -> None:
    fig = charts.edition_change(comparison, lang)
    scale = {"vi": "không cùng", "en": "not on one scale"}[lang]
    assert (scale in fig.subtitle) == (scale in fig.headline) == (not comparison.same_method)
    assert ("xám" in fig.subtitle or "grey" in fig.subtitle) == bool(set(fig.data["step"]) & GREY)
    assert fig.alt.startswith(fig.headline) and all(name in fig.alt for name in fig.data["name"])
    assert not re.search(r"\b(lên|xuống|up to|down to)\b", fig.headline) or comparison.same_method
    sources = {own.source(lang, comparison.index) for own in (comparison.a, comparison.b)}
    assert all(source in fig.source for source in sources)
    for text in (fig.headline, fig.subtitle, fig.alt):
        assert "nan" not in text.casefold().split() and "−0 " not in text
    assert not re.search(r"\d,\d{3}(?!\d)" if lang == "vi" else r"\d\.\d{3}(?!\d)", fig.headline)


def check_layout(comparison: EditionComparison, lang: str) -> None:
    fig = charts.edition_change(comparison, lang)
    texts, _ = place(fig)
    assert all(text.size >= 14 for text in texts)
    assert outside(fig, texts) == [] == overlapping(texts)


def test_fields_are_those_with_the_largest_results() -> None:
    made = CASES["new"]()
    shown = charts.edition_change(made).data
    fields = made.fields.set_index("code_to")["results"]
    codes = [code for code in shown["step"] if code in fields.index]
    assert 3 <= len(codes) < 8 and "other_fields" in set(shown["step"])
    assert fields[codes].abs().min() >= fields.drop(codes).abs().max()
    assert (np.diff(fields[codes]) <= 0).all()


def test_headline_says_where_results_moved() -> None:
    made = CASES["same"]()
    code = made.fields.set_index("code_to")["results"].idxmax()
    assert made.parts["results"] > 0
    for lang, words in (("vi", "thêm"), ("en", "gained")):
        headline = charts.edition_change(made, lang).headline
        assert words in headline and made.b.short_names("par", lang)[code] in headline
    back = compare_editions(later(), None)
    assert "mất" in charts.edition_change(back).headline and "xuống" in charts.edition_change(back).headline


def test_own_title_and_data() -> None:
    made = CASES["same"]()
    fig = charts.edition_change(made, title="Tít riêng")
    assert fig.headline == "Tít riêng" and fig.alt.startswith("Tít riêng. ")
    assert data_behind(fig).equals(fig.data)
    with pytest.raises(ParAnalysisError):
        charts.edition_change(made, lang="fr")
