"""Two languages, and a plain word to whoever asks for a third."""

import pytest
from cases import each

from par_analysis import ParAnalysisError
from par_analysis.words.languages import check_lang


@each("lang", ["vi", "en"])
def test_both_languages_pass(lang: str) -> None:
    check_lang(lang)


@each("lang", ["fr", "VI", "", None])
def test_others_are_refused(lang: object) -> None:
    with pytest.raises(ParAnalysisError, match=r"'vi'.*'en'"):
        check_lang(lang)  # type: ignore[arg-type]
