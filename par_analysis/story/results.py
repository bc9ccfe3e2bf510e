"""What the tables and the plan say, in sentences."""

from __future__ import annotations

import pandas as pd

from par_analysis.edition.agencies import agency_deficits, sharing
from par_analysis.edition.edition import Edition
from par_analysis.edition.names import agency_names, assessment_name
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.edition.results import audit, deficits
from par_analysis.index.deficits import require_losses
from par_analysis.plan.conflicts import conflicts, goal_pairs
from par_analysis.plan.coverage import coverage
from par_analysis.story.summary import Pairs, Summary
from par_analysis.tables.indices.rows import code_order
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.numbers import NOISE
from par_analysis.words.printing import MONTHS, count, num, percent

__all__ = ["agencies", "point_deficits", "satisfaction", "tables_and_audit", "the_plan"]

_FEW = {1: ("một", "one"), 2: ("hai", "two"), 3: ("ba", "three")}
_SAME = 1e-6  # totals that differ by less are printed alike, however many decimals a table has


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
    asked, explained = found[found["kind"] != "conversion"], found[found["kind"] == "conversion"]
    rest = int(index.nodes["is_remainder"].sum())
    targets = found[(found["kind"] == "parts") & (found["quantity"] == "target") & (found["index"] == "par")]
    codes = list(targets["code"]) if own.has("targets") else []
    fields = len(index.children(index.root))

    def sentences(lang: str) -> Pairs:
        def n(value: float, sign: bool = False) -> str:
            return num(value, lang, sign=sign)

        if own.has("scores"):
            added, total = float(index.rollup(index.leaf_values())[index.root]), index.score()
            agrees = abs(added - total) < _SAME
            unlisted = (
                f" (gồm {rest} phần không liệt kê)",
                f" ({count(rest, 'unlisted part', 'unlisted parts')} among them)",
            )
            vi, en = unlisted if rest else ("", "")
            yield (
                f"Cộng {len(index.leaves)} mục chi tiết{vi} được {n(added)} điểm, {'đúng bằng' if agrees else 'khác'} số công bố {n(total)}.",
                f"The {len(index.leaves)} leaves{en} add up to {n(added)} points, {'exactly' if agrees else 'unlike'} the published {n(total)}.",
            )
        if len(asked):
            vi, en = _kinds(asked)
            yield (
                f"Rà soát thấy {len(asked)} điểm cần hỏi lại: {vi}.",
                f"The audit found {count(len(asked), 'thing', 'things')} to ask about: {en}.",
            )
        else:
            yield "Rà soát không thấy điểm nào cần hỏi lại.", "The audit found nothing to ask about."
        if codes:
            published, where = index.target(), ", ".join(codes)
            bottom_up = float(index.rollup(index.leaf_values("target"))[index.root])
            yield (
                f"Mục tiêu chung công bố là {n(published)}, nhưng nếu cả {fields} lĩnh vực được cộng từ mục tiêu của từng tiêu chí thì được {n(bottom_up)}: "
                f"chênh {n(bottom_up - published, True)} điểm, vì mục tiêu của {where} không bằng tổng các mục con.",
                f"The published overall target is {n(published)}, but with all {fields} fields added up from the criteria's own targets it would be {n(bottom_up)}: "
                f"{n(bottom_up - published, True)} points, because the target{'s' * (len(codes) > 1)} of {where} {'does not equal its parts' if len(codes) == 1 else 'do not equal their parts'}.",
            )
            cautious = n(min(published, bottom_up))
            yield (
                f"Con số thận trọng hơn là {cautious}; khi trình bày nên nói rõ đang dùng con số nào.",
                f"The more cautious figure is {cautious}; a briefing should say which of the two it uses.",
            )
        if len(explained):
            listed = ", ".join(f"{row.code} ({n(row.difference, True)})" for row in explained.itertuples())
            yield (
                f"Chênh lệch giữa điểm và chỉ số liên kết ở {listed} nằm trong mức mà quy tắc quy đổi chưa công bố có thể giải thích, không phải sai sót.",
                f"The difference between the points and the linked index at {listed} is within what the unknown conversion may explain, and is no fault.",
            )

    return Summary.of(sentences)


def _kinds(found: pd.DataFrame) -> tuple[str, str]:
    """Count the findings of each kind."""
    words = {
        "parts": ("mục lệch với các mục con", "row that differs from its parts", "rows that differ from their parts"),
        "cross_index": (
            "chỗ hai chỉ số lệch nhau",
            "place where the two indices differ",
            "places where the two indices differ",
        ),
        "bound": (
            "mục tiêu «trên» mà các mục con khi đạt mục tiêu vẫn không vượt",
            "target “above” that its parts at target do not exceed",
            "targets “above” that their parts at target do not exceed",
        ),
        "copied": (
            "nhóm số trông như chép lại",
            "group of figures that look copied",
            "groups of figures that look copied",
        ),
        "formula": (
            "nhóm mục tiêu đặt theo một tỷ lệ chung",
            "group of targets set by one formula",
            "groups of targets set by one formula",
        ),
    }
    counts = found["kind"].value_counts()
    there = [(int(counts[kind]), *words[kind]) for kind in words if kind in counts]
    return (
        ", ".join(f"{number} {vi}" for number, vi, _, _ in there),
        ", ".join(count(number, one, many) for number, _, one, many in there),
    )


def point_deficits(edition: EditionLike = None) -> Summary:
    """Say where the points are lost, by field, criterion and way of assessment.

    Parameters as `tables_and_audit`.
    """
    own = edition_of(edition)
    fields, criteria, ways = (require_losses(deficits(by, edition=own)) for by in ("field", "criterion", "assessment"))
    aimed, known = own.has("targets"), own.has("assessments")
    losing = criteria[criteria["deficit"] > 0]
    first, running = losing.iloc[0], losing["share"].cumsum()
    few = int((running < 0.8 - NOISE).sum()) + 1
    total = float(fields["deficit"].sum())
    gain = float((fields["target_published"] - fields["score_published"]).fillna(fields["gain"]).sum())
    way, top = ways.iloc[0], fields.head(3)

    def sentences(lang: str) -> Pairs:
        names = own.short_names("par", lang)
        place = own.place_in(lang)
        lost, share = num(total, lang), percent(top["deficit"].sum() / total, lang)
        listed = ", ".join(f"{names[row.code]} ({num(row.deficit, lang)})" for row in top.itertuples())
        vi, en = _FEW[len(top)]
        yield (
            f"{place or 'Nơi này'} bị trừ {lost} điểm, trong đó {share} ở {vi} lĩnh vực: {listed}.",
            f"{place or 'This place'} loses {lost} points, {share} of them in {en} field{'s' * (len(top) > 1)}: {listed}.",
        )
        heaviest, makes = f"{first['code']} {names[first['code']]}", percent(first["share"], lang)
        yield (
            f"Điểm bị trừ rải trên {len(losing)} tiêu chí; tiêu chí nặng nhất, {heaviest}, chỉ chiếm {makes}, và cần tới {few} tiêu chí mới đủ 80%.",
            f"The loss is spread over {count(len(losing), 'criterion', 'criteria')}; the heaviest, {heaviest}, makes only {makes}, and it takes {count(few, 'criterion', 'criteria')} to make 80%.",
        )
        if known:
            called, part = assessment_name(way["assessment"], lang), percent(way["share"], lang)
            back = percent(way["gain"] / way["deficit"], lang)
            yield (
                f"{part} điểm bị trừ nằm ở cách đánh giá «{called}», nơi {way['n_losing']} trong {way['n_criteria']} tiêu chí bị trừ"
                + (f" và mục tiêu lấy lại {back}." if aimed else "."),
                f"{part} of the loss lies in criteria assessed by “{called}”, where {way['n_losing']} of {way['n_criteria']} criteria lose points"
                + (f" and the targets win back {back}." if aimed else "."),
            )
        if aimed:
            back, closed = num(gain, lang), percent(gain / total, lang)
            yield (
                f"Mục tiêu công bố lấy lại {back} điểm, tức {closed} số điểm bị trừ.",
                f"The published targets win back {back} points, {closed} of the loss.",
            )

    return Summary.of(sentences)


def agencies(edition: EditionLike = None) -> Summary:
    """Say who answers for the points lost and for the points asked for.

    Parameters as `tables_and_audit`.
    """
    own = edition_of(edition)
    table = require_losses(agency_deficits(own))
    shared = sharing(own, table)
    losing = table[(table["deficit"] > 0) & (table["lead_agency"] != NO_LEAD)]
    lost, unled = table["deficit"].sum(), table.loc[table["lead_agency"] == NO_LEAD, "deficit"].sum()

    def sentences(lang: str) -> Pairs:
        every, none = num(lost, lang), num(unled, lang)
        if losing.empty:
            yield (
                f"Không cơ quan nào được ghi là chủ trì {every} điểm bị trừ.",
                f"No agency is named as lead of the {every} points lost.",
            )
            return
        names, top = agency_names(own, lang), losing.head(3)

        def name(row: pd.Series) -> str:
            return names.get(row["lead_agency"], row["lead_agency"])

        listed = ", ".join(f"{name(row)} ({num(row['deficit'], lang)})" for _, row in top.iterrows())
        led, share = num(losing["deficit"].sum(), lang), percent(top["share"].sum(), lang)
        vi, en = _FEW[len(top)]
        yield (
            f"{len(losing)} cơ quan chủ trì {led} trong {every} điểm bị trừ; {vi} cơ quan đầu chiếm {share}: {listed}.",
            f"{count(len(losing), 'agency leads', 'agencies lead')} {led} of the {every} points lost; the first {en} make{'s' * (len(top) == 1)} {share}: {listed}.",
        )
        if own.has("targets"):
            asked = losing.sort_values("gain", ascending=False, kind="stable").iloc[0]
            gain = num(asked["gain"], lang, sign=True)
            yield (
                f"Mục tiêu đòi hỏi nhiều điểm nhất ở {name(asked)}: {gain} điểm.",
                f"The targets ask most of {name(asked)}: {gain} points.",
            )
            steep = losing.sort_values("gap_closure", ascending=False, kind="stable").iloc[0]
            closure = percent(steep["gap_closure"], lang)
            yield (
                f"Mức thu hẹp khoảng cách phải đạt cao nhất là {name(steep)}: {closure} số điểm bị trừ trong một năm.",
                f"The steepest gap closure is asked of {name(steep)}: {closure} of its deficit in one year.",
            )
            if hands := _in_hands(asked, lang):
                yield (
                    f"Trong {gain} điểm mục tiêu đòi hỏi ở {name(asked)}: {hands}.",
                    f"Of the {gain} points that the targets ask of {name(asked)}: {hands}.",
                )
        if shared:
            codes, index, moved = shared
            told = [f"{name(row)} ({num(row['deficit_by_factor'], lang, 2)})" for _, row in moved.head(3).iterrows()]
            after = ", ".join(told)
            yield (
                f"Các số trên giao trọn {codes} cho cơ quan chủ trì tiêu chí; nếu chia theo cơ quan theo dõi từng yếu tố {index}, tỷ lệ với phần bị trừ của yếu tố, thì số điểm bị trừ là: {after}.",
                f"These figures count {codes} wholly with its own lead; shared over the leads of the factors of {index}, in proportion to what each factor loses, the points lost are: {after}.",
            )
        yield f"Số điểm bị trừ không ghi cơ quan chủ trì: {none}.", f"Points lost without a lead agency: {none}."

    return Summary.of(sentences)


_HANDS = {
    "city": ("{} điểm trong tầm tay", "{} in its own hands"),
    "shared": ("{} điểm chỉ quyết định được một phần", "{} only in part in its hands"),
    "outside": ("{} điểm ngoài tầm tay", "{} outside its control"),
}


def _in_hands(agency: pd.Series, lang: str) -> str:
    """Say how much of what is asked of an agency is in whose hands; nothing where nothing of it was judged."""
    parts = [(words[lang == "en"], float(agency[f"gain_{control}"])) for control, words in _HANDS.items()]
    return ", ".join(words.format(num(points, lang)) for words, points in parts if points > NOISE)


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
    worst, total = factors.iloc[0], index.by_code.loc[index.root]
    aimed = bool(items["target"].notna().all())
    links = [link for link in own.couplings if link.of == "sipas" and link.index == "par"]

    def sentences(lang: str) -> Pairs:
        names = own.short_names("sipas", lang)
        factor, reaches = f"{worst['code']} ({names[worst['code']]})", num(worst["score_published"], lang)
        share, each = percent(worst["share"], lang), percent(1 / len(factors), lang)
        yield (
            f"Yếu tố {factor} chỉ đạt {reaches}% và gây {share} mức chưa hài lòng của cả chỉ số, trong khi mỗi yếu tố chỉ là {each} của số chung.",
            f"Factor {factor} reaches only {reaches}% and makes {share} of the index's dissatisfaction, though each factor is only {each} of it.",
        )
        lowest, best = (num(value, lang) for value in (items["score"].min(), items["score"].max()))
        yield f"Các mục từ {lowest}% đến {best}%.", f"The items lie between {lowest}% and {best}%."
        if not aimed:
            return
        reached = float(index.rollup(index.leaf_values("target"))[index.root])
        vi = en = ""
        if not pd.isna(total["target"]):
            goal = f"{'>' if total['target_is_bound'] else ''}{num(total['target'], lang)}%"
            vi, en = f"; mục tiêu chung là {goal}", f"; its own target is {goal}"
        yield (
            f"Nếu mọi mục đạt mục tiêu, chỉ số chung là {num(reached, lang, 2)}%{vi}.",
            f"If every item reached its target, the overall index would be {num(reached, lang, 2)}%{en}.",
        )
        rise = reached - float(index.rollup(index.leaf_values())[index.root])
        for link in links:
            points, most = num(rise * link.factor, lang, 2), num(link.factor * 100, lang)
            yield (
                f"Mức tăng đó thêm {points} điểm vào tiêu chí {link.code} của PAR INDEX (quy đổi gần đúng: {most} điểm × SIPAS).",
                f"That rise would add {points} points to criterion {link.code} of PAR INDEX (to a first order: {most} points × SIPAS).",
            )

    return Summary.of(sentences)


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
    named, inferred = (tasks[column].map(len).sum() for column in ("codes_named", "codes_inferred"))

    def sentences(lang: str) -> Pairs:
        yield _dated(tasks)
        if own.has("par") and own.has("scores"):
            yield from _served(own, lang)
        if own.has("documents"):  # else the links quote no document: they are their author's
            yield (
                f"Trong các liên hệ giữa nhiệm vụ và tiêu chí, {named} do văn bản nêu, {inferred} do suy luận (có ghi lý do).",
                f"Of the links between tasks and criteria {named} are named by the text and {inferred} inferred, with the reason.",
            )
            yield _disagreement(own, lang)

    return Summary.of(sentences)


def _dated(tasks: pd.DataFrame) -> tuple[str, str]:
    """Say how many tasks there are, and in which month most are due."""
    tasks_en, months = count(len(tasks), "task", "tasks"), tasks["due"].dropna().dt.to_period("M")
    if months.empty:
        return (
            f"Kế hoạch giao {len(tasks)} nhiệm vụ, không nhiệm vụ nào có hạn.",
            f"The plan gives {tasks_en}, none of them dated.",
        )
    counts = months.value_counts().sort_index()
    first, most = counts.idxmax(), int(counts.max())
    return (
        f"Kế hoạch giao {len(tasks)} nhiệm vụ, {len(months)} có hạn, trong đó {most} dồn vào tháng {first.month}/{first.year}.",
        f"The plan gives {tasks_en}, {len(months)} of them dated; {count(most, 'falls', 'fall')} due in {MONTHS[first.month - 1]} {first.year}.",
    )


def _served(edition: Edition, lang: str) -> Pairs:
    """Say which points no task serves, or none that says an action, and how many tasks serve no points."""
    covered, served = coverage(edition=edition), coverage("tasks", edition=edition)
    weak = covered[covered["deficit_without_action"] > 0]
    lost, none = num(covered["deficit"].sum(), lang), num(covered["deficit_without_task"].sum(), lang)
    vague, listed = num(weak["deficit"].sum(), lang), ", ".join(sorted(weak["code"], key=code_order))
    vi = en = ""
    if listed:
        vi = f"; nhưng với {vague} điểm ({listed}) văn bản chỉ yêu cầu lập kế hoạch hoặc tìm giải pháp, chưa nêu việc cụ thể"
        en = f"; but for {vague} ({listed}) the text only asks for a plan or for solutions and says no action"
    yield (
        f"Điểm bị trừ không có nhiệm vụ nào: {none} trong {lost}{vi}.",
        f"Points lost without any task: {none} of {lost}{en}.",
    )
    idle = int((served["n_deficits"] == 0).sum())
    yield (
        f"{idle} nhiệm vụ không phục vụ tiêu chí nào bị trừ điểm.",
        f"{count(idle, 'task serves', 'tasks serve')} no criterion that lost points.",
    )


def _disagreement(edition: Edition, lang: str) -> tuple[str, str]:
    """Say which goals were compared, whether they could contradict each other at all, and where the documents disagree."""
    found, pairs = conflicts(edition), goal_pairs(edition)
    relations = pairs["relation"].value_counts()
    clashes, stricter, repeated = (int(relations.get(name, 0)) for name in ("contradiction", "stricter", "repetition"))
    able = int(pairs["can_contradict"].sum())
    if pairs.empty:
        vi = "Không có hai văn bản nào đặt mục tiêu cho cùng một chỉ tiêu để so sánh"
        en = "No two documents set goals for one figure that could be compared"
    else:
        vi = f"So sánh được {len(pairs)} cặp mục tiêu cho cùng một chỉ tiêu"
        en = f"{count(len(pairs), 'pair', 'pairs')} of goals for one figure can be compared"
        if able:
            vi += f", trong đó {able} cặp có thể mâu thuẫn và {clashes or 'không'} cặp mâu thuẫn"
            en += f", of which {able} could contradict each other and {clashes or 'none'} do{'es' * (clashes == 1)}"
        elif pairs["least"].all():
            vi += "; tất cả chỉ đặt mức tối thiểu nên không thể mâu thuẫn"
            en += "; all of them only set least levels and so cannot contradict each other"
        else:
            vi += "; mỗi cặp chỉ chặn cùng một phía nên không thể mâu thuẫn"
            en += "; the two of each pair bound the figure on the same side and so cannot contradict each other"
        vi += f"; {stricter} cặp chặt lỏng khác nhau"
        en += f"; in {stricter} one is stricter"
        lowered = found[(found["stricter"] != "") & (found["later"] != "") & (found["later"] != found["stricter"])]
        called = edition.documents["short" if lang == "vi" else "short_en"]
        if later := ", ".join(dict.fromkeys(f"{row.code} ({called[row.later]})" for row in lowered.itertuples())):
            vi += f" (văn bản sau hạ mức: {later})"
            en += f" (lowered by the later document: {later})"
        vi += f", {repeated} cặp lặp lại cùng một mức" if repeated else ""
        en += f", and {repeated} repeat the same level" if repeated else ""
    leads = found[found["kind"] == "lead"]
    for relation, said_vi, said_en in (
        ("contradiction", "giao cùng phạm vi cho cơ quan chủ trì khác nhau", "given to different leads"),
        ("exception", "giao chủ trì khác với phạm vi rộng hơn", "given to another lead than the wider scope"),
    ):
        if codes := sorted(set(leads.loc[leads["relation"] == relation, "code"]), key=code_order):
            vi += f"; {said_vi} ở {len(codes)} tiêu chí: {', '.join(codes)}"
            en += f"; {count(len(codes), 'criterion is', 'criteria are')} {said_en}: {', '.join(codes)}"
    return f"{vi}.", f"{en}."
