from __future__ import annotations

import functools
import inspect

import matplotlib as mpl
import matplotlib.text
import numpy as np
import pandas as pd
import pytest

from par_analysis import (
    Edition,
    ParAnalysisError,
    charts,
    data_behind,
    edition_from,
    load_agencies,
    load_par,
    load_sipas,
    open_edition,
)
from par_analysis.edition.loaders import load_evidence
from par_analysis.edition.parts import Source
from par_analysis.outlook.model import Model, achievability_model

every_chart = pytest.mark.parametrize("name", charts.ALL)
# These show the tasks of the plan, with its years and its name, whatever table of points they are given.
OF_THE_PLAN = {"gantt", "task_coverage", "agency_card"}
# These rest on the model, which needs the year of the results to know what evidence came before the targets.
OF_THE_MODEL = {
    "chance_gain", "evidence_classes", "order_uncertainty", "total_outlook", "rank_by_score", "effort_ladder", "effort_by_agency",
}  # fmt: skip
every_chart_of_a_table = pytest.mark.parametrize("name", sorted(charts.ALL.keys() - OF_THE_PLAN - OF_THE_MODEL))
both_languages = pytest.mark.parametrize("lang", ["vi", "en"])


def index_of(name: str) -> str:
    return "sipas" if name == "sipas_items" else "par"


def table_of(name: str) -> pd.DataFrame:
    return open_edition().table(index_of(name))


def edition_of(name: str, table: pd.DataFrame) -> Edition:
    return open_edition().replace(**{index_of(name): table})


@functools.cache
def drawn(name: str, lang: str) -> charts.Chart:
    """A chart as it is drawn without a table, for tests that only look at it."""
    return charts.ALL[name](lang=lang)


@functools.cache
def drawn_from(name: str, lang: str, sourceless: bool = False) -> tuple[charts.Chart, pd.DataFrame]:
    """A chart of a given table, for tests that only look at it; and the table as it was left."""
    table = table_of(name)
    if not sourceless:
        return charts.ALL[name](edition_of(name, table), lang), table
    table.attrs = {}
    return charts.ALL[name](edition_from(**{index_of(name): table}), lang), table


def said(fig: charts.Chart) -> tuple[str, set[str]]:
    """The headline, and what the alternative text says of each label, in whatever order."""
    return fig.headline, set(fig.alt.removeprefix(f"{fig.headline}. ").rstrip(". ").split("; "))


def test_all_charts_are_listed_under_their_names() -> None:
    others = {"ALL", "NEEDS", "RESTS_ON", "Chart", "data_behind", "edition_change", "figures_of", "save"}
    drawing = {name for name in charts.__all__ if name not in others}
    assert set(charts.ALL) == set(charts.NEEDS) == drawing
    assert all(charts.ALL[name] is getattr(charts, name) for name in drawing)


@pytest.fixture(scope="module")
def other_model() -> Model:
    """The model on other evidence."""
    return achievability_model(open_edition().replace(evidence=load_evidence().iloc[::2].reset_index(drop=True)))


def test_charts_that_take_the_model_say_what_they_rest_on() -> None:
    taking = {name for name, draw in charts.ALL.items() if "model" in inspect.signature(draw).parameters}
    assert charts.RESTS_ON.keys() == taking == OF_THE_MODEL


@pytest.mark.parametrize("name", sorted(OF_THE_MODEL))
def test_estimates_move_with_the_evidence_and_assumptions_do_not(name: str, other_model: Model) -> None:
    as_shipped, otherwise = drawn(name, "vi").data, charts.ALL[name](model=other_model).data
    assert charts.RESTS_ON[name] == ("assumption" if as_shipped.equals(otherwise) else "estimate")


@every_chart
@pytest.mark.parametrize("lang", ["fr", "", None])
def test_unknown_languages_are_refused(name: str, lang: object) -> None:
    with pytest.raises(ParAnalysisError, match=r"'vi'.*'en'"):
        charts.ALL[name](lang=lang)


@both_languages
@every_chart
def test_charts_say_what_they_show(name: str, lang: str) -> None:
    fig = drawn(name, lang)
    assert isinstance(fig, charts.Chart) and fig.lang == lang
    assert fig.headline and fig.headline in fig.alt
    assert len(fig.alt) > len(fig.headline) + 100  # the figures as well
    assert fig.source.startswith(open_edition().source(lang, index_of(name)))
    assert ("tasks.csv" in fig.source) == (name in OF_THE_PLAN)  # where the links are said to be inferred
    assert "192/KH-UBND" in fig.source
    assert len(data_behind(fig)) > 3


@every_chart
def test_the_two_languages_show_the_same_data(name: str) -> None:
    vi, en = (drawn(name, lang) for lang in ("vi", "en"))
    pd.testing.assert_frame_equal(vi.data, en.data)
    assert vi.headline != en.headline


@pytest.mark.parametrize("seed", [1, 2])
@every_chart
def test_the_order_of_rows_does_not_matter(name: str, seed: int) -> None:
    table = table_of(name)
    mixed = table.sample(frac=1, random_state=seed)
    assert list(mixed["code"]) != list(table["code"])
    for lang in ("vi", "en"):
        assert said(charts.ALL[name](edition_of(name, mixed), lang)) == said(drawn_from(name, lang)[0])


@every_chart_of_a_table
def test_a_table_without_a_source_is_not_given_the_plan(name: str) -> None:
    for lang, words in (("vi", "người dùng"), ("en", "the user")):
        fig, _ = drawn_from(name, lang, sourceless=True)
        texts = " ".join(text.get_text() for text in fig.texts)
        assert words in fig.source and fig.source in texts
        assert "192" not in texts + fig.source


@every_chart
def test_charts_leave_the_users_table_alone(name: str) -> None:
    before = table_of(name)
    for lang in ("vi", "en"):
        _, table = drawn_from(name, lang)
        pd.testing.assert_frame_equal(table, before)
        assert table.attrs == before.attrs


def test_there_is_a_figure_of_every_chart_and_a_page_for_every_lead_agency() -> None:
    figures = charts.figures_of()
    pages = {name for name in figures if name.startswith("agency_card_")}
    assert figures.keys() - pages == charts.ALL.keys() - {"agency_card"}
    assert pages == {f"agency_card_{id}" for id in load_agencies()["id"]}
    for agency in load_agencies().itertuples(index=False):
        assert figures[f"agency_card_{agency.id}"](lang="vi").headline.startswith(f"{agency.short}: ")


@pytest.mark.parametrize("name", sorted(OF_THE_PLAN))
def test_charts_of_the_plan_say_when_the_points_are_the_users(name: str) -> None:
    own = open_edition().replace(sources={"par": Source("bảng của tôi", "my table")})
    assert charts.ALL[name](own, "en").source.startswith("my table; tasks: Plan 192/KH-UBND")


def test_the_data_behind_a_chart_is_a_copy() -> None:
    fig = charts.deficit_by_field()
    taken = data_behind(fig)
    taken["deficit"] = 0.0
    assert data_behind(fig)["deficit"].sum() == pytest.approx(11.46)  # Plan 192, line 248: 100 - 88.54


def _lossless(table):
    table["score"] = table["max_points"]
    return table


@pytest.mark.parametrize("name", charts.ALL)
def test_a_table_that_lost_nothing_is_refused_plainly(name):
    table = _lossless(load_sipas() if name == "sipas_items" else load_par())
    with pytest.raises(ParAnalysisError, match="no points were lost"):
        charts.ALL[name](edition_of(name, table))


@every_chart_of_a_table
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_table_of_no_stated_year_is_given_none(name, lang):
    fig, _ = drawn_from(name, lang, sourceless=True)
    texts = " ".join(text.get_text() for text in fig.findobj(mpl.text.Text))
    assert "2021" not in texts and "2022" not in texts


@pytest.mark.parametrize("name", sorted(OF_THE_MODEL))
def test_charts_of_the_model_ask_for_the_year_of_the_results(name):
    own = open_edition().replace(year=None)
    with pytest.raises(ParAnalysisError, match="lacks the year of its results"):
        charts.ALL[name](own)
    if "rank" in charts.NEEDS[name]:
        with pytest.raises(ParAnalysisError, match="lacks a published rank of the place"):
            charts.ALL[name](model=achievability_model(own, until=2021))
    else:
        assert charts.ALL[name](model=achievability_model(own, until=2021)).source.startswith("Kế hoạch 192/KH-UBND")


@pytest.mark.parametrize("name", sorted(OF_THE_MODEL))
def test_charts_of_the_model_name_their_evidence_and_take_another_model(name):
    plain = drawn(name, "en")
    other = charts.ALL[name](lang="en", model=achievability_model().replace(dependence=0.9, least_typical=0.3))
    assert ("standings.csv" if name in ("rank_by_score", "effort_ladder") else "assumptions.csv") in plain.source
    assert plain.data.equals(other.data) == (name == "rank_by_score")  # ranks are as published


@pytest.mark.parametrize("share", [0, -1, 1.5])
def test_a_share_outside_its_range_is_refused(share):
    with pytest.raises(ParAnalysisError, match="share"):
        charts.pareto(share=share)


def test_nobody_is_not_counted_as_an_agency_on_the_chart():
    par = load_par()
    par.loc[par["code"] == "8.1", "lead_agency"] = None
    assert charts.deficit_by_agency(edition_of("", par), "en").headline.startswith("3 agencies")
    lost = par["is_leaf"] & (par["score"] < par["max_points"])
    par.loc[lost, "lead_agency"] = None
    assert charts.deficit_by_agency(edition_of("", par), "en").headline.startswith("No agency is named")
    par["lead_agency"] = None
    with pytest.raises(ParAnalysisError, match="lacks lead agencies"):
        charts.deficit_by_agency(edition_of("", par), "en")


def test_figures_in_a_heat_map_can_be_read_on_their_ground():
    # WCAG 2: contrast of at least 4.5 for text of this size
    chart = charts.agency_field()
    axes = chart.axes[0]
    grid = charts.data_behind(chart)
    grounds = np.asarray(axes.collections[0].get_facecolor()).reshape(*grid.shape, 4)
    cells = [
        t for t in axes.texts if 0 < t.get_position()[0] < grid.shape[1] and 0 < t.get_position()[1] < grid.shape[0]
    ]
    assert len(cells) == grid.notna().sum().sum()

    def luminance(color):
        rgb = np.asarray(mpl.colors.to_rgb(color))
        return np.where(rgb <= 0.03928, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]

    for text in cells:
        column, row = (int(place) for place in text.get_position())
        light, dark = sorted((luminance(text.get_color()), luminance(grounds[row, column])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, text.get_text()
