"""What the tables and the plan say, in sentences."""

from __future__ import annotations

import pandas as pd

from par_analysis.audit import audit
from par_analysis.composite import CompositeIndex, sipas_criteria
from par_analysis.datasets import load_par, load_sipas
from par_analysis.deficits import NO_LEAD, deficits
from par_analysis.labels import (
    agency_names,
    assessment_name,
    count,
    num,
    percent,
    require_losses,
    short_names,
)
from par_analysis.plan import conflicts, coverage, documents, load_tasks
from par_analysis.summaries.summary import Summary

__all__ = ["agencies", "point_deficits", "satisfaction", "tables_and_audit", "the_plan"]


def tables_and_audit(par: pd.DataFrame | None = None, sipas: pd.DataFrame | None = None) -> Summary:
    """Say how complete the tables are and what the audit means for the headline target."""
    par = load_par() if par is None else par
    sipas = load_sipas() if sipas is None else sipas
    found = audit(par, sipas)
    index = CompositeIndex.par(par)
    total = par.set_index("code").loc["total"]
    published = float(total["target"])
    bottom_up = float(index.rollup(index.leaf_values("target"))["total"])
    targets = found[(found["kind"] == "parts") & (found["quantity"] == "target") & (found["index"] == "par")]
    codes = list(targets["code"])
    rest = par[par["is_remainder"]]

    made = float(index.rollup(index.leaf_values())["total"])
    agrees = abs(made - float(total["score"])) < 1e-6
    fields = index.children("total")

    def sentences(lang: str) -> tuple[str, ...]:
        def n(value: float, sign: bool = False) -> str:
            return num(value, lang, sign=sign)

        score, where = n(float(total["score"])), ", ".join(codes)
        if lang == "vi":
            said = [
                f"Cộng {len(index.leaves)} mục chi tiết (gồm {len(rest)} phần không liệt kê) được {n(made)} điểm, {'đúng bằng' if agrees else 'khác'} số công bố {score}.",
                f"Rà soát thấy {len(found)} điểm cần hỏi lại" + (f": {_kinds(found, lang)}." if len(found) else "."),
            ]
            if codes:
                said += [
                    f"Mục tiêu chung công bố là {n(published)}, nhưng nếu cả {len(fields)} lĩnh vực được cộng từ mục tiêu của từng tiêu chí thì được {n(bottom_up)}: "
                    f"chênh {n(bottom_up - published, True)} điểm, vì mục tiêu của {where} không bằng tổng các mục con.",
                    f"Con số thận trọng hơn là {n(min(published, bottom_up))}; khi trình bày nên nói rõ đang dùng con số nào.",
                ]
            return tuple(said)
        said = [
            f"The {len(index.leaves)} leaves ({len(rest)} unlisted parts among them) add up to {n(made)} points, {'exactly' if agrees else 'unlike'} the published {score}.",
            f"The audit found {count(len(found), 'thing', 'things')} to ask about"
            + (f": {_kinds(found, lang)}." if len(found) else "."),
        ]
        if codes:
            said += [
                f"The published overall target is {n(published)}, but with all {len(fields)} fields added up from the criteria's own targets it would be {n(bottom_up)}: "
                f"{n(bottom_up - published, True)} points, because the target{'s' * (len(codes) > 1)} of {where} {'does not equal its parts' if len(codes) == 1 else 'do not equal their parts'}.",
                f"The more cautious figure is {n(min(published, bottom_up))}; a briefing should say which of the two it uses.",
            ]
        return tuple(said)

    return Summary(sentences("vi"), sentences("en"))


def _kinds(found: pd.DataFrame, lang: str) -> str:
    words = {
        "parts": ("mục lệch với các mục con", "row that differs from its parts", "rows that differ from their parts"),
        "cross_index": (
            "chỗ hai chỉ số lệch nhau",
            "place where the two indices differ",
            "places where the two indices differ",
        ),
        "copied": (
            "nhóm số trông như chép lại",
            "group of figures that look copied",
            "groups of figures that look copied",
        ),
    }
    counts = found["kind"].value_counts()
    return ", ".join(
        f"{counts[kind]} {vi}" if lang == "vi" else count(int(counts[kind]), one, many)
        for kind, (vi, one, many) in words.items()
        if counts.get(kind, 0) > 0
    )


def point_deficits(par: pd.DataFrame | None = None) -> Summary:
    """Say where the points are lost, by field, criterion and way of assessment."""
    par = load_par() if par is None else par
    fields, criteria, ways = (require_losses(deficits(by, table=par)) for by in ("field", "criterion", "assessment"))
    losing = criteria[criteria["deficit"] > 0]
    running = losing["share"].cumsum()
    few = int((running < 0.8 - 1e-9).sum()) + 1
    total = float(fields["deficit"].sum())
    gain = float((fields["target_published"] - fields["score_published"]).sum())
    way = ways.iloc[0]

    def sentences(lang: str) -> tuple[str, ...]:
        names = short_names(par, "par", lang)
        top = fields.head(3)
        listed = ", ".join(f"{names[row.code]} ({num(row.deficit, lang)})" for row in top.itertuples())
        share = percent(top["deficit"].sum() / total, lang)
        first = losing.iloc[0]
        if lang == "vi":
            return (
                f"Thành phố bị trừ {num(total, lang)} điểm, trong đó {share} ở ba lĩnh vực: {listed}.",
                f"Điểm bị trừ rải trên {len(losing)} tiêu chí; tiêu chí nặng nhất, {first['code']} {names[first['code']]}, chỉ chiếm {percent(first['share'], lang)}, và cần tới {few} tiêu chí mới đủ 80%.",
                f"{percent(way['share'], lang)} điểm bị trừ nằm ở cách đánh giá «{assessment_name(way['assessment'], lang)}», nơi {way['n_losing']} trong {way['n_criteria']} tiêu chí bị trừ và mục tiêu lấy lại {percent(way['gain'] / way['deficit'], lang)}.",
                f"Mục tiêu công bố lấy lại {num(gain, lang)} điểm, tức {percent(gain / total, lang)} số điểm bị trừ.",
            )
        return (
            f"The city loses {num(total, lang)} points, {share} of them in three fields: {listed}.",
            f"The loss is spread over {len(losing)} criteria; the heaviest, {first['code']} {names[first['code']]}, makes only {percent(first['share'], lang)}, and it takes {few} criteria to make 80%.",
            f"{percent(way['share'], lang)} of the loss lies in criteria assessed by “{assessment_name(way['assessment'], lang)}”, where {way['n_losing']} of {way['n_criteria']} criteria lose points and the targets win back {percent(way['gain'] / way['deficit'], lang)}.",
            f"The published targets win back {num(gain, lang)} points, {percent(gain / total, lang)} of the loss.",
        )

    return Summary(sentences("vi"), sentences("en"))


def agencies(par: pd.DataFrame | None = None) -> Summary:
    """Say who answers for the points lost and for the points asked for."""
    par = load_par() if par is None else par
    table = require_losses(deficits("agency", table=par))
    losing = table[(table["deficit"] > 0) & (table["lead_agency"] != NO_LEAD)]
    lost, unled = table["deficit"].sum(), table.loc[table["lead_agency"] == NO_LEAD, "deficit"].sum()
    if losing.empty:
        return Summary(
            (f"Không cơ quan nào được ghi là chủ trì {num(lost, 'vi')} điểm bị trừ.",),
            (f"No agency is named as lead of the {num(lost, 'en')} points lost.",),
        )
    asked = losing.sort_values("gain", ascending=False, kind="stable").iloc[0]
    steep = losing.sort_values("gap_closure", ascending=False, kind="stable").iloc[0]

    def sentences(lang: str) -> tuple[str, ...]:
        names = agency_names(par, lang)

        def name(row: pd.Series) -> str:
            return names.get(row["lead_agency"], row["lead_agency"])

        top = losing.head(3)
        listed = ", ".join(f"{name(row)} ({num(row['deficit'], lang)})" for _, row in top.iterrows())
        share = percent(top["share"].sum(), lang)
        if lang == "vi":
            return (
                f"{len(losing)} cơ quan chủ trì {num(losing['deficit'].sum(), lang)} trong {num(lost, lang)} điểm bị trừ; ba cơ quan đầu chiếm {share}: {listed}.",
                f"Mục tiêu đòi hỏi nhiều điểm nhất ở {name(asked)}: {num(asked['gain'], lang, sign=True)} điểm.",
                f"Mức thu hẹp khoảng cách phải đạt cao nhất là {name(steep)}: {percent(steep['gap_closure'], lang)} số điểm bị trừ trong một năm.",
                f"Số điểm bị trừ không ghi cơ quan chủ trì: {num(unled, lang)}.",
            )
        return (
            f"{count(len(losing), 'agency leads', 'agencies lead')} {num(losing['deficit'].sum(), lang)} of the {num(lost, lang)} points lost; the first three make {share}: {listed}.",
            f"The targets ask most of {name(asked)}: {num(asked['gain'], lang, sign=True)} points.",
            f"The steepest gap closure is asked of {name(steep)}: {percent(steep['gap_closure'], lang)} of its deficit in one year.",
            f"Points lost without a lead agency: {num(unled, lang)}.",
        )

    return Summary(sentences("vi"), sentences("en"))


def satisfaction(par: pd.DataFrame | None = None, sipas: pd.DataFrame | None = None) -> Summary:
    """Say where satisfaction is lost, what the targets ask, and what that gives in PAR INDEX."""
    par = load_par() if par is None else par
    sipas = load_sipas() if sipas is None else sipas
    factors, items = (require_losses(deficits(by, "sipas", sipas)) for by in ("factor", "item"))
    worst = factors.iloc[0]
    total = sipas.set_index("code").loc["total"]
    index = CompositeIndex.sipas(sipas)
    reached = float(index.rollup(index.leaf_values("target"))["total"])
    best = items["score"].max()
    links = par[par["code"].isin(sipas_criteria(CompositeIndex.par(par)))]
    rise = reached - float(index.rollup(index.leaf_values())["total"])

    def sentences(lang: str) -> tuple[str, ...]:
        names = short_names(sipas, "sipas", lang)
        bound = ">" if total["target_is_bound"] else ""
        if lang == "vi":
            return (
                f"Yếu tố {worst['code']} ({names[worst['code']]}) chỉ đạt {num(worst['score_published'], lang)}% và gây {percent(worst['share'], lang)} mức chưa hài lòng của cả chỉ số, trong khi mỗi yếu tố chỉ là {percent(1 / len(factors), lang)} của số chung.",
                f"Các mục từ {num(items['score'].min(), lang)}% đến {num(best, lang)}%.",
                f"Nếu mọi mục đạt mục tiêu, chỉ số chung là {num(reached, lang, 2)}%; mục tiêu chung là {bound}{num(total['target'], lang)}%.",
                *(
                    f"Mức tăng đó thêm {num(rise * row.max_points / 100, lang, 2)} điểm vào tiêu chí {row.code} của PAR INDEX (quy đổi gần đúng: {num(row.max_points, lang)} điểm × SIPAS)."
                    for row in links.itertuples()
                ),
            )
        return (
            f"Factor {worst['code']} ({names[worst['code']]}) reaches only {num(worst['score_published'], lang)}% and makes {percent(worst['share'], lang)} of the index's dissatisfaction, though each factor is only {percent(1 / len(factors), lang)} of it.",
            f"The items lie between {num(items['score'].min(), lang)}% and {num(best, lang)}%.",
            f"If every item reached its target, the overall index would be {num(reached, lang, 2)}%; its own target is {bound}{num(total['target'], lang)}%.",
            *(
                f"That rise would add {num(rise * row.max_points / 100, lang, 2)} points to criterion {row.code} of PAR INDEX (to a first order: {num(row.max_points, lang)} points × SIPAS)."
                for row in links.itertuples()
            ),
        )

    return Summary(sentences("vi"), sentences("en"))


def the_plan(par: pd.DataFrame | None = None) -> Summary:
    """Say what the plan asks by when, which points have no more than a plan, and where the documents disagree."""
    par = load_par() if par is None else par
    tasks = load_tasks()
    own = tasks[tasks["same_as"].isna()]
    months = own["due"].dropna().dt.to_period("M")
    first, n_first = months.value_counts().sort_index().idxmax(), int(months.value_counts().max())
    covered, served = coverage(par=par), coverage("tasks", par=par)
    lost = covered["deficit"].sum()
    weak = covered[covered["deficit_without_action"] > 0]
    none, idle = covered["deficit_without_task"].sum(), int((served["n_deficits"] == 0).sum())
    links = own["codes_named"].map(len).sum(), own["codes_inferred"].map(len).sum()
    found = conflicts()
    relations = found["relation"].value_counts()
    lowered = found[(found["stricter"] != "") & (found["later"] != "") & (found["later"] != found["stricter"])]
    order = list(par["code"])
    codes = sorted(set(found.loc[found["kind"] == "lead", "code"]), key=order.index)
    clashes = int(relations.get("contradiction", 0))

    def sentences(lang: str) -> tuple[str, ...]:
        listed = ", ".join(sorted(weak["code"], key=order.index))
        called = documents()["short" if lang == "vi" else "short_en"]
        told = ", ".join(dict.fromkeys(f"{row.code} ({called[row.later]})" for row in lowered.itertuples()))
        if lang == "vi":
            return (
                f"Kế hoạch giao {len(own)} nhiệm vụ, {len(months)} có hạn, trong đó {n_first} dồn vào tháng {first.month}/{first.year}.",
                f"Điểm bị trừ không có nhiệm vụ nào: {num(none, lang)} trong {num(lost, lang)}; nhưng với {num(weak['deficit'].sum(), lang)} điểm ({listed}) văn bản chỉ yêu cầu lập kế hoạch hoặc tìm giải pháp, chưa nêu việc cụ thể.",
                f"{idle} nhiệm vụ không phục vụ tiêu chí nào bị trừ điểm.",
                f"Trong các liên hệ giữa nhiệm vụ và tiêu chí, {links[0]} do văn bản nêu, {links[1]} do suy luận (có ghi lý do).",
                f"Các văn bản {f'có {clashes} chỗ mâu thuẫn' if clashes else 'không mâu thuẫn nhau ở chỗ nào'}; có {relations.get('stricter', 0)} cặp mục tiêu chặt lỏng khác nhau"
                + (f" (văn bản sau hạ mức: {told})" if told else "")
                + f", và giao chủ trì khác với phạm vi rộng hơn ở {len(codes)} tiêu chí: {', '.join(codes)}.",
            )
        return (
            f"The plan gives {len(own)} tasks, {len(months)} of them dated; {n_first} fall due in {first.year}-{first.month:02}.",
            f"Points lost without any task: {num(none, lang)} of {num(lost, lang)}; but for {num(weak['deficit'].sum(), lang)} ({listed}) the text only asks for a plan or for solutions and says no action.",
            f"{count(idle, 'task serves', 'tasks serve')} no criterion that lost points.",
            f"Of the links between tasks and criteria {links[0]} are named by the text and {links[1]} inferred, with the reason.",
            f"The documents contradict each other {'in ' + count(clashes, 'place', 'places') if clashes else 'nowhere'}; they set {count(int(relations.get('stricter', 0)), 'pair', 'pairs')} of goals of which one is stricter"
            + (f" (lowered by the later document: {told})" if told else "")
            + f", and give {count(len(codes), 'criterion', 'criteria')} to another lead than the wider scope: {', '.join(codes)}.",
        )

    return Summary(sentences("vi"), sentences("en"))
