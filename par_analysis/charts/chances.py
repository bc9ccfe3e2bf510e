"""Which targets can be reached: their bands, what is known of the parts behind them, and the groups of their order."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from par_analysis.charts.needs import model_for
from par_analysis.charts.theme import SMALL, Chart, label_room, new_chart, share_of_width, style, text_width
from par_analysis.edition.edition import Edition
from par_analysis.edition.names import as_of_told, years_of
from par_analysis.edition.opening import EditionLike
from par_analysis.outlook.chance import chances
from par_analysis.outlook.history import levels_of, part_means
from par_analysis.outlook.model import Model
from par_analysis.outlook.order import ALWAYS, CRITERIA, FIRST, target_order
from par_analysis.tables.models.evidence import REFERENCE_CLASSES
from par_analysis.tables.models.index import INDEX_NAMES
from par_analysis.tables.models.results import BANDS
from par_analysis.words.errors import refused
from par_analysis.words.numbers import NOISE
from par_analysis.words.palette import EARNED, GAINED, GRID, LOST, MUTED, TEXT
from par_analysis.words.printing import count, num, percent

__all__ = ["model_source", "part_levels", "target_bands", "target_groups"]

_HELD = "#C3D9EE"  # ground of a bar whose band every model says
# What a reader of the chart gets of `chances()`: single criteria have no percentage.
_TOLD = [
    *("code", "name", "name_en", "lead_agency", "part", "kind", "band", "robust", "gain", "asked"),
    *("n_levels", "n_changes", "n_places", "survey_error", "control"),
]
_ROW = 16.0  # points: the least height of a row of text
_PAGE = 540.0  # points: the height of the page
_EARLIER = 3  # years before the results whose levels are drawn
_SEVERAL = 3  # places with a published level from which on a place among them is told


def model_source(edition: Edition, lang: str) -> str:
    """Return the source line of a chart that rests on the model."""
    rests, judged = (
        ("bằng chứng và giả định", "phán đoán") if lang == "vi" else ("evidence and assumptions", "judgements")
    )
    judgements = f"; {judged}: judgements.csv" if edition.has("judgements") else ""
    rests = f"{rests}: data/raw/national{judgements}"
    return "; ".join(text for text in (edition.source(lang), rests, as_of_told(edition, lang)) if text)


# Targets by band


def target_bands(
    edition: EditionLike = None, lang: str = "vi", *, model: Model | None = None, title: str = ""
) -> Chart:
    """Show the targets in three groups, likely, open and unlikely within the year, with the points that they bring.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    lang : {"vi", "en"}
    model : Model, optional
        As `achievability_model()` makes it; by default that of the edition.
    title : str
        A headline in the place of ours.

    Returns
    -------
    Chart
        A dot is full where every alternative model says the same band. `data`: one row a target: columns of
        `chances()` but for the model's figures, and `within_error`: whether the gain is no larger than the margin of
        the survey that measures it, at the level of the assumptions.

    Raises
    ------
    ParAnalysisError
        The edition lacks what the chart needs, or no target asks for a gain.
    """
    model = model_for("target_bands", edition, lang, model)
    own, vi = model.edition, lang == "vi"
    table = _targets(model)
    names = own.short_names("par", lang)
    year = years_of(own)[1]
    if vi:
        sub = f"Điểm tăng thêm của từng mục tiêu{year and ' năm'}{year}; ● mọi mô hình xếp như nhau, ○ tùy mô hình. "
    else:
        sub = f"Points that each target{year and ' of'}{year} brings; ● every model says the same, ○ models differ. "
    note = _error_note(table, model, lang)
    with style():
        chart = new_chart(
            title or _bands_headline(table, lang), sub + _evidence(model, lang), model_source(own, lang), lang
        )
        bottom, top = chart.room
        if note:
            chart.text(0.03, bottom - 0.005, note, va="bottom", color=MUTED)
            bottom += 0.036
        groups = {band: table[table["band"] == band] for band in BANDS}
        fits = int((top - bottom) * _PAGE // _ROW) - 1
        rows = min(fits, max(map(len, groups.values())))
        height = min((top - bottom) / (rows + 1), 26 / _PAGE)
        for number, (band, group) in enumerate(groups.items()):
            axes = chart.add_axes((0.03 + number * 0.32, top - height * (rows + 1), 0.3, height * (rows + 1)))
            axes.set_xlim(0, float(table["gain"].max()))
            axes.set_ylim(rows + 0.5, -0.5)
            axes.set_axis_off()
            _list_targets(axes, band, group, rows, names, lang)
    return chart.tell(table, (_band_told(row, names, lang) for row in table.itertuples(index=False)))


def _targets(model: Model) -> pd.DataFrame:
    """Targets by band, those first whose band every model says, then by points."""
    table = chances("par", model=model)
    if table.empty:
        raise refused("no_gain")
    margin = NormalDist().inv_cdf((1 + model.assumptions.level) / 2) * table["survey_error"]
    table = table[_TOLD].assign(within_error=table["gain"] <= margin + NOISE)
    order = table["band"].map(list(BANDS).index)
    keys = table.assign(at=order).sort_values(["at", "robust", "gain"], ascending=[True, False, False], kind="stable")
    return table.loc[keys.index].reset_index(drop=True)


def _bands_headline(table: pd.DataFrame, lang: str) -> str:
    vi, asked = lang == "vi", num(table["gain"].sum(), lang, 2)
    held = {band: table[table["robust"] & (table["band"] == band)] for band in BANDS}
    told = {band: (len(rows), num(rows["gain"].sum(), lang, 2)) for band, rows in held.items()}
    likely, points = told["likely"]
    unlikely, more = told["unlikely"]
    if vi:
        first = f"{likely} mục tiêu ({points} điểm) được mọi mô hình xếp là có khả năng đạt"
        first = first if likely else "Không mục tiêu nào được mọi mô hình xếp là có khả năng đạt"
        second = f"{unlikely} mục tiêu ({more} trong {asked} điểm) được mọi mô hình xếp là khó đạt"
        return f"{first}; {second if unlikely else 'cũng không mục tiêu nào được mọi mô hình xếp là khó đạt'}"
    first = f"{count(likely, 'target', 'targets')} ({points} points) {'is' if likely == 1 else 'are'} likely under every model"
    first = first if likely else "No target is likely under every model"
    second = f"{count(unlikely, 'target', 'targets')} ({more} of {asked} points) {'is' if unlikely == 1 else 'are'} unlikely under every one"
    return f"{first}; {second if unlikely else 'none is unlikely under every one'}"


def _evidence(model: Model, lang: str) -> str:
    """Say what the bands rest on, and on what they do not."""
    levels, changes = int(model.parts["n"].sum()), len(model.changes)
    wholes = ", ".join(f"{INDEX_NAMES[index][0]} {len(history.pairs)}" for index, history in model.histories.items())
    if lang == "vi":
        return (
            "Chưa có thay đổi hằng năm của từng tiêu chí: "
            f"suy từ {levels} mức và {changes} thay đổi của các phần, thay đổi ở tỉnh ({wholes})"
        )
    return (
        "No yearly change of a single criterion is published: inferred from "
        f"{count(levels, 'level', 'levels')} and {count(changes, 'change', 'changes')} of parts, changes of provinces ({wholes})"
    )


def _error_note(table: pd.DataFrame, model: Model, lang: str) -> str:
    """Explain the star of targets that ask for no more than the survey's margin; empty where there are none."""
    if not table["within_error"].any():
        return ""
    level = percent(model.assumptions.level, lang)
    if lang == "vi":
        return f"* Mục tiêu đòi không hơn sai số của chính khảo sát đo nó (khoảng {level})"
    return f"* The target asks for no more than the margin of the survey that measures it ({level} interval)"


def _list_targets(axes: Axes, band: str, group: pd.DataFrame, rows: int, names: dict[str, str], lang: str) -> None:
    """Write one group as a column: its total, then a row a target, names on their bars, the points at the right end."""
    vi, points = lang == "vi", num(group["gain"].sum(), lang, 2)
    word = BANDS[band][not vi].capitalize()
    told = (
        f"{len(group)} mục tiêu, {points} điểm" if vi else f"{count(len(group), 'target', 'targets')}, {points} points"
    )
    side = axes.get_yaxis_transform()
    looks: dict[str, Any] = {"transform": side, "va": "center"}
    axes.text(0, 0, f"{word}: {told if len(group) else ('không có' if vi else 'none')}", fontweight="bold", **looks)
    shown = len(group) if len(group) <= rows else rows - 1
    width = 0.3 * 960
    for at, row in enumerate(group.head(shown).itertuples(index=False), 1):
        value = num(row.gain, lang) + "*" * row.within_error
        axes.barh(at, row.gain, height=0.86, color=_HELD if row.robust else GRID, zorder=1)
        dot = GAINED if row.robust else "white"
        axes.plot(8 / width, at, "o", color=dot, markeredgecolor=TEXT, markersize=8, transform=side, zorder=3)
        axes.text(18 / width, at, _cut(names[row.code], width - 26 - text_width(value, SMALL)), **looks)
        axes.text(1, at, value, ha="right", **looks)
    if shown < len(group):
        rest = group.iloc[shown:]
        more = f"và {len(rest)} mục tiêu nữa" if vi else f"and {len(rest)} more targets"
        axes.text(18 / width, rows, more, color=MUTED, **looks)
        axes.text(1, rows, num(rest["gain"].sum(), lang), ha="right", color=MUTED, **looks)


def _cut(text: str, room: float) -> str:
    """Shorten a text so that it is no wider than `room` points."""
    if text_width(text, SMALL) <= room:
        return text
    while text and text_width(f"{text}…", SMALL) > room:
        text = text[:-1].rstrip()
    return f"{text}…"


def _band_told(row: Any, names: dict[str, str], lang: str) -> str:
    held = ("mọi mô hình", "tùy mô hình") if lang == "vi" else ("every model", "models differ")
    return f"{row.code} {names[row.code]}: +{num(row.gain, lang)}, {BANDS[row.band][lang == 'en']} ({held[not row.robust]})"


# What is known of the parts


def part_levels(edition: EditionLike = None, lang: str = "vi", *, model: Model | None = None, title: str = "") -> Chart:
    """Show what is published of the parts of PAR INDEX: the place among others, before and in the year of results.

    Parameters as `target_bands`.

    Returns
    -------
    Chart
        One panel a part (a way of assessment), one line a year: levels of provinces, the national mean as the model
        estimates it with its interval, and the place. `data`: one row a part and year: `part, year, score` of the place
        (points of the criteria set of the edition; empty where not published), `change` since its last published level,
        `rank` among `n` places with a published level (itself included), `mean, mean_low, mean_high`.
    """
    model = model_for("part_levels", edition, lang, model)
    own, vi = model.edition, lang == "vi"
    levels = levels_of(own, model.parts["maximum"], model.year)
    data = _level_rows(model, levels)
    place = own.place_in(lang) or ("địa phương" if vi else "the place")
    level = percent(model.assumptions.level, lang)
    if vi:
        sub = f"Điểm từng phần của PAR INDEX theo năm: chấm lớn: {place}, kèm thứ hạng trong số tỉnh đã công bố (chấm xám); vạch và dải xám: trung bình cả nước do mô hình ước lượng, khoảng {level}"
    else:
        sub = f"Points of each part of PAR INDEX by year: large dot: {place}, with its place among the provinces that published (grey dots); line and grey band: national mean as the model estimates it, {level} interval"
    with style():
        chart = new_chart(title or _levels_headline(data, levels, place, lang), sub, _levels_source(own, lang), lang)
        bottom, top = chart.room
        parts = list(model.parts.index)
        across = min(len(parts), 2)
        down = -(-len(parts) // across)
        height, width = (top - bottom + 0.015) / down, 0.94 / across
        for number, part in enumerate(parts):
            left, at = 0.03 + (number % across) * width, top - height * (number // across)
            maximum = num(model.parts.loc[part, "maximum"], lang)
            head = REFERENCE_CLASSES[part][not vi]
            head += f", tối đa {maximum} điểm" if vi else f", out of {maximum} points"
            chart.text(left, at, head, va="top", fontweight="bold")
            rows = data[data["part"] == part].reset_index(drop=True)
            texts = [_place_told(row, lang) for row in rows.itertuples(index=False)]
            start = left + 0.045
            end = left + width - 0.02 - max(map(share_of_width, texts)) - 0.015
            axes = chart.add_axes((start, at - height + 0.055, end - start, height - 0.1))
            others = levels[(levels["part"] == part) & (levels["place"] != own.place)]
            _draw_levels(axes, rows, others, texts, lang)
    return chart.tell(data, (_level_told(row, lang) for row in data.itertuples(index=False)))


def _level_rows(model: Model, levels: pd.DataFrame) -> pd.DataFrame:
    place, parts = model.edition.place, model.parts
    mine = levels[levels["place"] == place].drop_duplicates(["part", "year"]).set_index(["part", "year"])["points"]
    earlier = levels[levels["year"] < model.year]
    # Years of the place first, then those with most levels; drawn in their order.
    counted = earlier["year"].value_counts()
    ranked = sorted(
        counted.index, key=lambda year: (year not in mine.index.get_level_values("year"), -counted[year], -year)
    )
    years = [*sorted(int(year) for year in ranked[:_EARLIER]), model.year]
    margin = NormalDist().inv_cdf((1 + model.assumptions.level) / 2)
    means = {year: part_means(model.edition, parts, year) for year in years}
    rows = []
    for part, maximum in parts["maximum"].items():
        before = np.nan
        for year in years:
            score = float(parts.loc[part, "level"]) if year == model.year else float(mine.get((part, year), np.nan))
            others = levels[(levels["part"] == part) & (levels["year"] == year) & (levels["place"] != place)]
            known = len(others) + (not np.isnan(score))
            rank = (
                1 + int((others["points"] > score + NOISE).sum())
                if known >= _SEVERAL and not np.isnan(score)
                else np.nan
            )
            mean, sd = means[year].loc[part, ["mean", "sd"]]
            ends = np.clip([mean - margin * sd, mean + margin * sd], 0, maximum)
            rows.append((part, year, score, score - before, rank, known, mean, *ends))
            before = before if np.isnan(score) else score
    columns = ["part", "year", "score", "change", "rank", "n", "mean", "mean_low", "mean_high"]
    return pd.DataFrame(rows, columns=columns).astype({"rank": "Int64"})


def _levels_headline(data: pd.DataFrame, levels: pd.DataFrame, place: str, lang: str) -> str:
    """Say whether high parts fell and low ones rose; failing that, how much is known."""
    vi = lang == "vi"
    before, after = data.assign(change=data["change"].shift(-1)), data["part"].eq(data["part"].shift(-1))
    moved = before[after & before["rank"].notna() & before["change"].notna() & (before["change"].abs() > NOISE)]
    high = moved["rank"] <= moved["n"] / 2
    if high.any() and not high.all() and ((moved["change"] < 0) == high).all():
        fell = moved[high].sort_values(["rank", "change"]).iloc[0]
        rose = moved[~high].assign(from_below=lambda rows: rows["n"] - rows["rank"])
        rose = rose.sort_values(["from_below", "change"], ascending=[True, False]).iloc[0]
        said = []
        for row in (fell, rose):
            by, name = num(row["change"], lang, 2, sign=True), REFERENCE_CLASSES[row["part"]][not vi]
            said.append(
                f"{name} {'thứ ' if vi else ''}{_rank_told(row['rank'], row['n'], lang)}{' rồi' if vi else ', then'} {by}"
            )
        if vi:
            return f"{place} đứng cao ở phần nào thì phần đó giảm, đứng thấp thì tăng; {', '.join(said)}"
        return f"Where {place} stood high it then fell, where it stood low it rose; {', '.join(said)}"
    if len(levels) == 0:
        if vi:
            return "Chưa có mức điểm của phần nào ở tỉnh khác; chưa thể nói các phần thay đổi ra sao"
        return "No level of a part is published of any other province; how parts move cannot be told"
    known = int(data["change"].notna().sum())
    if vi:
        least = f"Của các phần, chỉ biết {len(levels)} mức điểm"
        if known:
            return f"{least} và {known} thay đổi của {place}"
        return f"{least} ở các tỉnh; chưa biết {place} đã thay đổi ra sao"
    published = count(len(levels), "level", "levels")
    if known:
        return f"Of the parts, only {published} and {count(known, 'change', 'changes')} of {place} are known"
    return f"Of the parts, only {published} of provinces are known; how {place} moved is not"


def _levels_source(edition: Edition, lang: str) -> str:
    """Return the source line of a chart of the parts, which also shows what provinces published."""
    rests = "mức điểm, trung bình và giả định" if lang == "vi" else "levels, means and assumptions"
    rests = f"{rests}: data/raw/national"
    return "; ".join(text for text in (edition.source(lang), rests, as_of_told(edition, lang)) if text)


def _place_told(row: Any, lang: str) -> str:
    """Say where the place stood in a year: `55,79, thứ 9 trong 10`; after it, by how much it had moved."""
    if np.isnan(row.score):
        return "–"
    said = num(row.score, lang, 2)
    if not pd.isna(row.change):
        said += f" ({num(row.change, lang, 2, sign=True)})"
    if not pd.isna(row.rank):
        said += f", {'thứ ' if lang == 'vi' else ''}{_rank_told(row.rank, row.n, lang)}"
    return said


def _rank_told(rank: int, among: int, lang: str) -> str:
    return f"{rank}/{among}" if lang == "vi" else f"{rank} of {among}"


def _draw_levels(axes: Axes, rows: pd.DataFrame, others: pd.DataFrame, texts: Sequence[str], lang: str) -> None:
    """Draw one part: a line a year, the latest at the bottom."""
    shown = others[others["year"].isin(rows["year"])]
    spread = [*rows["score"], *rows["mean_low"], *rows["mean_high"], *shown["points"]]
    low, high = float(np.nanmin(spread)), float(np.nanmax(spread))
    pad = max(high - low, 1.0) * 0.06
    axes.set_xlim(low - pad, high + pad)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    known = rows[rows["score"].notna()]
    for at, row in enumerate(rows.itertuples(index=False)):
        axes.plot([row.mean_low, row.mean_high], [at] * 2, color=GRID, linewidth=22, solid_capstyle="butt", zorder=1)
        axes.plot([row.mean] * 2, [at - 0.34, at + 0.34], color=MUTED, linewidth=2, zorder=2)
        spots = shown.loc[shown["year"] == row.year, "points"]
        axes.plot(spots, [at] * len(spots), "o", color=EARNED, markeredgecolor="white", markersize=9, zorder=3)
        axes.annotate(
            texts[at], (1, at), (12, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points", va="center"
        )
    for first, second in zip(known.index[:-1], known.index[1:], strict=True):
        color = GAINED if known.loc[second, "change"] > 0 else LOST
        axes.plot(known.loc[[first, second], "score"], [first, second], color=color, linewidth=2.5, zorder=4)
    colors = [GAINED if change > 0 else LOST if change < 0 else MUTED for change in known["change"]]
    for (at, row), color in zip(known.iterrows(), colors, strict=True):
        axes.plot(row["score"], at, "o", color=color, markeredgecolor=TEXT, markersize=13, zorder=5)
    axes.set_yticks(range(len(rows)), [str(year) for year in rows["year"]])
    axes.tick_params(length=0)
    ticks = [tick for tick in MaxNLocator(5).tick_values(low, high) if low - pad <= tick <= high + pad]
    axes.set_xticks(ticks, [num(tick, lang) for tick in ticks])
    axes.spines["bottom"].set_visible(False)
    axes.grid(axis="x")


def _level_told(row: Any, lang: str) -> str:
    vi = lang == "vi"
    mean = (
        ""
        if np.isnan(row.mean)
        else f", {'cả nước ước lượng' if vi else 'national mean, estimated'} {num(row.mean, lang, 2)}"
    )
    return f"{REFERENCE_CLASSES[row.part][not vi]} {row.year}: {_place_told(row, lang)}{mean}"


# The groups of the order


def target_groups(
    edition: EditionLike = None, lang: str = "vi", *, model: Model | None = None, title: str = ""
) -> Chart:
    """Show which targets are always, sometimes or never among the first, by chance, gain, control and tasks.

    Parameters as `target_bands`.

    Returns
    -------
    Chart
        As many targets as the page has room for, the groups in order, the best expected rank first. `data`: all
        targets in that order: columns of `target_order().targets` from `code` to `first_high`, and `shown`.
    """
    model = model_for("target_groups", edition, lang, model)
    own, vi = model.edition, lang == "vi"
    targets = target_order(model=model).targets
    names = own.short_names("par", lang)
    table = targets.loc[:, "code":"first_high"]
    groups = {group: table[table["group"] == group] for group in ("always", "depends", "never")}
    groups = {group: rows for group, rows in groups.items() if len(rows)}
    level, nine = percent(model.assumptions.level, lang), percent(ALWAYS, lang)
    if vi:
        sub = f"Hạng theo khả năng đạt, điểm, mức tự chủ và nhiệm vụ: trung bình (●) và khoảng {level} qua trọng số, thang đo và mô hình khác nhau; «luôn», «không bao giờ»: trong {nine} cách xếp trở lên"
        right = "phụ thuộc nhất vào"
    else:
        sub = f"Rank by chance, points, control and tasks: mean (●) and {level} interval over weights, scales and models; “always” and “never”: in {nine} of the orderings or more"
        right = "depends most on"
    with style():
        chart = new_chart(title or _groups_headline(groups, names, lang), sub, model_source(own, lang), lang)
        bottom, top = chart.room
        bottom += 0.045
        lines = _lines(groups, int((top - bottom) * _PAGE // (_ROW + 1)))
        height = min((top - bottom) / len(lines), 28 / _PAGE)
        shown = [line for line in lines if not isinstance(line, str)]
        data = pd.concat(groups.values(), ignore_index=True)
        data["shown"] = data["code"].isin({row.code for row in shown})
        left = label_room([f"{row.code} {names[row.code]}" for row in shown])
        texts = [_depends_told(row.depends_on, lang) for row in shown]
        end = 0.97 - max(share_of_width(text) for text in [*texts, right]) - 0.02
        axes = chart.add_axes((left, top - height * len(lines), end - left, height * len(lines)))
        axes.set_ylim(len(lines) - 0.5, -0.5)
        _draw_order(axes, lines, groups, names, lang, right)
    return chart.tell(
        data,
        (
            f"{row.code} {names[row.code]}: {num(row.expected_rank, lang, 1)} ({row.rank_low}–{row.rank_high}), {_group_word(row.group, lang)}"
            for row in data.itertuples(index=False)
        ),
    )


def _group_word(group: str, lang: str) -> str:
    words = {
        "always": (f"luôn trong {FIRST} mục tiêu đầu", f"always among the first {FIRST}"),
        "depends": ("tùy cách xếp", "depends on how they are ordered"),
        "never": (f"không bao giờ trong {FIRST} mục tiêu đầu", f"never among the first {FIRST}"),
    }
    return words[group][lang == "en"]


def _depends_told(key: str, lang: str) -> str:
    if key == "":
        return ""
    scale = ("thang đo", "the scale")
    words = CRITERIA.get(key, scale)
    return words[lang == "en"].lower()


def _groups_headline(groups: dict[str, pd.DataFrame], names: dict[str, str], lang: str) -> str:
    counts = {group: len(groups.get(group, ())) for group in ("always", "depends", "never")}
    always = list(groups["always"]["code"]) if counts["always"] else []
    if lang == "vi":
        who = " và ".join(names[code] for code in always) if len(always) < 3 else f"{len(always)} mục tiêu"
        rest = [f"{counts['depends']} mục tiêu tùy cách xếp"] * bool(counts["depends"])
        rest += [f"{counts['never']} không bao giờ"] * bool(counts["never"])
        first = (
            f"{who} luôn trong {FIRST} mục tiêu đầu"
            if always
            else f"Không mục tiêu nào luôn trong {FIRST} mục tiêu đầu"
        )
    else:
        who = " and ".join(names[code] for code in always) if len(always) < 3 else f"{len(always)} targets"
        rest = [f"{count(counts['depends'], 'target depends', 'targets depend')} on how they are ordered"] * bool(
            counts["depends"]
        )
        rest += [f"{counts['never']} never {'is' if counts['never'] == 1 else 'are'}"] * bool(counts["never"])
        verb = "is" if len(always) == 1 else "are"
        first = (
            f"{who} {verb} always among the first {FIRST}" if always else f"No target is always among the first {FIRST}"
        )
    return f"{first}; {', '.join(rest)}" if rest else first


def _lines(groups: dict[str, pd.DataFrame], room: int) -> list[Any]:
    """Share the lines of the page among the groups: a head each, then targets, and what is left out in one line."""
    lines: list[Any] = []
    later = len(groups)
    for group, rows in groups.items():
        later -= 1
        left = room - len(lines) - 1 - later
        shown = len(rows) if len(rows) <= left else max(left - 1, 0)
        lines += [f"head {group}", *rows.head(shown).itertuples(index=False)]
        lines += [f"rest {len(rows) - shown}"] * (0 < shown < len(rows))
    return lines


def _draw_order(
    axes: Axes, lines: list[Any], groups: dict[str, pd.DataFrame], names: dict[str, str], lang: str, right: str
) -> None:
    """Draw a line a target, between the heads of the groups."""
    vi, side = lang == "vi", axes.get_yaxis_transform()
    last = int(max(rows["rank_high"].max() for rows in groups.values()))
    axes.set_xlim(0.3, max(last, FIRST) + 0.7)
    labels = [""] * len(lines)
    end: dict[str, Any] = {"xycoords": side, "textcoords": "offset points", "va": "center"}
    start = -(axes.get_position().x0 - 0.03) / axes.get_position().width
    for at, line in enumerate(lines):
        if isinstance(line, str):
            kind, _, what = line.partition(" ")
            word = (
                _group_word(what, lang).capitalize()
                if kind == "head"
                else (f"và {what} mục tiêu nữa" if vi else f"and {what} more")
            )
            told = f"{word}: {len(groups[what])}" if kind == "head" else word
            axes.text(start, at, told, transform=side, va="center", fontweight="bold" if kind == "head" else "normal", color=TEXT if kind == "head" else MUTED)  # fmt: skip
            if line == "head depends":
                axes.annotate(right, (1, at), (14, 0), color=MUTED, **end)
            continue
        labels[at] = f"{line.code} {names[line.code]}"
        axes.plot(
            [line.rank_low, line.rank_high], [at] * 2, color=GAINED, alpha=0.35, linewidth=11, solid_capstyle="butt"
        )
        axes.plot(line.expected_rank, at, "o", color=GAINED, markeredgecolor=TEXT, markersize=10)
        axes.annotate(_depends_told(line.depends_on, lang), (1, at), (14, 0), **end)
    axes.set_yticks(range(len(lines)), labels)
    ticks = [1, *range(5, last + 1, 5)]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    # Beside targets only, so that no line runs through a head.
    rows = [at for at, label in enumerate(labels) if label]
    for at in rows:
        axes.vlines(ticks, at - 0.5, at + 0.5, color=GRID, linewidth=1, zorder=1)
        axes.vlines(FIRST + 0.5, at - 0.35, at + 0.35, color=MUTED, linewidth=1, zorder=1)
    axes.tick_params(length=0)
