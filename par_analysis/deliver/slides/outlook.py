"""The slides in order: what is likely, scenarios, one more rank, SIPAS, who is asked what, sources and method."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE

from par_analysis.charts.plan import plan_source
from par_analysis.deliver.facts import Facts
from par_analysis.deliver.fitting import sentence, told_apart
from par_analysis.deliver.slides.deck import Deck
from par_analysis.deliver.slides.native import Points, Series, add_points, add_table
from par_analysis.edition.results import deficits
from par_analysis.scenario.scenario import Scenario
from par_analysis.words.numbers import NOISE
from par_analysis.words.palette import COMPARED, EARNED, GAINED, LOST, TARGET
from par_analysis.words.printing import count, day_text, percent

__all__ = [
    "asks",
    "editable",
    "likely",
    "method",
    "one_more_rank",
    "satisfaction",
    "scenarios",
]

_TARGETS = 10  # targets shown by chance: what 14 points leave room for
_NAME = 34  # signs of a scenario's title on the slide that compares them
_COLORS = (EARNED, TARGET, GAINED)  # of the default scenarios, by what they are


def editable(facts: Facts) -> str:
    """Say how a native chart is changed."""
    return facts.say(
        "Biểu đồ sửa được (chuột phải, Chỉnh sửa dữ liệu); nhãn số là chữ để dấu thập phân luôn đúng, nên sửa số liệu thì sửa cả nhãn.",
        "The chart can be edited (right click, Edit Data); its labels are texts, so that the decimal sign is always right: whoever changes a figure changes its label too.",
    )


def _meaning(facts: Facts) -> str:
    """Say what a chance means."""
    return facts.say(
        "Khả năng là tần suất: trong những tiêu chí được đánh giá theo cùng một cách, bao nhiêu phần đóng được ít nhất chừng ấy khoảng cách trong một năm; không phải lời hứa, không biết gì về việc làm riêng của một cơ quan.",
        "A chance is a base rate: of the criteria assessed in the same way, how many close at least that much of their gap within a year; it is no promise and knows nothing of the work of one agency.",
    )


def likely(deck: Deck) -> None:
    """Say what the plan asks and what is likely: chances of the targets that ask most, native, and the sentences."""
    facts = deck.facts
    chart = facts.chart("chance_gain")
    names = facts.names("par")
    shown = chart.data.sort_values(["gain", "chance"], ascending=False, kind="stable").head(_TARGETS)
    told = facts.told("what_is_likely")
    notes = [
        *told,
        _meaning(facts),
        facts.say(f"Số liệu đầy đủ: {chart.alt}", f"All figures: {chart.alt}"),
        editable(facts),
    ]
    page = deck.page(chart.headline, notes, chart.source, chart=True)
    assert facts.model is not None  # slides_of asks
    level, wish = (percent(v, facts.lang) for v in (facts.model.assumptions.level, facts.model.assumptions.wish))
    page.caption(
        facts.say(
            f"Khả năng đạt trong một năm (ước lượng, khoảng {level}) của {len(shown)} trong {len(chart.data)} mục tiêu, đòi thêm nhiều điểm nhất (trong ngoặc sau tên); xám: mong muốn, dưới {wish}",
            f"Chance within a year (estimate, {level} interval) of the {len(shown)} of {len(chart.data)} targets that ask most (points after the name); grey: wishes, below {wish}",
        )
    )
    left, right = page.columns(0.64)
    texts = [facts.chance_told(row) for _, row in shown.iterrows()]
    wishes = [EARNED if row.verdict == "wish" else GAINED for row in shown.itertuples(index=False)]
    labels = [f"{row.code} {names[row.code]} ({facts.n(row.gain, sign=True)})" for row in shown.itertuples(index=False)]
    word = facts.say("khả năng (ước lượng)", "chance (estimate)")
    series = Series(word, list(shown["chance"]), texts, GAINED, wishes)
    page.bars(left, labels, [series], chart.alt, headroom=1.6, legend=False)
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
    assumed = facts.say(
        "Kịch bản là giả định «nếu như», không phải dự báo",
        "Scenarios are assumptions (what if), no forecasts",
    )
    if facts.has("rank"):
        assumed += facts.say(
            "; hạng tính theo điểm đã công bố của các tỉnh, coi như các tỉnh khác không đổi",
            "; ranks are by the published scores, the other provinces taken to stay as they are",
        )
    assumed += "."
    page = deck.page(title, [*told, assumed, editable(facts)], facts.source)
    page.caption(
        facts.say(
            f"Giả định, không phải dự báo. Trái: tổng điểm. Phải: điểm thay đổi theo lĩnh vực so với công bố{facts.in_year}",
            f"Assumptions, no forecasts. Left: total. Right: change of points by field against the published figures{facts.years[0] and f' of{facts.years[0]}'}",
        )
    )
    left, right = page.room.columns(0.45)
    colors = (COMPARED if facts.given else _COLORS)[: len(titles)]
    # The user's are set beside the published score, unless one of them is just that.
    beside = facts.given and not any(abs(total - facts.score) < NOISE for total in totals)
    bars = [(facts.say(f"Kết quả{facts.years[0]}", f"Score{facts.years[0]}"), facts.score, EARNED)] if beside else []
    bars += zip(short, totals, colors, strict=True)
    names, values, inks = (list(part) for part in zip(*bars, strict=True))
    word = facts.say("Tổng điểm PAR INDEX", "Total of PAR INDEX")
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
        alt = facts.say("Điểm thay đổi theo lĩnh vực. ", "Change of points by field. ") + ". ".join(told) + "."
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
    where = rank and rank + facts.say(f" theo điểm các tỉnh{facts.in_year}", f" by the scores of{facts.years[0]}")
    if change <= 0 and len(totals) > 1:
        return facts.say(
            f"Không kịch bản nào vượt {score} điểm{facts.years[0] and f' của năm{facts.years[0]}'}; cao nhất là {facts.n(most)} điểm{rank}",
            f"No scenario exceeds the {score} points{facts.years[0] and f' of{facts.years[0]}'}; the highest gives {facts.n(most)}{rank}",
        )
    if len(totals) == 1:
        # Its change is zero where it moves only what does not count for the total.
        gap = f" ({step})" if change else facts.say(", như đã công bố", ", as published")
        return facts.say(
            f"Kịch bản «{first[0]}» cho {facts.n(most)} điểm{gap}{where}",
            f"The scenario “{first[0]}” gives {facts.n(most)} points{gap}{where}",
        )
    if len(first) > 1:
        return facts.say(
            f"{len(first)} trong {len(totals)} kịch bản cùng cho điểm cao nhất, {facts.n(most)} ({step}){where}",
            f"{len(first)} of {len(totals)} scenarios share the highest total, {facts.n(most)} points ({step}){where}",
        )
    return facts.say(
        f"Kịch bản cao nhất, «{first[0]}», cho {facts.n(most)} điểm ({step}){where}",
        f"The highest scenario, “{first[0]}”, gives {facts.n(most)} points ({step}){where}",
    )


def one_more_rank(deck: Deck) -> None:
    """Say what one more rank takes: the ladder as a native XY chart."""
    facts = deck.facts
    chart = facts.chart("effort_ladder")
    ends = chart.data.loc[chart.data["kind"] != "points", "score"].max()
    data = chart.data[chart.data["score"] <= ends]
    told = facts.told("what_it_takes")
    notes = [
        *told,
        facts.say(
            "Ước lượng: công sức đếm bằng số năm tiến bộ điển hình của nhóm tiêu chí; hạng là chắc chắn nếu các tỉnh khác giữ nguyên điểm đã công bố.",
            "Estimate: effort is counted in years of typical progress of a criterion's class; a rank is certain if the others keep their published scores.",
        ),
        facts.say(f"Số liệu đầy đủ: {chart.alt}", f"All figures: {chart.alt}"),
        editable(facts),
    ]
    page = deck.page(chart.headline, notes, chart.source)
    page.caption(
        facts.say(
            "Công sức ít nhất (ước lượng: số năm tiến bộ điển hình, cộng mọi tiêu chí) theo tổng điểm cần đạt",
            "Least effort (estimate: years of typical progress, all criteria added up) by the total to be reached",
        )
    )
    left, right = page.room.columns(0.62)
    ranks, plan = data[data["kind"] == "rank"], data[data["kind"] == "plan"]
    low, high = int(np.floor(facts.score)) - 1, int(np.ceil(data["score"].max() + 0.01))
    most = float(data["effort"].max())
    step = 10 if most > 25 else 5 if most > 12 else 1
    groups = _near(ranks, (high - low) * 0.07)
    labels = [""] * len(ranks)
    for group in groups:
        word = facts.say("hạng", "rank") if len(group) == 1 or facts.lang == "vi" else "ranks"
        goals = [f"{ranks.iloc[place]['goal']:g}" for place in group]
        labels[group[-1]] = f"{word} {', '.join(goals)}"
    sides: list[Any] = [
        XL_LABEL_POSITION.RIGHT if float(e) < 0.3 * most else XL_LABEL_POSITION.LEFT for e in ranks["effort"]
    ]
    way = [(facts.score, 0.0), *zip(data["score"], data["effort"], strict=True)]
    circle, diamond, beside = XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.DIAMOND, XL_LABEL_POSITION.LEFT
    aim = facts.say("mục tiêu", "target")
    aims = [f"{aim} {facts.n(v)}" for v in plan["goal"]]
    start = facts.say(f"kết quả{facts.years[0]}", f"score{facts.years[0]}")
    now = [f"{facts.year}: {facts.n(facts.score)}"]
    effort, rank = facts.say("công sức ít nhất", "least effort"), facts.say("hạng", "ranks")
    series = [
        Points(effort, [x for x, _ in way], [y for _, y in way], GAINED, line=True),
        Points(start, [facts.score], [0.0], EARNED, now, circle, sides=[beside]),
        Points(rank, list(ranks["score"]), list(ranks["effort"]), GAINED, labels, circle, sides=sides),
        Points(aim, list(plan["score"]), list(plan["effort"]), TARGET, aims, diamond, sides=[beside] * len(plan)),
    ]
    axes = (
        facts.say("Tổng điểm PAR INDEX", "Total of PAR INDEX"),
        facts.say("năm tiến bộ điển hình", "years of typical progress"),
    )
    ranges = ((low, high, 1), (-step, int(np.ceil(most * 1.08 / step)) * step, step))
    add_points(page.slide, left, series, chart.alt, page.font, axes, ranges)
    page.texts(right, [told[0], *told[-2:]] if len(told) > 3 else told)
    deck.done(page)


def _near(ranks: pd.DataFrame, gap: float) -> list[list[int]]:
    """Put the ranks that need about the same score into one group."""
    groups = [[0]]
    for before, place in pairwise(range(len(ranks))):
        near = float(ranks.iloc[place]["score"] - ranks.iloc[before]["score"]) <= gap
        if near:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def satisfaction(deck: Deck) -> None:
    """SIPAS by factor, native."""
    facts = deck.facts
    chart = facts.chart("sipas_items")
    names = facts.names("sipas")
    factors = deficits("factor", "sipas", facts.edition)
    aims = bool(factors["target_published"].notna().all() and factors["gain"].notna().all())
    told = facts.told("satisfaction")
    how = facts.say(
        "Cách tính: chưa hài lòng = 100% trừ tỷ lệ hài lòng (trung bình các mục của yếu tố)",
        "Method: not satisfied = 100% minus the share satisfied (mean of the factor's items)",
    )
    if aims:
        how += facts.say("; mục tiêu giảm = mục tiêu trừ kết quả", "; the target's reduction = target minus score")
    how += "."
    if codes := ", ".join(link.code for link in facts.edition.couplings if link.of == "sipas"):
        how += facts.say(
            f" Quy đổi vào {codes} là gần đúng (giả định).",
            f" The conversion into {codes} is to a first order (an assumption).",
        )
    notes = [
        *told,
        how,
        facts.say(f"Số liệu đầy đủ: {chart.alt}", f"All figures: {chart.alt}"),
        editable(facts),
    ]
    page = deck.page(chart.headline, notes, chart.source, chart=True)
    year, aim = facts.years
    caption = facts.say(
        f"Tỷ lệ chưa hài lòng theo yếu tố SIPAS{year}, điểm phần trăm; trong nhãn: hài lòng",
        f"Share not satisfied by SIPAS factor{year and f',{year}'}, percentage points; in the names: satisfied",
    )
    page.caption(caption + (facts.say(f" → mục tiêu{aim}", f" → target{aim and f' of{aim}'}") if aims else ""))
    left, right = page.columns(0.64)
    labels = [
        f"{row.code}. {names[row.code]}: {facts.n(row.score_published)}%"
        + (f" → {'>' if row.target_is_bound else ''}{facts.n(row.target_published)}%" if aims else "")
        for row in factors.itertuples(index=False)
    ]
    shown = [("deficit", facts.say("chưa hài lòng", "not satisfied"), LOST)]
    shown += [("gain", facts.say("mục tiêu giảm", "the target's reduction"), GAINED)] if aims else []
    series = [Series(word, list(factors[key]), [facts.n(v, 2) for v in factors[key]], ink) for key, word, ink in shown]
    page.bars(left, labels, series, chart.alt, headroom=1.2)
    page.texts(right, told)
    deck.done(page)


def asks(deck: Deck) -> None:
    """Who is asked what: a native table."""
    facts = deck.facts
    told = facts.told("agencies") if facts.has("leads") else ()
    plan = facts.told("the_plan") if facts.has("tasks") else ()
    table, names = facts.asks(), facts.called()
    dues = table["first_due"].dropna()
    sums = [table[column].sum() for column in ("deficit", "gain", "n_tasks", "n_dated")]
    rows = [[names.get(row.agency, row.agency), *_asked(facts, row[1:])] for row in table.itertuples(index=False)]
    rows.append([facts.say("Cộng", "Total"), *_asked(facts, (*sums, dues.min() if len(dues) else pd.NaT), whole=True)])
    header = (
        ["Cơ quan", "Điểm bị trừ", "Mục tiêu đòi thêm", "Nhiệm vụ", "Có hạn", "Hạn đầu tiên"]
        if facts.lang == "vi"
        else ["Body", "Points lost", "Asked by targets", "Tasks", "Dated", "First due"]
    )
    shares = (3.2, 1.5, 2.0, 1.3, 1.2, 1.7)
    # What the edition lacks has no column.
    there = (True, facts.has("leads"), facts.has("targets", "leads"), *[facts.has("tasks")] * 3)
    how = facts.say(
        "Cách tính: điểm của các tiêu chí mà cơ quan chủ trì", "Method: points of the criteria that the body leads"
    )
    if facts.has("tasks"):
        how += facts.say(
            f"; nhiệm vụ chính thức trong {facts.plan()}, việc lặp lại chỉ tính một lần. Không văn bản nào cho biết việc nào đã xong",
            f"; tasks of {facts.plan()}, repeated ones counted once. No document says which tasks were done",
        )
    # What the targets ask; without targets, who answers for the points lost.
    title = sentence(told[1 if facts.has("targets") and len(told) > 1 else 0] if told else plan[1])
    source = plan_source(facts.edition, facts.lang) if facts.has("tasks") else facts.source
    page = deck.page(title, [*told, *plan, f"{how}."], source)
    header, *rows = ([cell for cell, kept in zip(row, there, strict=True) if kept] for row in (header, *rows))
    alt = f"{title}. " + "; ".join(" | ".join(row) for row in rows) + "."
    widths = [share for share, kept in zip(shares, there, strict=True) if kept]
    add_table(page.slide, page.room, header, rows, widths, alt, page.font, last_bold=True)
    deck.done(page)


def _asked(facts: Facts, row: Sequence[Any], whole: bool = False) -> list[str]:
    """Print what is asked of a body, or of all of them as a `whole`."""
    deficit, gain, n_tasks, n_dated, first = row
    points = [facts.n(value, 3) if whole or value > 0 else "–" for value in (deficit, gain)]
    return [*points, str(int(n_tasks)), str(int(n_dated)), day_text(first, facts.lang, short=True) or "–"]


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
            f"{f'Văn bản: {listed}; s' if listed else 'S'}ố liệu từng tiêu chí: {facts.source}.",
            f"{f'Documents: {listed}; f' if listed else 'F'}igures by criterion: {facts.source}.",
        ),
        *([_meaning(facts)] if facts.model is not None else []),
        *([judged] if judged else []),
        *(facts.told("the_plan")[3:4] if facts.has("tasks") else ()),
        facts.say(
            "Chưa công bố: quy tắc chấm chi tiết"
            f"{_conversion(facts)}, điểm từng tiêu chí hai năm liền nhau. Kết quả các năm không hoàn toàn cùng thang đo.",
            "Not public: the rules of scoring in detail"
            f"{_conversion(facts)}, scores by criterion of two consecutive years. Results of different years are not quite on one scale.",
        ),
    ]
    files = []
    if facts.has("rank"):
        word = facts.say("Điểm, hạng các tỉnh", "Scores and ranks of provinces")
        files.append(f"{word}: data/raw/national/standings.csv")
    if facts.model is not None:
        judgements = facts.has("judgements")
        word = facts.say("phán đoán, ", "judgements, ") if judgements else ""
        word = facts.say(f"bằng chứng, {word}giả định", f"evidence, {word}assumptions")
        file = f"{facts.file('judgements.csv')}, " if judgements else ""
        files.append(f"{word}: data/raw/national/evidence.csv, {file}data/raw/national/assumptions.csv")
    listing, title = "; ".join(files), facts.title
    sources = [
        *([f"{listing[0].upper()}{listing[1:]}."] if listing else []),
        facts.say(
            f"Bản số liệu: {title}, sha256 {facts.edition.sha256}.",
            f"Edition of the figures: {title}, sha256 {facts.edition.sha256}.",
        ),
    ]
    more = facts.told("what_is_likely")[3:] if facts.model is not None else ()
    page = deck.page(
        _rests_on(facts, len(papers)), [*told, *more, *sources], f"{facts.source}; {listed}".removesuffix("; ")
    )
    page.texts(page.room, [*told, *sources])
    deck.done(page)


def _rests_on(facts: Facts, papers: int) -> str:
    """Say what figures and chances rest on, as a title."""
    of = facts.place and facts.say(f" của {facts.place}", f" of {facts.place}")
    title = facts.say("Số liệu từ bảng công bố", "The figures come from the published table") + of
    if papers:
        title = facts.say(
            f"Số liệu từ {papers} văn bản{of}", f"The figures come from {count(papers, 'document', 'documents')}{of}"
        )
    if facts.model is None:
        return title
    seen = facts.n_observed
    return title + facts.say(
        f"; khả năng ước lượng từ {seen} thay đổi đã quan sát", f"; chances are estimated from {seen} observed changes"
    )


def _judged(facts: Facts) -> str:
    """Say what was judged, as far as the edition has it."""
    judged = facts.edition.judged
    parts = (
        (
            "cách đánh giá của từng tiêu chí",
            "the way each criterion is assessed",
            facts.has("assessments") and "assessments" in judged,
        ),
        ("tên tiếng Anh", "English names", "names" in judged),
        ("đính chính lỗi quét", "corrections of scanning slips", bool(facts.par.attrs.get("corrections"))),
        ("một phần liên hệ nhiệm vụ–tiêu chí", "some links of tasks to criteria", facts.has("tasks", "documents")),
        ("các giả định của mô hình", "the assumptions of the model", facts.model is not None),
    )
    told = ", ".join(facts.say(vi, en) for vi, en, there in parts if there)
    return told and facts.say(
        f"Phán đoán của dự án, có ghi lý do: {told}.", f"Judged by the project, with reasons: {told}."
    )


def _conversion(facts: Facts) -> str:
    """Name what turns SIPAS into points, where a criterion is its result."""
    codes = ", ".join(link.code for link in facts.edition.couplings if link.of == "sipas")
    return codes and facts.say(f", cách quy đổi SIPAS vào {codes}", f", the conversion of SIPAS into {codes}")
