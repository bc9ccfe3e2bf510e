"""Where points are lost: by field, agency and way of assessment, by criterion, and agency against field."""

from __future__ import annotations

from collections.abc import Collection

import matplotlib.colors
import numpy as np
import pandas as pd

from par_analysis.charts.needs import edition_for, limits, losses
from par_analysis.charts.theme import SMALL, Chart, label_bars, label_room, new_chart, stack, style
from par_analysis.edition.agencies import agency_deficits, sharing
from par_analysis.edition.edition import Edition
from par_analysis.edition.names import agency_names, assessment_name, in_year, years_of
from par_analysis.edition.opening import EditionLike
from par_analysis.tables.indices.rows import code_order
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.errors import refused
from par_analysis.words.numbers import NOISE
from par_analysis.words.palette import EARNED, GAINED, LOST, MUTED, TEXT
from par_analysis.words.printing import count, num, percent

__all__ = ["agency_field", "deficit_by_agency", "deficit_by_assessment", "deficit_by_field", "pareto"]


def deficit_by_field(
    edition: EditionLike = None, lang: str = "vi", *, only: Collection[str] = (), title: str = ""
) -> Chart:
    """Points lost by field, and how many of them the plan's published field targets win back.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    lang : {"vi", "en"}
    only : collection of str
        Codes or agencies, by any of their names: show only the criteria below those codes or led by those agencies.
    title : str
        A headline in the place of ours.

    Returns
    -------
    Chart
        `data`: `deficits(by="field")` with `gain_published` (points: published target minus score; of a field that is
        shown in part, or has no published figures, what its criteria's own targets make). Without targets the losses
        alone are drawn.

    Raises
    ------
    ParAnalysisError
        The edition lacks what the chart needs, no points were lost, or there is nothing of a name in `only`.
    """
    own = edition_for("deficit_by_field", edition, lang)
    table = losses("field", own, only)
    when, aim = in_year(own, lang), years_of(own)[1]
    published = (table["target_published"] - table["score_published"]).round(9)
    table["gain_published"] = table["gain"] if only else published.fillna(table["gain"])
    names = own.short_names("par", lang)
    labels = [f"{code}. {names[code]}" for code in table["code"]]
    top = table.head(2)
    lost, gain = table["deficit"].sum(), table["gain_published"].sum()
    share = percent(top["deficit"].sum() / lost, lang)
    scale = num(own.par.maximum(), lang)
    if lang == "vi":
        head = f"Lĩnh vực {' và '.join(top['code'])} chiếm {share} điểm bị trừ"
        sub = f"Điểm bị trừ{when} theo lĩnh vực (thang {scale} điểm)"
    else:
        fields = "Fields {} account for" if len(top) > 1 else "Field {} accounts for"
        head = f"{fields.format(' and '.join(top['code']))} {share} of the points lost"
        sub = f"Points lost{when} by field ({scale}-point scale)"
    if own.has("targets"):
        if lang == "vi":
            head += f"; mục tiêu tăng thêm {num(gain, lang)} trong {num(lost, lang)} điểm"
            sub += f" và phần tăng thêm theo mục tiêu{aim}"
        else:
            head += f"; the plan wins back {num(gain, lang)} of {num(lost, lang)}"
            sub += f", and the part that the{aim} targets win back"
    sub += limits(own, only, lang)
    return _loss_bars(table, labels, table["gain_published"], title or head, sub, own, lang)


def deficit_by_agency(
    edition: EditionLike = None, lang: str = "vi", *, only: Collection[str] = (), title: str = ""
) -> Chart:
    """Points lost by lead agency, and how many of them the criteria's targets win back.

    A criterion that is the result of another index counts with its own lead; where the leads of that index's parts
    would answer for other points, the subtitle says how many. Parameters and result as `deficit_by_field`; `data` is
    `agency_deficits()` of the agencies that lost points.
    """
    own = edition_for("deficit_by_agency", edition, lang)
    losses("agency", own, only)  # refuses what cannot be shown
    table = agency_deficits(own, only=only)
    shared = sharing(own, table)
    when = in_year(own, lang)
    table = table[table["deficit"] > 0].reset_index(drop=True)
    names = agency_names(own, lang)
    labels = [names.get(name, name) for name in table["lead_agency"]]
    led = table[table["lead_agency"] != NO_LEAD]
    few = led.head(3)
    share = percent(few["share"].sum(), lang)
    if lang == "vi":
        head = (
            f"{len(few)} cơ quan chủ trì {share} điểm bị trừ"
            if len(led)
            else "Không cơ quan nào được ghi là chủ trì các điểm bị trừ"
        )
        sub = f"Điểm bị trừ{when} theo cơ quan chủ trì"
    else:
        head = (
            f"{count(len(few), 'agency answers', 'agencies answer')} for {share} of the points lost"
            if len(led)
            else "No agency is named as lead of the points lost"
        )
        sub = f"Points lost{when} by lead agency"
    if len(led):
        most = names.get(led["lead_agency"].iloc[0], led["lead_agency"].iloc[0])
        lost = num(led["deficit"].iloc[0], lang)
        head += f"; nhiều nhất là {most}: {lost} điểm" if lang == "vi" else f"; {most} most, {lost}"
        if shared and led["lead_agency"].iloc[0] in set(shared[2]["lead_agency"]):
            head += f" (gồm cả {shared[0]})" if lang == "vi" else f" with {shared[0]}"
    sub += _won_back(own, lang) + limits(own, only, lang)
    if shared:
        codes, index, moved = shared
        listed = ", ".join(
            f"{names.get(row.lead_agency, row.lead_agency)} {num(row.deficit_by_factor, lang, 2)}"
            for row in moved.head(2).itertuples(index=False)
        )
        sub += (
            f"; nếu chia {codes} theo cơ quan theo dõi yếu tố {index}: {listed}"
            if lang == "vi"
            else f"; with {codes} shared by the leads of {index} factors: {listed}"
        )
    return _loss_bars(table, labels, table["gain"], title or head, sub, own, lang)


def deficit_by_assessment(
    edition: EditionLike = None, lang: str = "vi", *, only: Collection[str] = (), title: str = ""
) -> Chart:
    """Points lost by way of assessment, and how many of them the criteria's targets win back.

    Parameters and result as `deficit_by_field`; `data` is `deficits(by="assessment")`.
    """
    own = edition_for("deficit_by_assessment", edition, lang)
    table = losses("assessment", own, only)
    when = in_year(own, lang)
    labels = [
        f"{assessment_name(row.assessment, lang)}\n{_of_maximum(row.attainment, row.max_points, lang)}"
        for row in table.itertuples(index=False)
    ]
    first = table.iloc[0]
    name = assessment_name(first["assessment"], lang)
    if lang == "vi":
        head = f"{percent(first['share'], lang)} điểm bị trừ nằm ở «{name}»"
        sub = f"Điểm bị trừ{when} theo cách đánh giá"
    else:
        head = f"{percent(first['share'], lang)} of the points lost are in “{name}”"
        sub = f"Points lost{when} by way of assessment"
    if own.has("targets"):
        kept = percent(first["gain"] / first["deficit"], lang)
        head += f", nơi mục tiêu thu hẹp {kept}" if lang == "vi" else f", where the targets win back {kept}"
    sub += _won_back(own, lang) + limits(own, only, lang)
    return _loss_bars(table, labels, table["gain"], title or head, sub, own, lang)


def _won_back(edition: Edition, lang: str) -> str:
    """Say in a subtitle that targets are shown too, where there are any."""
    if not edition.has("targets"):
        return ""
    aim = years_of(edition)[1]
    if lang == "vi":
        return f", và phần tăng thêm theo mục tiêu{aim} của từng tiêu chí"
    return f", and the part that the criteria's{aim} targets win back"


def _of_maximum(attainment: float, maximum: float, lang: str) -> str:
    return (
        f"đạt {percent(attainment, lang)} của {num(maximum, lang)} điểm"
        if lang == "vi"
        else f"earns {percent(attainment, lang)} of {num(maximum, lang)} points"
    )


def _loss_bars(
    table: pd.DataFrame, labels: list[str], gains: pd.Series, headline: str, subtitle: str, edition: Edition, lang: str
) -> Chart:
    """Horizontal bars of points lost, split into what the targets win back and what stays lost; whole without targets."""
    aimed = edition.has("targets")
    with style():
        chart = new_chart(headline, subtitle, edition.source(lang), lang)
        bottom, top = chart.room
        left = label_room(labels, SMALL + 1)
        axes = chart.add_axes((left, bottom, 0.68 - left, top - bottom))
        places = np.arange(len(table))
        lost = table["deficit"].to_numpy()
        won = np.clip(gains.to_numpy(), 0, None) if aimed else np.zeros(len(table))
        if aimed:
            axes.barh(places, won, height=0.62, color=GAINED)
        axes.barh(places, lost - won, left=won, height=0.62, color=LOST)
        axes.set_xlim(0, lost.max() * 1.02)
        back, of = ("tăng thêm", "bị trừ") if lang == "vi" else ("back", "lost")
        texts = []
        for all_lost, gain in zip(lost, gains, strict=True):
            text = f"{num(all_lost, lang, 3)} {of}"
            if aimed:
                share = f" ({percent(gain / all_lost, lang)})" if all_lost > 0 else ""
                text += f", {back} {num(gain, lang, 3)}{share}"
            texts.append(text)
        label_bars(axes, labels, lost, texts, limits=(0.45, 1.0), va="center")
        if aimed:
            words = (
                ("tăng thêm theo mục tiêu", "còn bị trừ") if lang == "vi" else ("the targets win back", "stays lost")
            )
            axes.text(0, -0.5, words[0], color=GAINED, fontweight="bold", va="bottom")
            axes.text(lost[0], -0.5, words[1], color=LOST, fontweight="bold", va="bottom", ha="right")
    return chart.tell(
        table,
        (
            f"{label.replace(chr(10), ', ')}: {num(a, lang)}" + (f" ({back} {num(g, lang)})" if aimed else "")
            for label, a, g in zip(labels, lost, gains, strict=True)
        ),
    )


def pareto(
    edition: EditionLike = None,
    lang: str = "vi",
    *,
    share: float = 0.8,
    only: Collection[str] = (),
    title: str = "",
) -> Chart:
    """Which criteria make most of the loss: the fewest that together reach `share`, the rest in one bar.

    Parameters
    ----------
    edition, lang, only, title
        As `deficit_by_field`.
    share : float
        Share of the loss to explain, above 0 and at most 1.

    Returns
    -------
    Chart
        `data`: `deficits(by="criterion")` of the criteria that lost points, with `cumulative` share.
    """
    own = edition_for("pareto", edition, lang)
    if not 0 < share <= 1:
        raise refused("share", found=share)
    table = losses("criterion", own, only)
    when = in_year(own, lang)
    table = table[table["deficit"] > 0].reset_index(drop=True)
    table["cumulative"] = table["share"].cumsum()
    few = int((table["cumulative"] < share - NOISE).sum()) + 1
    first = int((table["cumulative"] < share / 2 - NOISE).sum()) + 1
    names = own.short_names("par", lang)
    shown = table.head(few)
    labels = [f"{code}  {names[code]}" for code in shown["code"]]
    values = list(shown["deficit"])
    cumulative = list(shown["cumulative"])
    rest = table.iloc[few:]
    if len(rest):
        labels.append(
            f"{len(rest)} tiêu chí còn lại" if lang == "vi" else count(len(rest), "other criterion", "other criteria")
        )
        values.append(float(rest["deficit"].sum()))
        cumulative.append(1.0)
    if lang == "vi":
        head = f"{first} tiêu chí chiếm {percent(table['cumulative'][first - 1], lang)} điểm bị trừ; cần tới {few} trong {len(table)} để đủ {percent(share, lang)}"
        sub = f"Điểm bị trừ{when} theo tiêu chí, và tỷ lệ cộng dồn trong tổng số điểm bị trừ"
    else:
        head = f"{count(first, 'criterion accounts for', 'criteria account for')} {percent(table['cumulative'][first - 1], lang)} of the loss; it takes {few} of {len(table)} to account for {percent(share, lang)}"
        sub = f"Points lost{when} by criterion, and the running share of all points lost"
    head, sub = title or head, sub + limits(own, only, lang)
    with style():
        chart = new_chart(head, sub, own.source(lang), lang)
        bottom, top = chart.room
        left = label_room(labels)
        axes = chart.add_axes((left, bottom, 0.79 - left, top - bottom))
        colors = [LOST] * few + [EARNED] * (len(values) - few)
        axes.barh(range(len(values)), values, height=0.72, color=colors)
        axes.set_xlim(0, max(values) * 1.02)
        word = "cộng dồn" if lang == "vi" else "running"
        texts = (
            f"{num(value, lang, 3)}   {word} {percent(total, lang)}"
            for value, total in zip(values, cumulative, strict=True)
        )
        label_bars(axes, labels, values, texts, size=SMALL, pad=6, gap=7, va="center")
    return chart.tell(table, (f"{a}: {num(v, lang)}" for a, v in zip(labels, values, strict=True)))


def agency_field(
    edition: EditionLike = None, lang: str = "vi", *, only: Collection[str] = (), title: str = ""
) -> Chart:
    """Points lost by lead agency and field, as a heat map with totals on both sides.

    Parameters
    ----------
    edition, lang, only, title
        As `deficit_by_field`.

    Returns
    -------
    Chart
        `data`: agencies x fields in points, empty where an agency leads nothing in a field.
    """
    import seaborn as sns

    own = edition_for("agency_field", edition, lang)
    leaves = losses("criterion", own, only)
    when = in_year(own, lang)
    leaves["field"] = [own.par.lineage(code)[1] for code in leaves["code"]]
    grid = leaves.pivot_table(index="lead_agency", columns="field", values="deficit", aggfunc="sum", min_count=1)
    fields = [code for code in sorted(own.par.children(own.par.root), key=code_order) if code in grid]
    order = losses("agency", own, only)
    agencies = list(order.loc[order["deficit"] > 0, "lead_agency"])
    grid = grid.loc[agencies, fields]
    filled = grid.stack()  # noqa: PD013 - a matrix to its cells, which melt would lose the row labels of
    peak = filled.idxmax()
    names, leads = own.short_names("par", lang), agency_names(own, lang)
    lead = leads.get(peak[0], peak[0])
    value = num(grid.loc[peak], lang)
    if lang == "vi":
        head = f"Mất điểm nhiều nhất: {lead} ở lĩnh vực {peak[1]} ({names[peak[1]]}), {value} điểm"
        sub = f"Điểm bị trừ{when} theo cơ quan chủ trì và lĩnh vực; ô trống: không chủ trì tiêu chí nào"
        total = "Cộng"
    else:
        head = f"The largest loss: {lead} in field {peak[1]} ({names[peak[1]]}), {value} points"
        sub = f"Points lost{when} by lead agency and field; an empty cell: the agency leads nothing there"
        total = "Total"
    head, sub = title or head, sub + limits(own, only, lang)
    colors = matplotlib.colors.LinearSegmentedColormap.from_list("lost", ["#FBEFEC", LOST, "#5E1D10"])
    with style():
        chart = new_chart(head, sub, own.source(lang), lang)
        bottom, top = chart.room
        rows = [leads.get(agency, agency) for agency in agencies]
        left = label_room(rows)
        axes = chart.add_axes((left, bottom + 0.05, 0.92 - left, top - bottom - 0.17))
        texts = grid.map(lambda v: "" if np.isnan(v) else num(v, lang, 3) if v else "0")
        sns.heatmap(
            grid,
            ax=axes,
            annot=texts,
            fmt="",
            cmap=colors,
            vmin=0,
            cbar=False,
            linewidths=2,
            linecolor="white",
            annot_kws={"fontsize": SMALL + 1},
        )
        grounds = np.asarray(axes.collections[0].get_facecolor()).reshape(*grid.shape, 4)
        for text in axes.texts:
            column, row = (int(place) for place in text.get_position())
            text.set_color(_readable_on(grounds[row, column]))
        axes.set(xlabel="", ylabel="")
        axes.set_yticklabels(rows, rotation=0)
        axes.set_xticklabels([stack(f"{c}. {names[c]}") for c in fields])
        axes.xaxis.tick_top()
        axes.tick_params(length=0, labelcolor=TEXT)
        right, below = len(fields) + 0.12, len(agencies) + 0.12
        for place, agency in enumerate(agencies):
            axes.text(right, place + 0.5, num(grid.loc[agency].sum(), lang, 3), va="center", fontweight="bold")
        axes.text(right, -0.08, total, va="bottom", color=MUTED)
        for place, field in enumerate(fields):
            axes.text(place + 0.5, below, num(grid[field].sum(), lang, 3), ha="center", va="top", fontweight="bold")
        axes.text(-0.08, below, total, ha="right", va="top", color=MUTED)
    word = "lĩnh vực" if lang == "vi" else "field"
    cells = filled[filled > 0]
    return chart.tell(grid, (f"{leads.get(a, a)}, {word} {f}: {num(v, lang)}" for (a, f), v in cells.items()))


def _readable_on(color: np.ndarray) -> str:
    """White or dark text, whichever has more contrast on a colour (WCAG 2 relative luminance)."""

    def luminance(rgb: tuple[float, ...]) -> float:
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb[:3]]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    ground = luminance(tuple(color)) + 0.05
    dark = ground / (luminance(matplotlib.colors.to_rgb(TEXT)) + 0.05)
    return "white" if 1.05 / ground > dark else TEXT
