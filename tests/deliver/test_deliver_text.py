"""Text of users as an Office file can hold it."""

import unicodedata

from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from par_analysis.deliver.text import clean

ANY = st.text(st.characters(codec=None)) | st.text(alphabet="_x00D4aF \n\u202e=+-@<&]>e\u0301\ud800")


@given(ANY)
def test_result_is_xml_text_on_one_line_and_cleaning_again_changes_nothing(text):
    line = clean(text)
    element = etree.Element("t")
    element.text = line  # lxml refuses signs that XML cannot hold
    assert etree.fromstring(etree.tostring(element, encoding="utf-8")).text in (line, None if line == "" else line)
    assert line.splitlines() in ([], [line])
    assert line == line.strip() and unicodedata.is_normalized("NFC", line)
    assert clean(line) == line


@given(st.sampled_from("=+-@"), st.text("abcđêơ0123 +=-@", max_size=20))
def test_signs_of_formulas_stay(sign, rest):
    assert clean(sign + rest) == " ".join((sign + rest).split(" ")).strip() or "  " in sign + rest
    assert clean(sign + rest)[0] == sign


def test_clean():
    pairs = (
        ("a\x00b\x07c", "a b c"),
        ("dòng\nmới\ttab\x0b", "dòng mới tab"),
        ("hai\u2028dòng\u2029nữa\x85", "hai dòng nữa"),
        ("=1+1", "=1+1"),
        ("-@+", "-@+"),
        ("<w:t>&amp;</w:t>", "<w:t>&amp;</w:t>"),
        ("\u202eabc\u2066\ufeff", "abc"),
        ("\ud800x\uffff\ue000", "x"),
        ("e\u0302\u0301", "ế"),
        ("55%\u00a0(49–61%)", "55%\u00a0(49–61%)"),
        ("", ""),
        (None, "None"),
        (8.5, "8.5"),
    )
    assert [(text, clean(text)) for text, cleaned in pairs if clean(text) != cleaned] == []
    for text in ("_x000D_", "a_x0041_b", "_x000D__x000A_", "__x00e9_"):  # escapes of Office
        line = clean(text)
        assert line.replace("\u200b", "") == text and "_x" not in line
        assert Document().add_paragraph(line).text == line
