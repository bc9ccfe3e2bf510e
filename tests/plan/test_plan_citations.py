"""A place in a document is named with its day, section and line, in both languages."""

from __future__ import annotations

from par_analysis import open_edition
from par_analysis.plan.citations import cite, scope_name

EDITION = open_edition()
PLAN = str(EDITION.documents.index[EDITION.documents["short_en"] == "Plan 192"][0])


def test_a_place_is_cited_with_day_section_and_line() -> None:
    said = {lang: [cite(PLAN, section, 19, lang, EDITION) for section in ("I.1", "1.2", "")] for lang in ("vi", "en")}
    assert said["vi"] == [
        "KH 192 (8/7/2022, I.1, dòng 19)",
        "KH 192 (8/7/2022, mục 1.2, dòng 19)",
        "KH 192 (8/7/2022, dòng 19)",
    ]
    assert said["en"] == [
        "Plan 192 (8 July 2022, I.1, line 19)",
        "Plan 192 (8 July 2022, section 1.2, line 19)",
        "Plan 192 (8 July 2022, line 19)",
    ]
    assert cite(PLAN, "đoạn 7", 3, "en", EDITION) == "Plan 192 (8 July 2022, paragraph 7, line 3)"


def test_a_scope_is_named_by_code_and_short_name() -> None:
    assert [scope_name("par", "total", lang, EDITION) for lang in ("vi", "en")] == ["chung", "overall"]
    names = EDITION.short_names("par", "en")
    assert scope_name("par", "7.1", "en", EDITION) == f"7.1 ({names['7.1']})"
    assert scope_name("par", "99", "vi", EDITION) == "99"
