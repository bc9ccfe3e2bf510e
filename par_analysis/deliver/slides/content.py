"""The slides in order: where the place stands, where points are lost, and what the audit found."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from par_analysis.charts.chances import model_source
from par_analysis.deliver.facts import ChartTold, Facts
from par_analysis.deliver.fitting import sentence, told_apart
from par_analysis.deliver.likelihood import chance_told, ranks_ahead
from par_analysis.deliver.slides.agency import agency_page
from par_analysis.deliver.slides.deck import Deck, Page
from par_analysis.deliver.slides.native import Series, add_table
from par_analysis.deliver.slides.outlook import asks, editable, likely, method, one_more_rank, satisfaction, scenarios
from par_analysis.edition.readable import show
from par_analysis.edition.results import audit
from par_analysis.outlook.ranks import rank_list
from par_analysis.words.palette import EARNED, GAINED, LOST, MUTED, TARGET
from par_analysis.words.printing import percent

__all__ = ["slides_of"]

_PARETO = 12  # criteria shown: what 14 points leave room for


def slides_of(facts: Facts) -> list[Callable[[Deck], None]]:
    """Return what makes the slides, in order."""
    whether = (
        (opening, True),
        (standing, True),
        (by_field, True),
        (by_criterion, True),
        (by_agency, facts.has("leads")),
        (audited, True),
        (likely, facts.model is not None),
        (scenarios, facts.compared),
        (one_more_rank, len(ranks_ahead(facts)) > 0),
        (satisfaction, facts.has("sipas")),
        (asks, facts.has("leads") or facts.has("tasks")),
        (method, True),
    )
    made: list[Callable[[Deck], None]] = [make for make, there in whether if there]
    return [*made, *(functools.partial(agency_page, agency=agency) for agency in facts.leads())]


def opening(deck: Deck) -> None:
    """Say what the deck is, of which edition, of which day, with which scenarios."""
    facts = deck.facts
    year, aim = facts.years
    place = facts.place and facts.say(" in {place}", place=facts.place)
    title = facts.say(
        "Public administration reform{place}{year}: PAR INDEX {score} points{ranked}",
        place=place,
        year=year,
        score=facts.n(facts.score),
        ranked=_ranked(facts),
    )
    if facts.has("targets"):
        target = facts.n(facts.target)
        title += facts.say("; the target{of_year} is {target}", of_year=aim and f" of{aim}", target=target, year=aim)
    names = "; ".join(
        facts.say("“{name}”", name=name) for name in told_apart([facts.title_of(one) for one in facts.scenarios], 60)
    )
    lines = [
        facts.say("Figures: {title}. ", title=facts.title) + facts.source_told,
        facts.say("Scenarios (assumptions): {names}", names=names) if facts.compared else "",
        facts.lacking,
        facts.as_of,
    ]
    notes = [
        facts.say(
            "Published figures are read from the source named below; every other figure is computed from them. Estimates and assumptions are marked on each slide."
        ),
        facts.lacking,
        *facts.told("point_deficits"),
    ]
    deck.opening(title, [line for line in lines if line], notes, facts.source)


def _ranked(facts: Facts) -> str:
    """Say the published rank after a comma; empty where none is known."""
    return "" if facts.rank is None else facts.say(", rank {rank}", rank=facts.rank)


def standing(deck: Deck) -> None:
    """Say where the place stands, in a few big numbers."""
    facts = deck.facts
    (year, aim), score = facts.years, facts.n(facts.score)
    title = facts.say(
        "{in_year}{here} reached {score} points{ranked}",
        in_year=f"In{year} " if year else "",
        here=facts.here,
        score=score,
        ranked=_ranked(facts),
        in_year_vi=f"Năm{year} " if year else "",
    )
    title = title[0].upper() + title[1:]
    if facts.has("targets"):
        target, gain = facts.n(facts.target), facts.n(facts.target - facts.score, sign=True)
        title += facts.say(
            "; the target{of_year} is {target} ({gain})",
            of_year=aim and f" of{aim}",
            target=target,
            gain=gain,
            year=aim,
        )
    deficits_told = facts.told("point_deficits")
    told = [deficits_told[0], *(deficits_told[-1:] if facts.has("targets") else deficits_told[1:])]
    hows = [facts.say("the score is a published figure")]
    if facts.rank is not None and facts.has("targets"):
        hows = [facts.say("score, rank and target are published figures")]
    if facts.model is not None:
        told += facts.told("what_may_come")[:2]
        hows.append(facts.say("the chance is an estimate of the model, with the lowest and highest of other models"))
    how = facts.say("Method: ") + "; ".join(hows) + "."
    notes = [*told, *facts.told("tables_and_audit"), how]
    page = deck.page(title, notes, facts.source if facts.model is None else model_source(facts.edition, facts.lang))
    top, rest = page.room.rows(1.95, 0.2)
    page.cards(top, _cards(facts))
    page.texts(rest, told)
    deck.done(page)


def _cards(facts: Facts) -> list[tuple[str, str, str]]:
    """Return the big numbers: score, and as far as they are known rank, target and its chance."""
    (year, aim), most = facts.years, facts.n(facts.edition.par.total("max_points"))
    lost = facts.n(facts.edition.par.total("max_points") - facts.score)
    text = facts.say("points of PAR INDEX{year}, of {most}", year=year, most=most)
    cards = [(facts.n(facts.score), text, EARNED)]
    if facts.rank is not None:
        places = rank_list(edition=facts.edition).places
        text = facts.say("of {places} provinces and cities,{year}", places=places, year=year)
        cards.append((facts.say("rank {rank}", rank=facts.rank), text, EARNED))
    if facts.has("targets"):
        text = facts.say("published target{of_year}", of_year=aim and f" of{aim}", of_year_vi=aim and f" cho{aim}")
        cards.append((facts.n(facts.target), text, TARGET))
    if facts.model is not None and facts.robust.holds("total_target"):
        text = facts.say("chance of that target (estimate; range over the models)")
        cards.append((chance_told(facts, "total_target", short=True), text, MUTED))
    if len(cards) == 1:
        cards.append((lost, facts.say("points lost"), LOST))
    return cards


def chart_notes(facts: Facts, chart: ChartTold, told: Sequence[str], how: str) -> list[str]:
    """Return the notes of a slide with a native chart."""
    return [
        chart.headline + ".",
        *told,
        how,
        facts.say("All figures: {alt}", alt=chart.alt),
        editable(facts),
    ]


def _losses(
    page: Page, facts: Facts, names: Sequence[str], lost: Sequence[float], won: Sequence[float], alt: str
) -> None:
    series = [Series(facts.say("lost"), lost, [facts.n(v, 3) for v in lost], LOST)]
    if facts.has("targets"):
        word = facts.say("the targets win back")
        series.append(Series(word, won, [facts.n(v, 3) for v in won], GAINED))
    page.bars(page.room, names, series, alt, headroom=1.1)


def _back(facts: Facts, vi: str, en: str) -> str:
    """End the sentence on how the bars were made: what is won back, if there are targets."""
    return facts.say("; won back = {how}.", how=en, how_vi=vi) if facts.has("targets") else "."


def _points_caption(facts: Facts, vi: str, en: str) -> str:
    """Say the unit, the year, and what targets are shown."""
    (year, aim), most = facts.years, facts.n(facts.edition.par.total("max_points"))
    told = facts.say(
        "Points of the {most}-point scale{of_year}",
        most=most,
        of_year=year and f",{year}",
        of_year_vi=year and f", năm{year}",
    )
    return told + (
        facts.say("; {what}{of_year}", what=en, of_year=aim and f" of{aim}", what_vi=vi, year=aim)
        if facts.has("targets")
        else ""
    )


def by_field(deck: Deck) -> None:
    """Points lost by field, native."""
    facts = deck.facts
    chart = facts.chart("deficit_by_field")
    names = facts.names("par")
    how = facts.say("Method: lost = maximum minus score, added up by field") + _back(
        facts,
        "mục tiêu công bố của lĩnh vực trừ kết quả công bố",
        "the field's published target minus its published score",
    )
    page = deck.page(
        chart.headline, chart_notes(facts, chart, facts.told("point_deficits"), how), chart.source, chart=True
    )
    page.caption(_points_caption(facts, "mục tiêu công bố", "published targets"))
    data = chart.data
    labels = [f"{facts.code(code)}. {names[code]}" for code in data["code"]]
    _losses(page, facts, labels, list(data["deficit"]), list(data.get("gain_published", [])), chart.alt)
    deck.done(page)


def by_criterion(deck: Deck) -> None:
    """Show the criteria that cost most, native."""
    facts = deck.facts
    chart = facts.chart("pareto")
    names = facts.names("par")
    shown = chart.data.head(_PARETO)
    how = facts.say("Method: maximum minus score of each criterion; the running share is of all points lost.")
    page = deck.page(
        chart.headline, chart_notes(facts, chart, facts.told("point_deficits")[1:3], how), chart.source, chart=True
    )
    together = percent(shown["cumulative"].iloc[-1], facts.lang)
    caption = facts.say("Points lost{in_year} and (running share)", in_year=facts.in_year)
    if len(shown) < len(chart.data):
        caption += facts.say(
            ": the {shown} heaviest of {data} criteria, {together} of the loss",
            shown=len(shown),
            data=len(chart.data),
            together=together,
        )
    page.caption(caption)
    texts = [
        f"{facts.n(row.deficit, 3)} ({percent(row.cumulative, facts.lang)})" for row in shown.itertuples(index=False)
    ]
    labels = [f"{facts.code(code)} {names[code]}" for code in shown["code"]]
    series = Series(facts.say("points lost"), list(shown["deficit"]), texts, LOST)
    page.bars(page.room, labels, [series], chart.alt, headroom=1.35, legend=False)
    deck.done(page)


def by_agency(deck: Deck) -> None:
    """Points lost by lead agency, native."""
    facts = deck.facts
    chart = facts.chart("deficit_by_agency")
    names = facts.called()
    how = facts.say(
        "Method: points lost on the criteria that the agency leads, each criterion counted wholly with its own lead"
    ) + _back(facts, "mục tiêu của từng tiêu chí trừ điểm đạt được", "each criterion's target minus its score")
    page = deck.page(chart.headline, chart_notes(facts, chart, facts.told("agencies"), how), chart.source, chart=True)
    page.caption(_points_caption(facts, "mục tiêu của từng tiêu chí", "the criteria's own targets"))
    data = chart.data
    labels = [names.get(name, name) for name in data["lead_agency"]]
    _losses(page, facts, labels, list(data["deficit"]), list(data.get("gain", [])), chart.alt)
    deck.done(page)


def audited(deck: Deck) -> None:
    """Say what the audit found: sentences and a short table."""
    facts = deck.facts
    told = facts.told("tables_and_audit")
    found = audit(facts.edition)
    notes = [
        *told,
        *(getattr(row, f"sentence_{facts.lang}") for row in found.itertuples(index=False)),
        facts.say(
            "Method: every published figure is compared with what its parts add up to; the tolerance follows from the digits printed."
        ),
    ]
    # A title says how many; of what kinds they are stands in full below.
    title, kinds, _ = sentence(told[1]).partition(":")
    page = deck.page(title, notes, facts.source)
    # Figures that look copied or set by one formula differ from nothing; the notes name them.
    found = found[found["difference"] != 0]
    if len(found):
        text = show(found, "index kind code quantity published recomputed difference", facts.lang, decimals=None).text
        rows = [[str(cell) for cell in row] for row in text.itertuples(index=False)]
        alt = f"{sentence(told[1])}. " + "; ".join(" ".join(row) for row in rows) + "."
        shares = (1.4, 2.4, 1.7, 1.4, 1.3, 1.5, 1.3)
        table = add_table(page.slide, page.room, list(text.columns), rows, shares, alt, page.font, words=(0, 1, 2, 3))
        page.room = page.room.rows(table.height.inches, 0.3)[1]
    if page.room.height > 0.6:
        page.texts(page.room, told if kinds else [told[0], *told[2:]])
    deck.done(page)
