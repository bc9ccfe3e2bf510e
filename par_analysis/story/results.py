"""What the tables and the plan say, in sentences."""

from __future__ import annotations

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.names import agency_names, assessment_name
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.edition.results import audit, deficits
from par_analysis.index.deficits import require_losses
from par_analysis.plan.conflicts import conflicts
from par_analysis.plan.coverage import coverage
from par_analysis.story.summary import Summary
from par_analysis.tables.indices.rows import code_order
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.printing import count, num, percent

__all__ = ["agencies", "point_deficits", "satisfaction", "tables_and_audit", "the_plan"]

_FEW = {1: ("một", "one"), 2: ("hai", "two"), 3: ("ba", "three")}


def tables_and_audit(edition: EditionLike = None) -> Summary:
    """Say how complete the tables are and what the audit means for the headline target.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition. What it lacks is left out.
    """
    own = edition_of(edition)
    index = own.par
    found = audit(own)
    rest = int(index.nodes["is_remainder"].sum())
    targets = found[(found["kind"] == "parts") & (found["quantity"] == "target") & (found["index"] == "par")]
    codes = list(targets["code"]) if own.has("targets") else []
    fields = index.children(index.root)

    def sentences(lang: str) -> tuple[str, ...]:
        def n(value: float, sign: bool = False) -> str:
            return num(value, lang, sign=sign)

        said = []
        if own.has("scores"):
            made, total = float(index.rollup(index.leaf_values())[index.root]), index.total("score")
            agrees = abs(made - total) < 1e-6
            said.append(
                f"Cộng {len(index.leaves)} mục chi tiết{' (gồm ' + str(rest) + ' phần không liệt kê)' if rest else ''} được {n(made)} điểm, {'đúng bằng' if agrees else 'khác'} số công bố {n(total)}."
                if lang == "vi"
                else f"The {len(index.leaves)} leaves{' (' + count(rest, 'unlisted part', 'unlisted parts') + ' among them)' if rest else ''} add up to {n(made)} points, {'exactly' if agrees else 'unlike'} the published {n(total)}."
            )
        if not len(found):
            said.append(
                "Rà soát không thấy điểm nào cần hỏi lại." if lang == "vi" else "The audit found nothing to ask about."
            )
        elif lang == "vi":
            said.append(f"Rà soát thấy {len(found)} điểm cần hỏi lại: {_kinds(found, lang)}.")
        else:
            said.append(f"The audit found {count(len(found), 'thing', 'things')} to ask about: {_kinds(found, lang)}.")
        if codes:
            published = index.total("target")
            bottom_up = float(index.rollup(index.leaf_values("target"))[index.root])
            where = ", ".join(codes)
            if lang == "vi":
                said += [
                    f"Mục tiêu chung công bố là {n(published)}, nhưng nếu cả {len(fields)} lĩnh vực được cộng từ mục tiêu của từng tiêu chí thì được {n(bottom_up)}: "
                    f"chênh {n(bottom_up - published, True)} điểm, vì mục tiêu của {where} không bằng tổng các mục con.",
                    f"Con số thận trọng hơn là {n(min(published, bottom_up))}; khi trình bày nên nói rõ đang dùng con số nào.",
                ]
            else:
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


def point_deficits(edition: EditionLike = None) -> Summary:
    """Say where the points are lost, by field, criterion and way of assessment.

    Parameters as `tables_and_audit`.
    """
    own = edition_of(edition)
    fields, criteria, ways = (require_losses(deficits(by, edition=own)) for by in ("field", "criterion", "assessment"))
    aimed, known = own.has("targets"), own.has("assessments")
    losing = criteria[criteria["deficit"] > 0]
    running = losing["share"].cumsum()
    few = int((running < 0.8 - 1e-9).sum()) + 1
    total = float(fields["deficit"].sum())
    gain = float((fields["target_published"] - fields["score_published"]).fillna(fields["gain"]).sum())
    way, top = ways.iloc[0], fields.head(3)

    def sentences(lang: str) -> tuple[str, ...]:
        names, place = own.short_names("par", lang), _place(own, lang)
        listed = ", ".join(f"{names[row.code]} ({num(row.deficit, lang)})" for row in top.itertuples())
        share = percent(top["deficit"].sum() / total, lang)
        first = losing.iloc[0]
        heaviest = f"{first['code']} {names[first['code']]}"
        back = percent(way["gain"] / way["deficit"], lang)
        number = _FEW[len(top)][lang == "en"]
        if lang == "vi":
            said = [
                f"{place} bị trừ {num(total, lang)} điểm, trong đó {share} ở {number} lĩnh vực: {listed}.",
                f"Điểm bị trừ rải trên {len(losing)} tiêu chí; tiêu chí nặng nhất, {heaviest}, chỉ chiếm {percent(first['share'], lang)}, và cần tới {few} tiêu chí mới đủ 80%.",
            ]
            if known:
                said.append(
                    f"{percent(way['share'], lang)} điểm bị trừ nằm ở cách đánh giá «{assessment_name(way['assessment'], lang)}», nơi {way['n_losing']} trong {way['n_criteria']} tiêu chí bị trừ"
                    + (f" và mục tiêu lấy lại {back}." if aimed else ".")
                )
            if aimed:
                said.append(
                    f"Mục tiêu công bố lấy lại {num(gain, lang)} điểm, tức {percent(gain / total, lang)} số điểm bị trừ."
                )
            return tuple(said)
        said = [
            f"{place} loses {num(total, lang)} points, {share} of them in {number} field{'s' * (len(top) > 1)}: {listed}.",
            f"The loss is spread over {count(len(losing), 'criterion', 'criteria')}; the heaviest, {heaviest}, makes only {percent(first['share'], lang)}, and it takes {count(few, 'criterion', 'criteria')} to make 80%.",
        ]
        if known:
            said.append(
                f"{percent(way['share'], lang)} of the loss lies in criteria assessed by “{assessment_name(way['assessment'], lang)}”, where {way['n_losing']} of {way['n_criteria']} criteria lose points"
                + (f" and the targets win back {back}." if aimed else ".")
            )
        if aimed:
            said.append(
                f"The published targets win back {num(gain, lang)} points, {percent(gain / total, lang)} of the loss."
            )
        return tuple(said)

    return Summary(sentences("vi"), sentences("en"))


def _place(edition: Edition, lang: str) -> str:
    return edition.place_in(lang) or ("Nơi này" if lang == "vi" else "This place")


def agencies(edition: EditionLike = None) -> Summary:
    """Say who answers for the points lost and for the points asked for.

    Parameters as `tables_and_audit`.
    """
    own = edition_of(edition)
    table = require_losses(deficits("agency", edition=own))
    losing = table[(table["deficit"] > 0) & (table["lead_agency"] != NO_LEAD)]
    lost, unled = table["deficit"].sum(), table.loc[table["lead_agency"] == NO_LEAD, "deficit"].sum()
    if losing.empty:
        return Summary(
            (f"Không cơ quan nào được ghi là chủ trì {num(lost, 'vi')} điểm bị trừ.",),
            (f"No agency is named as lead of the {num(lost, 'en')} points lost.",),
        )
    asked = losing.sort_values("gain", ascending=False, kind="stable").iloc[0]
    steep = losing.sort_values("gap_closure", ascending=False, kind="stable").iloc[0]
    top = losing.head(3)

    def sentences(lang: str) -> tuple[str, ...]:
        names = agency_names(own, lang)

        def name(row: pd.Series) -> str:
            return names.get(row["lead_agency"], row["lead_agency"])

        listed = ", ".join(f"{name(row)} ({num(row['deficit'], lang)})" for _, row in top.iterrows())
        share, number = percent(top["share"].sum(), lang), _FEW[len(top)][lang == "en"]
        if lang == "vi":
            said = [
                f"{len(losing)} cơ quan chủ trì {num(losing['deficit'].sum(), lang)} trong {num(lost, lang)} điểm bị trừ; {number} cơ quan đầu chiếm {share}: {listed}.",
                f"Mục tiêu đòi hỏi nhiều điểm nhất ở {name(asked)}: {num(asked['gain'], lang, sign=True)} điểm.",
                f"Mức thu hẹp khoảng cách phải đạt cao nhất là {name(steep)}: {percent(steep['gap_closure'], lang)} số điểm bị trừ trong một năm.",
                f"Số điểm bị trừ không ghi cơ quan chủ trì: {num(unled, lang)}.",
            ]
        else:
            said = [
                f"{count(len(losing), 'agency leads', 'agencies lead')} {num(losing['deficit'].sum(), lang)} of the {num(lost, lang)} points lost; the first {number} make{'s' * (len(top) == 1)} {share}: {listed}.",
                f"The targets ask most of {name(asked)}: {num(asked['gain'], lang, sign=True)} points.",
                f"The steepest gap closure is asked of {name(steep)}: {percent(steep['gap_closure'], lang)} of its deficit in one year.",
                f"Points lost without a lead agency: {num(unled, lang)}.",
            ]
        return tuple(said if own.has("targets") else (said[0], said[3]))

    return Summary(sentences("vi"), sentences("en"))


def satisfaction(edition: EditionLike = None) -> Summary:
    """Say where satisfaction is lost, what the targets ask, and what that gives in PAR INDEX.

    Parameters as `tables_and_audit`.

    Raises
    ------
    ParAnalysisError
        The edition has no SIPAS.
    """
    own = edition_of(edition)
    index = own.sipas
    factors, items = (require_losses(deficits(by, "sipas", own)) for by in ("factor", "item"))
    worst = factors.iloc[0]
    total = index.nodes.set_index("code").loc[index.root]
    aimed = bool(items["target"].notna().all())
    reached = float(index.rollup(index.leaf_values("target"))[index.root]) if aimed else 0.0
    rise = reached - float(index.rollup(index.leaf_values())[index.root])
    lowest, best = items["score"].min(), items["score"].max()
    links = [link for link in own.couplings if link.of == "sipas" and link.index == "par"]

    def sentences(lang: str) -> tuple[str, ...]:
        names = own.short_names("sipas", lang)
        factor = f"{worst['code']} ({names[worst['code']]})"
        reaches = num(worst["score_published"], lang)
        share, each = percent(worst["share"], lang), percent(1 / len(factors), lang)
        bound = ">" if total["target_is_bound"] else ""
        if lang == "vi":
            said = [
                f"Yếu tố {factor} chỉ đạt {reaches}% và gây {share} mức chưa hài lòng của cả chỉ số, trong khi mỗi yếu tố chỉ là {each} của số chung.",
                f"Các mục từ {num(lowest, lang)}% đến {num(best, lang)}%.",
            ]
        else:
            said = [
                f"Factor {factor} reaches only {reaches}% and makes {share} of the index's dissatisfaction, though each factor is only {each} of it.",
                f"The items lie between {num(lowest, lang)}% and {num(best, lang)}%.",
            ]
        if not aimed:
            return tuple(said)
        overall = not pd.isna(total["target"])
        if lang == "vi":
            said.append(
                f"Nếu mọi mục đạt mục tiêu, chỉ số chung là {num(reached, lang, 2)}%"
                + (f"; mục tiêu chung là {bound}{num(total['target'], lang)}%." if overall else ".")
            )
            said += [
                f"Mức tăng đó thêm {num(rise * link.factor, lang, 2)} điểm vào tiêu chí {link.code} của PAR INDEX (quy đổi gần đúng: {num(link.factor * 100, lang)} điểm × SIPAS)."
                for link in links
            ]
        else:
            said.append(
                f"If every item reached its target, the overall index would be {num(reached, lang, 2)}%"
                + (f"; its own target is {bound}{num(total['target'], lang)}%." if overall else ".")
            )
            said += [
                f"That rise would add {num(rise * link.factor, lang, 2)} points to criterion {link.code} of PAR INDEX (to a first order: {num(link.factor * 100, lang)} points × SIPAS)."
                for link in links
            ]
        return tuple(said)

    return Summary(sentences("vi"), sentences("en"))


def the_plan(edition: EditionLike = None) -> Summary:
    """Say what the plan asks by when, which points have no more than a plan, and where the documents disagree.

    Parameters as `tables_and_audit`.

    Raises
    ------
    ParAnalysisError
        The edition has no tasks.
    """
    own = edition_of(edition)
    own.need("tasks")
    tasks = own.tasks[own.tasks["same_as"].isna()]
    links = tasks["codes_named"].map(len).sum(), tasks["codes_inferred"].map(len).sum()

    def sentences(lang: str) -> tuple[str, ...]:
        said = [_given(tasks, lang)]
        if own.has("par") and own.has("scores"):
            said += _served(own, lang)
        if not own.has("documents"):
            return tuple(said)  # links that quote no document are their author's
        said.append(
            f"Trong các liên hệ giữa nhiệm vụ và tiêu chí, {links[0]} do văn bản nêu, {links[1]} do suy luận (có ghi lý do)."
            if lang == "vi"
            else f"Of the links between tasks and criteria {links[0]} are named by the text and {links[1]} inferred, with the reason."
        )
        return (*said, _disagreement(own, lang))

    return Summary(sentences("vi"), sentences("en"))


def _given(tasks: pd.DataFrame, lang: str) -> str:
    """Say how many tasks there are, and in which month most are due."""
    months = tasks["due"].dropna().dt.to_period("M")
    if months.empty:
        return (
            f"Kế hoạch giao {len(tasks)} nhiệm vụ, không nhiệm vụ nào có hạn."
            if lang == "vi"
            else f"The plan gives {count(len(tasks), 'task', 'tasks')}, none of them dated."
        )
    counts = months.value_counts().sort_index()
    first, most = counts.idxmax(), int(counts.max())
    if lang == "vi":
        return f"Kế hoạch giao {len(tasks)} nhiệm vụ, {len(months)} có hạn, trong đó {most} dồn vào tháng {first.month}/{first.year}."
    return f"The plan gives {count(len(tasks), 'task', 'tasks')}, {len(months)} of them dated; {count(most, 'falls', 'fall')} due in {first.year}-{first.month:02}."


def _served(edition: Edition, lang: str) -> list[str]:
    """Say which points no task serves, or none that says an action, and how many tasks serve no points."""
    covered, served = coverage(edition=edition), coverage("tasks", edition=edition)
    weak = covered[covered["deficit_without_action"] > 0]
    lost, none = num(covered["deficit"].sum(), lang), num(covered["deficit_without_task"].sum(), lang)
    idle = int((served["n_deficits"] == 0).sum())
    vague = num(weak["deficit"].sum(), lang)
    listed = ", ".join(sorted(weak["code"], key=code_order))
    if lang == "vi":
        said = f"Điểm bị trừ không có nhiệm vụ nào: {none} trong {lost}"
        said += (
            f"; nhưng với {vague} điểm ({listed}) văn bản chỉ yêu cầu lập kế hoạch hoặc tìm giải pháp, chưa nêu việc cụ thể."
            if listed
            else "."
        )
        return [said, f"{idle} nhiệm vụ không phục vụ tiêu chí nào bị trừ điểm."]
    said = f"Points lost without any task: {none} of {lost}"
    said += (
        f"; but for {vague} ({listed}) the text only asks for a plan or for solutions and says no action."
        if listed
        else "."
    )
    return [said, f"{count(idle, 'task serves', 'tasks serve')} no criterion that lost points."]


def _disagreement(edition: Edition, lang: str) -> str:
    """Say where the documents disagree."""
    found = conflicts(edition)
    relations = found["relation"].value_counts()
    clashes, pairs = (int(relations.get(name, 0)) for name in ("contradiction", "stricter"))
    lowered = found[(found["stricter"] != "") & (found["later"] != "") & (found["later"] != found["stricter"])]
    codes = sorted(set(found.loc[found["kind"] == "lead", "code"]), key=code_order)
    called = edition.documents["short" if lang == "vi" else "short_en"]
    told = ", ".join(dict.fromkeys(f"{row.code} ({called[row.later]})" for row in lowered.itertuples()))
    if lang == "vi":
        return (
            f"Các văn bản {f'có {clashes} chỗ mâu thuẫn' if clashes else 'không mâu thuẫn nhau ở chỗ nào'}; có {pairs} cặp mục tiêu chặt lỏng khác nhau"
            + (f" (văn bản sau hạ mức: {told})" if told else "")
            + (
                f", và giao chủ trì khác với phạm vi rộng hơn ở {len(codes)} tiêu chí: {', '.join(codes)}."
                if codes
                else "."
            )
        )
    return (
        f"The documents contradict each other {'in ' + count(clashes, 'place', 'places') if clashes else 'nowhere'}; they set {count(pairs, 'pair', 'pairs')} of goals of which one is stricter"
        + (f" (lowered by the later document: {told})" if told else "")
        + (
            f", and give {count(len(codes), 'criterion', 'criteria')} to another lead than the wider scope: {', '.join(codes)}."
            if codes
            else "."
        )
    )
