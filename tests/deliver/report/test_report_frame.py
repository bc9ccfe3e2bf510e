"""Head and foot of the document, as an administrative document has them."""

import re

import pytest
from docx.oxml.ns import qn
from report_cases import new_paper, text_of, told

from par_analysis.deliver.report.frame import NUMBER, back, issued, subject


def cells(report, at):
    return [[cell.text for cell in row.cells] for row in report.document.tables[at].rows]


def test_front(reports):
    vi, en = (cells(reports[lang], 0) for lang in ("vi", "en"))
    assert vi[0][1].split("\n")[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert en[0][1].split("\n")[:2] == ["SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness"]
    assert set(vi[0][0]) <= set("…_\n")  # the body's name is left open
    assert vi[1][0].startswith("Số: …")
    assert re.fullmatch("Hà Nội, ngày …+ tháng …+ năm …+", vi[1][1])
    assert en[1][1] == "Hà Nội, 5 September 2022"
    titles = [p.text for p in reports["vi"].document.paragraphs if p.style.name == "Title"]
    assert titles[0] == "BÁO CÁO"
    assert titles[1] == subject(told())
    assert "2021" in titles[1]
    assert "2022" in titles[1]


@pytest.mark.parametrize(
    ("date", "text"),
    [
        ("2022-02-05", "ngày 05 tháng 02 năm 2022"),
        ("2022-03-10", "ngày 10 tháng 3 năm 2022"),
        ("2022-12-31", "ngày 31 tháng 12 năm 2022"),
    ],
)
def test_day_of_issue_has_zeros_as_the_decree_asks(date, text):
    assert issued(told(date=date)) == text


def test_one_agency_is_in_the_subject():
    assert subject(told(agency="noi-vu")).endswith("; kiến nghị với Sở Nội vụ")
    assert subject(told(agency="noi-vu", lang="en")).endswith("; what is asked of the Department of Home Affairs")
    assert "BC" in NUMBER


def test_closing_words_and_signature_stay_together_before_the_annex(report):
    paper = new_paper(report.lang)
    back(paper)
    paragraph, table = paper.document.paragraphs[0], paper.document.tables[0]
    assert paragraph.paragraph_format.keep_with_next
    assert list(table._tbl.iter(qn("w:cantSplit")))
    at = next(n for n, block in enumerate(report.blocks) if text_of(block) == text_of(table._tbl))
    assert text_of(report.blocks[at - 1]) == paragraph.text
    # the next block ends the section, and is so low that it never opens a page
    after = report.blocks[at + 1]
    assert after.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
    assert after.find(f"{qn('w:pPr')}/{qn('w:spacing')}").get(qn("w:line")) == "20"
