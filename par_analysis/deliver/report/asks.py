"""Scenarios, satisfaction, and what is asked of each agency."""

from __future__ import annotations

import pandas as pd

from par_analysis.charts.chances import model_source
from par_analysis.charts.plan import plan_source
from par_analysis.deliver.facts import Facts
from par_analysis.deliver.report.figures import points, signed
from par_analysis.deliver.report.parts import Column, Paper
from par_analysis.edition.results import deficits
from par_analysis.scenario.comparison import Comparison, compare
from par_analysis.scenario.document import Scenario
from par_analysis.tables.models.evidence import CONTROLS
from par_analysis.words.printing import count, day_text, num, percent

__all__ = ["asked", "compared", "satisfied"]

_SLACK = 1e-9
_LONG = 90  # characters: what a heading or a narrow column of a table still holds decently


def compared(paper: Paper) -> None:
    """Set the scenarios side by side, and say which criteria make the change of each."""
    facts, lang, vi = paper.facts, paper.lang, paper.lang == "vi"
    scenarios, found = facts.scenarios, compare(*facts.scenarios, edition=facts.edition)
    titles, labels = [one.title for one in scenarios], _labels(facts)
    total = found.total
    paper.heading("Các kịch bản" if vi else "The scenarios")
    what = "Kịch bản là giả định «nếu như», không phải dự báo" if vi else "A scenario is a what-if assumption, not a forecast"  # fmt: skip
    if facts.has("rank"):
        what += (
            "; hạng tính theo danh sách đã công bố, coi như các tỉnh khác không đổi"
            if vi
            else "; ranks are read from the published list, as if the other provinces stood still"
        )
    paper.text(f"{what}.")
    for one in scenarios:
        change = total.loc["par", one.title] - total.loc["par", "published"]
        title = facts.title_of(one)
        told = f"«{title}»" if vi else f"“{title}”"
        unit = "điểm" if vi else "points"
        told += f": PAR INDEX {num(total.loc['par', one.title], lang)} {unit} ({signed(change, lang)})"
        if facts.has("sipas"):
            told += f", SIPAS {num(total.loc['sipas', one.title], lang, 2)}%"
        header = facts.header_of(one)
        # A reason is the user's own sentence, with or without its stop.
        origin = header and ("Xuất xứ: " if vi else "Origin: ") + header.rstrip(".") + "."
        paper.text(f"{told}. {origin}")
    _totals(paper, found, titles, labels)
    paper.heading("Theo lĩnh vực" if vi else "By field", 2)
    fields = found.fields[found.fields["index"] == "par"].set_index("code")
    names = facts.names("par")
    paper.text(
        ("Mã lĩnh vực: " if vi else "Codes of the fields: ")
        + "; ".join(f"{facts.code(code)} – {names[code]}" for code in fields.index)
        + "."
    )
    changes = fields[titles].sub(fields["published"], axis=0)
    paper.table(
        [
            Column("Kịch bản" if vi else "Scenario", labels, 3.4),
            *(points(facts.code(code), changes.loc[code], lang, 1.5, sign=True) for code in fields.index),
        ],
        "Thay đổi giả định của từng lĩnh vực so với số công bố (điểm)"
        if vi
        else "Assumed change of each field against the published score (points)",
        facts.source,
    )
    paper.heading("Phân rã theo tiêu chí" if vi else "Which criteria make the change", 2)
    for one, label in zip(scenarios, labels, strict=True):
        _decomposed(paper, found, one, label, names)


def _labels(facts: Facts) -> list[str]:
    """Return the scenarios' titles as they stand in tables: long ones cut, with their number to tell them apart."""
    titles = [facts.title_of(one) for one in facts.scenarios]
    return [title if len(title) <= _LONG else f"{at}. {title[:_LONG].rstrip()} …" for at, title in enumerate(titles, 1)]


def _totals(paper: Paper, found: Comparison, titles: list[str], labels: list[str]) -> None:
    facts, lang, vi = paper.facts, paper.lang, paper.lang == "vi"
    columns, year = ["published", *titles], facts.years[0]
    total = found.total[columns].astype(float)
    par = total.loc["par"]
    w = (
        ("Kịch bản", "PAR INDEX", "Thay đổi", "SIPAS (%)", f"Hạng nếu các tỉnh như{year}")
        if vi
        else ("Scenario", "PAR INDEX", "Change", "SIPAS (%)", f"Rank, the others as in{year}")
    )
    shown = [
        Column(w[0], ["Số công bố" if vi else "As published", *labels], 4.5),
        points(w[1], par, lang, 1.6),
        points(w[2], par - par["published"], lang, 1.6, sign=True),
    ]
    if facts.has("sipas"):
        shown.append(Column(w[3], [num(value, lang, 2) for value in total.loc["sipas"]], 1.6, True))
    if facts.has("rank"):
        ranks = [facts.rank_told(float(value)).partition(" ")[2] for value in par]
        shown.append(Column(w[4], ranks, 2.4, True))
    paper.table(
        shown,
        "Các kịch bản (giả định) so với số công bố (điểm)"
        if vi
        else "The scenarios (assumptions) against the published figures (points)",
        facts.source,
    )


def _decomposed(paper: Paper, found: Comparison, one: Scenario, label: str, names: dict[str, str]) -> None:
    lang, vi = paper.lang, paper.lang == "vi"
    paper.heading(label, 3)
    made = found.decomposition.set_index("code")[one.title].astype(float)
    made = made[made.abs() > _SLACK]
    if made.empty:
        paper.text("Không tiêu chí nào thay đổi." if vi else "No criterion changes.")
        return
    made = made.reindex(made.abs().sort_values(ascending=False, kind="stable").index)
    base = paper.facts.par.set_index("code")["score"]
    score = base.reindex(made.index).astype(float)
    whole = found.total.loc["par", one.title] - found.total.loc["par", "published"]
    sipas = found.sipas_part.set_index("code")[one.title].abs().sum()
    if sipas > _SLACK:
        paper.text(
            "Tiêu chí đo mức hài lòng đi theo SIPAS trong kịch bản này."
            if vi
            else "The criterion of satisfaction follows SIPAS in this scenario."
        )
    w = (
        ("Mã", "Tiêu chí", "Kết quả", "Kịch bản", "Thay đổi")
        if vi
        else ("Code", "Criterion", "Score", "Scenario", "Change")
    )
    rest = _rest(lang)
    shown = [names[c] if not c.endswith(".rest") else f"{names[c]} ({rest})" for c in made.index]
    paper.table(
        [
            Column(w[0], [*(_code(paper.facts, c) for c in made.index), ""], 1.2),
            Column(w[1], [*shown, "Cộng" if vi else "Sum"], 5),
            _with_blank(points(w[2], score, lang, 1.6)),
            _with_blank(points(w[3], score + made, lang, 1.6)),
            points(w[4], [*made, whole], lang, 1.6, sign=True),
        ],
        f"Tiêu chí làm nên thay đổi của «{label}» (giả định, điểm)"
        if vi
        else f"Criteria that make the change of “{label}” (assumed, points)",
        paper.facts.source,
        last_bold=True,
        dense=True,
    )


def _rest(lang: str) -> str:
    return "phần không liệt kê" if lang == "vi" else "part that is not listed"


def _code(facts: Facts, code: str) -> str:
    told = facts.code(code)
    return f"{told.removesuffix('.rest')}.…" if told.endswith(".rest") else told


def _with_blank(column: Column) -> Column:
    return Column(column.title, [*column.cells, ""], column.share, column.number)


def satisfied(paper: Paper) -> None:
    """Say where satisfaction is lost and what its targets ask."""
    facts, lang, vi = paper.facts, paper.lang, paper.lang == "vi"
    paper.heading("Mức độ hài lòng của người dân (SIPAS)" if vi else "Citizens' satisfaction (SIPAS)")
    paper.text(*facts.told("satisfaction"), see="sipas_items")
    factors, names = deficits("factor", "sipas", facts.edition), facts.names("sipas")
    listed, called = facts.edition.table("sipas").set_index("code")["lead_agency"].dropna(), facts.called()
    w = (
        ("Yếu tố", "Tên", "Theo dõi", "Kết quả (%)", "Mục tiêu (%)", "Tỷ trọng chưa hài lòng")
        if vi
        else ("Factor", "Name", "Follows it up", "Score (%)", "Target (%)", "Share of dissatisfaction")
    )
    columns = [Column(w[0], factors["code"].tolist(), 1.2), Column(w[1], [names[c] for c in factors["code"]], 3.5)]
    if len(listed):
        follows = [called.get(listed.get(c, ""), listed.get(c, "–")) for c in factors["code"]]
        columns.append(Column(w[2], follows, 2.6))
    columns.append(Column(w[3], [num(v, lang, 2) for v in factors["score_published"]], 1.6, True))
    if factors["target_published"].notna().any():
        targets = [
            f"{'>' if row.target_is_bound else ''}{num(row.target_published, lang, 2)}"
            if pd.notna(row.target_published)
            else "–"
            for row in factors.itertuples()
        ]
        columns.append(Column(w[4], targets, 1.6, True))
    columns.append(Column(w[5], [percent(v, lang) for v in factors["share"]], 2.6, True))
    paper.table(
        columns,
        "SIPAS theo yếu tố, thấp nhất trước" if vi else "SIPAS by factor, the lowest first",
        facts.edition.source(lang, "sipas"),
    )


def asked(paper: Paper) -> None:
    """Say what is asked of each lead agency, or of one: a page for each, to be handed to it."""
    facts, vi = paper.facts, paper.lang == "vi"
    paper.heading("Kiến nghị với các cơ quan chủ trì" if vi else "What is asked of the lead agencies", new_page=True)
    for at, agency in enumerate(facts.leads()):
        name, losing, own = facts.full_name(agency), facts.criteria_of(agency), facts.tasks_of(agency)
        paper.heading(name, 2, new_page=at > 0)
        if losing.empty:
            by_agency = deficits("agency", edition=facts.edition).set_index("lead_agency")
            held = int(by_agency.loc[agency, "n_criteria"])
            paper.text(
                f"{name} chủ trì {held} tiêu chí và không bị trừ điểm; đề nghị giữ vững kết quả."
                if vi
                else f"The {name} leads {count(held, 'criterion', 'criteria')} and lost no points; it is asked to hold its results."
            )
        else:
            _ask(paper, name, losing, own)
            _held(paper, agency)
            _led(paper, name, losing)
        if facts.has("tasks"):
            _duties(paper, name, own)


def _ask(paper: Paper, name: str, losing: pd.DataFrame, own: pd.DataFrame) -> None:
    """Say in sentences what an agency is asked for."""
    facts, lang, vi = paper.facts, paper.lang, paper.lang == "vi"
    lost, n = num(losing["deficit"].sum(), lang), len(losing)
    made = (
        f"Bị trừ {lost} điểm ở {n} tiêu chí."
        if vi
        else f"The {name} lost {lost} points on {count(n, 'criterion', 'criteria')}."
    )
    if facts.has("targets"):
        aim, gain = facts.years[1], num(losing["gain"].sum(), lang)
        made += (
            f" Đề nghị {name} đạt mục tiêu{aim} của các tiêu chí đó, lấy lại {gain} điểm."
            if vi
            else f" It is asked to reach the targets{aim and f' for{aim}'} of these, {gain} points in all."
        )
    if dated := int(own["due"].notna().sum()):
        first, last = (day_text(own["due"].agg(end), lang) for end in ("min", "max"))
        made += (
            f" Hoàn thành {dated} nhiệm vụ có hạn, từ {first} đến {last}."
            if vi
            else f" It is to finish {count(dated, 'dated task', 'dated tasks')}, due from {first} to {last}."
        )
    idle = losing.loc[losing["code"].map(_without_action(paper)) > 0, "code"] if facts.has("tasks") else ()
    if len(idle):
        made += (
            f" Xác định việc cụ thể cho {', '.join(idle)}, nơi Kế hoạch mới yêu cầu lập kế hoạch hoặc tìm giải pháp."
            if vi
            else f" It is to say what will be done for {', '.join(idle)}, where the Plan only asks for a plan or for solutions."
        )
    paper.text(made)


def _held(paper: Paper, agency: str) -> None:
    """Name the criteria of an agency that are at their maximum."""
    led = paper.facts.lost()
    rest = _rest(paper.lang)
    codes = led.loc[(led["lead_agency"] == agency) & (led["deficit"] <= 0), "code"]
    full = ", ".join(code.replace(".rest", f" ({rest})") for code in codes)
    if full:
        paper.text(
            f"Đạt điểm tối đa, đề nghị giữ vững: {full}."
            if paper.lang == "vi"
            else f"At the maximum, to be held: {full}."
        )


def _without_action(paper: Paper) -> pd.Series:
    """Return the points for which the Plan says no action, by criterion."""
    return paper.facts.covered().set_index("code")["deficit_without_action"]


def _led(paper: Paper, name: str, losing: pd.DataFrame) -> None:
    facts, lang, vi = paper.facts, paper.lang, paper.lang == "vi"
    model, names = facts.model, facts.names("par")
    w = (
        ("Mã", "Tiêu chí", "Kết quả", "Mục tiêu", "Tối đa", "Bị trừ")
        if vi
        else ("Code", "Criterion", "Score", "Target", "Max.", "Lost")
    )
    columns = [
        Column(w[0], losing["code"].tolist(), 1.1),
        Column(w[1], [names[c] for c in losing["code"]], 4.1),
        points(w[2], losing["score"], lang, 1.25),
        *([points(w[3], losing["target"], lang, 1.25)] if facts.has("targets") else []),
        points(w[4], losing["max_points"], lang, 1.2),
        points(w[5], losing["deficit"], lang, 1.25),
    ]
    if model is None:
        caption = f"{name}: tiêu chí bị trừ điểm" if vi else f"{name}: criteria that lost points"
        paper.table(columns, caption, facts.source, dense=True)
        return
    level = percent(model.assumptions.level, lang)
    wishes = losing[losing["verdict"] == "wish"]
    if len(wishes):
        limit = percent(model.assumptions.wish, lang)
        named = ", ".join(f"{row.code} ({percent(row.chance, lang)})" for row in wishes.itertuples())
        paper.text(
            f"Khả năng đạt (ước lượng) dưới {limit}, nên coi là mong muốn: {named}."
            if vi
            else f"Less than {limit} likely (an estimate), to be taken as wishes: {named}."
        )
    told = [facts.chance_told(row) for _, row in losing.iterrows()]
    columns.append(Column(f"Khả năng (khoảng {level})" if vi else f"Chance ({level} interval)", told, 2.4, True))
    if facts.has("judgements"):
        control = [CONTROLS[word][not vi] for word in model.of("par")["control"].reindex(losing["code"])]
        columns.append(Column("Mức chủ động" if vi else "Control", control, 3.65))
    paper.table(
        columns,
        f"{name}: tiêu chí bị trừ điểm, khả năng (ước lượng)"
        if vi
        else f"{name}: criteria that lost points, chances (estimates)",
        model_source(facts.edition, lang),
        dense=True,
    )


def _duties(paper: Paper, name: str, own: pd.DataFrame) -> None:
    lang, vi = paper.lang, paper.lang == "vi"
    if own.empty:
        paper.text("Kế hoạch không giao nhiệm vụ nào." if vi else "The Plan gives it no task.")
        return
    standing, only = ("thường xuyên", " (chỉ lập kế hoạch)") if vi else ("standing", " (plan only)")
    titles = own["title"] if vi else own["title_en"].where(own["title_en"].fillna("") != "", own["title"])
    titles = titles + own["plan_only"].map({True: only, False: ""})
    w = ("Hạn", "Nhiệm vụ", "Tiêu chí", "Điểm liên quan") if vi else ("Due", "Task", "Criteria", "Points at stake")
    paper.table(
        [
            Column(w[0], [day_text(day, lang, short=True) or standing for day in own["due"]], 2.1),
            Column(w[1], titles.tolist(), 7.4),
            Column(w[2], [", ".join(codes) or "–" for codes in own["codes"]], 4),
            points(w[3], paper.facts.covered("tasks").set_index("id")["deficit_served"].reindex(own["id"]), lang, 1.6),
        ],
        f"{name}: nhiệm vụ và hạn" if vi else f"{name}: tasks and dates",
        plan_source(paper.facts.edition, lang),
        dense=True,
    )
