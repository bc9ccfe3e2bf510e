"""The words of the workbook: both languages, no two columns alike."""

import re

import pytest

from par_analysis.deliver.workbook.words import CONFIDENCES, WORDS, either, word


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_the_same_with_the_same_facts(key: str) -> None:
    vi, en = WORDS[key]
    assert vi.strip() and en.strip()
    assert set(re.findall(r"{(\w+)}", vi)) == set(re.findall(r"{(\w+)}", en))
    assert either(key) == (vi, en)


def test_facts_are_filled_in() -> None:
    assert word("parts_differ", "en", difference="+0.25") == "published differs by +0.25 from its parts"
    assert word("yes", "vi") == "có"


@pytest.mark.parametrize("side", [0, 1])
def test_sheets_and_columns_are_told_apart(side: int) -> None:
    sheets = [pair[side] for key, pair in WORDS.items() if key.startswith("sheet_")]
    assert len(set(sheets)) == len(sheets) == 8
    # Excel allows 31 letters and none of these.
    assert not [name for name in sheets if len(name) > 31 or re.search(r"[\[\]:*?/\\']", name)]
    columns = [WORDS[key][side] for key in ("code", "maximum", "published", "input", "value", "target", "change")]
    assert len(set(columns)) == len(columns)
    assert not re.search('[",]', WORDS["yes"][side] + WORDS["no"][side])  # they stand in formulas and lists


def test_sure_and_unsure() -> None:
    assert set(CONFIDENCES) == {"high", "medium", "low"}


def test_english_words_are_not_vietnamese() -> None:
    own = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
    assert {key: en for key, (_, en) in WORDS.items() if own.search(en.replace("Hà Nội", ""))} == {}
