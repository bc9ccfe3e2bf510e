from __future__ import annotations

import pandas as pd
import pytest

from par_analysis import ParAnalysisError, charts, data_behind, load_par, load_sipas

every_chart = pytest.mark.parametrize("name", charts.ALL)
both_languages = pytest.mark.parametrize("lang", ["vi", "en"])


def table_of(name: str) -> pd.DataFrame:
    return load_sipas() if name == "sipas_items" else load_par()


def said(fig: charts.Chart) -> tuple[str, set[str]]:
    """The headline, and what the alternative text says of each label, in whatever order."""
    return fig.headline, set(fig.alt.removeprefix(f"{fig.headline}. ").rstrip(". ").split("; "))


def test_all_charts_are_listed_under_their_names() -> None:
    drawing = {name for name in charts.__all__ if name not in ("ALL", "Chart", "data_behind", "save")}
    assert set(charts.ALL) == drawing
    assert all(charts.ALL[name] is getattr(charts, name) for name in drawing)


@every_chart
@pytest.mark.parametrize("lang", ["fr", "", None])
def test_unknown_languages_are_refused(name: str, lang: object) -> None:
    with pytest.raises(ParAnalysisError, match=r"'vi'.*'en'"):
        charts.ALL[name](lang=lang)


@both_languages
@every_chart
def test_charts_say_what_they_show(name: str, lang: str) -> None:
    fig = charts.ALL[name](lang=lang)
    assert isinstance(fig, charts.Chart) and fig.lang == lang
    assert fig.headline and fig.headline in fig.alt
    assert len(fig.alt) > len(fig.headline) + 100  # the figures as well
    assert fig.source == table_of(name).attrs["source" if lang == "vi" else "source_en"]
    assert "192/KH-UBND" in fig.source
    assert len(data_behind(fig)) > 3


@every_chart
def test_the_two_languages_show_the_same_data(name: str) -> None:
    vi, en = (charts.ALL[name](lang=lang) for lang in ("vi", "en"))
    pd.testing.assert_frame_equal(vi.data, en.data)
    assert vi.headline != en.headline


@pytest.mark.parametrize("seed", [1, 2])
@every_chart
def test_the_order_of_rows_does_not_matter(name: str, seed: int) -> None:
    table = table_of(name)
    mixed = table.sample(frac=1, random_state=seed)
    assert list(mixed["code"]) != list(table["code"])
    for lang in ("vi", "en"):
        assert said(charts.ALL[name](mixed, lang)) == said(charts.ALL[name](table, lang))


@every_chart
def test_a_table_without_a_source_is_not_given_the_plan(name: str) -> None:
    table = table_of(name)
    table.attrs = {}
    for lang, words in (("vi", "người dùng"), ("en", "the user")):
        fig = charts.ALL[name](table, lang)
        texts = " ".join(text.get_text() for text in fig.texts)
        assert words in fig.source and fig.source in texts
        assert "192" not in texts + fig.source


@every_chart
def test_charts_leave_the_users_table_alone(name: str) -> None:
    table, before = table_of(name), table_of(name)
    charts.ALL[name](table)
    pd.testing.assert_frame_equal(table, before)
    assert table.attrs == before.attrs


def test_the_data_behind_a_chart_is_a_copy() -> None:
    fig = charts.deficit_by_field()
    taken = data_behind(fig)
    taken["deficit"] = 0.0
    assert data_behind(fig)["deficit"].sum() == pytest.approx(11.46)  # Plan 192, line 248: 100 - 88.54
