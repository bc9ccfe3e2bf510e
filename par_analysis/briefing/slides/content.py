"""The slides in order: where the city stands, where points are lost, and what the audit found."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from par_analysis.audit import audit
from par_analysis.briefing.facts import ChartTold, Facts
from par_analysis.briefing.fitting import sentence, told_apart
from par_analysis.briefing.slides.agency import agency_page
from par_analysis.briefing.slides.deck import Deck, Page
from par_analysis.briefing.slides.native import Series, add_bars, add_table
from par_analysis.briefing.slides.outlook import (
    asks,
    editable,
    likely,
    method,
    one_more_rank,
    satisfaction,
    scenarios,
)
from par_analysis.charts.chances import model_source
from par_analysis.display import show
from par_analysis.labels import agency_names, percent
from par_analysis.palette import EARNED, GAINED, LOST, MUTED, TARGET
from par_analysis.ranking.published import PLACES

__all__ = ["slides_of"]

_PARETO = 12  # criteria shown: what 14 points leave room for


def slides_of(facts: Facts) -> list[Callable[[Deck], None]]:
    """Return what makes the slides, in order."""
    made = [opening, standing, by_field, by_criterion, by_agency, audited, likely, scenarios]
    ranks = facts.climbed.steps["kind"] == "rank"
    made += [one_more_rank] if ranks.any() else []
    made += [satisfaction, asks, method]
    return [*made, *(functools.partial(agency_page, agency=agency) for agency in facts.leads())]


def opening(deck: Deck) -> None:
    """Say what the deck is, of which edition, of which day, with which scenarios."""
    facts = deck.facts
    year = facts.year
    title = facts.say(
        f"Cải cách hành chính Hà Nội {year}: PAR INDEX {facts.n(facts.score)} điểm, hạng {facts.rank}; mục tiêu {year + 1} là {facts.n(facts.target)}",
        f"Public administration reform in Hà Nội {year}: PAR INDEX {facts.n(facts.score)} points, rank {facts.rank}; the target of {year + 1} is {facts.n(facts.target)}",
    )
    names = "; ".join(
        facts.say(f"«{name}»", f"“{name}”") for name in told_apart([facts.title_of(one) for one in facts.scenarios], 60)
    )
    lines = [
        facts.say(f"Số liệu: {facts.base.edition}. {facts.source}", f"Figures: {facts.base.edition}. {facts.source}"),
        facts.say(f"Kịch bản (giả định): {names}", f"Scenarios (assumptions): {names}"),
        facts.date,
    ]
    notes = [
        facts.say(
            "Số công bố được đọc từ phụ lục kế hoạch; mọi con số khác được tính lại từ đó. Con số ước lượng và giả định được ghi rõ trên từng trang.",
            "Published figures are read from the appendix of the plan; every other figure is computed from them. Estimates and assumptions are marked on each slide.",
        ),
        *facts.told("point_deficits"),
    ]
    deck.opening(title, lines, notes, facts.source)


def standing(deck: Deck) -> None:
    """Say where the city stands, in a few big numbers."""
    facts = deck.facts
    year, gain = facts.year, facts.n(facts.target - facts.score, sign=True)
    chance = percent(facts.outlook["chance"], facts.lang)
    title = facts.say(
        f"Năm {year} Hà Nội đạt {facts.n(facts.score)} điểm, hạng {facts.rank}; mục tiêu {year + 1} là {facts.n(facts.target)} điểm ({gain})",
        f"In {year} Hà Nội reached {facts.n(facts.score)} points, rank {facts.rank}; the target of {year + 1} is {facts.n(facts.target)} ({gain})",
    )
    told = [facts.told("point_deficits")[0], facts.told("point_deficits")[3], *facts.told("what_is_likely")[1:3]]
    notes = [
        *told,
        *facts.told("tables_and_audit"),
        facts.say(
            "Cách tính: điểm, hạng và mục tiêu là số công bố; khả năng là ước lượng từ 100.000 lần mô phỏng (tần suất các thay đổi đã quan sát).",
            "Method: score, rank and target are published figures; the chance is an estimate from 100,000 simulated years (how often such changes were observed).",
        ),
    ]
    page = deck.page(title, notes, _model_source(facts))
    top, rest = page.room.rows(1.95, 0.2)
    cards = (
        (facts.n(facts.score), facts.say(f"điểm PAR INDEX {year}, trên 100", f"points of PAR INDEX {year}, of 100"), EARNED),
        (facts.say(f"hạng {facts.rank}", f"rank {facts.rank}"), facts.say(f"trong {PLACES} tỉnh, thành phố, năm {year}", f"of {PLACES} provinces and cities, {year}"), EARNED),
        (facts.n(facts.target), facts.say(f"mục tiêu công bố cho {year + 1}", f"published target of {year + 1}"), TARGET),
        (chance, facts.say("khả năng đạt mục tiêu đó (ước lượng)", "chance of that target (estimate)"), MUTED),
    )  # fmt: skip
    page.cards(top, cards)
    page.texts(rest, told)
    deck.done(page)


def _model_source(facts: Facts) -> str:
    return model_source(facts.par, facts.lang)


def chart_notes(facts: Facts, chart: ChartTold, told: Sequence[str], how: str) -> list[str]:
    """Return the notes of a slide with a native chart."""
    return [
        chart.headline + ".",
        *told,
        how,
        facts.say(f"Số liệu đầy đủ: {chart.alt}", f"All figures: {chart.alt}"),
        editable(facts),
    ]


def _losses(
    page: Page, facts: Facts, names: Sequence[str], lost: Sequence[float], won: Sequence[float], alt: str
) -> None:
    series = [
        Series(facts.say("bị trừ", "lost"), lost, [facts.n(v, 3) for v in lost], LOST),
        Series(facts.say("mục tiêu lấy lại", "the targets win back"), won, [facts.n(v, 3) for v in won], GAINED),
    ]
    add_bars(page.slide, page.room, names, series, alt, page.font, headroom=1.1, holder=page.chart_holder)
    page.chart_holder = None


def by_field(deck: Deck) -> None:
    """Points lost by field, native."""
    facts = deck.facts
    chart = facts.chart("deficit_by_field")
    names = facts.names("par")
    how = facts.say(
        "Cách tính: bị trừ = điểm tối đa trừ điểm đạt được, cộng theo lĩnh vực; lấy lại = mục tiêu công bố của lĩnh vực trừ kết quả công bố.",
        "Method: lost = maximum minus score, added up by field; won back = the field's published target minus its published score.",
    )
    page = deck.page(
        chart.headline, chart_notes(facts, chart, facts.told("point_deficits"), how), chart.source, chart=True
    )
    page.caption(facts.say(f"Điểm (thang 100), năm {facts.year}; mục tiêu công bố {facts.year + 1}", f"Points of the 100-point scale, {facts.year}; published targets of {facts.year + 1}"))  # fmt: skip
    data = chart.data
    labels = [f"{code}. {names[code]}" for code in data["code"]]
    _losses(page, facts, labels, list(data["deficit"]), list(data["gain_published"]), chart.alt)
    deck.done(page)


def by_criterion(deck: Deck) -> None:
    """Show the criteria that cost most, native."""
    facts = deck.facts
    chart = facts.chart("pareto")
    names = facts.names("par")
    shown = chart.data.head(_PARETO)
    how = facts.say(
        "Cách tính: điểm tối đa trừ điểm đạt được của từng tiêu chí; cộng dồn là phần trong tổng số điểm bị trừ.",
        "Method: maximum minus score of each criterion; the running share is of all points lost.",
    )
    page = deck.page(
        chart.headline, chart_notes(facts, chart, facts.told("point_deficits")[1:3], how), chart.source, chart=True
    )
    together = percent(shown["cumulative"].iloc[-1], facts.lang)
    page.caption(facts.say(
        f"Điểm bị trừ năm {facts.year} và (tỷ lệ cộng dồn): {len(shown)} tiêu chí nặng nhất trong {len(chart.data)}, chiếm {together}",
        f"Points lost in {facts.year} and (running share): the {len(shown)} heaviest of {len(chart.data)} criteria, {together} of the loss",
    ))  # fmt: skip
    texts = [
        f"{facts.n(row.deficit, 3)} ({percent(row.cumulative, facts.lang)})" for row in shown.itertuples(index=False)
    ]
    add_bars(
        page.slide, page.room, [f"{code} {names[code]}" for code in shown["code"]],
        [Series(facts.say("điểm bị trừ", "points lost"), list(shown["deficit"]), texts, LOST)],
        chart.alt, page.font, headroom=1.35, legend=False, holder=page.chart_holder,
    )  # fmt: skip
    page.chart_holder = None
    deck.done(page)


def by_agency(deck: Deck) -> None:
    """Points lost by lead agency, native."""
    facts = deck.facts
    chart = facts.chart("deficit_by_agency")
    names = agency_names(facts.par, facts.lang)
    how = facts.say(
        "Cách tính: điểm bị trừ của các tiêu chí mà cơ quan chủ trì; lấy lại = mục tiêu của từng tiêu chí trừ điểm đạt được.",
        "Method: points lost on the criteria that the agency leads; won back = each criterion's target minus its score.",
    )
    page = deck.page(chart.headline, chart_notes(facts, chart, facts.told("agencies"), how), chart.source, chart=True)
    page.caption(facts.say(f"Điểm (thang 100), năm {facts.year}; mục tiêu của từng tiêu chí {facts.year + 1}", f"Points of the 100-point scale, {facts.year}; the criteria's own targets of {facts.year + 1}"))  # fmt: skip
    data = chart.data
    labels = [names.get(name, name) for name in data["lead_agency"]]
    _losses(page, facts, labels, list(data["deficit"]), list(data["gain"]), chart.alt)
    deck.done(page)


def audited(deck: Deck) -> None:
    """Say what the audit found: sentences and a short table."""
    facts = deck.facts
    told = facts.told("tables_and_audit")
    found = audit(facts.par, facts.sipas)
    notes = [
        *told,
        *(getattr(row, f"sentence_{facts.lang}") for row in found.itertuples(index=False)),
        facts.say(
            "Cách tính: mỗi số công bố được so với số cộng lại từ các mục con của nó; dung sai theo số chữ số được in.",
            "Method: every published figure is compared with what its parts add up to; the tolerance follows from the digits printed.",
        ),
    ]
    page = deck.page(sentence(told[1]), notes, facts.source)
    if len(found):
        text = show(found, "index kind code quantity published recomputed difference", facts.lang, decimals=None).text
        rows = [[str(cell) for cell in row] for row in text.itertuples(index=False)]
        alt = f"{sentence(told[1])}. " + "; ".join(" ".join(row) for row in rows) + "."
        shares = (1.4, 2.4, 1.7, 1.4, 1.3, 1.5, 1.3)
        table = add_table(page.slide, page.room, list(text.columns), rows, shares, alt, page.font, words=(0, 1, 2, 3))
        page.room = page.room.rows(table.height / 914400, 0.3)[1]
    if page.room.height > 0.6:
        page.texts(page.room, [told[0], *told[2:]])
    deck.done(page)
