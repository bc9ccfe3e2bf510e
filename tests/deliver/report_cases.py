"""Ways to look into a written report, and a scenario of an odd title."""

from __future__ import annotations

import functools
import zipfile
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn

from par_analysis import Scenario
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.report.parts import Paper
from par_analysis.deliver.report.template import default_template
from par_analysis.edition.opening import open_edition
from par_analysis.scenario.scenario import Change
from par_analysis.tables.numbers import PrintedNumber, parse_number
from par_analysis.words.numbers import NOISE

ODD_TITLE = '=1+1 <w:b/> & "hạng"\x07 \u202e]]>'


def odd_scenario() -> Scenario:
    changes = (Change("index", "sipas", "add", 1.0), Change("code", "5.5", "score", 0.7))
    said = {"author": "Ban Kinh tế", "date": "2022-09-01", "reason": "@SUM(A1) -- +cmd"}
    return Scenario(title=ODD_TITLE, changes=changes, **said).over(open_edition())


told = functools.cache(facts_of)


def new_paper(lang="vi", document=None, facts=None):
    """An empty report, on the default template or on a document."""
    return Paper(default_template(lang) if document is None else document, facts or told(lang=lang))


class Read:
    """A written report: its document, its raw parts, its tables by caption, its text."""

    def __init__(self, path: Path, lang: str) -> None:
        self.path, self.lang = path, lang
        self.document = Document(str(path))
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.body = self.document.element.body
        self.blocks = [child for child in self.body if child.tag in (qn("w:p"), qn("w:tbl"))]
        self.text = "\n".join(p.text for p in self.document.paragraphs)
        # Rows of every table with a caption, the header first.
        self.tables = {
            text_of(before).partition(". ")[2]: [
                [text_of(cell) for cell in row.findall(qn("w:tc"))] for row in block.findall(qn("w:tr"))
            ]
            for before, block in zip(self.blocks, self.blocks[1:], strict=False)
            if block.tag == qn("w:tbl") and style_of(before) == "Caption"
        }

    def say(self, vi, en):
        return vi if self.lang == "vi" else en

    def styled(self, *names):
        """The paragraphs of these styles."""
        return [p for p in self.document.paragraphs if p.style.name.startswith(names)]

    def table(self, *words: str) -> list[list[str]]:
        """The one table whose caption has these words."""
        found = [rows for caption, rows in self.tables.items() if all(word in caption for word in words)]
        assert len(found) == 1, (words, list(self.tables))
        return found[0]


def property_of(paragraph, name):
    """A setting of a paragraph itself, such as `w:keepNext`."""
    return paragraph.find(f"{qn('w:pPr')}/{qn(name)}")


def style_of(paragraph) -> str:
    mark = property_of(paragraph, "w:pStyle")
    return "" if mark is None else mark.get(qn("w:val"))


def text_of(element) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def number(text):
    """The value behind a printed figure."""
    parsed = parse_number(text.removeprefix("+").removeprefix(">"))
    assert isinstance(parsed, PrintedNumber), text
    return float(parsed.value)


def column(rows, at, drop_last=False):
    return [row[at] for row in (rows[1:-1] if drop_last else rows[1:])]


def differing(printed, values, places=3):
    """What is printed otherwise: words that are not the same, figures that are not those of the library, rounded."""
    printed, values = list(printed), list(values)
    if len(printed) != len(values):
        return [(printed, values)]
    return [
        (text, value)
        for text, value in zip(printed, values, strict=True)
        if (text != value if isinstance(value, str) else abs(number(text) - float(value)) > 0.5 * 10**-places + NOISE)
    ]
