from __future__ import annotations

import functools
import io
import itertools
import re
import unicodedata
import warnings
from typing import NamedTuple

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from par_analysis import ParAnalysisError, charts, deficits, load_agencies, load_par, load_sipas, open_edition
from par_analysis.charts import theme
from par_analysis.edition.parts import Source

DPI = 100
LOSING_AGENCIES = deficits("agency").query("deficit > 0")["lead_agency"].tolist()
CASES = (
    [pytest.param(name, lang, None, id=f"{name}-{lang}") for name in charts.ALL for lang in ("vi", "en")]
    + [
        pytest.param("target_ladder", lang, agency, id=f"target_ladder-{agency}-{lang}")
        for agency in LOSING_AGENCIES
        for lang in ("vi", "en")
    ]
    + [
        pytest.param("agency_card", lang, agency, id=f"agency_card-{agency}-{lang}")
        for agency in load_agencies()["name"]
        for lang in ("vi", "en")
    ]
)
every_chart = pytest.mark.parametrize(("name", "lang", "agency"), CASES)


class Placed(NamedTuple):
    text: str
    size: float
    box: Bbox


def place(fig: charts.Chart) -> list[Placed]:
    """Draw a chart, every warning an error, and say where each of its visible texts lies, in pixels."""
    with theme.style(), warnings.catch_warnings():
        warnings.simplefilter("error")
        fig.set_dpi(DPI)
        canvas = FigureCanvasAgg(fig)
        canvas.draw()
        renderer = canvas.get_renderer()
        texts = [t for t in fig.findobj(Text) if t.get_visible() and t.get_text().strip()]
        return [Placed(t.get_text(), t.get_fontsize(), t.get_window_extent(renderer)) for t in texts]


@functools.cache
def drawn(name: str, lang: str, agency: str | None) -> tuple[charts.Chart, list[Placed]]:
    more = {} if agency is None else {"only": [agency]} if name == "target_ladder" else {"agency": agency}
    fig = charts.ALL[name](lang=lang, **more)
    return fig, place(fig)


def outside(fig: charts.Chart, texts: list[Placed]) -> list[str]:
    width, height = fig.get_size_inches() * DPI
    slack = 2 * DPI / 72
    page = Bbox.from_extents(-slack, -slack, width + slack, height + slack)
    return [t.text for t in texts if not (page.contains(*t.box.min) and page.contains(*t.box.max))]


def overlapping(texts: list[Placed]) -> list[tuple[str, str]]:
    # A box holds a whole line of the font, which is taller than its ink: 2 px come off every side.
    shrunk = [(t.text, Bbox.from_extents(*(t.box.min + 2), *(t.box.max - 2))) for t in texts]
    return [
        (first, second)
        for (first, a), (second, b) in itertools.combinations(shrunk, 2)
        if min(a.x1, b.x1) > max(a.x0, b.x0) and min(a.y1, b.y1) > max(a.y0, b.y0)
    ]


@every_chart
def test_every_text_can_be_read_from_the_back_of_a_room(name: str, lang: str, agency: str | None) -> None:
    fig, texts = drawn(name, lang, agency)
    assert tuple(fig.get_size_inches()) == pytest.approx((13.333, 7.5))  # 14 pt means this on this slide
    assert len(texts) > 5
    assert [t.text for t in texts if t.size < 14] == []


@every_chart
def test_every_text_lies_on_the_page(name: str, lang: str, agency: str | None) -> None:
    assert outside(*drawn(name, lang, agency)) == []


@every_chart
def test_no_two_texts_overlap(name: str, lang: str, agency: str | None) -> None:
    assert overlapping(drawn(name, lang, agency)[1]) == []


@every_chart
def test_headline_and_source_stand_on_the_page(name: str, lang: str, agency: str | None) -> None:
    fig, texts = drawn(name, lang, agency)
    # Titles and sources may be broken into lines: read the page from the top.
    page = " ".join(t.text for t in sorted(texts, key=lambda t: -t.box.y0)).replace("\u00a0", " ")
    assert fig.headline in page
    assert ("Nguồn: " if lang == "vi" else "Source: ") + fig.source in page
    assert "192/KH-UBND" in fig.source


@every_chart
def test_decimal_signs_are_those_of_the_language(name: str, lang: str, agency: str | None) -> None:
    fig, texts = drawn(name, lang, agency)
    codes = {*load_par()["code"], *load_sipas()["code"]}
    lines = [line for t in texts for line in t.text.split("\n")] + fig.alt.removeprefix(f"{fig.headline}. ").split("; ")
    # A code such as 7.1.10 stands only at the beginning of a label.
    first = re.compile(r"^(\d+(\.\d+)*)(?=\.? )")
    if name in ("agency_card", "chance_gain", "effort_by_agency"):  # where titles of tasks and lists name codes too
        first = re.compile(r"(?<![\d.,])(\d+(\.\d+)+)(?!\.?\d)")
    said = [first.sub(lambda m: "" if m[1] in codes else m[0], line) for line in [*lines, fig.headline]]
    wrong, right = (r"\d\.\d", r"\d,\d") if lang == "vi" else (r"\d,\d", r"\d\.\d")
    assert [line for line in said if re.search(wrong, line)] == []
    without = agency == "Cục thuế Thành phố" or name == "evidence_classes"  # nothing lost, or whole percents only
    assert [line for line in said if re.search(right, line)] or without


@every_chart
def test_texts_are_nfc_and_their_letters_come_from_one_font(name: str, lang: str, agency: str | None) -> None:
    fig, texts = drawn(name, lang, agency)
    said = "".join([t.text for t in texts] + [fig.headline, fig.alt, fig.source])
    assert unicodedata.is_normalized("NFC", said)
    family = font_manager.findfont("Be Vietnam Pro", fallback_to_default=False)
    glyphs = FT2Font(family).get_charmap()
    assert {c for c in said if c.isalpha() and ord(c) not in glyphs} == set()


def test_layout_checks_notice_bad_layouts() -> None:
    fig = theme.new_chart("Tiêu đề", "Phụ đề", "nguồn", "vi")
    assert outside(fig, place(fig)) == [] == overlapping(place(fig))
    with theme.style():
        fig.text(0.9, 0.5, "một câu dài ra ngoài trang")
        fig.text(0.03, 0.955, "đè lên tiêu đề", va="top")
    texts = place(fig)
    assert outside(fig, texts) == ["một câu dài ra ngoài trang"]
    assert overlapping(texts) == [("Tiêu đề", "đè lên tiêu đề")]
    with theme.style():
        fig.text(0.5, 0.5, "\U000f0000")  # a private character that no font has
    with pytest.raises(UserWarning, match="missing"):
        place(fig)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_long_source_lines_wrap_and_leave_the_drawing_its_room(lang: str) -> None:
    long = Source("Báo cáo tổng hợp của Sở " * 6, "A compiled report of the Department " * 5)
    fig = charts.deficit_by_field(open_edition().replace(sources={"par": long}), lang)
    texts = place(fig)
    assert sum(t.text.count("Sở") + t.text.count("Department") for t in texts) >= 5
    assert outside(fig, texts) == [] == overlapping(texts)


WORDS = st.lists(st.text("aàảãáạăâđeêioôơuưyỷnhcmtpABĐ;:,", min_size=1, max_size=9), min_size=1, max_size=25)


@given(WORDS, st.sampled_from([0.2, 0.5, 0.94]))
@settings(max_examples=30)
def test_wrapping_keeps_every_word_and_the_width(words: list[str], width: float) -> None:
    fig = charts.Chart(figsize=theme.SIZE)
    lines = theme.wrap_to_width(fig, " ".join(words), 24, width)
    assert " ".join(lines).split(" ") == words
    limit = width * theme.SIZE[0] * 72
    assert all(theme.text_width(line, 24) <= limit for line in lines if " " in line)


def test_a_number_stays_with_its_word() -> None:
    fig = charts.Chart(figsize=theme.SIZE)
    text = "cần tới 22 tiêu chí để đủ 80% số điểm " * 3
    for width in (0.1, 0.15, 0.2, 0.3, 0.5):
        lines = theme.wrap_to_width(fig, text.strip(), 24, width)
        assert not [line for line in lines if re.search(r"\d%?$", line)]


@pytest.mark.parametrize("name", ["deficit_by_field", "agency_field", "target_ladder", "waterfall"])
def test_settings_of_the_session_change_nothing_and_are_kept(name: str) -> None:
    plain = charts.ALL[name]().png(50)
    theirs = {
        "font.size": 31.0,
        "font.family": ["monospace"],
        "axes.facecolor": "black",
        "text.color": "red",
        "figure.dpi": 33.0,
        "lines.linewidth": 9.0,
        "axes.spines.top": True,
        "axes.grid": True,
        "figure.autolayout": True,
    }
    with mpl.rc_context(theirs):
        before = mpl.rcParams.copy()
        fig = charts.ALL[name]()
        picture = fig.png(50)
        fig.savefig(io.BytesIO(), format="svg", settings={"svg.fonttype": "none"})
        fig._repr_mimebundle_()
        assert mpl.rcParams == before
    assert picture == plain


def test_a_notebook_shows_picture_and_alternative_text() -> None:
    fig = charts.waterfall()
    shown = fig._repr_mimebundle_()
    assert shown["image/png"].startswith(b"\x89PNG")
    assert shown["text/plain"] == repr(fig) == fig.alt
    assert fig._repr_mimebundle_() == shown


def test_a_headline_of_two_lines_breaks_between_its_clauses():
    lines = theme.wrap_to_width(charts.target_ladder(), charts.target_ladder().headline, 24, 0.94, bold=True)
    assert len(lines) == 2 and lines[0].endswith(";")


def test_a_chart_knows_its_subtitle() -> None:
    fig = charts.waterfall(lang="en")
    assert fig.subtitle.startswith("PAR INDEX 2021 to the target 2022")
    page = " ".join(t.get_text() for t in fig.texts).replace("\u00a0", " ")
    assert fig.subtitle in page


def test_a_png_packed_quickly_has_the_same_pixels() -> None:
    fig = charts.deficit_by_assessment()
    small, quick = fig.png(100), fig.png(100, smallest=False)
    assert len(small) < len(quick) < 1.5 * len(small)
    with Image.open(io.BytesIO(small)) as one, Image.open(io.BytesIO(quick)) as other:
        assert one.convert("RGB").tobytes() == other.convert("RGB").tobytes()
        assert one.text == other.text


def test_missing_font_is_said_and_nothing_is_drawn_in_another(monkeypatch, tmp_path):
    theme._register_fonts.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(theme, "_FONTS", tmp_path)
        with pytest.raises(ParAnalysisError, match=r"BeVietnamPro-Bold\.ttf.*font of the charts is missing"):
            charts.deficit_by_field()
    charts.deficit_by_field()  # and it is looked for again
