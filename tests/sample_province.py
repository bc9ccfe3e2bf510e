"""A made-up province, as a researcher would have it: one workbook, four levels, twelve agencies, no SIPAS."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import Path

import openpyxl

from par_analysis import load_par, load_sipas
from par_analysis.edition.opening import open_edition
from par_analysis.tables.locations import SHIPPED

PLACE, PLACE_EN, YEAR = "Tỉnh Mẫu Tổng Hợp", "Synthetic Sample Province", 2031

AGENCIES = [
    (f"don-vi-{n}", f"Ban Thử nghiệm số {n}", f"Ban TN {n}", f"Sample Board number {n}", f"Board {n}")
    for n in range(1, 13)
]
_WAYS = ("Thẩm định", "Điều tra XHH cán bộ", "Kết quả KT-XH")


def rows() -> list[list[object]]:
    """PAR INDEX of 60 points of fields with four levels; every parent is the sum of its parts."""
    leaves: list[list[object]] = []
    made: dict[str, list[float]] = {}
    names: dict[str, str] = {}
    number = 0
    for field in range(1, 6):
        for criterion in range(1, 3):
            for part in range(1, 3):
                # Only the first criterion of a field goes down to the fourth level.
                for item in (1, 2) if criterion == 1 else (0,):
                    code = f"{field}.{criterion}.{part}" + (f".{item}" if item else "")
                    number += 1
                    most = 2.5 if item else 5.0
                    score = round(most * (0.62 + (number * 7 % 30) / 100), 3)
                    target = round(min(most, score + (most - score) * 0.4), 3)
                    lead = AGENCIES[number % len(AGENCIES)][1]
                    leaves.append([code, f"Mục mẫu thứ {number}", f"Sample item {number}", most, score, target, lead, _WAYS[number % 3]])  # fmt: skip
                    for depth in range(1, code.count(".") + 1):
                        above = ".".join(code.split(".")[:depth])
                        names[above] = f"Nhóm mẫu {above}"
                        for at, value in enumerate((most, score, target)):
                            made.setdefault(above, [0.0, 0.0, 0.0])[at] += value
    total = [round(sum(made[str(field)][at] for field in range(1, 6)), 3) for at in range(3)]
    parents = [[code, names[code], f"Sample group {code}", *(round(v, 3) for v in sums), None, None] for code, sums in made.items()]  # fmt: skip
    table = sorted([*leaves, *parents], key=lambda row: [int(part) for part in str(row[0]).split(".")])
    return [*table, ["total", "TỔNG ĐIỂM", "TOTAL SCORE", *total, None, None]]


def workbook(path: Path) -> Path:
    """Write last week's Excel table: notes on top, other words for the columns, a column of one's own."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Bảng chấm"
    sheet.append([f"Kết quả {PLACE} {YEAR} (số liệu tổng hợp để thử)"])
    sheet.append([])
    headers = ["STT", "Tiêu chí", "Tên tiếng Anh", "Điểm tối đa", f"Điểm năm {YEAR}", f"Mục tiêu năm {YEAR + 1}", "Cơ quan chủ trì", "Cách đánh giá"]  # fmt: skip
    sheet.append([*headers, "Người nhập"])
    for row in rows():
        sheet.append([*row, "anh/chị"])
    agencies = book.create_sheet("Cơ quan")
    agencies.append(["Mã cơ quan", "Tên", "Tên ngắn", "Tên tiếng Anh", "Tên ngắn tiếng Anh"])
    for agency in AGENCIES:
        agencies.append(list(agency))
    book.save(path)
    return path


def add_tasks(path: Path) -> None:
    """Fill two sheets of the edition's workbook as a person would."""
    book = openpyxl.load_workbook(path)
    sheet = book["Nhiệm vụ"]
    headers = [cell.value for cell in sheet[1]]
    for number, code in enumerate(("1.1.1", "2.2.1", "4"), 1):
        task = {"Cơ quan chủ trì": AGENCIES[number][1], "Nhiệm vụ": f"Việc mẫu {number}", "Thời hạn trong văn bản": f"tháng {number + 6}/{YEAR + 1}", "Tiêu chí phục vụ": code}  # fmt: skip
        sheet.append([task.get(str(header)) for header in headers])
    book.save(path)


def shipped_words() -> list[str]:
    """Everything that tells the shipped edition: its place, documents, agencies, names of criteria, figures, years."""
    edition = open_edition()
    words = {
        "Hà Nội",
        "Ha Noi",
        "Hanoi",
        "ha-noi",
        "2021",
        "2022",
        "88.54",
        "88,54",
        "92.55",
        "92,55",
        "87.11",
        "87,11",
    }
    words |= {path.stem for path in SHIPPED.glob("*.txt")}
    words |= {"192/KH-UBND", "KH 192", "Plan 192", "181/KH-UBND", "216/KH-UBND", "27/KH-UBND"}
    for table in (load_par(), load_sipas()):
        words |= {str(name) for column in ("name", "name_en") for name in table[column] if len(str(name)) > 12}
    words |= {str(text) for row in edition.agencies.itertuples(index=False) for text in row[1:4]}
    for key in edition.indices:
        for lang in ("vi", "en"):
            words |= {name for name in edition.short_names(key, lang).values() if len(name) > 10}
    # What every table of its kind says.
    return sorted(words - {"TỔNG ĐIỂM", "TOTAL SCORE", "CHỈ SỐ CHUNG", "OVERALL INDEX", "Tổng điểm", "Total score"})


def found_in(text: str, words: list[str]) -> list[str]:
    """Return the words that stand in a text; a number counts only where it stands alone."""
    text = unicodedata.normalize("NFC", text)
    # Only of a word whose every part stands in the text is it worth asking where: one pass instead of one a word.
    parts = set(re.findall(r"\w+", text))
    likely = [word for word in words if parts.issuperset(re.findall(r"\w+", word)) and word in text]
    return [word for word in likely if re.search(rf"(?<![\w.,]){re.escape(word)}(?![\w])", text)]


def texts_of(folder: Path) -> dict[str, str]:
    """Return every text of every file below a folder: plain files, and the XML inside Office files."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix in (".pptx", ".docx", ".xlsx"):
            with zipfile.ZipFile(path) as archive:
                for member in archive.namelist():
                    if member.endswith((".xml", ".rels")):
                        found[f"{name}/{member}"] = re.sub(r"<[^>]+>", " ", archive.read(member).decode("utf-8"))
                    elif member.endswith(".xlsx"):  # the data of a chart
                        inner = folder / "bảng.xlsx"
                        inner.write_bytes(archive.read(member))
                        with zipfile.ZipFile(inner) as book:
                            for part in book.namelist():
                                if part.endswith(".xml"):
                                    found[f"{name}/{member}/{part}"] = re.sub(r"<[^>]+>", " ", book.read(part).decode("utf-8"))  # fmt: skip
                        inner.unlink()
        elif path.suffix in (".html", ".json", ".csv", ".ipynb", ".toml"):
            found[name] = path.read_text(encoding="utf-8")
    return found
