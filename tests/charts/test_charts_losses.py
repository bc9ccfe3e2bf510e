"""Where points are lost: bars, cells and headlines are those of the tables, whatever the order of rows."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from cases import every
from chart_cases import LOST_IN_ALL, TABLES, WON_BACK, Gallery, printed, with_par
from matplotlib.colors import same_color, to_rgb

from par_analysis import ParAnalysisError, charts, data_behind, deficits, load_agencies, load_par
from par_analysis.charts.losses import _readable_on
from par_analysis.tables.models.index import ASSESSMENTS
from par_analysis.words.palette import EARNED, GAINED, LOST


def leaves_of(par: pd.DataFrame) -> pd.DataFrame:
    """Points lost and won back by leaf, from the raw columns only."""
    leaves = par[par["is_leaf"]].copy()
    leaves["lost"] = leaves["max_points"] - leaves["score"]
    leaves["won"] = leaves["target"].fillna(leaves["score"]) - leaves["score"]
    leaves["field"] = leaves["code"].str.split(".").str[0]
    return leaves


def bars_of(fig: charts.Chart) -> dict[str, list[tuple[str, float, float]]]:
    """Bars by row label: (colour, where it begins, how long it is)."""
    axes = fig.axes[0]
    rows = {tick: label.get_text() for tick, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)}
    made: dict[str, list[tuple[str, float, float]]] = {label: [] for label in rows.values()}
    for bar in axes.patches:
        label = rows[round(bar.get_y() + bar.get_height() / 2)]
        color = next(c for c in (LOST, GAINED, EARNED) if same_color(bar.get_facecolor(), c))
        made[label].append((color, bar.get_x(), bar.get_width()))
    return made


def values_of(fig: charts.Chart) -> list[str]:
    """The text at the end of each bar, from the top."""
    notes = [text for text in fig.axes[0].texts if hasattr(text, "xy")]
    return [note.get_text() for note in sorted(notes, key=lambda note: note.xy[1])]


def by_field(par: pd.DataFrame) -> pd.DataFrame:
    made = leaves_of(par).groupby("field")[["lost", "won"]].sum()
    nodes = par.set_index("code").loc[made.index]
    # By field it is the published target that counts, not the sum of the criteria's own.
    return made.assign(won=nodes["target"] - nodes["score"])


def by_agency(par: pd.DataFrame) -> pd.DataFrame:
    made = leaves_of(par).groupby("lead_agency")[["lost", "won"]].sum()
    return made[made["lost"] > 1e-9].rename(load_agencies().set_index("name")["short"])


def by_assessment(par: pd.DataFrame) -> pd.DataFrame:
    made = leaves_of(par).groupby("assessment")[["lost", "won"]].sum()
    return made.rename({key: vi for key, (vi, _) in ASSESSMENTS.items()})


SPLIT = {
    "deficit_by_field": (by_field, lambda label: label.split(".")[0]),
    "deficit_by_agency": (by_agency, lambda label: label),
    "deficit_by_assessment": (by_assessment, lambda label: label.split("\n")[0]),
}


@every(name=SPLIT, table=TABLES)
def test_blue_and_red_add_up_to_the_points_lost(name: str, table: str) -> None:
    par = TABLES[table]()
    expected, key_of = SPLIT[name][0](par), SPLIT[name][1]
    fig = charts.ALL[name](with_par(par))
    bars = bars_of(fig)
    assert {key_of(label) for label in bars} == set(expected.index)
    for label, own in bars.items():
        lost, won = expected.loc[key_of(label)]
        (blue, start, length), (red, turn, rest) = own
        assert (blue, red) == (GAINED, LOST)
        assert start == 0 and turn == pytest.approx(length)
        assert length == pytest.approx(won) and length + rest == pytest.approx(lost)
    lengths = [sum(length for _, _, length in own) for own in bars.values()]
    assert lengths == sorted(lengths, reverse=True)  # the largest loss on top
    assert sum(lengths) == pytest.approx(100 - par.set_index("code").loc["total", "score"])
    for length, text in zip(lengths, values_of(fig), strict=True):
        assert text.startswith(f"{length:.3f}".replace(".", ","))


def test_the_data_behind_is_the_table_of_deficits(shipped: Gallery, sample: Gallery) -> None:
    for gallery in (shipped, sample):
        for name in [*SPLIT, "pareto"]:
            data = data_behind(gallery(name))
            expected = deficits(
                "criterion" if name == "pareto" else name.removeprefix("deficit_by_"), edition=gallery.edition
            )
            expected = expected[expected["deficit"] > 0].reset_index(drop=True)
            pd.testing.assert_frame_equal(data[list(expected.columns)], expected)
            assert data["deficit"].sum() == pytest.approx(gallery.edition.par.maximum() - gallery.edition.par.score())


def test_by_field_the_published_targets_win_back_what_the_plan_says(shipped: Gallery) -> None:
    data = data_behind(shipped("deficit_by_field"))
    assert data["gain_published"].sum() == pytest.approx(WON_BACK)
    top = leaves_of(load_par()).groupby("field")["lost"].sum().sort_values(ascending=False)
    share = f"{top[:2].sum() / LOST_IN_ALL:.0%}"
    vi, en = (shipped("deficit_by_field", lang).headline for lang in ("vi", "en"))
    assert f"{top.index[0]} và {top.index[1]}" in vi and all(word in vi for word in (share, "4,01", "11,46"))
    assert f"{top.index[0]} and {top.index[1]}" in en and all(word in en for word in (share, "4.01", "11.46"))


@every(table=TABLES)
def test_headlines_by_agency_and_assessment_are_computed(table: str) -> None:
    par = TABLES[table]()
    agencies = by_agency(par).sort_values("lost", ascending=False)
    ways = by_assessment(par).sort_values("lost", ascending=False)
    head = charts.deficit_by_agency(with_par(par)).headline
    assert f"{agencies['lost'][:3].sum() / agencies['lost'].sum():.0%}" in head
    assert f"{agencies.index[0]}: {agencies['lost'].iloc[0]:g} ".replace(".", ",") in head
    head = charts.deficit_by_assessment(with_par(par)).headline
    assert head.startswith(f"{ways['lost'].iloc[0] / ways['lost'].sum():.0%} ") and ways.index[0] in head
    assert head.endswith(f" {ways['won'].iloc[0] / ways['lost'].iloc[0]:.0%}")


def test_a_share_outside_its_range_is_refused() -> None:
    for share in (0, -1, 1.5):
        with pytest.raises(ParAnalysisError, match=f"share = {share}"):
            charts.pareto(share=share)


@every(table=TABLES, share=(0.5, 0.8, 1.0))
def test_pareto_shows_the_fewest_criteria_that_reach_the_share(table: str, share: float) -> None:
    par = TABLES[table]()
    lost = np.sort(leaves_of(par)["lost"].to_numpy().round(9))[::-1]
    lost = lost[lost > 0]
    running = lost.cumsum() / lost.sum()
    few = next(count for count in range(1, len(lost) + 1) if running[count - 1] >= share - 1e-9)

    fig = charts.pareto(with_par(par), share=share)
    bars = [own[0] for own in bars_of(fig).values()]
    red = [length for color, _, length in bars if color == LOST]
    grey = [length for color, _, length in bars if color == EARNED]
    assert red == pytest.approx(lost[:few])
    assert grey == pytest.approx([lost[few:].sum()] if few < len(lost) else [])
    assert f"{few} trong {len(lost)} " in fig.headline and f"{share:.0%}" in fig.headline
    totals = [int(re.search(r"(\d+)%$", text)[1]) for text in values_of(fig)]
    assert totals == pytest.approx([*(running[:few] * 100), *[100] * len(grey)], abs=0.5 + 1e-9)
    assert data_behind(fig)["cumulative"].to_numpy() == pytest.approx(running)


def test_pareto_binds_bars_to_criteria() -> None:
    lost = leaves_of(load_par()).set_index("code")["lost"]
    bars = bars_of(charts.pareto(with_par(TABLES["mixed"]()), share=1.0))
    assert {label.split(" ")[0]: own[0][2] for label, own in bars.items()} == pytest.approx(lost[lost > 1e-9].to_dict())


@every(table=TABLES)
def test_the_heat_map_shows_each_agency_in_each_field(table: str) -> None:
    par = TABLES[table]()
    names = load_agencies().set_index("name")["short"]
    expected = leaves_of(par).groupby(["lead_agency", "field"])["lost"].sum().unstack()  # noqa: PD010
    expected = expected[expected.sum(axis=1) > 1e-9]

    fig = charts.agency_field(with_par(par))
    axes = fig.axes[0]
    rows = [label.get_text() for label in axes.get_yticklabels()]
    columns = [label.get_text().split(".")[0] for label in axes.get_xticklabels()]
    cells = np.ma.filled(axes.collections[0].get_array(), np.nan).reshape(len(rows), len(columns))
    drawn = pd.DataFrame(cells, rows, columns).loc[names[expected.index], expected.columns]
    assert drawn.to_numpy() == pytest.approx(expected.to_numpy(), nan_ok=True)
    assert np.nansum(cells) == pytest.approx(100 - par.set_index("code").loc["total", "score"])
    pd.testing.assert_frame_equal(
        data_behind(fig).loc[expected.index, expected.columns], expected, check_names=False, check_dtype=False
    )

    def cell(value: float) -> str:
        return printed(value, "vi", 3) if value > 1e-9 else "0"

    written = {(t.get_position()[1], t.get_position()[0]): t.get_text() for t in axes.texts}
    for y, row in enumerate(rows):
        assert written[y + 0.5, len(columns) + 0.12] == cell(drawn.loc[row].sum())
        for x, column in enumerate(columns):
            value = drawn.loc[row, column]
            assert written.get((y + 0.5, x + 0.5), "") == ("" if np.isnan(value) else cell(value))
    for x, column in enumerate(columns):
        assert written[len(rows) + 0.12, x + 0.5] == cell(drawn[column].sum())
    agency, field = expected.stack().idxmax()  # noqa: PD013
    peak = f"{expected.loc[agency, field]:.3f}".rstrip("0").replace(".", ",")
    assert f"{names[agency]} ở lĩnh vực {field} " in fig.headline and f"{peak} điểm" in fig.headline


def test_figures_in_a_heat_map_can_be_read_on_their_ground(shipped: Gallery) -> None:
    # WCAG 2: contrast of at least 4.5 for text of this size
    def luminance(color: object) -> float:
        rgb = np.asarray(to_rgb(color))
        return float(np.where(rgb <= 0.03928, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722])

    axes, grid = shipped("agency_field").axes[0], shipped("agency_field").data
    grounds = np.asarray(axes.collections[0].get_facecolor()).reshape(*grid.shape, 4)
    at = [(*text.get_position(), text) for text in axes.texts]
    cells = [(int(y), int(x), text) for x, y, text in at if 0 < x < grid.shape[1] and 0 < y < grid.shape[0]]
    assert len(cells) == grid.notna().sum().sum()
    for row, column, text in cells:
        light, dark = sorted((luminance(text.get_color()), luminance(grounds[row, column])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, text.get_text()
    assert _readable_on(np.array(to_rgb("black"))) == "white" != _readable_on(np.array(to_rgb("white")))


def test_nobody_is_not_counted_as_an_agency_on_the_chart() -> None:
    par = load_par()
    par.loc[par["code"] == "8.1", "lead_agency"] = None
    assert charts.deficit_by_agency(with_par(par), "en").headline.startswith("3 agencies")
    par.loc[par["is_leaf"] & (par["score"] < par["max_points"]), "lead_agency"] = None
    assert charts.deficit_by_agency(with_par(par), "en").headline.startswith("No agency is named")
    par["lead_agency"] = None
    with pytest.raises(ParAnalysisError, match="lacks lead agencies"):
        charts.deficit_by_agency(with_par(par), "en")
