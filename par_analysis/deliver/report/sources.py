"""Where it all comes from: documents, what chances mean, what was judged."""

from __future__ import annotations

from par_analysis.deliver.report.parts import Column, Paper
from par_analysis.tables.models.plan import FORMS
from par_analysis.words.printing import count, day_text, percent

__all__ = ["sources"]

_SLACK = 1e-9
_LONG = 90


def sources(paper: Paper) -> None:
    """Name the documents, say what a chance means and does not mean, and what was judged."""
    facts, vi, own = paper.facts, paper.lang == "vi", paper.facts.edition
    paper.heading("Nguồn và phương pháp" if vi else "Sources and method", new_page=True)
    if facts.has("documents"):
        paper.heading("Văn bản" if vi else "Documents", 2)
        _documents(paper)
    else:
        paper.source(facts.source)
    paper.note(
        f"Bản số liệu: {own.title}; sha256 {own.sha256}"
        if vi
        else f"Edition of the figures: {own.title}; sha256 {own.sha256}"
    )
    if facts.model is not None:
        paper.heading("«Khả năng» nghĩa là gì" if vi else "What a chance means", 2)
        _meaning(paper)
    if told := _judged(paper):
        paper.heading("Những gì là phán đoán" if vi else "What is judged", 2)
        paper.text(*told)


def _documents(paper: Paper) -> None:
    lang, vi, table = paper.lang, paper.lang == "vi", paper.facts.edition.documents
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
        paper.facts.file("documents.csv"),
    )


def _meaning(paper: Paper) -> None:
    facts, lang, model = paper.facts, paper.lang, paper.facts.model
    assert model is not None  # `sources` asks
    given = model.assumptions
    level, sure, wish = (percent(v, lang) for v in (given.level, given.likely, given.wish))
    # Changes of the place itself are told where there are any.
    itself = bool((model.evidence["place"] == facts.edition.place).any())
    if lang == "vi":
        paper.text(
            "Khả năng là tần suất: trong những tiêu chí được đánh giá theo cùng một cách, bao nhiêu phần đã đóng được ít nhất chừng ấy khoảng cách trong một năm. "
            f"Đó là ước lượng từ những gì đã xảy ra ở các tỉnh{f' và ở chính {facts.place}' if itself else ''}, không phải lời hứa, và không biết gì về quyết tâm hay việc làm riêng của một cơ quan.",
            f"Mô hình dùng {facts.n_observed} thay đổi đã công bố của các tỉnh đến hết kết quả năm {model.until}, và trung bình cả nước làm mốc. Khoảng đi kèm là khoảng {level}; «có khả năng» là từ {sure} trở lên, «mong muốn» là dưới {wish}.",
        )
    else:
        paper.text(
            "A chance is a frequency: of the criteria assessed in the same way, how many closed at least that much of their gap within a year. "
            f"It is an estimate from what happened in provinces{f' and in {facts.place} itself' if itself else ''}, and no promise; it knows nothing of the will or the work of one agency.",
            f"The model uses {count(facts.n_observed, 'published change', 'published changes')} of provinces up to the results of {model.until}, with the national means as anchors. The intervals are {level} intervals; “likely” is {sure} or more, “wish” is below {wish}.",
        )
    if len(facts.ranks_ahead):
        paper.text(
            "Công sức tính bằng số năm tiến bộ điển hình của nhóm tiêu chí. Hạng là giới hạn chắc chắn từ những gì đã công bố; các tỉnh khác không đứng yên, nên đó không phải dự báo thứ hạng."
            if lang == "vi"
            else "Effort is counted in years of typical progress of a criterion's class. Ranks are exact bounds from what is published; other provinces do not stand still, so they are no forecast of the rank."
        )


def _judged(paper: Paper) -> list[str]:
    """Say what was judged, and what no document says."""
    facts, vi = paper.facts, paper.lang == "vi"
    parts = []
    if facts.has("assessments") and "assessments" in facts.edition.judged:
        parts.append("cách đánh giá của mỗi tiêu chí" if vi else "the way each criterion is assessed")
    if "names" in facts.edition.judged:
        parts.append("tên tiếng Anh" if vi else "the English names")
    if fixed := int(facts.par.attrs.get("corrections", 0)):
        parts.append(f"{fixed} đính chính lỗi quét" if vi else count(fixed, "correction of a scan slip", "corrections of scan slips"))  # fmt: skip
    told = []
    if parts:
        told.append(_listed(parts, vi) + (" là phán đoán có ghi lý do" if vi else f" {'are judgements with their reasons' if len(parts) > 1 else 'is judged, with the reason'}"))  # fmt: skip
    if facts.has("tasks") and facts.has("documents"):
        links = facts.edition.tasks
        links = links[links["same_as"].isna()]
        named, inferred = (int(links[f"codes_{kind}"].map(len).sum()) for kind in ("named", "inferred"))
        told.append(
            f"trong các liên hệ giữa nhiệm vụ và tiêu chí, {named} do văn bản nêu, {inferred} do suy luận"
            if vi
            else f"of the links between tasks and criteria {named} are named by the documents and {inferred} inferred"
        )
    made = "; ".join(told)
    made = made and f"{made[0].upper()}{made[1:]}."
    if facts.model is not None:
        made += (
            f" Mức chủ động của {facts.here}, quy tắc chấm chưa công bố và mức phụ thuộc giữa các tiêu chí{' cũng' if made else ''} là phán đoán; mọi bảng đều sửa được."
            if vi
            else f" What is in the hands of {facts.here}, scoring rules that are not published, and how far criteria move together are judgements{' too' if made else ''}; all these tables may be edited."
        )
    open_questions = []
    if facts.has("tasks"):
        open_questions.append("Không văn bản nào cho biết việc nào đã xong." if vi else "No document says which tasks were done.")  # fmt: skip
    if facts.has("documents"):
        conversion = any(link.of == "sipas" for link in facts.edition.couplings)
        if vi:
            open_questions.append(f"{'Quy đổi SIPAS thành điểm và quy' if conversion else 'Quy'} tắc chấm từng tiêu chí không có trong các văn bản này.")  # fmt: skip
        else:
            open_questions.append(f"The {'conversion of SIPAS into points and the rules of scoring are' if conversion else 'rules of scoring are'} in none of these documents.")  # fmt: skip
    return [text for text in (made.strip(), " ".join(open_questions)) if text]


def _listed(parts: list[str], vi: bool) -> str:
    """List words: `a, b và c`."""
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} {'và' if vi else 'and'} {parts[-1]}"
