"""The slides in order: what is likely, scenarios, the rank, SIPAS, who is asked what, sources and method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from par_analysis.charts.plan import plan_source
from par_analysis.deliver.facts import RESTS_ON, Facts
from par_analysis.deliver.fitting import sentence, told_apart
from par_analysis.deliver.likelihood import (
    band_told,
    bar_told,
    bars,
    bars_told,
    evidence_told,
    group_told,
    how_bands_read,
    how_order_reads,
    how_ranks_read,
    ranks_ahead,
    robust_told,
    span_told,
    what_bands_mean,
    within_error,
)
from par_analysis.deliver.slides.deck import Deck
from par_analysis.deliver.slides.native import Series, add_table, rows_that_fit, widest
from par_analysis.edition.results import deficits
from par_analysis.scenario.scenario import Scenario
from par_analysis.tables.models.index import INDEX_NAMES
from par_analysis.words.numbers import NOISE
from par_analysis.words.palette import COMPARED, EARNED, GAINED, LOST, TARGET
from par_analysis.words.printing import count, day_text

__all__ = [
    "asks",
    "editable",
    "likely",
    "method",
    "one_more_rank",
    "satisfaction",
    "scenarios",
]

_TARGETS = 10  # targets shown: what 14 points leave room for
_YEARS = 5  # past years shown of the bars of ranks
_LOW = 0.6  # inches: what is lower holds no sentence
_BANDS = {"likely": GAINED, "open": COMPARED[1], "unlikely": EARNED}
_LEAST_TEXT = 0.9  # inches below a table that hold a sentence
_NAME = 34  # signs of a scenario's title on the slide that compares them
_COLORS = (EARNED, TARGET, GAINED)  # of the default scenarios, by what they are


def editable(facts: Facts) -> str:
    """Say how a native chart is changed."""
    return facts.say(
        "The chart can be edited (right click, Edit Data); its labels are texts, so that the decimal sign is always right: whoever changes a figure changes its label too."
    )


def likely(deck: Deck) -> None:
    """Say what the plan asks and what is likely: the targets that ask most with their bands, native, and the sentences."""
    facts = deck.facts
    chart = facts.chart("target_bands")
    names = facts.names("par")
    shown = facts.chances.sort_values("gain", ascending=False, kind="stable").head(_TARGETS)
    told = facts.told("what_is_likely")
    bands = [
        f"{row['code']} {names[row['code']]}: {band_told(facts, row)} ({group_told(facts, row)})"
        for _, row in facts.chances.iterrows()
    ]
    notes = [
        *told,
        what_bands_mean(facts),
        how_bands_read(facts),
        evidence_told(facts),
        within_error(facts, "par"),
        how_order_reads(facts),
        *bands,
        editable(facts),
    ]
    page = deck.page(chart.headline, notes, chart.source, chart=True)
    listed = len(facts.chances)
    page.caption(
        facts.say(
            "Points that the targets ask for and their bands within a year (an estimate): the {shown} of {listed} that ask most; *: not robust, depends on the model",
            shown=len(shown),
            listed=listed,
        )
    )
    left, right = page.columns(0.64)
    texts = [f"{facts.n(row['gain'], sign=True)}, {band_told(facts, row)}" for _, row in shown.iterrows()]
    inks = [_BANDS[band] for band in shown["band"]]
    labels = [f"{code} {names[code]}" for code in shown["code"]]
    word = facts.say("points asked by the targets")
    alt = ". ".join(f"{label}: {text}" for label, text in zip(labels, texts, strict=True)) + "."
    series = Series(word, list(shown["gain"]), texts, GAINED, inks)
    page.bars(left, labels, [series], alt, headroom=1.75, legend=False)
    page.texts(right, told)
    deck.done(page)


def scenarios(deck: Deck) -> None:
    """Compare the scenarios: totals and what changes by field, native."""
    facts = deck.facts
    titles = [facts.title_of(one) for one in facts.scenarios]
    short = told_apart(titles, _NAME)
    totals = [facts.total_of(one) for one in facts.scenarios]
    title = _compared(facts, short, totals)
    fields = list(facts.edition.par.children(facts.edition.par.root))
    moved = {
        one.title: [
            round(float(facts.figures.loc[("par", code), one.title] - facts.edition.par.score(code)), 9)
            for code in fields
        ]
        for one in facts.scenarios
    }
    told = [
        f"{name}: {facts.n(total)} ({facts.n(round(total - facts.score, 9), sign=True)}){_at_rank(facts, total)}"
        + "".join(
            f"; {facts.code(code)}: {facts.n(v, sign=True)}"
            for code, v in zip(fields, moved[one.title], strict=True)
            if abs(v) > NOISE
        )
        + _satisfied(facts, one)
        + (f". {header}" if (header := facts.header_of(one)) else "")
        for one, name, total in zip(facts.scenarios, titles, totals, strict=True)
    ]
    if len(told) > 1:  # by these numbers titles that begin alike are told apart on the slide
        told = [f"{number}. {one}" for number, one in enumerate(told, 1)]
    assumed = facts.say("Scenarios are assumptions (what if), no forecasts")
    if facts.has("rank"):
        assumed += facts.say("; ranks are by the published scores, the other provinces taken to stay as they are")
    assumed += "."
    page = deck.page(title, [*told, assumed, editable(facts)], facts.source)
    page.caption(
        facts.say(
            "Assumptions, no forecasts. Left: total. Right: change of points by field against the published figures{of_year}",
            of_year=facts.years[0] and f" of{facts.years[0]}",
            in_year=facts.in_year,
        )
    )
    left, right = page.room.columns(0.45)
    colors = (COMPARED if facts.given else _COLORS)[: len(titles)]
    # The user's are set beside the published score, unless one of them is just that.
    beside = facts.given and not any(abs(total - facts.score) < NOISE for total in totals)
    bars = [(facts.say("Score{years}", years=facts.years[0]), facts.score, EARNED)] if beside else []
    bars += zip(short, totals, colors, strict=True)
    names, values, inks = (list(part) for part in zip(*bars, strict=True))
    word = facts.say("Total of PAR INDEX")
    series = [Series(word, values, [facts.n(v) for v in values], GAINED, inks)]
    page.bars(left, names, series, ". ".join(told) + ".", headroom=1.25, legend=False)
    used = [place for place in range(len(fields)) if any(abs(values[place]) > NOISE for values in moved.values())]
    moving = [
        (number, one) for number, one in enumerate(facts.scenarios) if any(abs(v) > NOISE for v in moved[one.title])
    ]
    if used and moving:
        labelled = len(used) * len(moving) <= 24
        series = []
        for number, one in moving:
            values = [moved[one.title][place] for place in used]
            texts = [facts.n(v, sign=True) if labelled and abs(v) > NOISE else "" for v in values]
            series.append(Series(short[number], values, texts, colors[number]))
        labels = [f"{facts.code(fields[place])}. {facts.names('par')[fields[place]]}" for place in used]
        alt = facts.say("Change of points by field. ") + ". ".join(told) + "."
        page.bars(right, labels, series, alt, headroom=1.3, legend=len(moving) > 1)
    deck.done(page)


def _at_rank(facts: Facts, score: float) -> str:
    """Say after a comma which ranks a score would have had; empty where no rank is known."""
    told = facts.rank_told(score)
    return told and f", {told}"


def _satisfied(facts: Facts, scenario: Scenario) -> str:
    """Say what SIPAS comes to in a scenario; empty where the edition has none."""
    if not facts.has("sipas"):
        return ""
    value = facts.figures.loc[("sipas", facts.edition.sipas.root), scenario.title]
    return f"; SIPAS {facts.n(value, 2)}%"


def _compared(facts: Facts, names: list[str], totals: list[float]) -> str:
    """Say what the scenarios come to: the highest, or that none gains."""
    most, score = max(totals), facts.n(facts.score)
    change = round(most - facts.score, 9)
    first = [name for name, total in zip(names, totals, strict=True) if abs(total - most) < NOISE]
    step, rank = facts.n(change, sign=True), _at_rank(facts, most)
    # The scores that a rank is read from.
    where = rank and rank + facts.say(" by the scores of{years}", years=facts.years[0], in_year=facts.in_year)
    if change <= 0 and len(totals) > 1:
        return facts.say(
            "No scenario exceeds the {score} points{of_year}; the highest gives {most}{rank}",
            score=score,
            of_year=facts.years[0] and f" of{facts.years[0]}",
            most=facts.n(most),
            rank=rank,
            of_year_vi=facts.years[0] and f" của năm{facts.years[0]}",
        )
    if len(totals) == 1:
        # Its change is zero where it moves only what does not count for the total.
        gap = f" ({step})" if change else facts.say(", as published")
        return facts.say(
            "The scenario “{first}” gives {most} points{gap}{where}",
            first=first[0],
            most=facts.n(most),
            gap=gap,
            where=where,
        )
    if len(first) > 1:
        return facts.say(
            "{first} of {totals} scenarios share the highest total, {most} points ({step}){where}",
            first=len(first),
            totals=len(totals),
            most=facts.n(most),
            step=step,
            where=where,
        )
    return facts.say(
        "The highest scenario, “{first}”, gives {most} points ({step}){where}",
        first=first[0],
        most=facts.n(most),
        step=step,
        where=where,
    )


def one_more_rank(deck: Deck) -> None:
    """Say how likely one and two ranks up are: native bars with the others moving and standing still, and past bars."""
    facts = deck.facts
    ranks = ranks_ahead(facts)
    chart = facts.chart("rank_outlook")
    marks = [robust_told(facts, row.robust) for row in ranks.itertuples()]
    series, lines = [], []
    for key, others, ink in (
        ("moving", facts.say("the others moving as observed"), GAINED),
        ("still", facts.say("the others standing still"), EARNED),
    ):
        texts = [
            span_told(facts, row[key], row[f"{key}_low"], row[f"{key}_high"], short=True) for _, row in ranks.iterrows()
        ]
        series.append(Series(others, list(ranks[key]), texts, ink))
        lines += [
            facts.say("Rank {rank} or better, {others}: {span}", rank=rank, others=others, span=text)
            for rank, text in zip(ranks["rank"], texts, strict=True)
        ]
    marked = "; ".join(
        facts.say("rank {rank}: {mark}", rank=rank, mark=mark) for rank, mark in zip(ranks["rank"], marks, strict=True)
    )
    notes = [
        *lines,
        facts.say("With the others moving, {marked}.", marked=marked),
        how_ranks_read(facts),
        *facts.told("what_it_takes"),
        editable(facts),
    ]
    page = deck.page(bars_told(facts), notes, chart.source)
    page.caption(
        facts.say(
            "Left: chance of the rank within a year (an estimate, with the range over the models). Right: points that made it certain. {upper}{marked}",
            upper=marked[0].upper(),
            marked=marked[1:],
        )
    )
    header, rows = _past_bars(facts)
    # Of neither the bars of past years nor their titles is a word broken: on a narrow template they take more room.
    cells = zip(*rows, strict=True)
    needed = [
        max(widest(column, page.font), widest(head.split(" "), page.font, bold=True))
        for head, column in zip(header, cells, strict=True)
    ]
    gap = 0.25
    share = min(0.6, 1 - sum(needed) / (page.room.width - gap))
    left, right = page.room.columns(share, gap)
    labels = [
        facts.say("{ranks} up: rank {rank}", ranks=count(row.up, "rank", "ranks"), rank=row.rank, up=row.up)
        for row in ranks.itertuples()
    ]
    page.bars(left, labels, series, ". ".join(lines) + ".", headroom=2.2)
    alt = "; ".join(" | ".join(row) for row in [header, *rows]) + "."
    table = add_table(page.slide, right, header, rows, needed, alt, page.font)
    below = right.rows(table.height.inches, 0.3)[1]
    if below.height > _LOW:  # where a template leaves no room the notes say as much
        page.texts(below, [how_ranks_read(facts)])
    deck.done(page)


def _past_bars(facts: Facts) -> tuple[list[str], list[list[str]]]:
    """Return the bars of past years as the header and the rows of a table, the latest first."""
    past = bars(facts)
    ranks = list(dict.fromkeys(past["rank"]))
    header = [
        facts.say("Year"),
        *(facts.say("Rank {rank}", rank=rank) for rank in ranks),
        facts.say("Own rank"),
    ]
    rows = []
    for year, own in past.groupby("year"):
        told = own.set_index("rank")
        cells = [bar_told(facts, told.loc[rank]) if rank in told.index else "–" for rank in ranks]
        rows.append([str(year), *cells, f"{own['published'].iloc[0]:g}"])
    return header, rows[-_YEARS:][::-1]


def satisfaction(deck: Deck) -> None:
    """SIPAS by factor, native."""
    facts = deck.facts
    chart = facts.chart("sipas_items")
    names = facts.names("sipas")
    factors = deficits("factor", "sipas", facts.edition)
    aims = bool(factors["target_published"].notna().all() and factors["gain"].notna().all())
    told = facts.told("satisfaction")
    how = facts.say("Method: not satisfied = 100% minus the share satisfied (mean of the factor's items)")
    if aims:
        how += facts.say("; the target's reduction = target minus score")
    how += "."
    if codes := ", ".join(link.code for link in facts.edition.couplings if link.of == "sipas"):
        how += facts.say(" The conversion into {codes} is to a first order (an assumption).", codes=codes)
    surveyed = within_error(facts, "sipas") if facts.model is not None else ""
    notes = [
        *told,
        surveyed,
        how,
        facts.say("All figures: {alt}", alt=chart.alt),
        editable(facts),
    ]
    page = deck.page(chart.headline, notes, chart.source, chart=True)
    year, aim = facts.years
    caption = facts.say(
        "Share not satisfied by SIPAS factor{of_year}, percentage points; in the names: satisfied",
        of_year=year and f",{year}",
        year=year,
    )
    page.caption(caption + (facts.say(" → target{of_year}", of_year=aim and f" of{aim}", year=aim) if aims else ""))
    left, right = page.columns(0.64)
    labels = [
        f"{row.code}. {names[row.code]}: {facts.n(row.score_published)}%"
        + (f" → {'>' if row.target_is_bound else ''}{facts.n(row.target_published)}%" if aims else "")
        for row in factors.itertuples(index=False)
    ]
    shown = [("deficit", facts.say("not satisfied"), LOST)]
    shown += [("gain", facts.say("the target's reduction"), GAINED)] if aims else []
    series = [Series(word, list(factors[key]), [facts.n(v, 2) for v in factors[key]], ink) for key, word, ink in shown]
    page.bars(left, labels, series, chart.alt, headroom=1.2)
    page.texts(right, told)
    deck.done(page)


def asks(deck: Deck) -> None:
    """Who is asked what: a native table."""
    facts = deck.facts
    told = facts.told("agencies") if facts.has("leads") else ()
    plan = (*facts.told("the_plan"), *facts.told("the_documents")) if facts.has("tasks") else ()
    table, names = facts.asks(), facts.called()
    dues = table["first_due"].dropna()
    sums = [table[column].sum() for column in ("deficit", "gain", "n_tasks", "n_dated", "n_overdue")]
    dated = facts.told("what_is_due") if facts.dues else ()
    rows = [[names.get(row.agency, row.agency), *_asked(facts, row[1:])] for row in table.itertuples(index=False)]
    rows.append([facts.say("Sum"), *_asked(facts, (*sums, dues.min() if len(dues) else pd.NaT), whole=True)])
    header = (
        ["Cơ quan", "Điểm bị trừ", "Tăng thêm", "Nhiệm vụ", "Có hạn", "Quá hạn", "Hạn đầu tiên"]
        if facts.lang == "vi"
        else ["Body", "Points lost", "Asked by targets", "Tasks", "Dated", "Past date", "First due"]
    )
    shares = (3.2, 1.5, 2.0, 1.3, 1.2, 1.3, 1.7)
    # What the edition lacks has no column.
    there = (
        True,
        facts.has("leads"),
        facts.has("targets", "leads"),
        *[facts.has("tasks")] * 2,
        facts.dues,
        facts.has("tasks"),
    )
    how = facts.say("Method: points of the criteria that the body leads")
    if facts.has("tasks"):
        how += facts.say(
            "; tasks of {plan}, repeated ones counted once. No document says which tasks were done", plan=facts.plan()
        )
    # What the targets ask; without targets, who answers for the points lost.
    title = sentence(told[1 if facts.has("targets") and len(told) > 1 else 0] if told else plan[1])
    source = plan_source(facts.edition, facts.lang) if facts.has("tasks") else facts.source
    page = deck.page(title, [*told, *plan, *dated, f"{how}."], source)
    header, *rows = ([cell for cell, kept in zip(row, there, strict=True) if kept] for row in (header, *rows))
    alt = f"{title}. " + "; ".join(" | ".join(row) for row in rows) + "."
    widths = [share for share, kept in zip(shares, there, strict=True) if kept]
    # Where a template leaves no room for it, the column and the notes say as much.
    if dated and rows_that_fit(page.below_caption(dated[0])[1], header, rows, widths, page.font) == len(rows):
        page.caption(dated[0])
    add_table(page.slide, page.room, header, rows, widths, alt, page.font, last_bold=True)
    deck.done(page)


def _asked(facts: Facts, row: Sequence[Any], whole: bool = False) -> list[str]:
    """Print what is asked of a body, or of all of them as a `whole`."""
    deficit, gain, n_tasks, n_dated, n_overdue, first = row
    points = [facts.n(value, 3) if whole or value > 0 else "–" for value in (deficit, gain)]
    counts = [str(int(number)) for number in (n_tasks, n_dated, n_overdue)]
    return [*points, *counts, day_text(first, facts.lang, short=True) or "–"]


def method(deck: Deck) -> None:
    """Name the documents, say what chances mean and what is judged."""
    facts = deck.facts
    papers = facts.edition.documents.drop_duplicates("number").sort_values("date", kind="stable", ascending=False)
    listed = "; ".join(
        f"{row.number} ({day_text(row.date, facts.lang, short=True)})" for row in papers.itertuples(index=False)
    )
    judged = _judged(facts)
    told = [
        facts.say(
            "{text}igures by criterion: {source}.",
            text=f"Documents: {listed}; f" if listed else "F",
            source=facts.source,
            text_2=f"Văn bản: {listed}; s" if listed else "S",
        ),
        *([what_bands_mean(facts), evidence_told(facts)] if facts.model is not None else []),
        *([judged] if judged else []),
        *(facts.told("the_plan")[3:4] if facts.has("tasks") else ()),
        facts.say(
            "Not public: the rules of scoring in detail{conversion}, scores by criterion of two consecutive years. Results of different years are not quite on one scale.",
            conversion=_conversion(facts),
        ),
    ]
    files = []
    if facts.has("rank"):
        word = facts.say("Scores and ranks of provinces")
        files.append(f"{word}: data/raw/national/standings.csv")
    if facts.model is not None:
        judgements = facts.has("judgements")
        word = facts.say("judgements, ") if judgements else ""
        word = facts.say("evidence, {word}assumptions", word=word)
        file = f"{facts.file('judgements.csv')}, " if judgements else ""
        national = ", ".join(f"data/raw/national/{name}.csv" for name in RESTS_ON)
        files.append(f"{word}: {file}{national}")
    listing, title = "; ".join(files), facts.title
    sources = [
        *([f"{listing[0].upper()}{listing[1:]}."] if listing else []),
        facts.say("Edition of the figures: {title}, sha256 {sha256}.", title=title, sha256=facts.edition.sha256),
    ]
    more = facts.told("what_may_come") if facts.model is not None else ()
    page = deck.page(
        _rests_on(facts, len(papers)), [*told, *more, *sources], f"{facts.source}; {listed}".removesuffix("; ")
    )
    page.texts(page.room, [*told, *sources])
    deck.done(page)


def _rests_on(facts: Facts, papers: int) -> str:
    """Say what figures and chances rest on, as a title."""
    of = facts.place and facts.say(" of {place}", place=facts.place)
    title = facts.say("The figures come from the published table") + of
    if papers:
        title = facts.say(
            "The figures come from {documents}{of}",
            documents=count(papers, "document", "documents"),
            of=of,
            papers=papers,
        )
    if facts.model is None:
        return title
    seen = ", ".join(
        f"{facts.label(INDEX_NAMES[index])} {len(history.pairs)}" for index, history in facts.model.histories.items()
    )
    return title + facts.say("; the forecast rests on changes of provinces ({seen})", seen=seen)


def _judged(facts: Facts) -> str:
    """Say what was judged, as far as the edition has it."""
    judged = facts.edition.judged
    parts = (
        (facts.say("the way each criterion is assessed"), facts.has("assessments") and "assessments" in judged),
        (facts.say("English names"), "names" in judged),
        (facts.say("corrections of scanning slips"), bool(facts.par.attrs.get("corrections"))),
        (facts.say("some links of tasks to criteria"), facts.has("tasks", "documents")),
        (facts.say("the assumptions of the model"), facts.model is not None),
    )
    told = ", ".join(part for part, there in parts if there)
    return told and facts.say("Judged by the project, with reasons: {told}.", told=told)


def _conversion(facts: Facts) -> str:
    """Name what turns SIPAS into points, where a criterion is its result."""
    codes = ", ".join(link.code for link in facts.edition.couplings if link.of == "sipas")
    return codes and facts.say(", the conversion of SIPAS into {codes}", codes=codes)
