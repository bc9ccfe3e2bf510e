"""Where it all comes from: documents, what chances mean, what was judged."""

from __future__ import annotations

from par_analysis.deliver.facts import RESTS_ON
from par_analysis.deliver.likelihood import evidence_told, ranks_ahead, robust_told, what_bands_mean
from par_analysis.deliver.report.parts import Paper
from par_analysis.tables.models.plan import FORMS
from par_analysis.words.printing import count, day_text

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
        paper.heading(say("«Nhận định» và «khả năng» nghĩa là gì", "What bands and chances mean"), 2)
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
    """Say what bands and chances mean, on which files they rest, and what effort and ranks are."""
    facts, say = paper.facts, paper.facts.say
    alternatives = len(facts.robust.names)
    files = ", ".join(f"{name}.csv" for name in RESTS_ON)
    if facts.has("judgements"):
        files += say(" và ", " and ") + facts.file("judgements.csv")
    paper.text(
        what_bands_mean(facts),
        evidence_told(facts),
        say(
            f"Khả năng của tổng điểm, lĩnh vực và hạng là ước lượng của mô hình; số trong ngoặc là thấp nhất và cao nhất qua mô hình này và {alternatives} mô hình khác, mỗi mô hình có lý do riêng. Điều gì đổi nhận định giữa các mô hình thì ghi «{robust_told(facts, False)}» và không dùng làm kết luận.",
            f"Chances of the total, of fields and of ranks are estimates of the model; the figures in brackets are the lowest and highest of it and {alternatives} other models, each with its reason. What changes its band between models is marked “{robust_told(facts, False)}” and is no conclusion.",
        ),
        say(f"Mô hình dựa vào (data/raw/national): {files}.", f"The model rests on (data/raw/national): {files}."),
    )
    if len(ranks_ahead(facts)):
        paper.text(
            say(
                "Công sức là số quy ước để xếp thứ tự, không phải thời gian. Ngưỡng của hạng là giới hạn chắc chắn từ những gì đã công bố của năm ấy; các tỉnh khác không đứng yên.",
                "Effort is a convention for ordering and no time. The bar of a rank is an exact bound from what is published of that year; other provinces do not stand still.",
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
                f"Mức tự chủ của {facts.here}, quy tắc chấm chưa công bố và các giả định của mô hình{' cũng' if text else ''} là phán đoán; mọi bảng đều sửa được.",
                f"What is in the hands of {facts.here}, scoring rules that are not published, and the assumptions of the model are judgements{' too' if text else ''}; all these tables may be edited.",
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
