"""Ways to look into a written report, and a scenario of an odd title."""

from __future__ import annotations

import functools
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from par_analysis import Scenario
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.report.parts import Paper
from par_analysis.deliver.report.template import default_template
from par_analysis.edition.opening import open_edition
from par_analysis.scenario.scenario import Change
from par_analysis.tables.numbers import PrintedNumber, parse_number

ODD_TITLE = '=1+1 <w:b/> & "hạng"\x07 \u202e]]>'


def odd_scenario() -> Scenario:
    base = open_edition()
    return Scenario(
        title=ODD_TITLE,
        changes=(Change("index", "sipas", "add", 1.0), Change("code", "5.5", "score", 0.7)),
        author="Ban Kinh tế",
        date="2022-09-01",
        reason="@SUM(A1) -- +cmd",
        edition=base.title,
        sha256=base.sha256,
    )


told = functools.cache(facts_of)


def new_paper(lang="vi", document=None):
    """An empty report, on the default template or on a document."""
    return Paper(default_template(lang) if document is None else document, told(lang=lang))


class Read:
    """A written report: its document, its raw parts, its tables by number, its text."""

    def __init__(self, path: Path, lang: str) -> None:
        self.path, self.lang = path, lang
        self.document = Document(str(path))
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.body = self.document.element.body
        self.blocks = [child for child in self.body if child.tag in (qn("w:p"), qn("w:tbl"))]

    @property
    def text(self) -> str:
        return "\n".join(p.text for p in self.document.paragraphs)

    def tables(self) -> dict[str, list[list[str]]]:
        """Rows of every table with a caption, by caption; the header first."""
        found = {}
        for before, block in zip(self.blocks, self.blocks[1:], strict=False):
            if block.tag == qn("w:tbl") and style_of(before) == "Caption":
                rows = [
                    ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in row.findall(qn("w:tc"))]
                    for row in block.findall(qn("w:tr"))
                ]
                found[text_of(before).partition(". ")[2]] = rows
        return found

    def table(self, *words: str) -> list[list[str]]:
        """Return the one table whose caption has these words."""
        found = [rows for caption, rows in self.tables().items() if all(word in caption for word in words)]
        assert len(found) == 1, (words, list(self.tables()))
        return found[0]


def style_of(paragraph) -> str:
    mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if mark is None else mark.get(qn("w:val"))


def text_of(paragraph) -> str:
    return "".join(t.text or "" for t in paragraph.iter(qn("w:t")))


def number(text):
    """The value behind a printed figure."""
    parsed = parse_number(text.removeprefix("+"))
    assert isinstance(parsed, PrintedNumber), text
    return float(parsed.value)


def column(rows, at, drop_last=False):
    return [row[at] for row in (rows[1:-1] if drop_last else rows[1:])]


def agree(printed, values, places=3):
    printed, values = list(printed), list(values)
    assert len(printed) == len(values)
    for text, value in zip(printed, values, strict=True):
        assert number(text) == pytest.approx(float(value), abs=0.5 * 10**-places + 1e-9), (text, value)


def pick(report, vi, en):
    return vi if report.lang == "vi" else en
