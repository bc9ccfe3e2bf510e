"""Who is spoken to: English sentences stand in the code, Vietnamese ones in the catalogue, figures follow the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from par_analysis.words import printing
from par_analysis.words.catalogue import translations
from par_analysis.words.languages import check_lang

__all__ = ["Reader"]


@dataclass(frozen=True)
class Reader:
    """A reader of Vietnamese or of English.

    Attributes
    ----------
    lang : {"vi", "en"}

    Raises
    ------
    ParAnalysisError
        There is no such language.
    """

    lang: str = "vi"

    def __post_init__(self) -> None:
        check_lang(self.lang)

    def say(self, message: str, /, **values: Any) -> str:
        """Return a sentence in the reader's language: `reader.say("{n} of {total} points", n=..., total=...)`.

        Parameters
        ----------
        message : str
            The English sentence, as the catalogue has it, with named places for `values`.
        values
            What stands at the places; the Vietnamese sentence may leave some out.

        Raises
        ------
        ParAnalysisError
            The catalogue lacks the sentence, or cannot be read.
        """
        sentence = message if self.lang == "en" else translations()[message]
        return sentence.format(**values) if values else sentence

    def plural(self, number: int, one: str, many: str, /, **values: Any) -> str:
        """Return a sentence about a number of things: `reader.plural(n, "{n} criterion", "{n} criteria")`.

        Both English sentences have the number as `{n}`; other arguments and errors as `say`.
        """
        return self.say(one if number == 1 else many, n=number, **values)

    def label(self, pair: tuple[str, str]) -> str:
        """Pick a word of the tables, which files may have in either language: `("SIPAS (người dân)", "SIPAS (citizens)")`."""
        vi, en = pair
        return vi if self.lang == "vi" else en

    def number(self, value: float, decimals: int | None = None, sign: bool = False) -> str:
        """Print a number: decimal comma in Vietnamese, point in English."""
        return printing.num(value, self.lang, decimals, sign)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Print a share of 1 as percent."""
        return printing.percent(share, self.lang, decimals)

    def day(self, day: Any, *, short: bool = False) -> str:
        """Print a day: `31/7/2022`, `31 July 2022`; empty where there is none."""
        return printing.day_text(day, self.lang, short=short)

    def month(self, month: Any) -> str:
        """Print a month: `tháng 7/2022`, `July 2022`."""
        if self.lang == "vi":
            return f"tháng {month.month}/{month.year}"
        return f"{printing.MONTHS[month.month - 1]} {month.year}"

    def ranks(self, best: int, worst: int) -> str:
        """Print a rank, or from which to which it may be."""
        return printing.rank_span(best, worst, self.lang)
