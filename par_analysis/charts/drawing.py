"""Every figure as files, two drawn at the same time, while the caller does other work."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from par_analysis import charts
from par_analysis.charts.output import require_dpi, save
from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.words.errors import close_to, refused
from par_analysis.words.languages import check_lang

__all__ = ["Drawing", "Drawn", "draw_figures", "drawing"]

_AT_ONCE = 2  # figures drawn at the same time


@dataclass(frozen=True, eq=False)
class Drawn:
    """A figure that was drawn: its files, and what it says.

    Attributes
    ----------
    name : str
        Its name in `charts.figures_of()`.
    lang : str
    files : tuple of Path
        PNG, SVG and PDF.
    seconds : float
        How long it took.
    headline, subtitle, alt, source : str
        As in `Chart`.
    data : DataFrame
        The table behind it.
    """

    name: str
    lang: str
    files: tuple[Path, ...]
    seconds: float
    headline: str
    subtitle: str
    alt: str
    source: str
    data: pd.DataFrame


class Drawing:
    """Figures that are being drawn; see `drawing`."""

    def __init__(self, works: Mapping[str, Future[dict[str, Drawn]]]) -> None:
        self._works = works

    def results(self) -> Iterator[tuple[str, dict[str, Drawn]]]:
        """Wait for one figure after the other, in their order: its name, and what was drawn by language.

        Raises
        ------
        ParAnalysisError
            A file could not be written, or the drawing processes ended.
        """
        for name, work in self._works.items():
            with _told_when_broken():
                drawn = work.result()
            yield name, drawn


@contextlib.contextmanager
def drawing(
    folder: str | os.PathLike[str],
    langs: Sequence[str] = ("vi", "en"),
    dpi: float = 300,
    suffix: bool = True,
    names: Sequence[str] | None = None,
    edition: EditionLike = None,
) -> Iterator[Drawing]:
    """Draw figures in two processes of their own for as long as the `with` block runs.

    ::

        with drawing(folder, langs=("vi",), suffix=False) as figures:
            ...  # other work
            for name, drawn in figures.results():
                ...

    When the block ends, however it ends, the figures begun are finished and no other is begun.

    Parameters
    ----------
    folder : path-like
        Where the files go; made if it is not there.
    langs : sequence of {"vi", "en"}
        Languages.
    dpi : float
        Of the PNG; see `save`.
    suffix : bool
        Whether names of files end in the language (`pareto_vi.png`); only for one language can they do without.
    names : sequence of str, optional
        Which of `charts.figures_of(edition)`; by default all.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Yields
    ------
    Drawing

    Raises
    ------
    ParAnalysisError
        There is no such language or figure, or `dpi` is out of its range.
    """
    langs = tuple(dict.fromkeys(langs))
    for lang in langs:
        check_lang(lang)
    require_dpi(dpi)
    if len(langs) > 1 and not suffix:
        raise refused("one_language", found=suffix)
    own = edition_of(edition)
    figures = charts.figures_of(own)
    names = list(figures) if names is None else list(dict.fromkeys(names))
    for name in names:
        if name not in figures:
            if name in charts.NEEDS:
                own.need(*charts.NEEDS[name])
            raise refused("no_figure", close_to(str(name), figures), found=name)
    # Spawned on every system alike.
    pool = ProcessPoolExecutor(_AT_ONCE, multiprocessing.get_context("spawn"), _begin, (own,))
    try:
        with _told_when_broken():
            works = {name: pool.submit(_draw, name, Path(folder), langs, dpi, suffix) for name in names}
        yield Drawing(works)
    finally:
        pool.shutdown(cancel_futures=True)


def draw_figures(
    folder: str | os.PathLike[str],
    langs: Sequence[str] = ("vi", "en"),
    dpi: float = 300,
    suffix: bool = True,
    names: Sequence[str] | None = None,
    done: Callable[[str, dict[str, Drawn]], object] | None = None,
    edition: EditionLike = None,
) -> dict[str, dict[str, Drawn]]:
    """Draw figures as PNG, SVG and PDF, two at the same time, and wait for them.

    Parameters
    ----------
    folder, langs, dpi, suffix, names, edition
        As `drawing`.
    done : callable, optional
        Receives the name of each figure and what was drawn of it, in order.

    Returns
    -------
    dict
        What was drawn, by name and language.

    Raises
    ------
    ParAnalysisError
        As `drawing`, or a file could not be written.
    """
    made = {}
    with drawing(folder, langs, dpi, suffix, names, edition) as figures:
        for name, drawn in figures.results():
            made[name] = drawn
            if done is not None:
                done(name, drawn)
    return made


_figures: dict[str, Callable[..., charts.Chart]] = {}  # of the one edition that a drawing process draws


def _begin(edition: Edition) -> None:
    """Make a drawing process ready."""
    _follow_main()
    _figures.update(charts.figures_of(edition))


def _follow_main() -> None:
    """Leave Ctrl-C to the main process, and end when that ends: it may be killed before it can say so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main = multiprocessing.parent_process()
    assert main is not None

    def wait() -> None:
        main.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _draw(name: str, folder: Path, langs: tuple[str, ...], dpi: float, suffix: bool) -> dict[str, Drawn]:
    """Draw one figure in its languages: together, for they share what is worked out."""
    made = {}
    for lang in langs:
        begun = time.perf_counter()
        chart = _figures[name](lang=lang)
        files = save(chart, f"{name}_{lang}" if suffix else name, folder, dpi=dpi)
        made[lang] = Drawn(
            name=name,
            lang=lang,
            files=tuple(files),
            seconds=time.perf_counter() - begun,
            headline=chart.headline,
            subtitle=chart.subtitle,
            alt=chart.alt,
            source=chart.source,
            data=chart.data,
        )
    return made


@contextlib.contextmanager
def _told_when_broken() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool:
        # A script without the guard is run again by each process, and ends there.
        raise refused("drawing_ended") from None
