"""Where the place stands, loses points and satisfaction, what was audited and planned, what is likely, what a rank takes."""

from __future__ import annotations

import pandas as pd

from par_analysis.charts.chances import model_source
from par_analysis.charts.plan import plan_source
from par_analysis.deliver.report.columns import Column
from par_analysis.deliver.report.parts import Paper
from par_analysis.edition.readable import show
from par_analysis.edition.results import audit, deficits
from par_analysis.plan.coverage import workload
from par_analysis.plan.schedule import due
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.printing import count, percent

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
    table = deficits("agency", edition=facts.edition)
    table = table[table["lead_agency"] != NO_LEAD]
    columns = [
        of.texts("Cơ quan chủ trì", "Lead agency", map(facts.full_name, table["lead_agency"]), 4.2),
        of.counts("Số tiêu chí", "Criteria", table["n_criteria"], 1.4),
        of.counts("Bị trừ ở", "Losing", table["n_losing"], 1.3),
        of.points("Điểm bị trừ", "Points lost", table["deficit"], 1.5),
        of.shares("Tỷ trọng", "Share", table["share"], 1.4),
    ]
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
    table = show(found, "index code quantity published recomputed difference effect_on_total", lang, None).text
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
    if facts.day:
        counts = due(facts.day, facts.edition)["status"].value_counts()
        past, month, later = (int(counts.get(word, 0)) for word in ("overdue", "due_this_month", "upcoming"))
        paper.text(
            say(
                f"Tính đến ngày báo cáo, {past} nhiệm vụ đã qua hạn ghi trong Kế hoạch, {month} đến hạn trong tháng, {later} có hạn về sau; không văn bản nào cho biết việc nào đã xong.",
                f"As of the date of this report, {count(past, 'task is', 'tasks are')} past the date in the Plan, {month} due within the month, {later} due later; no document says which were done.",
            )
        )
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
            of.counts("Thường xuyên", "Standing", load["n_standing"], 1.7),
            of.counts("Chỉ lập kế hoạch", "Plan only", load["n_plan_only"], 1.8),
        ],
        say("Nhiệm vụ của Kế hoạch theo cơ quan", "Tasks of the Plan by body"),
        source,
    )


def likely(paper: Paper) -> None:
    """Say what is likely, with the chance of every target as an estimate."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    table, model = facts.chances, facts.model
    assert model is not None  # write_report asks
    level = percent(model.assumptions.level, paper.lang)
    paper.heading(say("Khả năng đạt mục tiêu", "What is likely"))
    paper.text(*facts.told("what_is_likely"), see="chance_gain")
    chances = [facts.chance_told(row) for _, row in table.iterrows()]
    verdicts = show(table, "verdict", paper.lang).text.iloc[:, 0]
    paper.table(
        [
            of.codes(table["code"], 1.2),
            of.criteria(table["code"], 3.9),
            of.points("Kết quả", "Score", table["score"], 1.4),
            of.points("Mục tiêu", "Target", table["target"], 1.4),
            of.points("Tăng thêm", "Gain", table["gain"], 1.4, sign=True),
            of.printed(f"Khả năng (khoảng {level})", f"Chance ({level} interval)", chances, 2.4),
            of.texts("Nhận định", "Verdict", verdicts, 2.1),
        ],
        say(
            "Khả năng đạt từng mục tiêu trong một năm (ước lượng)",
            "Chance of reaching each target within a year (estimates)",
        ),
        model_source(model.edition, paper.lang),
    )


def climb(paper: Paper) -> None:
    """Say what one more rank takes, and by which criteria."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    model, ladder, ranks = facts.model, facts.climbed, facts.ranks_ahead
    assert model is not None and ladder is not None  # write_report asks
    source = model_source(model.edition, paper.lang)
    paper.heading(say("Muốn lên một bậc", "What one more rank takes"))
    paper.text(*facts.told("what_it_takes"), see="effort_ladder")
    paper.table(
        [
            of.printed("Hạng", "Rank", [f"{goal:g}" for goal in ranks["goal"]], 1),
            of.points("Tổng điểm cần", "Total needed", ranks["score"], 1.5),
            of.points("Thêm", "More", ranks["gain"], 1.2, sign=True),
            of.numbers("Công sức (năm, ước lượng)", "Effort (years, estimate)", ranks["effort"], 2, 1),
            of.counts("Số tiêu chí", "Criteria", ranks["n_measures"], 1.2),
        ],
        say(
            f"Công sức ít nhất để chắc chắn từng hạng, các tỉnh khác như năm {model.year}",
            f"The least effort to be certain of each rank, the others as in {model.year}",
        ),
        source,
    )
    rank = f"{ranks.iloc[0]['goal']:g}"
    measures = ladder.plans[f"rank_{rank}"].measures
    paper.table(
        [
            of.codes(measures["code"], 1.1),
            of.criteria(measures["code"], 3.2),
            *of.leads(measures["lead_agency"], 2.2),
            of.points("Từ", "From", measures["score"], 1.2),
            of.points("Đến", "To", measures["value"], 1.2),
            of.points("Tăng thêm", "Gain", measures["gain"], 1.4, sign=True),
            of.numbers("Năm điển hình", "Typical years", measures["years"], 1.5, 1),
            of.shares("Khả năng", "Chance", measures["chance"], 1.4),
        ],
        say(
            f"Cách ít công sức nhất để chắc chắn hạng {rank} (ước lượng)",
            f"The way of least effort to be certain of rank {rank} (an estimate)",
        ),
        source,
    )


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
