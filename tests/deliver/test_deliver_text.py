"""Text of users as an Office file can hold it."""

import unicodedata

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from par_analysis.deliver.text import clean

ANY = st.text(st.characters(codec=None)) | st.text(alphabet="_x00D4aF \n\u202e=+-@<&]>e\u0301\ud800")


@given(ANY)
def test_result_is_xml_text_on_one_line(text):
    made = clean(text)
    element = etree.Element("t")
    element.text = made  # lxml refuses signs that XML cannot hold
    assert etree.fromstring(etree.tostring(element, encoding="utf-8")).text in (made, None if made == "" else made)
    assert made.splitlines() in ([], [made])
    assert made == made.strip()
    assert unicodedata.is_normalized("NFC", made)


@given(ANY)
def test_cleaning_again_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@given(st.sampled_from("=+-@"), st.text("abcđêơ0123 +=-@", max_size=20))
def test_signs_of_formulas_stay(sign, rest):
    assert clean(sign + rest) == " ".join((sign + rest).split(" ")).strip() or "  " in sign + rest
    assert clean(sign + rest)[0] == sign


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
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
    ],
)
def test_clean(text, cleaned):
    assert clean(text) == cleaned


@pytest.mark.parametrize("text", ["_x000D_", "a_x0041_b", "_x000D__x000A_", "__x00e9_"])
def test_escapes_of_office_stay_text(text):
    made = clean(text)
    assert made.replace("\u200b", "") == text
    assert "_x" not in made
    paragraph = Document().add_paragraph(made)
    assert paragraph.text == made
