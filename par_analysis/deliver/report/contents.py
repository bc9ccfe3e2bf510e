"""Where the place stands, where it loses points, what was audited and planned, what is likely, what a rank takes."""

from __future__ import annotations

import pandas as pd

from par_analysis.charts.chances import model_source
from par_analysis.charts.plan import plan_source
from par_analysis.deliver.report.figures import points
from par_analysis.deliver.report.parts import Column, Paper
from par_analysis.edition.readable import show
from par_analysis.edition.results import audit, deficits
from par_analysis.plan.coverage import workload
from par_analysis.plan.schedule import due
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.printing import count, num, percent

__all__ = [
    "audited",
    "climb",
    "likely",
    "lost",
    "planned",
    "standing",
]


def standing(paper: Paper) -> None:
    """Say the scores, the rank, the targets."""
    facts, lang, vi = paper.facts, paper.lang, paper.lang == "vi"
    par, total = facts.par, facts.edition.par.total
    (year, aim), aimed = facts.years, facts.has("targets")
    n = {name: num(total(name), lang) for name in ("max_points", "score", *(["target"] if aimed else []))}
    missing = num(total("max_points") - total("score"), lang)
    paper.heading("Kết quả hiện nay" if vi else "Where we stand")
    rank = "" if facts.rank is None else facts.say(f"; hạng công bố: {facts.rank}", f"; published rank: {facts.rank}")
    told = (
        f"{f'Năm{year}, ' if year else ''}PAR INDEX của {facts.here} đạt {n['score']} trên {n['max_points']} điểm, bị trừ {missing} điểm{rank}."
        if vi
        else f"{f'In{year} the' if year else 'The'} PAR INDEX of {facts.here} was {n['score']} of {n['max_points']} points, {missing} points lost{rank}."
    )
    if aimed:
        asked = num(total("target") - total("score"), lang)
        told += (
            f" Mục tiêu công bố{aim and f' của năm{aim}'} là {n['target']} điểm, tức thêm {asked} điểm."
            if vi
            else f" The published target{aim and f' for{aim}'} is {n['target']} points, {asked} more."
        )
    paper.text(told)
    if facts.has("sipas"):
        paper.text(_satisfied_in_brief(paper))
    if aimed and facts.rank is not None:
        placed = facts.rank_told(facts.target)
        paper.text(
            f"Đặt tổng điểm mục tiêu vào danh sách đã công bố của năm{year}, {facts.here} đứng {placed}; các tỉnh khác không đứng yên, nên đó không phải dự báo."
            if vi
            else f"In the published list of{year} the target would be {placed}; other provinces do not stand still, so this is no forecast."
        )
    root = facts.edition.par.root
    fields = par[(par["level"] == 1)].set_index("code", drop=False)
    rows = pd.concat([fields, par[par["code"] == root].set_index("code", drop=False)])
    names = facts.names("par")
    words = ("Mã", "Lĩnh vực", "Tối đa", "Kết quả", "Bị trừ", "Tỷ lệ đạt", "Mục tiêu", "Tăng thêm")
    words_en = ("Code", "Field", "Max.", "Score", "Lost", "Attained", "Target", "Gain")
    w = words if vi else words_en
    columns = [
        Column(w[0], ["" if code == root else facts.code(code) for code in rows["code"]], 1),
        Column(w[1], [names[c] if c != root else ("Tổng" if vi else "Total") for c in rows["code"]], 4),
        points(w[2], rows["max_points"], lang, 1.6),
        points(w[3], rows["score"], lang, 1.6),
        points(w[4], rows["max_points"] - rows["score"], lang, 1.5),
        Column(w[5], [percent(v, lang) for v in rows["score"] / rows["max_points"]], 1.5, True),
    ]
    caption = f"PAR INDEX theo lĩnh vực: kết quả{year}" if vi else f"PAR INDEX by field: scores{year and f' of{year}'}"
    if aimed:
        columns += [
            points(w[6], rows["target"], lang, 1.6),
            points(w[7], rows["target"] - rows["score"], lang, 1.6, sign=True),
        ]
        caption += f" và mục tiêu{aim}" if vi else f" and targets{aim and f' for{aim}'}"
    caption += " như công bố (điểm)" if vi else " as published (points)"
    paper.table(columns, caption, facts.source, last_bold=True)


def _satisfied_in_brief(paper: Paper) -> str:
    """Say the overall SIPAS, and its target if there is one."""
    facts, lang = paper.facts, paper.lang
    tree, aim = facts.edition.sipas, facts.years[1]
    total = tree.nodes.set_index("code").loc[tree.root]
    told = f"SIPAS{facts.in_year}: {num(total['score'], lang)}%"
    if pd.notna(total["target"]):
        bound = f"{'>' if total['target_is_bound'] else ''}{num(total['target'], lang)}"
        told += facts.say(f"; mục tiêu{aim}: {bound}%", f"; target{aim and f' for{aim}'}: {bound}%")
    return f"{told}."


def lost(paper: Paper) -> None:
    """Say where points are lost: by field, by criterion, by agency."""
    facts, lang, vi = paper.facts, paper.lang, paper.lang == "vi"
    names, leads = facts.names("par"), facts.called()
    paper.heading("Điểm bị trừ ở đâu" if vi else "Where points are lost")
    paper.heading("Theo lĩnh vực" if vi else "By field", 2)
    sentences = facts.told("point_deficits")
    paper.text(sentences[0], *sentences[2:], see="deficit_by_field")
    paper.heading("Theo tiêu chí" if vi else "By criterion", 2)
    paper.text(sentences[1], see="pareto")
    table = facts.lost()
    table = table[table["deficit"] > 0]
    w = (
        ("Mã", "Tiêu chí", "Chủ trì", "Tối đa", "Kết quả", "Bị trừ", "Tỷ trọng")
        if vi
        else ("Code", "Criterion", "Lead", "Max.", "Score", "Lost", "Share")
    )
    paper.table(
        [
            Column(w[0], [facts.code(c) for c in table["code"]], 1.2),
            Column(w[1], [names[c] for c in table["code"]], 4),
            *_led_by(paper, w[2], [leads.get(a, a) for a in table["lead_agency"]], 2.6),
            points(w[3], table["max_points"], lang, 1.6),
            points(w[4], table["score"], lang, 1.5),
            points(w[5], table["deficit"], lang, 1.5),
            Column(w[6], [percent(v, lang) for v in table["share"]], 1.5, True),
        ],
        "Các tiêu chí bị trừ điểm, nặng nhất trước (điểm)" if vi else "Criteria that lost points, the heaviest first",
        facts.source,
    )
    if facts.has("leads"):
        _lost_by_agency(paper)


def _lost_by_agency(paper: Paper) -> None:
    facts, lang, vi = paper.facts, paper.lang, paper.lang == "vi"
    paper.heading("Theo cơ quan chủ trì" if vi else "By lead agency", 2)
    paper.text(*facts.told("agencies"), see="deficit_by_agency")
    led = deficits("agency", edition=facts.edition)
    led = led[led["lead_agency"] != NO_LEAD]
    w = (
        ("Cơ quan chủ trì", "Số tiêu chí", "Bị trừ ở", "Điểm bị trừ", "Tỷ trọng", "Mục tiêu thêm", "Thu hẹp")
        if vi
        else ("Lead agency", "Criteria", "Losing", "Points lost", "Share", "Gain asked", "Gap closed")
    )
    columns = [
        Column(w[0], [facts.full_name(a) for a in led["lead_agency"]], 4.2),
        Column(w[1], [str(v) for v in led["n_criteria"]], 1.4, True),
        Column(w[2], [str(v) for v in led["n_losing"]], 1.3, True),
        points(w[3], led["deficit"], lang, 1.5),
        Column(w[4], [percent(v, lang) for v in led["share"]], 1.4, True),
    ]
    if not facts.has("targets"):
        paper.table(
            columns,
            "Điểm bị trừ theo cơ quan chủ trì (điểm)" if vi else "Points lost by lead agency",
            facts.source,
        )
        return
    closed = ["–" if v != v else percent(v, lang) for v in led["gap_closure"]]
    paper.table(
        [*columns, points(w[5], led["gain"], lang, 1.6), Column(w[6], closed, 1.5, True)],
        "Điểm bị trừ và mức tăng mà mục tiêu đòi hỏi, theo cơ quan chủ trì (điểm)"
        if vi
        else "Points lost and the gain that the targets ask for, by lead agency",
        facts.source,
    )


def _led_by(paper: Paper, title: str, names: list[str], share: float) -> list[Column]:
    """Return the column of lead agencies, if the edition has any."""
    return [Column(title, names, share)] if paper.facts.has("leads") else []


def audited(paper: Paper) -> None:
    """Say what the audit found."""
    lang, vi = paper.lang, paper.lang == "vi"
    found = audit(paper.facts.edition)
    paper.heading("Kết quả rà soát số liệu" if vi else "What the audit found")
    paper.text(*paper.facts.told("tables_and_audit"))
    if found.empty:
        return
    shown = show(found, "index code quantity published recomputed difference effect_on_total", lang, None).text
    shares = (1.9, 1.9, 1.5, 1.6, 1.9, 1.6, 1.9)
    paper.table(
        [
            Column(str(title), shown[title].tolist(), share, place > 2)
            for place, (title, share) in enumerate(zip(shown.columns, shares, strict=True))
        ],
        "Số công bố cần hỏi lại" if vi else "Published figures to ask about",
        paper.facts.source,
    )
    paper.text(*found["sentence_vi" if vi else "sentence_en"])


def planned(paper: Paper) -> None:
    """Say what the plan asks for, and for which points it says no action."""
    lang, vi = paper.lang, paper.lang == "vi"
    names, leads, source = paper.facts.names("par"), paper.facts.called(), plan_source(paper.facts.edition, lang)
    paper.heading("Kế hoạch và nhiệm vụ" if vi else "The plan and its tasks")
    paper.text(*paper.facts.told("the_plan"), see="task_coverage")
    if paper.facts.day:
        counts = due(paper.facts.day, paper.facts.edition)["status"].value_counts()
        past, month, later = (int(counts.get(word, 0)) for word in ("overdue", "due_this_month", "upcoming"))
        paper.text(
            f"Tính đến ngày báo cáo, {past} nhiệm vụ đã qua hạn ghi trong Kế hoạch, {month} đến hạn trong tháng, {later} có hạn về sau; không văn bản nào cho biết việc nào đã xong."
            if vi
            else f"As of the date of this report, {count(past, 'task is', 'tasks are')} past the date in the Plan, {month} due within the month, {later} due later; no document says which were done."
        )
    weak = paper.facts.covered()
    weak = weak[weak["deficit_without_action"] > 0]
    w = (
        ("Mã", "Tiêu chí", "Chủ trì", "Điểm bị trừ", "Số nhiệm vụ", "Chỉ lập kế hoạch")
        if vi
        else ("Code", "Criterion", "Lead", "Points lost", "Tasks", "Plan only")
    )
    paper.table(
        [
            Column(w[0], weak["code"].tolist(), 1.1),
            Column(w[1], [names[c] for c in weak["code"]], 4),
            *_led_by(paper, w[2], [leads.get(a, a) for a in weak["lead_agency"]], 2.6),
            points(w[3], weak["deficit"], lang, 1.6),
            Column(w[4], [str(v) for v in weak["n_tasks"]], 1.6, True),
            Column(w[5], [str(v) for v in weak["n_plan_only"]], 1.8, True),
        ],
        "Tiêu chí bị trừ điểm mà Kế hoạch chưa nêu việc cụ thể"
        if vi
        else "Criteria that lost points for which the Plan says no action",
        source,
    )
    load = workload(paper.facts.edition)
    load = load[load["n_tasks"] > 0]
    w = (
        ("Cơ quan", "Điểm bị trừ", "Nhiệm vụ", "Có hạn", "Thường xuyên", "Chỉ lập kế hoạch")
        if vi
        else ("Body", "Points lost", "Tasks", "Dated", "Standing", "Plan only")
    )
    paper.table(
        [
            Column(w[0], [paper.facts.full_name(a) for a in load["agency"]], 5.2),
            points(w[1], load["deficit"], lang, 1.5),
            Column(w[2], [str(v) for v in load["n_tasks"]], 1.5, True),
            Column(w[3], [str(v) for v in load["n_tasks"] - load["n_standing"]], 1.2, True),
            Column(w[4], [str(v) for v in load["n_standing"]], 1.7, True),
            Column(w[5], [str(v) for v in load["n_plan_only"]], 1.8, True),
        ],
        "Nhiệm vụ của Kế hoạch theo cơ quan" if vi else "Tasks of the Plan by body",
        source,
    )


def likely(paper: Paper) -> None:
    """Say what is likely, with the chance of every target as an estimate."""
    lang, vi = paper.lang, paper.lang == "vi"
    table, model = paper.facts.chances, paper.facts.model
    assert model is not None  # write_report asks
    level = percent(model.assumptions.level, lang)
    names = paper.facts.names("par")
    paper.heading("Khả năng đạt mục tiêu" if vi else "What is likely")
    paper.text(*paper.facts.told("what_is_likely"), see="chance_gain")
    verdicts = show(table, "verdict", lang).text.iloc[:, 0]
    w = (
        ("Mã", "Tiêu chí", "Kết quả", "Mục tiêu", "Tăng thêm", f"Khả năng (khoảng {level})", "Nhận định")
        if vi
        else ("Code", "Criterion", "Score", "Target", "Gain", f"Chance ({level} interval)", "Verdict")
    )
    paper.table(
        [
            Column(w[0], table["code"].tolist(), 1.2),
            Column(w[1], [names[c] for c in table["code"]], 3.9),
            points(w[2], table["score"], lang, 1.4),
            points(w[3], table["target"], lang, 1.4),
            points(w[4], table["gain"], lang, 1.4, sign=True),
            Column(w[5], [paper.facts.chance_told(row) for _, row in table.iterrows()], 2.4, True),
            Column(w[6], verdicts.tolist(), 2.1),
        ],
        "Khả năng đạt từng mục tiêu trong một năm (ước lượng)"
        if vi
        else "Chance of reaching each target within a year (estimates)",
        model_source(model.edition, lang),
    )


def climb(paper: Paper) -> None:
    """Say what one more rank takes, and by which criteria."""
    lang, vi = paper.lang, paper.lang == "vi"
    model, climbed, ranks = paper.facts.model, paper.facts.climbed, paper.facts.ranks_ahead
    assert model is not None and climbed is not None  # write_report asks
    names, leads, source = paper.facts.names("par"), paper.facts.called(), model_source(model.edition, lang)
    paper.heading("Muốn lên một bậc" if vi else "What one more rank takes")
    paper.text(*paper.facts.told("what_it_takes"), see="effort_ladder")
    w = (
        ("Hạng", "Tổng điểm cần", "Thêm", "Công sức (năm, ước lượng)", "Số tiêu chí")
        if vi
        else ("Rank", "Total needed", "More", "Effort (years, estimate)", "Criteria")
    )
    paper.table(
        [
            Column(w[0], [f"{goal:g}" for goal in ranks["goal"]], 1, True),
            points(w[1], ranks["score"], lang, 1.5),
            points(w[2], ranks["gain"], lang, 1.2, sign=True),
            Column(w[3], [num(v, lang, 1) for v in ranks["effort"]], 2, True),
            Column(w[4], [str(v) for v in ranks["n_measures"]], 1.2, True),
        ],
        f"Công sức ít nhất để chắc chắn từng hạng, các tỉnh khác như năm {model.year}"
        if vi
        else f"The least effort to be certain of each rank, the others as in {model.year}",
        source,
    )
    first = ranks.iloc[0]
    plan = climbed.plans[f"rank_{first['goal']:g}"].measures
    titles = (
        ("Mã", "Tiêu chí", "Chủ trì", "Từ", "Đến", "Tăng thêm", "Năm điển hình", "Khả năng")
        if vi
        else ("Code", "Criterion", "Lead", "From", "To", "Gain", "Typical years", "Chance")
    )
    paper.table(
        [
            Column(titles[0], plan["code"].tolist(), 1.1),
            Column(titles[1], [names[c] for c in plan["code"]], 3.2),
            *_led_by(paper, titles[2], [leads.get(a, a) for a in plan["lead_agency"]], 2.2),
            points(titles[3], plan["score"], lang, 1.2),
            points(titles[4], plan["value"], lang, 1.2),
            points(titles[5], plan["gain"], lang, 1.4, sign=True),
            Column(titles[6], [num(v, lang, 1) for v in plan["years"]], 1.5, True),
            Column(titles[7], [percent(v, lang) for v in plan["chance"]], 1.4, True),
        ],
        f"Cách ít công sức nhất để chắc chắn hạng {first['goal']:g} (ước lượng)"
        if vi
        else f"The way of least effort to be certain of rank {first['goal']:g} (an estimate)",
        source,
    )
