"""Every chart as PNG, SVG and PDF, with a page that shows them all: one file, nothing fetched, nothing run."""

from __future__ import annotations

import base64
import html
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from par_analysis import charts
from par_analysis.charts.drawing import Drawn, draw_figures
from par_analysis.deliver.facts import Facts, facts_of
from par_analysis.edition.opening import EditionLike
from par_analysis.edition.readable import show
from par_analysis.explorer.page import source_hash
from par_analysis.tables.files import write_text
from par_analysis.tables.models.index import INDICES
from par_analysis.words.errors import refused
from par_analysis.words.numbers import decimals_of
from par_analysis.words.palette import GAINED, GRID, LOST, MUTED, TEXT

__all__ = ["DPI", "INDEX", "render_index", "write_figures"]

INDEX = "index.html"
DPI = 200  # of the PNG: 2,667 pixels across, sharp on every projector, and drawn in half the time of 300
# What HTML may not hold: control characters, halves of characters, and places that are no characters.
_NO_HTML = re.compile(r"[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
# Shares among the data of a chart whose column names mean points elsewhere, or that need finer percents.
_SHARES = {
    "total_outlook": {"chance": 0},
    "rank_outlook": {f"{name}{end}": 0 for name in ("moving", "still") for end in ("", "_low", "_high")},
}
_MARKS = {
    "estimate": ("Ước lượng", "Estimate"),
    "assumption": ("Giả định", "Assumption"),
}
_MARKS_TOLD = {
    "estimate": (
        "từ mô hình, với bằng chứng và giả định nêu trong nguồn; không phải số công bố.",
        "from the model, on the evidence and assumptions named in the source; not a published figure.",
    ),
    "assumption": (
        "đặt tổng điểm của {place} bên cạnh các tỉnh khác như đã công bố; không phải dự báo.",
        "totals of {place} set against the other provinces as published; not a forecast.",
    ),
}


def write_figures(
    folder: str | os.PathLike[str],
    lang: str = "vi",
    date: str = "",
    dpi: float = DPI,
    say: Callable[[str], object] | None = None,
    edition: EditionLike = None,
) -> Path:
    """Draw every chart as PNG, SVG and PDF, and write a page that shows them.

    Parameters
    ----------
    folder : path-like
        Where the files go; made if it is not there. Files of the same names are replaced.
    lang : {"vi", "en"}
    date : str, optional
        The day as of which everything is told, as `2022-09-15`, with nothing that was published later (`Edition.at`);
        by default the day of the edition.
    dpi : float
        Dots per inch of the PNG.
    say : callable, optional
        Receives one line for each chart drawn.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition. Charts of what it lacks are
        left out, and the page says so.

    Returns
    -------
    Path
        The page, `index.html`: every chart with its headline, alternative text, source and the data behind it. It
        opens by double click, without network.

    Raises
    ------
    ParAnalysisError
        There is no such language or date, `dpi` is out of its range, or a file cannot be written.

    Notes
    -----
    Two processes draw. A script that calls this must do so inside `if __name__ == "__main__":`.
    """
    facts = facts_of(lang=lang, date=date, edition=edition)
    base = facts.edition
    sources = dict.fromkeys(base.source(lang, key) for key in base.indices)
    header = [
        facts.say("Figures: {title}", title=facts.title),
        *(facts.say("Source: {source}", source=source) for source in sources),
        *([facts.lacking] if facts.lacking else []),
        *([facts.as_of] if facts.as_of else []),
    ]

    def done(name: str, drawn: dict[str, Drawn]) -> None:
        if say is not None:
            say(f"{name} ({drawn[lang].seconds:.1f} s)")

    figures = draw_figures(folder, (lang,), dpi, suffix=False, names=facts.figure_names(), done=done, edition=base)
    return render_index(facts, Path(folder) / INDEX, [drawn[lang] for drawn in figures.values()], header)


def render_index(facts: Facts, path: Path, records: Sequence[Drawn], header: Sequence[str] = ()) -> Path:
    """Write the page that shows charts, atomically; return its path.

    Parameters
    ----------
    facts : Facts
        Whose language the page speaks.
    path : Path
        The .html file to write.
    records : sequence of Drawn
        As `draw_figures` returns them; their files lie in the folder of the page, or below it.
    header : sequence of str
        Lines to print above the charts: edition, assumptions, date, sources.

    Raises
    ------
    ParAnalysisError
        A chart has no SVG or is of the other language, its files lie elsewhere, or a file cannot be read or written.
    """
    lang, edition, folder = facts.lang, facts.edition, path.parent
    vi = lang == "vi"
    place, names = edition.place_in(lang), [INDICES[key].sheet for key in edition.indices]
    title = ("Biểu đồ: " if vi else "Charts: ") + (" và " if vi else " and ").join(names)
    title = _say(title + (f" {place}" if vi else f" of {place}") * bool(place))
    style = _style()
    policy = (
        f"default-src 'none'; img-src data:; style-src {source_hash(style)}; "
        "base-uri 'none'; form-action 'none'; frame-src 'none'"
    )
    lines = "".join(f"<li>{_say(line)}</li>\n" for line in header)
    contents = "".join(
        f'<li><a href="#{_id(record)}">{_say(record.headline)}</a>{_mark(record, lang)}</li>\n' for record in records
    )
    shown = "".join(_section(number, record, lang, folder, place) for number, record in enumerate(records, 1))
    page = (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        + (f'<ul class="about">\n{lines}</ul>\n' if lines else "")
        + f'<nav id="contents" aria-labelledby="contents-title">\n<h2 id="contents-title">{"Mục lục" if vi else "Contents"}</h2>\n'
        f"<ol>\n{contents}</ol>\n</nav>\n{shown}</main>\n</body>\n</html>\n"
    )
    write_text(path, page)
    return path


def _style() -> str:
    colors = {"text": TEXT, "muted": MUTED, "grid": GRID, "ground": "#FFFFFF", "panel": "#F7F8FA", "line": "#CBD2D9"}
    colors |= {"link": GAINED, "mark": LOST}
    named = " ".join(f"--{name}: {color};" for name, color in colors.items())
    return f":root {{ {named} }}\n" + Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


def _section(number: int, record: Drawn, lang: str, folder: Path, place: str) -> str:
    """One chart: headline, picture and source, which stay together in print, then its files, words and data."""
    if record.lang != lang:
        raise refused("other_language", name=record.name, found=record.lang, lang=lang)
    vi, key = lang == "vi", _id(record)
    mark = _mark(record, lang)
    if mark:
        told = _MARKS_TOLD[charts.RESTS_ON[record.name]][not vi]
        told = told.format(place=place or ("nơi này" if vi else "this place"))
        mark = f'<p class="basis">{mark.strip()} {_say(told)}</p>\n'
    links = " ".join(f'<a href="{_link(file, folder)}">{_say(file.suffix[1:].upper())}</a>' for file in record.files)
    table, rows = _table(record, lang)
    data = f"Số liệu ({rows} dòng)" if vi else f"Data ({rows} {'row' if rows == 1 else 'rows'})"
    return (
        f'<section id="{key}" aria-labelledby="{key}-title">\n<figure>\n'
        f'<figcaption>\n<h2 id="{key}-title">{number}. {_say(record.headline)}</h2>\n'
        + (f'<p class="subtitle">{_say(record.subtitle)}</p>\n' if record.subtitle else "")
        + f'{mark}</figcaption>\n<img width="1280" height="720" alt="{_say(record.alt)}" src="{_picture(record)}">\n'
        f'<p class="source">{"Nguồn" if vi else "Source"}: {_say(record.source)}</p>\n</figure>\n'
        f'<p class="files">{"Tệp" if vi else "Files"}: {links} <a href="#contents">↑ {"Mục lục" if vi else "Contents"}</a></p>\n'
        f"<details>\n<summary>{'Mô tả bằng chữ' if vi else 'Text description'}</summary>\n<p>{_say(record.alt)}</p>\n</details>\n"
        f"<details>\n<summary>{data}</summary>\n"
        f'<div class="table" role="region" tabindex="0" aria-label="{data}: {_say(record.headline)}">\n{table}</div>\n</details>\n</section>\n'
    )


def _say(text: object) -> str:
    """Escape a text for elements and attributes; what HTML cannot hold is left out."""
    return html.escape(_NO_HTML.sub("", str(text)))


def _id(record: Drawn) -> str:
    return html.escape(f"chart-{quote(record.name, safe='')}")


def _mark(record: Drawn, lang: str) -> str:
    """Say whether a chart is an estimate or an assumption; empty where it shows published figures."""
    kind = charts.RESTS_ON.get(record.name)
    return f' <span class="mark">{_MARKS[kind][lang == "en"]}</span>' if kind else ""


def _link(file: Path, folder: Path) -> str:
    try:
        beside = file.resolve().relative_to(folder.resolve())
    except ValueError:
        raise refused("lies_elsewhere", path=file, folder=folder) from None
    return html.escape(quote(beside.as_posix()))


def _picture(record: Drawn) -> str:
    """Return the chart as a `data:` address: sharp at every size."""
    file = next((file for file in record.files if file.suffix == ".svg"), None)
    if file is None:
        raise refused("no_svg", name=record.name)
    try:
        return f"data:image/svg+xml;base64,{base64.b64encode(file.read_bytes()).decode('ascii')}"
    except OSError as error:
        raise refused("unreadable", f": {error.strerror}", path=file) from None


def _table(record: Drawn, lang: str) -> tuple[str, int]:
    """Return the data behind a chart as a table, and how many rows it has."""
    group = str(record.data.columns.name or "")
    data = record.data.rename_axis(columns=None).rename(columns=str)
    data = data.reset_index() if data.index.name else data
    columns = [column for column in data.columns if _is_of(column, data, lang) and _is_shown(column, data)]
    heads, cells = [], []
    for column in columns:
        # Of a name in both languages the reader sees one: under the title of the name.
        title = column.removesuffix("_en") if column.removesuffix("_en") in data else column
        values = data[column].rename(title)
        one = show(values.to_frame(), lang=lang, decimals=_places(values), shares=_SHARES.get(record.name, {}))
        (head,), texts = one.text.columns, [str(text) for text in one.text.iloc[:, 0]]
        if group and column != record.data.index.name:  # columns that are all of one kind: fields
            head = f"{show(pd.DataFrame({group: []}), lang=lang).text.columns[0]} {head}"
        kind = _kind(texts, bool(one.numeric))
        heads.append(f'<th scope="col"{kind}>{_say(head)}</th>')
        cells.append([f"<td{kind}>{_say(text)}</td>" for text in texts])
    rows = "".join(f"<tr>{''.join(row)}</tr>\n" for row in zip(*cells, strict=True))
    top = "".join(heads)
    return f"<table>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n", len(data)


def _kind(texts: list[str], numeric: bool) -> str:
    """Return the class of a column: figures on the right, room for words."""
    longest = max(map(len, texts), default=0)
    name = "number" if numeric else "long" if longest > 30 else "words" if longest > 12 else ""
    return f' class="{name}"' if name else ""


def _is_of(column: str, data: pd.DataFrame, lang: str) -> bool:
    """Whether a column is in the reader's language, or has no other."""
    if column.endswith("_en"):
        return lang == "en" or column.removesuffix("_en") not in data
    return lang == "vi" or f"{column}_en" not in data


def _is_shown(column: str, data: pd.DataFrame) -> bool:
    """Whether the page shows a column: of a criterion that has a band it shows no figure of the model."""
    return not (column.startswith("chance") and {"code", "band"} <= set(data))


def _places(column: pd.Series) -> int:
    """Return the decimals that the finest figure of a column needs; at most three."""
    if not pd.api.types.is_float_dtype(column):
        return 0
    return min(max((decimals_of(round(value, 3)) for value in column.dropna()), default=0), 3)
