"""The sheets of the outlook: the targets with their bands and the model's chances, and the same under other models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from par_analysis.deliver.facts import Facts
from par_analysis.deliver.workbook.cells import PERCENT, POINTS, WHOLE, Book, Page, column_letter
from par_analysis.deliver.workbook.sheets import text_of, titles_of
from par_analysis.deliver.workbook.whatif import agency_titles
from par_analysis.edition.edition import Edition
from par_analysis.outlook.alternatives import ALTERNATIVES
from par_analysis.outlook.chance import chances
from par_analysis.outlook.model import Model
from par_analysis.outlook.rivals import ranks_up
from par_analysis.tables.models.evidence import CONFIDENCES, CONTROLS, REFERENCE_CLASSES
from par_analysis.tables.models.index import INDICES
from par_analysis.tables.models.results import BANDS, CHANCES, KINDS
from par_analysis.words.palette import GRID, MUTED
from par_analysis.words.printing import percent

__all__ = ["write_alternatives", "write_chances"]


class _Column(NamedTuple):
    """A column of the table of chances: where its figures come from, and how wide it is."""

    name: str
    width: float
    origin: str = ""

    @property
    def judged(self) -> bool:
        return self.origin == "by_judgement"


_COLUMNS = (
    _Column("code", 9.5),
    _Column("name", 40),
    _Column("lead_agency", 22),
    _Column("score", 10, "by_document"),
    _Column("target", 10, "by_document"),
    _Column("asked", 10, "by_document"),
    _Column("band", 15, "by_estimate"),
    _Column("robust", 9, "by_estimate"),
    _Column("chance", 15, "by_model"),
    _Column("chance_low", 15, "by_model"),
    _Column("chance_high", 15, "by_model"),
    _Column("n_levels", 12, "by_evidence"),
    _Column("n_changes", 12, "by_evidence"),
    _Column("n_places", 12, "by_evidence"),
    _Column("survey_error", 12, "by_evidence"),
    _Column("within_error", 13, "by_evidence"),
    _Column("part", 18, "by_judgement"),
    _Column("kind", 13, "by_judgement"),
    _Column("control", 15, "by_judgement"),
    _Column("needs", 36, "by_judgement"),
    _Column("confidence", 11, "by_judgement"),
)
_WORDS = {
    "band": BANDS,
    "part": REFERENCE_CLASSES,
    "kind": KINDS,
    "control": CONTROLS,
    "confidence": CONFIDENCES,
}
_HEADER = 5
_HEADER_LINE = 62  # four lines


def write_chances(book: Book, base: Edition, model: Model) -> None:
    """Write which targets are likely, open or unlikely, and the model's figure behind it, named as the model's."""
    lang, width = book.lang, len(_COLUMNS)
    page = book.page("chances", [column.width for column in _COLUMNS])
    page.heading(page.word("chances_title"), page.word("chances_hint"), 8)
    for number, (_, _, origin) in enumerate(_COLUMNS, 1):
        italic = origin not in ("", "by_document")
        text = page.word(origin) if origin else ""
        page.text(_HEADER - 1, number, text, bold=True, italic=italic, ink=MUTED, across="center")
    titles, agencies = titles_of(CHANCES, lang), agency_titles(base, lang)
    page.header(_HEADER, [titles[column.name] for column in _COLUMNS], _HEADER_LINE)
    row = first = _HEADER + 1
    surveyed = False
    for index in base.indices:
        table = chances(index, model=model)
        if table.empty:
            continue
        surveyed |= bool(table["survey_error"].notna().any())
        for number in range(1, width + 1):
            title = INDICES[index].sheet if number == 1 else ""
            page.text(row, number, title, bold=True, ground=GRID, wrap=False)
        for target in table.to_dict("records"):
            row += 1
            for number, column in enumerate(_COLUMNS, 1):
                _cell(page, row, number, column, target, index, agencies)
        row += 1
    page.heights(first, row - 1)
    lacking = [
        *(("lead_agency",) if not base.has("leads") else ()),
        *(("control", "needs", "confidence") if not base.has("judgements") else ()),
        *(("survey_error", "within_error") if not surveyed else ()),
    ]
    page.hide(*(number for number, column in enumerate(_COLUMNS, 1) if column.name in lacking))
    page.finish((_HEADER - 1, _HEADER), width, row - 1, f"C{first}")


def _cell(
    page: Page,
    row: int,
    number: int,
    column: _Column,
    target: Mapping[str, Any],
    index: str,
    agencies: Mapping[str, str],
) -> None:
    """Write what is known of a target in one of the columns."""
    name, value = column.name, target[column.name]
    look = {"line": True, "italic": column.judged}
    if name in ("score", "target"):
        page.number(row, number, value, POINTS[index], **look)
    elif name in ("asked", "chance", "chance_low", "chance_high"):
        page.number(row, number, value, PERCENT, **look)
    elif name in ("n_levels", "n_changes", "n_places"):
        page.number(row, number, value, WHOLE, across="center", **look)
    elif name == "survey_error" and pd.notna(value):
        page.number(row, number, value, "0.00", **look)
    elif name == "survey_error":
        page.text(row, number, "", **look)
    elif name in ("robust", "within_error"):
        no = page.word("no") if name == "robust" else ""
        page.text(row, number, page.word("yes") if value else no, across="center", **look)
    elif name in _WORDS:
        text = _WORDS[name][str(value)][page.lang == "en"]
        page.text(row, number, text, bold=name == "band", indent=int(name == "band"), **look)
    elif name == "lead_agency":
        page.text(row, number, agencies.get(value, value) if isinstance(value, str) else "", **look)
    else:
        page.text(row, number, text_of(target, name, page.lang), literal=name == "code", **look)


_TITLE, _REASON, _FIRST = 1, 2, 3  # columns of the sheet of alternatives
_HEAD = 4


def write_alternatives(book: Book, facts: Facts) -> None:
    """Write every headline under every alternative: what is done otherwise, why, and what it answers."""
    found, en = facts.robust, book.lang == "en"
    headlines = found.headlines.set_index("key")
    page = book.page("alternatives", (38, 52, *(13 for _ in headlines.index)))
    page.heading(page.word("alternatives_title"), page.word("alternatives_hint"), 6)
    titles = [_headline(page, facts, str(key)) for key in headlines.index]
    page.header(_HEAD, [page.word("alternative"), page.word("because"), *titles], _HEADER_LINE)
    about = {"model": (page.word("as_it_is"), page.word("as_it_is_reason"))}
    about |= {
        name: ((own.title, own.title_en)[en], (own.reason, own.reason_en)[en]) for name, own in ALTERNATIVES.items()
    }
    row = _HEAD
    for name, answers in found.by_alternative.items():
        row += 1
        title, reason = about[str(name)]
        page.text(row, _TITLE, title, bold=name == "model", line=True)
        page.text(row, _REASON, reason, line=True)
        for column, (key, value) in enumerate(answers.items(), _FIRST):
            page.number(row, column, value, _form(headlines, str(key)), line=True, bold=name == "model")
    last = row
    for function, word in (("MIN", "lowest"), ("MAX", "highest")):
        row += 1
        _bottom(page, row, word)
        for column, key in enumerate(headlines.index, _FIRST):
            area = f"{column_letter(column)}{_HEAD + 1}:{column_letter(column)}{last}"
            result = float(headlines.loc[key, "low" if function == "MIN" else "high"])
            page.live(row, column, f"{function}({area})", result, _form(headlines, str(key)), bold=True, ground=GRID)
    for name in ("band", "robust"):
        row += 1
        _bottom(page, row, name)
        for column, (_, headline) in enumerate(headlines.iterrows(), _FIRST):
            text = BANDS[headline["band"]][en] if headline["band"] else "–"
            if name == "robust" and headline["band"]:
                text = page.word("yes" if headline["robust"] else "no")
            page.text(row, column, text, bold=True, ground=GRID, across="center")
    for name, reason in found.left_out.items():
        row += 1
        page.text(row, _TITLE, f"{about[name][0]} – {page.word('left_out')}", ink=MUTED, line=True)
        page.text(row, _REASON, reason, ink=MUTED, line=True)
    page.heights(_HEAD + 1, row)
    page.finish((_HEAD, _HEAD), _FIRST - 1 + len(headlines), row, f"C{_HEAD + 1}", one_page=True)


def _bottom(page: Page, row: int, word: str) -> None:
    page.text(row, _TITLE, page.word(word), bold=True, ground=GRID)
    page.text(row, _REASON, "", ground=GRID)


def _form(headlines: pd.DataFrame, key: str) -> str:
    """Return the number format of a headline: of points or of a chance."""
    return "0.0" if headlines.loc[key, "unit"] == "points" else PERCENT


def _headline(page: Page, facts: Facts, key: str) -> str:
    """Name a headline."""
    if key.startswith("field "):
        code = key.removeprefix("field ")
        return page.word("headline_field", name=f"{facts.code(code)} {facts.names('par')[code]}")
    if key.startswith("rank_up_"):
        return page.word("headline_rank", rank=ranks_up(facts.edition)[int(key.removeprefix("rank_up_"))])
    assert facts.model is not None  # render_workbook asks
    level, target = percent(facts.model.assumptions.level, page.lang), facts.n(facts.target)
    return page.word(f"headline_{key}", level=level, target=target)
