"""Source cards: where each raw file comes from, and whether it is still what the card describes."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from par_analysis.tables.locations import RAW
from par_analysis.words.errors import ParAnalysisError

__all__ = ["SourceCard", "card_of", "check_cards", "read_card", "read_cards"]

_SUFFIX = ".card.toml"
_OWN = ("edition.toml",)  # says of itself what it is


@dataclass(frozen=True)
class SourceCard:
    """What is known about one raw file.

    Attributes
    ----------
    file, title, producer, document_number, document_date, link, licence, retrieved, sha256, processing : str
        As written in the card; empty where it does not apply or is not known.
    short_vi, short_en : str
        How charts cite the file, where they do.
    year, target_year : str
        Year of the results and of the targets in the file, where it has any.
    """

    file: str
    title: str
    producer: str
    document_number: str
    document_date: str
    link: str
    licence: str
    retrieved: str
    sha256: str
    processing: str
    short_vi: str = ""
    short_en: str = ""
    year: str = ""
    target_year: str = ""


def read_card(path: Path) -> SourceCard:
    """Read the card of the raw file `path`.

    Raises
    ------
    ParAnalysisError
        There is no card, or it lacks a field.
    """
    card = path.with_name(path.name + _SUFFIX)
    try:
        fields = tomllib.loads(card.read_text(encoding="utf-8"))
        if odd := [name for name, value in fields.items() if not isinstance(value, str)]:
            raise TypeError(f"{', '.join(odd)}: cần văn bản trong ngoặc kép (text in quotes is needed)")
        return SourceCard(**fields)
    except FileNotFoundError:
        raise ParAnalysisError(f"{path}: thiếu thẻ nguồn {card.name} (the source card is missing)") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        raise ParAnalysisError(f"{card}: thẻ nguồn không đúng mẫu (malformed source card): {error}") from None


def card_of(path: Path) -> SourceCard | None:
    """Read the card of a raw file, if it has one."""
    return read_card(path) if path.with_name(path.name + _SUFFIX).is_file() else None


def read_cards(folder: Path = RAW, needed: bool = True) -> dict[Path, SourceCard]:
    """Read the card of every raw file below `folder`, in the order of their paths; of a researcher's own file if it has one.

    Raises
    ------
    ParAnalysisError
        A file has no card, a card has no file, or a card is malformed.
    """
    present = sorted(p for p in folder.rglob("*") if p.is_file())
    files = [p for p in present if not p.name.endswith(_SUFFIX) and p.name not in _OWN]
    if lost := [
        p for p in present if p.name.endswith(_SUFFIX) and p.with_name(p.name.removesuffix(_SUFFIX)) not in files
    ]:
        raise ParAnalysisError(f"thẻ nguồn không có tệp (source cards without a file): {', '.join(map(str, lost))}")
    return {file: read_card(file) for file in files if needed or card_of(file)}


def check_cards(folder: Path = RAW) -> int:
    """Compare every raw file with the checksum of its card.

    Returns
    -------
    int
        Number of files checked.

    Raises
    ------
    ParAnalysisError
        Names every file that has no card or is not the file its card describes.
    """
    cards = read_cards(folder)
    wrong = []
    for file, card in cards.items():
        checksum = hashlib.sha256(file.read_bytes()).hexdigest()
        if checksum != card.sha256 or card.file != file.name:
            wrong.append(f"{file}: sha256 là {checksum}, thẻ nguồn ghi {card.sha256}")
    if wrong:
        raise ParAnalysisError(
            "Tệp gốc đã đổi so với thẻ nguồn; trả lại bản gốc, hoặc (với bảng do dự án lập) sửa sha256 trong thẻ "
            "(raw files differ from their cards; restore them, or update sha256 in the card of a table of ours):\n  "
            + "\n  ".join(wrong)
        )
    return len(cards)
