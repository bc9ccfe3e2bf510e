"""Scenarios, satisfaction, what is asked of each agency, and where it all comes from."""

from __future__ import annotations

import pandas as pd

from par_analysis.achievability.words import CONTROLS
from par_analysis.briefing.facts import Facts
from par_analysis.briefing.report.figures import points, signed
from par_analysis.briefing.report.parts import Column, Paper
from par_analysis.charts.chances import model_source
from par_analysis.charts.plan import plan_source
from par_analysis.datasets import load_par, load_sipas
from par_analysis.deficits import deficits
from par_analysis.labels import count, day_text, num, percent, short_names, source_of, years_of
from par_analysis.plan import documents, load_tasks
from par_analysis.plan.words import FORMS
from par_analysis.scenario import Comparison, Scenario, baseline_of, compare

__all__ = ["asked", "compared", "satisfied", "sources"]

_SLACK = 1e-9
_LONG = 90  # characters: what a heading or a narrow column of a table still holds decently


def compared(paper: Paper) -> None:
    """Set the scenarios side by side, and say which criteria make the change of each."""
    lang, vi = paper.lang, paper.lang == "vi"
    scenarios = paper.facts.scenarios
    par, found = load_par(), compare(*scenarios)
    year = int(years_of(par)[0])
    titles, labels = [one.title for one in scenarios], _labels(paper.facts)
    total = found.total
    paper.heading("Các kịch bản" if vi else "The scenarios")
    paper.text(
        "Kịch bản là giả định «nếu như», không phải dự báo; hạng tính theo danh sách đã công bố, coi như các tỉnh khác không đổi."
        if vi
        else "A scenario is a what-if assumption, not a forecast; ranks are read from the published list, as if the other provinces stood still."
    )
    for one in scenarios:
        change = total.loc["par", one.title] - total.loc["par", "published"]
        title = paper.facts.title_of(one)
        told = f"«{title}»" if vi else f"“{title}”"
        unit = "điểm" if vi else "points"
        score, satisfaction = num(total.loc["par", one.title], lang), num(total.loc["sipas", one.title], lang, 2)
        header = paper.facts.header_of(one)
        # A reason is the user's own sentence, with or without its stop.
        origin = header and ("Xuất xứ: " if vi else "Origin: ") + header.rstrip(".") + "."
        paper.text(f"{told}: PAR INDEX {score} {unit} ({signed(change, lang)}), SIPAS {satisfaction}%. {origin}")
    _totals(paper, found, titles, labels, year)
    paper.heading("Theo lĩnh vực" if vi else "By field", 2)
    fields = found.fields[found.fields["index"] == "par"].set_index("code")
    names = short_names(par, "par", lang)
    paper.text(
        ("Mã lĩnh vực: " if vi else "Codes of the fields: ")
        + "; ".join(f"{code} – {names[code]}" for code in fields.index)
        + "."
    )
    changes = fields[titles].sub(fields["published"], axis=0)
    paper.table(
        [
            Column("Kịch bản" if vi else "Scenario", labels, 3.4),
            *(points(str(code), changes.loc[code], lang, 1.5, sign=True) for code in fields.index),
        ],
        "Thay đổi giả định của từng lĩnh vực so với số công bố (điểm)"
        if vi
        else "Assumed change of each field against the published score (points)",
        source_of(par, lang),
    )
    paper.heading("Phân rã theo tiêu chí" if vi else "Which criteria make the change", 2)
    for one, label in zip(scenarios, labels, strict=True):
        _decomposed(paper, found, one, label, names)


def _labels(facts: Facts) -> list[str]:
    """Return the scenarios' titles as they stand in tables: long ones cut, with their number to tell them apart."""
    titles = [facts.title_of(one) for one in facts.scenarios]
    return [title if len(title) <= _LONG else f"{at}. {title[:_LONG].rstrip()} …" for at, title in enumerate(titles, 1)]


def _totals(paper: Paper, found: Comparison, titles: list[str], labels: list[str], year: int) -> None:
    lang, vi = paper.lang, paper.lang == "vi"
    columns = ["published", *titles]
    par, sipas = (found.total.loc[index, columns].astype(float) for index in ("par", "sipas"))
    ranks = [paper.facts.rank_told(float(value)).partition(" ")[2] for value in par]
    w = (
        ("Kịch bản", "PAR INDEX", "Thay đổi", "SIPAS (%)", f"Hạng nếu các tỉnh như {year}")
        if vi
        else ("Scenario", "PAR INDEX", "Change", "SIPAS (%)", f"Rank, the others as in {year}")
    )
    paper.table(
        [
            Column(w[0], ["Số công bố" if vi else "As published", *labels], 4.5),
            points(w[1], par, lang, 1.6),
            points(w[2], par - par["published"], lang, 1.6, sign=True),
            Column(w[3], [num(value, lang, 2) for value in sipas], 1.6, True),
            Column(w[4], ranks, 2.4, True),
        ],
        "Các kịch bản (giả định) so với số công bố (điểm)"
        if vi
        else "The scenarios (assumptions) against the published figures (points)",
        source_of(load_par(), lang),
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
    base = baseline_of().par.nodes.set_index("code")["score"]
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
            Column(w[0], [*(_code(c) for c in made.index), ""], 1.2),
            Column(w[1], [*shown, "Cộng" if vi else "Sum"], 5),
            _with_blank(points(w[2], score, lang, 1.6)),
            _with_blank(points(w[3], score + made, lang, 1.6)),
            points(w[4], [*made, whole], lang, 1.6, sign=True),
        ],
        f"Tiêu chí làm nên thay đổi của «{label}» (giả định, điểm)"
        if vi
        else f"Criteria that make the change of “{label}” (assumed, points)",
        source_of(load_par(), lang),
        last_bold=True,
        dense=True,
    )


def _rest(lang: str) -> str:
    return "phần không liệt kê" if lang == "vi" else "part that is not listed"


def _code(code: str) -> str:
    return code.removesuffix(".rest") + (".…" if code.endswith(".rest") else "")


def _with_blank(column: Column) -> Column:
    return Column(column.title, [*column.cells, ""], column.share, column.number)


def satisfied(paper: Paper) -> None:
    """Say where satisfaction is lost and what its targets ask."""
    lang, vi = paper.lang, paper.lang == "vi"
    sipas = load_sipas()
    paper.heading("Mức độ hài lòng của người dân (SIPAS)" if vi else "Citizens' satisfaction (SIPAS)")
    paper.text(*paper.facts.told("satisfaction"), see="sipas_items")
    factors, names = deficits("factor", "sipas"), short_names(sipas, "sipas", lang)
    listed, called = sipas.set_index("code")["lead_agency"], paper.facts.called()
    w = (
        ("Yếu tố", "Tên", "Theo dõi", "Kết quả (%)", "Mục tiêu (%)", "Tỷ trọng chưa hài lòng")
        if vi
        else ("Factor", "Name", "Follows it up", "Score (%)", "Target (%)", "Share of dissatisfaction")
    )
    targets = [
        f"{'>' if row.target_is_bound else ''}{num(row.target_published, lang, 2)}" for row in factors.itertuples()
    ]
    paper.table(
        [
            Column(w[0], factors["code"].tolist(), 1.2),
            Column(w[1], [names[c] for c in factors["code"]], 3.5),
            Column(w[2], [called.get(listed.get(c), "–") for c in factors["code"]], 2.6),
            Column(w[3], [num(v, lang, 2) for v in factors["score_published"]], 1.6, True),
            Column(w[4], targets, 1.6, True),
            Column(w[5], [percent(v, lang) for v in factors["share"]], 2.6, True),
        ],
        "SIPAS theo yếu tố, thấp nhất trước" if vi else "SIPAS by factor, the lowest first",
        source_of(sipas, lang),
    )


def asked(paper: Paper) -> None:
    """Say what is asked of each lead agency, or of one: a page for each, to be handed to it."""
    facts, vi = paper.facts, paper.lang == "vi"
    paper.heading("Kiến nghị với các cơ quan chủ trì" if vi else "What is asked of the lead agencies", new_page=True)
    for at, agency in enumerate(facts.leads()):
        name, losing, own = facts.full_name(agency), facts.criteria_of(agency), facts.tasks_of(agency)
        paper.heading(name, 2, new_page=at > 0)
        if losing.empty:
            held = int(deficits("agency", table=facts.par).set_index("lead_agency").loc[agency, "n_criteria"])
            paper.text(
                f"{name} chủ trì {held} tiêu chí và không bị trừ điểm; đề nghị giữ vững kết quả."
                if vi
                else f"The {name} leads {count(held, 'criterion', 'criteria')} and lost no points; it is asked to hold its results."
            )
        else:
            _ask(paper, name, losing, own)
            _held(paper, agency)
            _led(paper, name, losing)
        _duties(paper, name, own)


def _ask(paper: Paper, name: str, losing: pd.DataFrame, own: pd.DataFrame) -> None:
    """Say in sentences what an agency is asked for."""
    lang, vi = paper.lang, paper.lang == "vi"
    lost, gain = num(losing["deficit"].sum(), lang), num(losing["gain"].sum(), lang)
    aim, n = years_of(load_par())[1].strip(), len(losing)
    idle = losing.loc[losing["code"].map(_without_action(paper)) > 0, "code"]
    dated = int(own["due"].notna().sum())
    made = (
        f"Bị trừ {lost} điểm ở {n} tiêu chí. Đề nghị {name} đạt mục tiêu {aim} của các tiêu chí đó, lấy lại {gain} điểm."
        if vi
        else f"The {name} lost {lost} points on {count(n, 'criterion', 'criteria')}. It is asked to reach the targets for {aim} of these, {gain} points in all."
    )
    if dated:
        first, last = (day_text(own["due"].agg(end), lang) for end in ("min", "max"))
        made += (
            f" Hoàn thành {dated} nhiệm vụ có hạn, từ {first} đến {last}."
            if vi
            else f" It is to finish {count(dated, 'dated task', 'dated tasks')}, due from {first} to {last}."
        )
    if len(idle):
        made += (
            f" Xác định việc cụ thể cho {', '.join(idle)}, nơi Kế hoạch mới yêu cầu lập kế hoạch hoặc tìm giải pháp."
            if vi
            else f" It is to say what will be done for {', '.join(idle)}, where the Plan only asks for a plan or for solutions."
        )
    paper.text(made)


def _held(paper: Paper, agency: str) -> None:
    """Name the criteria of an agency that are at their maximum."""
    led = deficits("criterion", table=paper.facts.par)
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
    lang, vi = paper.lang, paper.lang == "vi"
    model = paper.facts.model
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
    control = model.of("par")["control"]
    w = (
        ("Mã", "Tiêu chí", "Kết quả", "Mục tiêu", "Tối đa", "Bị trừ", f"Khả năng (khoảng {level})", "Mức chủ động")
        if vi
        else ("Code", "Criterion", "Score", "Target", "Max.", "Lost", f"Chance ({level} interval)", "Control")
    )
    names = short_names(paper.facts.par, "par", lang)
    told = [paper.facts.chance_told(row) for _, row in losing.iterrows()]
    paper.table(
        [
            Column(w[0], losing["code"].tolist(), 1.1),
            Column(w[1], [names[c] for c in losing["code"]], 4.1),
            points(w[2], losing["score"], lang, 1.25),
            points(w[3], losing["target"], lang, 1.25),
            points(w[4], losing["max_points"], lang, 1.2),
            points(w[5], losing["deficit"], lang, 1.25),
            Column(w[6], told, 2.4, True),
            Column(w[7], [CONTROLS[control[c]][not vi] for c in losing["code"]], 3.65),
        ],
        f"{name}: tiêu chí bị trừ điểm, khả năng (ước lượng)"
        if vi
        else f"{name}: criteria that lost points, chances (estimates)",
        model_source(load_par(), lang),
        dense=True,
    )


def _duties(paper: Paper, name: str, own: pd.DataFrame) -> None:
    lang, vi = paper.lang, paper.lang == "vi"
    if own.empty:
        paper.text("Kế hoạch không giao nhiệm vụ nào." if vi else "The Plan gives it no task.")
        return
    standing, only = ("thường xuyên", " (chỉ lập kế hoạch)") if vi else ("standing", " (plan only)")
    titles = own["title" if vi else "title_en"] + own["plan_only"].map({True: only, False: ""})
    w = ("Hạn", "Nhiệm vụ", "Tiêu chí", "Điểm liên quan") if vi else ("Due", "Task", "Criteria", "Points at stake")
    paper.table(
        [
            Column(w[0], [day_text(day, lang, short=True) or standing for day in own["due"]], 2.1),
            Column(w[1], titles.tolist(), 7.4),
            Column(w[2], [", ".join(codes) or "–" for codes in own["codes"]], 4),
            points(w[3], paper.facts.covered("tasks").set_index("id")["deficit_served"].reindex(own["id"]), lang, 1.6),
        ],
        f"{name}: nhiệm vụ và hạn" if vi else f"{name}: tasks and dates",
        plan_source(load_par(), lang),
        dense=True,
    )


def sources(paper: Paper) -> None:
    """Name the documents, say what a chance means and does not mean, and what was judged."""
    lang, vi = paper.lang, paper.lang == "vi"
    par, model = load_par(), paper.facts.model
    given = model.assumptions
    level, sure, wish = (percent(v, lang) for v in (given.level, given.likely, given.wish))
    paper.heading("Nguồn và phương pháp" if vi else "Sources and method", new_page=True)
    paper.heading("Văn bản" if vi else "Documents", 2)
    table = documents()
    reported = " (ngày đưa tin)" if vi else " (date of the report)"
    days = [
        day_text(row.date, lang, short=True) + (reported if row.date_basis == "reported" else "")
        for row in table.itertuples()
    ]
    w = ("Văn bản", "Số", "Ngày", "Hình thức có trong tay") if vi else ("Document", "Number", "Date", "Form at hand")
    paper.table(
        [
            Column(w[0], table["short" if vi else "short_en"].tolist(), 3.4),
            Column(w[1], table["number"].tolist(), 2),
            Column(w[2], days, 3),
            Column(w[3], [FORMS[form][not vi] for form in table["form"]], 2.6),
        ],
        "Văn bản làm căn cứ" if vi else "Documents this report rests on",
        "data/raw/documents.csv",
    )
    base = paper.facts.base
    paper.note(
        f"Bản số liệu: {base.edition}; sha256 {base.sha256}"
        if vi
        else f"Edition of the figures: {base.edition}; sha256 {base.sha256}"
    )
    paper.heading("«Khả năng» nghĩa là gì" if vi else "What a chance means", 2)
    links = load_tasks()
    links = links[links["same_as"].isna()]
    named, inferred = (int(links[f"codes_{kind}"].map(len).sum()) for kind in ("named", "inferred"))
    if vi:
        paper.text(
            "Khả năng là tần suất: trong những tiêu chí được đánh giá theo cùng một cách, bao nhiêu phần đã đóng được ít nhất chừng ấy khoảng cách trong một năm. "
            "Đó là ước lượng từ những gì đã xảy ra ở các tỉnh và ở chính Hà Nội, không phải lời hứa, và không biết gì về quyết tâm hay việc làm riêng của một cơ quan.",
            f"Mô hình dùng {paper.facts.n_observed} thay đổi đã công bố của các tỉnh đến hết kết quả năm {model.until}, và trung bình cả nước làm mốc. Khoảng đi kèm là khoảng {level}; «có khả năng» là từ {sure} trở lên, «mong muốn» là dưới {wish}.",
            "Công sức tính bằng số năm tiến bộ điển hình của nhóm tiêu chí. Hạng là giới hạn chắc chắn từ những gì đã công bố; các tỉnh khác không đứng yên, nên đó không phải dự báo thứ hạng.",
        )
    else:
        paper.text(
            "A chance is a frequency: of the criteria assessed in the same way, how many closed at least that much of their gap within a year. "
            "It is an estimate from what happened in provinces and in Hà Nội itself, and no promise; it knows nothing of the will or the work of one agency.",
            f"The model uses {count(paper.facts.n_observed, 'published change', 'published changes')} of provinces up to the results of {model.until}, with the national means as anchors. The intervals are {level} intervals; “likely” is {sure} or more, “wish” is below {wish}.",
            "Effort is counted in years of typical progress of a criterion's class. Ranks are exact bounds from what is published; other provinces do not stand still, so they are no forecast of the rank.",
        )
    paper.heading("Những gì là phán đoán" if vi else "What is judged", 2)
    fixed = int(par.attrs.get("corrections", 0))
    paper.text(
        f"Cách đánh giá của mỗi tiêu chí, tên tiếng Anh và {fixed} đính chính lỗi quét là phán đoán có ghi lý do; trong các liên hệ giữa nhiệm vụ và tiêu chí, {named} do văn bản nêu, {inferred} do suy luận. "
        "Mức chủ động của Thành phố, quy tắc chấm chưa công bố và mức phụ thuộc giữa các tiêu chí cũng là phán đoán; mọi bảng đều sửa được trong data/raw/."
        if vi
        else f"The way each criterion is assessed, the English names and {count(fixed, 'correction of a scan slip', 'corrections of scan slips')} are judgements with their reasons; of the links between tasks and criteria {named} are named by the documents and {inferred} inferred. "
        "What is in the City's hands, scoring rules that are not published, and how far criteria move together are judgements too; all these tables in data/raw/ may be edited.",
        "Không văn bản nào cho biết việc nào đã xong. Quy đổi SIPAS thành điểm và quy tắc chấm từng tiêu chí không có trong các văn bản này."
        if vi
        else "No document says which tasks were done. The conversion of SIPAS into points and the rules of scoring are in none of these documents.",
    )
