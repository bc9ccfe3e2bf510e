"""From a chart to files: PNG, SVG and PDF at slide size, the same bytes every time."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pandas as pd

from par_analysis.charts.theme import Chart
from par_analysis.tables.files import write_atomically
from par_analysis.tables.locations import PROJECT
from par_analysis.words.errors import refused

__all__ = ["FORMATS", "data_behind", "require_dpi", "save"]

FORMATS = ("png", "svg", "pdf")
_PRINT_DPI = 300
_DPI_RANGE = (20, 1200)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$", re.IGNORECASE)


def save(
    fig: Chart,
    name: str,
    folder: str | os.PathLike[str] | None = None,
    formats: tuple[str, ...] = FORMATS,
    svg_text: bool = False,
    dpi: float = _PRINT_DPI,
) -> list[Path]:
    """Write a chart as PNG, SVG and PDF, 16:9 at slide size.

    Parameters
    ----------
    fig : Chart
        As the functions of `par_analysis.charts` return it.
    name : str
        File name without an ending; no folder, none of the characters Windows forbids.
    folder : path-like, optional
        Where to; by default `figures` of the project, or of the current folder outside a project.
    formats : tuple of {"png", "svg", "pdf"}
        Which files.
    svg_text : bool
        Keep text in the SVG as text (searchable, a seventh of the size, but right only where the font is
        installed) rather than as outlines.
    dpi : float
        Dots per inch of the PNG: 300 for print (4000 x 2250), 200 is sharp on any screen and drawn faster. At less
        than 300 the file is also packed faster, and about a twentieth bigger than it could be.

    Returns
    -------
    list of Path
        The files written. Headline, alternative text and source are in the metadata of each.

    Raises
    ------
    ParAnalysisError
        `fig` is no chart of ours, the name cannot be a file name on Windows, a format is unknown, `dpi` is no number from 20 to
        1200, or a file cannot be written.
    """
    _require_chart(fig)
    if not name or _FORBIDDEN.search(name) or _RESERVED.match(name) or name != name.strip(" ."):
        raise refused("file_name", found=name)
    unknown = [form for form in formats if form not in FORMATS]
    if unknown:
        raise refused("choice", name="formats", found=unknown, allowed=", ".join(FORMATS))
    require_dpi(dpi)
    home = Path(folder) if folder is not None else (PROJECT or Path.cwd()) / "figures"
    written = []
    for form in formats:
        path = home / f"{name}.{form}"
        with write_atomically(path) as temporary:
            if form == "png":
                temporary.write_bytes(fig.png(dpi, smallest=dpi >= _PRINT_DPI))
            else:
                settings = {"svg.fonttype": "none"} if svg_text and form == "svg" else {}
                fig.savefig(temporary, format=form, metadata=_metadata(fig, form), settings=settings)
        written.append(path)
    return written


def data_behind(fig: Chart) -> pd.DataFrame:
    """Return the table a chart was drawn from.

    Raises
    ------
    ParAnalysisError
        `fig` is no chart of ours.
    """
    _require_chart(fig)
    return fig.data.copy()


def require_dpi(dpi: object) -> None:
    """Refuse a resolution that gives no picture, or one that fills the memory."""
    if isinstance(dpi, bool) or not isinstance(dpi, int | float) or not _DPI_RANGE[0] <= dpi <= _DPI_RANGE[1]:
        raise refused("number_between", name="dpi", found=dpi, low=_DPI_RANGE[0], high=_DPI_RANGE[1])


def _require_chart(fig: object) -> None:
    if not isinstance(fig, Chart):
        raise refused(
            "type",
            name="fig",
            wanted="một biểu đồ của par_analysis.charts",
            wanted_en="a chart of par_analysis.charts",
            found=type(fig).__name__,
        )


def _metadata(fig: Chart, form: str) -> dict[str, str | None]:
    """Title, alternative text and source; no dates and no program versions, which would change the bytes."""
    if form == "svg":
        said = {"Title": fig.headline, "Description": fig.alt, "Source": fig.source, "Language": fig.lang}
        return said | dict.fromkeys(("Creator", "Date"))
    said = {"Title": fig.headline, "Subject": fig.alt, "Keywords": fig.source}
    return said | dict.fromkeys(("Creator", "Producer", "CreationDate"))
