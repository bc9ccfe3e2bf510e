"""Fields of Word: page numbers, numbers of figures and tables, the table of contents."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

__all__ = ["add_field", "begin_field", "end_field", "update_on_opening"]

# What follows `updateFields` in the settings, in the order that the format asks for.
_LATER = (
    *("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "docVars", "rsids", "attachedSchema", "themeFontLang"),
    *("clrSchemeMapping", "doNotIncludeSubdocsInStats", "doNotAutoCompressPictures", "forceUpgrade", "captions"),
    *("readModeInkLockDown", "smartTagType", "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol", "listSeparator"),
)


def add_field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field with the result that is shown until Word brings it up to date."""
    begin_field(paragraph, instruction)
    _run(paragraph).text = shown
    end_field(paragraph)


def begin_field(paragraph: Any, instruction: str, *, dirty: bool = False) -> None:
    """Begin a field; what is added until `end_field` is its result. A `dirty` one is worked out on opening."""
    _mark(paragraph, "begin", dirty)
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    _run(paragraph)._r.append(text)
    _mark(paragraph, "separate")


def end_field(paragraph: Any) -> None:
    """End the field that was begun last."""
    _mark(paragraph, "end")


def update_on_opening(document: Any) -> None:
    """Ask Word to bring all fields up to date when it opens the file."""
    settings = document.settings.element
    for old in settings.findall(qn("w:updateFields")):
        settings.remove(old)
    mark = OxmlElement("w:updateFields")
    mark.set(qn("w:val"), "true")
    later = {*(qn(f"w:{name}") for name in _LATER), qn("m:mathPr")}
    for child in settings:
        if child.tag in later:
            child.addprevious(mark)
            return
    settings.append(mark)


def _mark(paragraph: Any, kind: str, dirty: bool = False) -> None:
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    if dirty:
        element.set(qn("w:dirty"), "true")
    _run(paragraph)._r.append(element)


def _run(paragraph: Any) -> Any:
    run = paragraph.add_run()
    run.bold = None  # as the paragraph has it
    return run
