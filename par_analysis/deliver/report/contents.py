"""Where the place stands, loses points and satisfaction, what was audited and planned, what is likely, what a rank takes."""

from __future__ import annotations

import pandas as pd

from par_analysis.charts.chances import model_source
from par_analysis.charts.plan import plan_source
from par_analysis.deliver.likelihood import (
    band_told,
    bar_told,
    bars,
    chance_told,
    group_told,
    how_bands_read,
    how_order_reads,
    how_ranks_read,
    joint_told,
    ranks_ahead,
    robust_told,
    span_told,
    what_bands_mean,
    within_error,
)
from par_analysis.deliver.report.columns import Column
from par_analysis.deliver.report.parts import Paper
from par_analysis.edition.agencies import agency_deficits, sharing
from par_analysis.edition.readable import show
from par_analysis.edition.results import audit, deficits
from par_analysis.plan.coverage import workload
from par_analysis.tables.models.index import NO_LEAD

__all__ = ["audited", "climb", "likely", "lost", "planned", "satisfied", "standing"]


def standing(paper: Paper) -> None:
    """Say the scores, the rank, the targets."""
    facts, say = paper.facts, paper.facts.say
    (year, aim), aimed, most = facts.years, facts.has("targets"), facts.edition.par.total("max_points")
    paper.heading(say("Kết quả hiện nay", "Where we stand"))
    rank = "" if facts.rank is None else say(f"; hạng công bố: {facts.rank}", f"; published rank: {facts.rank}")
    reached, whole, missing = facts.n(facts.score), facts.n(most), facts.n(most - facts.score)
    sentence = say(
        f"{year and f'Năm{year}, '}PAR INDEX của {facts.here} đạt {reached} trên {whole} điểm, bị trừ {missing} điểm{rank}.",
        f"{f'In{year} the' if year else 'The'} PAR INDEX of {facts.here} was {reached} of {whole} points, {missing} points lost{rank}.",
    )
    if aimed:
        target, more = facts.n(facts.target), facts.n(facts.target - facts.score)
        sentence += say(
            f" Mục tiêu công bố{aim and f' của năm{aim}'} là {target} điểm, tức thêm {more} điểm.",
            f" The published target{aim and f' for{aim}'} is {target} points, {more} more.",
        )
    paper.text(sentence)
    if facts.has("sipas"):
        paper.text(_satisfaction(paper))
    if aimed and facts.rank is not None:
        placed = facts.rank_told(facts.target)
        paper.text(
            say(
                f"Đặt tổng điểm mục tiêu vào danh sách đã công bố của năm{year}, {facts.here} đứng {placed}; các tỉnh khác không đứng yên, nên đó không phải dự báo.",
                f"In the published list of{year} the target would be {placed}; other provinces do not stand still, so this is no forecast.",
            )
        )
    _fields(paper)


def _satisfaction(paper: Paper) -> str:
    """Say the overall SIPAS, and its target if there is one."""
    facts, tree = paper.facts, paper.facts.edition.sipas
    sentence = f"SIPAS{facts.in_year}: {facts.n(tree.score(tree.root))}%"
    if pd.notna(target := tree.target(tree.root)):
        aim, bound = facts.years[1], ">" if tree.by_code.loc[tree.root, "target_is_bound"] else ""
        told = f"{bound}{facts.n(target)}%"
        sentence += facts.say(f"; mục tiêu{aim}: {told}", f"; target{aim and f' for{aim}'}: {told}")
    return f"{sentence}."


def _fields(paper: Paper) -> None:
    """Set the fields in a table, and the total below them."""
    facts, say, of, tree = paper.facts, paper.facts.say, paper.columns, paper.facts.edition.par
    (year, aim), codes, names = facts.years, tree.children(tree.root), facts.names("par")
    rows = tree.by_code.loc[[*codes, tree.root]]
    columns = [
        of.texts("Mã", "Code", [*map(facts.code, codes), ""], 1),
        of.texts("Lĩnh vực", "Field", [*(names[code] for code in codes), say("Tổng", "Total")], 4),
        of.points("Tối đa", "Max.", rows["max_points"], 1.6),
        of.points("Kết quả", "Score", rows["score"], 1.6),
        of.points("Bị trừ", "Lost", rows["max_points"] - rows["score"], 1.5),
        of.shares("Tỷ lệ đạt", "Attained", rows["score"] / rows["max_points"], 1.5),
    ]
    caption = say(f"PAR INDEX theo lĩnh vực: kết quả{year}", f"PAR INDEX by field: scores{year and f' of{year}'}")
    if facts.has("targets"):
        columns += [
            of.points("Mục tiêu", "Target", rows["target"], 1.6),
            of.points("Tăng thêm", "Gain", rows["target"] - rows["score"], 1.6, sign=True),
        ]
        caption += say(f" và mục tiêu{aim}", f" and targets{aim and f' for{aim}'}")
    caption += say(" như công bố (điểm)", " as published (points)")
    paper.table(columns, caption, facts.source, last_bold=True)


def lost(paper: Paper) -> None:
    """Say where points are lost: by field, by criterion, by agency."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    paper.heading(say("Điểm bị trừ ở đâu", "Where points are lost"))
    paper.heading(say("Theo lĩnh vực", "By field"), 2)
    sentences = facts.told("point_deficits")
    paper.text(sentences[0], *sentences[2:], see="deficit_by_field")
    paper.heading(say("Theo tiêu chí", "By criterion"), 2)
    paper.text(sentences[1], see="pareto")
    table = facts.lost()
    table = table[table["deficit"] > 0]
    paper.table(
        [
            of.codes(table["code"], 1.2),
            of.criteria(table["code"], 4),
            *of.leads(table["lead_agency"], 2.6),
            of.points("Tối đa", "Max.", table["max_points"], 1.6),
            of.points("Kết quả", "Score", table["score"], 1.5),
            of.points("Bị trừ", "Lost", table["deficit"], 1.5),
            of.shares("Tỷ trọng", "Share", table["share"], 1.5),
        ],
        say("Các tiêu chí bị trừ điểm, nặng nhất trước (điểm)", "Criteria that lost points, the heaviest first"),
        facts.source,
    )
    if facts.has("leads"):
        _lost_by_agency(paper)


def _lost_by_agency(paper: Paper) -> None:
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    paper.heading(say("Theo cơ quan chủ trì", "By lead agency"), 2)
    paper.text(*facts.told("agencies"), see="deficit_by_agency")
    table = agency_deficits(facts.edition)
    shared = sharing(facts.edition, table)
    table = table[table["lead_agency"] != NO_LEAD]
    columns = [
        of.texts("Cơ quan chủ trì", "Lead agency", map(facts.full_name, table["lead_agency"]), 4.2),
        of.counts("Số tiêu chí", "Criteria", table["n_criteria"], 1.4),
        of.counts("Bị trừ ở", "Losing", table["n_losing"], 1.3),
        of.points("Điểm bị trừ", "Points lost", table["deficit"], 1.5),
        of.shares("Tỷ trọng", "Share", table["share"], 1.4),
    ]
    if shared:
        codes = shared[0]
        columns.insert(4, of.points(f"Chia {codes} theo yếu tố", f"{codes} by factor", table["deficit_by_factor"], 1.6))
    caption = say("Điểm bị trừ theo cơ quan chủ trì (điểm)", "Points lost by lead agency")
    if facts.has("targets"):
        columns += [
            of.points("Mục tiêu thêm", "Gain asked", table["gain"], 1.6),
            of.shares("Thu hẹp", "Gap closed", table["gap_closure"], 1.5),
        ]
        caption = say(
            "Điểm bị trừ và mức tăng mà mục tiêu đòi hỏi, theo cơ quan chủ trì (điểm)",
            "Points lost and the gain that the targets ask for, by lead agency",
        )
    paper.table(columns, caption, facts.source)


def audited(paper: Paper) -> None:
    """Say what the audit found."""
    facts, lang = paper.facts, paper.lang
    found = audit(facts.edition)
    paper.heading(facts.say("Kết quả rà soát số liệu", "What the audit found"))
    paper.text(*facts.told("tables_and_audit"))
    if found.empty:
        return
    # Figures that look copied or set by one formula differ from nothing, and what the conversion explains is no fault.
    differing = found[(found["difference"] != 0) & (found["kind"] != "conversion")]
    if differing.empty:
        paper.text(*found[f"sentence_{lang}"])
        return
    table = show(differing, "index code quantity published recomputed difference effect_on_total", lang, None).text
    shares = (1.9, 1.9, 1.5, 1.6, 1.9, 1.6, 1.9)
    columns = [
        Column(str(title), table[title].tolist(), share, number=place > 2)
        for place, (title, share) in enumerate(zip(table.columns, shares, strict=True))
    ]
    paper.table(columns, facts.say("Số công bố cần hỏi lại", "Published figures to ask about"), facts.source)
    paper.text(*found[f"sentence_{lang}"])


def planned(paper: Paper) -> None:
    """Say what the plan asks for, and for which points it says no action."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    source = plan_source(facts.edition, paper.lang)
    paper.heading(say("Kế hoạch và nhiệm vụ", "The plan and its tasks"))
    paper.text(*facts.told("the_plan"), see="task_coverage")
    paper.text(*facts.told("the_documents"))
    if facts.dues:
        paper.text(*facts.told("what_is_due"))
    weak = facts.covered()
    weak = weak[weak["deficit_without_action"] > 0]
    paper.table(
        [
            of.codes(weak["code"], 1.1),
            of.criteria(weak["code"], 4),
            *of.leads(weak["lead_agency"], 2.6),
            of.points("Điểm bị trừ", "Points lost", weak["deficit"], 1.6),
            of.counts("Số nhiệm vụ", "Tasks", weak["n_tasks"], 1.6),
            of.counts("Chỉ lập kế hoạch", "Plan only", weak["n_plan_only"], 1.8),
        ],
        say(
            "Tiêu chí bị trừ điểm mà Kế hoạch chưa nêu việc cụ thể",
            "Criteria that lost points for which the Plan says no action",
        ),
        source,
    )
    load = workload(facts.edition)
    load = load[load["n_tasks"] > 0]
    paper.table(
        [
            of.texts("Cơ quan", "Body", map(facts.full_name, load["agency"]), 5.2),
            of.points("Điểm bị trừ", "Points lost", load["deficit"], 1.5),
            of.counts("Nhiệm vụ", "Tasks", load["n_tasks"], 1.5),
            of.counts("Có hạn", "Dated", load["n_tasks"] - load["n_standing"], 1.2),
            *([of.counts("Quá hạn", "Past date", facts.overdue(load["agency"]), 1.3)] if facts.dues else []),
            of.counts("Thường xuyên", "Standing", load["n_standing"], 1.7),
            of.counts("Chỉ lập kế hoạch", "Plan only", load["n_plan_only"], 1.8),
        ],
        say("Nhiệm vụ của Kế hoạch theo cơ quan", "Tasks of the Plan by body"),
        source,
    )


def likely(paper: Paper) -> None:
    """Say what is likely: the total and the fields by chances with their range, the targets by bands, in order."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    table, model = facts.chances, facts.model
    assert model is not None  # write_report asks
    source = model_source(model.edition, paper.lang)
    paper.heading(say("Khả năng đạt mục tiêu", "What is likely"))
    paper.text(*facts.told("what_may_come"))
    _headlines(paper, source)
    paper.heading(say("Từng mục tiêu, theo thứ tự nên làm", "Target by target, in the order of what to do first"), 2)
    paper.text(*facts.told("what_is_likely"), see="target_bands")
    paper.text(what_bands_mean(facts), f"{how_bands_read(facts, error=True)} {how_order_reads(facts)}")
    rows = [row for _, row in table.iterrows()]
    paper.table(
        [
            of.codes(table["code"], 1.2),
            of.criteria(table["code"], 4.2),
            of.points("Kết quả", "Score", table["score"], 1.3),
            of.points("Mục tiêu", "Target", table["target"], 1.3),
            of.points("Tăng thêm", "Gain", table["gain"], 1.3, sign=True),
            of.texts("Thứ tự", "Order", (group_told(facts, row) for row in rows), 3),
            of.texts("Nhận định", "Band", (band_told(facts, row, error=True) for row in rows), 2.2),
        ],
        say(
            "Mục tiêu theo thứ tự nên làm, với nhận định trong một năm (ước lượng)",
            "Targets in the order of what to do first, with their bands within a year (estimates)",
        ),
        source,
    )


def _headlines(paper: Paper, source: str) -> None:
    """Set the chances of the total and the fields in a table, each with its range and whether it is robust."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    found = facts.robust.headlines.set_index("key")
    names, tree = facts.names("par"), facts.edition.par
    keys = ["total_target", "no_fall", *(key for key in found.index if key.startswith("field "))]
    called, aims = [], []
    for key in keys:
        code = key.removeprefix("field ") if key.startswith("field ") else tree.root
        told = {
            "total_target": say("Tổng điểm đạt mục tiêu", "Total reaches its target"),
            "no_fall": say("Tổng điểm không giảm", "Total does not fall"),
        }
        called.append(told.get(key) or say("Lĩnh vực ", "Field ") + f"{facts.code(code)}. {names[code]}")
        aims.append(tree.score(code) if key == "no_fall" else tree.target(code))
    paper.table(
        [
            of.texts("Điều được hỏi", "What is asked", called, 5),
            of.points("Điểm cần", "Points", aims, 1.6),
            of.texts("Khả năng", "Chance", (_chance(paper, key) for key in keys), 3),
            of.texts("Vững?", "Robust?", (robust_told(facts, found.loc[key, "robust"]) for key in keys), 4.2),
        ],
        say(
            "Khả năng của tổng điểm và các lĩnh vực trong một năm (ước lượng, khoảng qua các mô hình)",
            "Chances of the total and the fields within a year (estimates, ranges over the models)",
        ),
        source,
    )


def _chance(paper: Paper, key: str) -> str:
    """Print the chance of a headline; of a field that a single criterion decides its band, for criteria have no more."""
    facts = paper.facts
    table = facts.chances
    if key.startswith("field "):
        below = facts.edition.below[key.removeprefix("field ")]
        asked = table[table["code"].isin(below)]
        if len(asked) == 1:
            only = asked.iloc[0]
            return facts.say(
                f"{band_told(facts, only)} (chỉ do {only['code']})", f"{band_told(facts, only)} ({only['code']} alone)"
            )
    return chance_told(facts, key, short=True)


def climb(paper: Paper) -> None:
    """Say how likely a better rank is, how its bar moved, and what the least effort to each is made of."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    model, ladder, ranks = facts.model, facts.climbed, ranks_ahead(facts)
    assert model is not None and ladder is not None  # write_report asks
    source = model_source(model.edition, paper.lang)
    paper.heading(say("Muốn lên hạng cao hơn", "What a better rank takes"))
    paper.text(how_ranks_read(facts), see="rank_outlook")
    rows = [row for _, row in ranks.iterrows()]
    paper.table(
        [
            of.counts("Hạng", "Rank", ranks["rank"], 1),
            of.points("Chắc chắn từ", "Certain from", ranks["sure_from"], 1.6),
            of.texts("Các tỉnh thay đổi", "Others moving", (_span(paper, row, "moving") for row in rows), 3.6),
            of.texts("Các tỉnh đứng yên", "Others standing still", (_span(paper, row, "still") for row in rows), 3.6),
            of.texts("Vững?", "Robust?", (robust_told(facts, row["robust"]) for row in rows), 3),
        ],
        say(
            "Khả năng lên một và hai bậc trong một năm (ước lượng, khoảng qua các mô hình)",
            "Chances of one and two ranks up within a year (estimates, ranges over the models)",
        ),
        source,
    )
    past = bars(facts).sort_values(["year", "rank"], ascending=[False, True])
    told = [row for _, row in past.iterrows()]
    paper.table(
        [
            of.counts("Năm", "Year", past["year"], 1.2),
            of.counts("Hạng", "Rank", past["rank"], 1.2),
            of.printed(
                "Điểm đủ để chắc chắn", "Points that made it certain", (bar_told(facts, row) for row in told), 3
            ),
            of.counts("Hạng công bố của nơi này", "Own published rank", past["published"].astype(int), 2.4),
        ],
        say(
            "Ngưỡng của hai hạng ấy qua các năm; hai số là có thể từ và chắc chắn từ, khi công bố chưa đủ",
            "The bars of these ranks by year; two figures are possible from and certain from, where too little is published",
        ),
        facts.source,
    )
    _way_up(paper, source)


def _span(paper: Paper, row: pd.Series, key: str) -> str:
    return span_told(paper.facts, row[key], row[f"{key}_low"], row[f"{key}_high"], short=True)


def _way_up(paper: Paper, source: str) -> None:
    """Set the ladder of ranks in a table, and the measures of its first step with what they come to together."""
    facts, say, of, ladder = paper.facts, paper.facts.say, paper.columns, paper.facts.climbed
    assert ladder is not None and facts.model is not None  # climb asks
    steps = ladder.steps[ladder.steps["kind"].isin(("rank", "plan"))]
    if not (steps["kind"] == "rank").any():
        return
    paper.heading(say("Cách ít công sức nhất", "The way of least effort"), 2)
    paper.text(*facts.told("what_it_takes"), see="effort_ladder")
    goals = [
        say(f"hạng {row.goal:g}", f"rank {row.goal:g}") if row.kind == "rank" else say("mục tiêu", "target")
        for row in steps.itertuples()
    ]
    effort = say("Công sức (số quy ước để xếp thứ tự)", "Effort (a convention for ordering)")
    paper.table(
        [
            of.texts("Đích", "Goal", goals, 1.5),
            of.points("Tổng điểm cần", "Total needed", steps["score"], 1.5),
            of.points("Thêm", "More", steps["gain"], 1.2, sign=True),
            of.numbers(effort, effort, steps["effort"], 2.6, 1),
            of.counts("Số tiêu chí", "Criteria", steps["n_measures"], 1.2),
        ],
        say(
            f"Công sức ít nhất để tới từng đích, các tỉnh khác như năm {facts.model.year} (ước lượng)",
            f"The least effort for each goal, the others as in {facts.model.year} (estimates)",
        ),
        source,
    )
    first = steps[steps["kind"] == "rank"].iloc[0]
    plan = ladder.plans[f"rank_{first['goal']:g}"]
    measures = plan.measures
    paper.table(
        [
            of.codes(measures["code"], 1.1),
            of.criteria(measures["code"], 3.6),
            *of.leads(measures["lead_agency"], 2.4),
            of.points("Từ", "From", measures["score"], 1.2),
            of.points("Đến", "To", measures["value"], 1.2),
            of.points("Tăng thêm", "Gain", measures["gain"], 1.4, sign=True),
            of.numbers("Công sức", "Effort", measures["effort"], 1.4, 1),
        ],
        say(
            f"Cách ít công sức nhất tới {facts.n(first['score'])} điểm (ước lượng)",
            f"The way of least effort to {facts.n(first['score'])} points (an estimate)",
        ),
        source,
    )
    paper.text(joint_told(facts, plan))


def satisfied(paper: Paper) -> None:
    """Say where satisfaction is lost and what its targets ask."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    paper.heading(say("Mức độ hài lòng của người dân (SIPAS)", "Citizens' satisfaction (SIPAS)"))
    paper.text(*facts.told("satisfaction"), see="sipas_items")
    table, names = deficits("factor", "sipas", facts.edition), facts.names("sipas")
    columns = [
        of.texts("Yếu tố", "Factor", table["code"], 1.2),
        of.texts("Tên", "Name", [names[code] for code in table["code"]], 3.5),
    ]
    leads, called = facts.edition.sipas.by_code["lead_agency"].dropna(), facts.called()
    if len(leads):
        follows = [called.get(leads.get(code, ""), leads.get(code, "–")) for code in table["code"]]
        columns.append(of.texts("Theo dõi", "Follows it up", follows, 2.6))
    columns.append(of.numbers("Kết quả (%)", "Score (%)", table["score_published"], 1.6, 2))
    if table["target_published"].notna().any():
        targets = [
            f"{'>' if row.target_is_bound else ''}{facts.n(row.target_published, 2)}"
            if pd.notna(row.target_published)
            else "–"
            for row in table.itertuples()
        ]
        columns.append(of.printed("Mục tiêu (%)", "Target (%)", targets, 1.6))
    columns.append(of.shares("Tỷ trọng chưa hài lòng", "Share of dissatisfaction", table["share"], 2.6))
    caption = say("SIPAS theo yếu tố, thấp nhất trước", "SIPAS by factor, the lowest first")
    paper.table(columns, caption, facts.edition.source(paper.lang, "sipas"))
    if facts.model is not None and (surveyed := within_error(facts, "sipas")):
        paper.text(surveyed)
