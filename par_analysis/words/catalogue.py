"""The Vietnamese sentences: `locale/vi/LC_MESSAGES/par_analysis.po`, in the form of GNU gettext.

A researcher mends a sentence there with any text editor or Poedit; nothing has to be compiled. `make words` brings the
file up to date with the sentences of the code.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

from par_analysis.words.errors import ParAnalysisError

__all__ = ["CATALOGUE", "read_catalogue", "translations"]

CATALOGUE = Path(__file__).parent / "locale" / "vi" / "LC_MESSAGES" / "par_analysis.po"
_PLACE = re.compile(r"\{(\w*)[^{}]*\}")


class _Sentences(dict[str, str]):
    def __missing__(self, message: str) -> str:
        raise ParAnalysisError(
            f"Bản dịch thiếu câu «{message}»: thêm vào {CATALOGUE.name} (the Vietnamese catalogue lacks this sentence: run `make words` and translate it)"
        )


@functools.cache
def translations() -> Mapping[str, str]:
    """Return the shipped catalogue: Vietnamese sentences by English ones.

    Raises
    ------
    ParAnalysisError
        As `read_catalogue`.
    """
    return read_catalogue(CATALOGUE)


def read_catalogue(path: Path) -> Mapping[str, str]:
    """Read a catalogue.

    Returns
    -------
    mapping
        Vietnamese sentences by English ones; asking for one that is not there is an error that names it.

    Raises
    ------
    ParAnalysisError
        The file is no catalogue, or sentences are not translated, marked as uncertain (`fuzzy`), or have a
        place, such as `{points}`, in braces that do not close: all of them with their lines.
    """
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open(encoding="utf-8") as file:
            catalogue = read_po(file, locale="vi", domain="par_analysis", abort_invalid=True)
    except (OSError, UnicodeDecodeError, PoFileError) as error:
        raise ParAnalysisError(
            f"{path.name}: không đọc được tệp bản dịch: {error} (cannot read the catalogue)"
        ) from error
    sentences, faults = _Sentences(), []
    for message in catalogue:
        if not message.id:
            continue
        # Vietnamese has one form for any number.
        said = (message.id,) if isinstance(message.id, str) else message.id
        english, vietnamese = (
            said[0],
            message.string if isinstance(message.string, str) else (message.string or [""])[0],
        )
        if message.fuzzy:
            faults.append((message.lineno, english, "đang đánh dấu «fuzzy» (is marked as fuzzy)"))
        elif not vietnamese:
            faults.append((message.lineno, english, "chưa dịch (not translated)"))
        elif left := re.search(r"[{}]", _PLACE.sub("", vietnamese)):
            faults.append((message.lineno, english, f"ngoặc «{left[0]}» lẻ (a brace without its other)"))
        sentences.update(dict.fromkeys(said, vietnamese))
    if faults:
        listed = "\n".join(f"  {path.name}, dòng (line) {line}: «{text[:80]}»: {what}" for line, text, what in faults)
        raise ParAnalysisError(f"Bản dịch có {len(faults)} chỗ phải sửa (places to mend):\n{listed}")
    return sentences
