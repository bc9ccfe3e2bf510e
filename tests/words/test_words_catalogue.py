"""The sentences of the code stand in the catalogue, whole, once, with the same places; a broken catalogue is refused."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import par_analysis
from par_analysis.words.catalogue import CATALOGUE, read_catalogue, translations
from par_analysis.words.errors import ParAnalysisError
from par_analysis.words.reader import Reader

SOURCE = Path(par_analysis.__file__).parent
PASSED_ON = {"reader.py", "facts.py"}  # where `say` itself is defined


class Said(NamedTuple):
    where: str
    messages: tuple[str, ...]
    values: set[str]


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("say", "plural"):
                yield node, name


def said() -> tuple[list[Said], list[str]]:
    found, faults = [], []
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        nested = {id(call) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for call, _ in calls(node)}
        for call, name in calls(tree):
            where = f"{path.relative_to(SOURCE)}:{call.lineno}"
            messages = call.args[:1] if name == "say" else call.args[1:3]
            if not all(isinstance(message, ast.Constant) and isinstance(message.value, str) for message in messages):
                faults += [f"{where}: no plain sentence"] * (path.name not in PASSED_ON and not _prints(call))
                continue
            if id(call) in nested:
                faults.append(f"{where}: inside an f-string, where Babel does not see it")
            values = {keyword.arg or "**" for keyword in call.keywords} | ({"n"} if name == "plural" else set())
            found.append(Said(where, tuple(message.value for message in messages), values))
    return found, faults


def _prints(call: ast.Call) -> bool:
    """Whether a `say` prints progress: it has one argument, which is no sentence of the catalogue."""
    return len(call.args) == 1 and isinstance(call.args[0], ast.JoinedStr)


def test_every_sentence_of_the_code_is_translated_with_the_same_places_and_no_other_is_kept() -> None:
    sentences, (found, faults) = translations(), said()
    for one in found:
        for message in one.messages:
            if message not in sentences:
                faults.append(f"{one.where}: not in the catalogue: {message}")
                continue
            if not one.values:  # nothing is put in, so braces would be printed
                faults += [f"{one.where}: a place without a value"] * ("{" in message or "{" in sentences[message])
                continue
            if places(message) - one.values or places(sentences[message]) - one.values:
                faults.append(f"{one.where}: no value for {places(message) | places(sentences[message])}: {message}")
    in_code = {message for one in found for message in one.messages}
    faults += [f"{CATALOGUE.name}: said nowhere: {message}" for message in sentences if message not in in_code]
    assert faults == []
    assert len(in_code) > 200


def test_english_has_no_vietnamese_and_vietnamese_no_english_left() -> None:
    letters = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
    names = ("Hà Nội", "Viện", "Quảng", "Việt")
    mixed = [one for one in translations() if letters.search(one) and not any(name in one for name in names)]
    # One word may be the same in both: a code, a name, a unit.
    same = [
        one for one, vi in translations().items() if one == vi and re.search(r"[a-z]{4}", re.sub(r"\{\w*\}", "", one))
    ]
    assert (mixed, same) == ([], [])


def test_a_reader_speaks_both_languages() -> None:
    vi, en = Reader("vi"), Reader("en")
    message = "Figure {number}"
    assert (vi.say(message, number=3), en.say(message, number=3)) == ("Hình 3", "Figure 3")
    slips = ("{n} correction of a scan slip", "{n} corrections of scan slips")
    assert [en.plural(n, *slips) for n in (1, 2)] == ["1 correction of a scan slip", "2 corrections of scan slips"]
    assert vi.plural(1, *slips) == "1 đính chính lỗi quét"
    assert (vi.number(1234.5), en.percent(0.25), vi.ranks(6, 8)) == ("1234,5", "25%", "hạng 6–8")
    with pytest.raises(ParAnalysisError, match="no sentence of the code"):
        vi.say("no sentence of the code")
    with pytest.raises(ParAnalysisError, match="fr"):
        Reader("fr")


def test_a_broken_catalogue_is_refused_with_its_lines(tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    own = tmp_path / "bản dịch.po"
    own.write_text(
        head
        + 'msgid "one"\nmsgstr "một"\n\nmsgid "two"\nmsgstr ""\n\n#, fuzzy\nmsgid "three"\nmsgstr "ba"\n\n'
        + 'msgid "{n} four"\nmsgstr "{n bốn"\n',
        encoding="utf-8",
    )
    with pytest.raises(ParAnalysisError) as raised:
        read_catalogue(own)
    told = str(raised.value)
    assert [f"«{text}»" in told for text in ("one", "two", "three", "{n} four")] == [False, True, True, True]
    assert re.findall(r"dòng \(line\) (\d+)", told) == ["7", "11", "14"]
    own.write_text(head + "rubbish\n", encoding="utf-8")
    with pytest.raises(ParAnalysisError, match=own.name):
        read_catalogue(own)
    own.write_bytes(head.encode() + b'msgid "one"\nmsgstr "\xff\xfe"\n')
    with pytest.raises(ParAnalysisError, match=own.name):
        read_catalogue(own)
    with pytest.raises(ParAnalysisError, match="thiếu"):
        read_catalogue(tmp_path / "thiếu.po")
