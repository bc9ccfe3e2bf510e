"""Where it all comes from: documents, what chances mean, what was judged."""

from __future__ import annotations

from par_analysis.deliver.report.parts import Paper
from par_analysis.tables.models.plan import FORMS
from par_analysis.words.printing import count, day_text, percent

__all__ = ["sources"]


def sources(paper: Paper) -> None:
    """Name the documents, say what a chance means and does not mean, and what was judged."""
    facts, say, edition = paper.facts, paper.facts.say, paper.facts.edition
    paper.heading(say("Nguồn và phương pháp", "Sources and method"), new_page=True)
    if facts.has("documents"):
        paper.heading(say("Văn bản", "Documents"), 2)
        _documents(paper)
    else:
        paper.source(facts.source)
    checksum = f"{facts.title}; sha256 {edition.sha256}"
    paper.note(say(f"Bản số liệu: {checksum}", f"Edition of the figures: {checksum}"))
    if facts.model is not None:
        paper.heading(say("«Khả năng» nghĩa là gì", "What a chance means"), 2)
        _meaning(paper)
    if judged := [text for text in (_judged(paper), _unknown(paper)) if text]:
        paper.heading(say("Những gì là phán đoán", "What is judged"), 2)
        paper.text(*judged)


def _documents(paper: Paper) -> None:
    facts, say, of, table = paper.facts, paper.facts.say, paper.columns, paper.facts.edition.documents
    reported = {"reported": say(" (ngày đưa tin)", " (date of the report)")}
    days = [day_text(row.date, paper.lang, short=True) + reported.get(row.date_basis, "") for row in table.itertuples()]
    paper.table(
        [
            of.texts("Văn bản", "Document", table[say("short", "short_en")], 3.4),
            of.texts("Số", "Number", table["number"], 2),
            of.texts("Ngày", "Date", days, 3),
            of.texts("Hình thức có trong tay", "Form at hand", [say(*FORMS[form]) for form in table["form"]], 2.6),
        ],
        say("Văn bản làm căn cứ", "Documents this report rests on"),
        facts.file("documents.csv"),
    )


def _meaning(paper: Paper) -> None:
    facts, say, model = paper.facts, paper.facts.say, paper.facts.model
    assert model is not None  # `sources` asks
    assumed, n = model.assumptions, facts.n_observed
    level, sure, wish = (percent(share, paper.lang) for share in (assumed.level, assumed.likely, assumed.wish))
    # Changes of the place itself are told where there are any.
    itself = bool((model.evidence["place"] == facts.edition.place).any())
    paper.text(
        say(
            "Khả năng là tần suất: trong những tiêu chí được đánh giá theo cùng một cách, bao nhiêu phần đã đóng được ít nhất chừng ấy khoảng cách trong một năm. "
            f"Đó là ước lượng từ những gì đã xảy ra ở các tỉnh{f' và ở chính {facts.place}' if itself else ''}, không phải lời hứa, và không biết gì về quyết tâm hay việc làm riêng của một cơ quan.",
            "A chance is a frequency: of the criteria assessed in the same way, how many closed at least that much of their gap within a year. "
            f"It is an estimate from what happened in provinces{f' and in {facts.place} itself' if itself else ''}, and no promise; it knows nothing of the will or the work of one agency.",
        ),
        say(
            f"Mô hình dùng {n} thay đổi đã công bố của các tỉnh đến hết kết quả năm {model.until}, và trung bình cả nước làm mốc. Khoảng đi kèm là khoảng {level}; «có khả năng» là từ {sure} trở lên, «mong muốn» là dưới {wish}.",
            f"The model uses {count(n, 'published change', 'published changes')} of provinces up to the results of {model.until}, with the national means as anchors. The intervals are {level} intervals; “likely” is {sure} or more, “wish” is below {wish}.",
        ),
    )
    if len(facts.ranks_ahead):
        paper.text(
            say(
                "Công sức tính bằng số năm tiến bộ điển hình của nhóm tiêu chí. Hạng là giới hạn chắc chắn từ những gì đã công bố; các tỉnh khác không đứng yên, nên đó không phải dự báo thứ hạng.",
                "Effort is counted in years of typical progress of a criterion's class. Ranks are exact bounds from what is published; other provinces do not stand still, so they are no forecast of the rank.",
            )
        )


def _judged(paper: Paper) -> str:
    """Say what was judged."""
    facts, say, edition = paper.facts, paper.facts.say, paper.facts.edition
    things = []
    if facts.has("assessments") and "assessments" in edition.judged:
        things.append(say("cách đánh giá của mỗi tiêu chí", "the way each criterion is assessed"))
    if "names" in edition.judged:
        things.append(say("tên tiếng Anh", "the English names"))
    if fixed := int(facts.par.attrs.get("corrections", 0)):
        slips = count(fixed, "correction of a scan slip", "corrections of scan slips")
        things.append(say(f"{fixed} đính chính lỗi quét", slips))
    clauses = []
    if things:
        are = "are judgements with their reasons" if len(things) > 1 else "is judged, with the reason"
        *first, last = things
        listed = f"{', '.join(first)} {say('và', 'and')} {last}" if first else last
        clauses.append(say(f"{listed} là phán đoán có ghi lý do", f"{listed} {are}"))
    if facts.has("tasks") and facts.has("documents"):
        links = edition.tasks[edition.tasks["same_as"].isna()]
        named, inferred = (int(links[f"codes_{kind}"].map(len).sum()) for kind in ("named", "inferred"))
        clauses.append(
            say(
                f"trong các liên hệ giữa nhiệm vụ và tiêu chí, {named} do văn bản nêu, {inferred} do suy luận",
                f"of the links between tasks and criteria {named} are named by the documents and {inferred} inferred",
            )
        )
    text = "; ".join(clauses)
    sentences = [f"{text[0].upper()}{text[1:]}."] if text else []
    if facts.model is not None:
        sentences.append(
            say(
                f"Mức chủ động của {facts.here}, quy tắc chấm chưa công bố và mức phụ thuộc giữa các tiêu chí{' cũng' if text else ''} là phán đoán; mọi bảng đều sửa được.",
                f"What is in the hands of {facts.here}, scoring rules that are not published, and how far criteria move together are judgements{' too' if text else ''}; all these tables may be edited.",
            )
        )
    return " ".join(sentences)


def _unknown(paper: Paper) -> str:
    """Say what no document says."""
    facts, say = paper.facts, paper.facts.say
    sentences = []
    if facts.has("tasks"):
        sentences.append(say("Không văn bản nào cho biết việc nào đã xong.", "No document says which tasks were done."))
    if facts.has("documents"):
        rules = say(
            "Quy tắc chấm từng tiêu chí không có trong các văn bản này.",
            "The rules of scoring are in none of these documents.",
        )
        both = say(
            "Quy đổi SIPAS thành điểm và quy tắc chấm từng tiêu chí không có trong các văn bản này.",
            "The conversion of SIPAS into points and the rules of scoring are in none of these documents.",
        )
        sentences.append(both if any(link.of == "sipas" for link in facts.edition.couplings) else rules)
    return " ".join(sentences)
