"""Every figure of every edition: it can be read, says what it shows in both languages, and nothing of another edition."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import unicodedata
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from chart_cases import LANGS, Gallery, Placed, crossed, outside, overlapping, place, said
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font
from PIL import Image, ImageChops, ImageStat

from par_analysis import (
    Edition,
    ParAnalysisError,
    charts,
    data_behind,
    deficits,
    edition_from,
    load_agencies,
    load_par,
    load_sipas,
    open_edition,
)
from par_analysis.charts import theme
from par_analysis.edition.loaders import load_assumptions, load_evidence
from par_analysis.edition.parts import Source
from par_analysis.outlook.model import achievability_model
from par_analysis.tables.locations import PROJECT

# These show the tasks of the plan, and name the document that gives them.
OF_THE_PLAN = {"gantt", "task_coverage", "agency_card"}
# These rest on the model, which needs the year of the results to know what evidence came before the targets.
OF_THE_MODEL = {
    "target_bands",
    "part_levels",
    "target_groups",
    "total_outlook",
    "rank_outlook",
    "rank_by_score",
    "effort_ladder",
    "effort_by_agency",
}
OF_LOSSES = (
    "deficit_by_field",
    "deficit_by_agency",
    "deficit_by_assessment",
    "pareto",
    "agency_field",
    "target_ladder",
)


def kind(name: str) -> str:
    """Which chart a figure is: `agency_card` of `agency_card_noi-vu`."""
    return name.partition("_card_")[0] + "_card" if "_card_" in name else name


# Where the layout fails on the made-up province: months run into the subtitle where tasks are few.
TO_BE_MENDED = {"gantt"}

# The pages of both editions, drawn once


class Page(NamedTuple):
    edition: Edition
    shipped: bool
    name: str
    lang: str
    chart: charts.Chart
    texts: list[Placed]
    change: tuple[float, float]  # against the committed picture, as `change` says it

    def __str__(self) -> str:
        return f"{self.edition.key} {self.name} {self.lang}"


def change(old: Image.Image, new: Image.Image) -> tuple[float, float]:
    """By how many levels two pictures differ on average, and in the square of 90 pixels where they differ most.

    Edges of letters come out a little otherwise on other machines; a number that is gone hardly moves the mean.
    """
    if old.size != new.size:
        return 255.0, 255.0
    squares = (np.asarray(picture.reduce(90), dtype=float) for picture in (old, new))
    return float(np.mean(ImageStat.Stat(ImageChops.difference(old, new)).mean)), float(
        np.abs(np.subtract(*squares)).max()
    )


def committed(name: str, lang: str) -> Image.Image:
    with Image.open(PROJECT / "figures" / f"{name}_{lang}.png") as picture:
        return picture.convert("RGB")


@pytest.fixture(scope="session")
def pages(shipped: Gallery, sample: Gallery) -> list[Page]:
    """Every figure of both editions, and the ladder of every agency that lost points, in both languages."""
    drawn = []
    for lang in LANGS:
        for name in shipped.figures:
            texts, picture = place(shipped(name, lang), 300)
            difference = change(committed(name, lang), picture)
            drawn.append(Page(shipped.edition, True, name, lang, shipped(name, lang), texts, difference))
        more = [(sample.edition, False, name, sample(name, lang)) for name in sample.figures]
        for agency in deficits("agency").query("deficit > 0")["lead_agency"]:
            more.append(
                (shipped.edition, True, f"target_ladder {agency}", charts.target_ladder(lang=lang, only=[agency]))
            )
        drawn += [Page(own, of, name, lang, fig, place(fig)[0], (0.0, 0.0)) for own, of, name, fig in more]
    return drawn


def test_every_text_can_be_read_from_the_back_of_a_room_and_covers_no_other(pages: list[Page]) -> None:
    faults = []
    for page in pages:
        assert tuple(page.chart.get_size_inches()) == pytest.approx((13.333, 7.5))  # 14 pt means this on this slide
        assert len(page.texts) > 5
        faults += [f"{page}: small: {text.text}" for text in page.texts if text.size < 14]
        if not page.shipped and page.name in TO_BE_MENDED:
            continue
        faults += [f"{page}: leaves the page: {text}" for text in outside(page.chart, page.texts)]
        faults += [f"{page}: overlap: {pair}" for pair in overlapping(page.texts)]
        if page.name in OF_THE_MODEL:
            faults += [f"{page}: crossed: {text}" for text in crossed(page.chart)]
    assert faults == []


# A share of something else than a chance of a criterion: which interval is drawn, and which part of the orderings.
NO_CHANCES = re.compile(r"(80|90)%")


def test_single_criteria_have_no_percentage(pages: list[Page]) -> None:
    own = {"target_bands", "part_levels", "target_groups", "effort_ladder"}
    told = [(page, NO_CHANCES.sub("", said(page.chart))) for page in pages if page.name in own]
    assert {page.name for page, _ in told} == own
    assert [f"{page}" for page, text in told if "%" in text] == []
    assert [f"{page}" for page, _ in told if {"chance", "chance_low", "chance_high"} & set(page.chart.data)] == []


def test_effort_is_never_a_duration(pages: list[Page]) -> None:
    told = [(page, said(page.chart)) for page in pages if page.name.startswith("effort_")]
    wrong = re.compile(r"năm tiến bộ|years of|\d+([.,]\d+)? (năm|years?)\b|tháng|months?")
    assert told and [f"{page}: {wrong.findall(text)}" for page, text in told if wrong.search(text)] == []


def test_every_chart_says_what_it_shows(pages: list[Page]) -> None:
    faults = []
    for page in pages:
        fig, own = page.chart, page.edition
        # Titles and sources may be broken into lines: read the page from the top.
        text = " ".join(t.text for t in sorted(page.texts, key=lambda t: -t.box.y0)).replace("\u00a0", " ")
        checks = {
            "language": fig.lang == page.lang and isinstance(fig, charts.Chart),
            "headline": fig.headline != "" and fig.headline in text,
            "subtitle": fig.subtitle != "" and fig.subtitle in text,
            "source": ("Nguồn: " if page.lang == "vi" else "Source: ") + fig.source in text,
            "source of the points": fig.source.startswith(
                own.source(page.lang, "sipas" if page.name == "sipas_items" else "par")
            ),
            "alt": fig.alt.startswith(f"{fig.headline}. ") and len(fig.alt) > len(fig.headline) + 50,
            "data": len(data_behind(fig)) > 0,
            "gaps": not re.search(r"\bnan\b|NaN|None|NaT", said(fig)),
        }
        if page.shipped:
            checks["document"] = "192/KH-UBND" in fig.source
            checks["figures in the alt"] = page.name not in charts.ALL or len(fig.alt) > len(fig.headline) + 100
            checks["rows"] = page.name not in charts.ALL or len(fig.data) > 3
            # Where the links of tasks are said to be inferred.
            checks["links"] = ("tasks.csv" in fig.source) == (kind(page.name) in OF_THE_PLAN)
            rests = {"vi": "giả định", "en": "assumptions"}[page.lang]
            checks["evidence"] = page.name not in OF_THE_MODEL or page.name == "rank_by_score" or rests in fig.source
            ranks = {"vi": "hạng các tỉnh", "en": "standings"}[page.lang]
            checks["list"] = page.name not in ("rank_outlook", "effort_ladder") or ranks in fig.source
        faults += [f"{page}: {what}" for what, right in checks.items() if not right]
    assert faults == []


def test_decimal_signs_are_those_of_the_language(pages: list[Page]) -> None:
    faults, codes = [], {code for own in {id(p.edition): p.edition for p in pages}.values() for key in own.indices for code in own.index(key).codes}  # fmt: skip
    for page in pages:
        fig = page.chart
        lines = [line for t in page.texts for line in t.text.split("\n")]
        lines += [fig.headline, *fig.alt.removeprefix(f"{fig.headline}. ").split("; ")]
        # A code such as 7.1.10 stands only at the beginning of a label.
        code = re.compile(r"^(\d+(\.\d+)*)(?=\.? )")
        if kind(page.name) in ("agency_card", "deficit_by_agency", "effort_by_agency"):  # amid the text
            code = re.compile(r"(?<![\d.,])(\d+(\.\d+)+)(?!\.?\d)")
        told = [code.sub(lambda m: "" if m[1] in codes else m[0], line) for line in lines]
        wrong, right = (r"\d\.\d", r"\d,\d") if page.lang == "vi" else (r"\d,\d", r"\d\.\d")
        faults += [f"{page}: {line}" for line in told if re.search(wrong, line)]
        # Nothing lost, or whole percents only.
        without = page.name == "agency_card_cuc-thue"
        if not (without or any(re.search(right, line) for line in told)):
            faults.append(f"{page}: no figure has decimals")
    assert faults == []


def test_texts_are_nfc_and_their_letters_come_from_one_font(pages: list[Page]) -> None:
    font = font_manager.findfont("Be Vietnam Pro", fallback_to_default=False)
    glyphs = FT2Font(font).get_charmap()
    told = [(str(page), said(page.chart)) for page in pages]
    assert [name for name, text in told if not unicodedata.is_normalized("NFC", text)] == []
    assert [(name, c) for name, text in told for c in text if c.isalpha() and ord(c) not in glyphs] == []


def test_the_two_languages_show_the_same_data_in_other_words(shipped: Gallery, sample: Gallery) -> None:
    for gallery in (shipped, sample):
        for name in gallery.figures:
            vi, en = (gallery(name, lang) for lang in LANGS)
            pd.testing.assert_frame_equal(vi.data, en.data)
            assert vi.headline != en.headline and vi.subtitle != en.subtitle


def test_layout_checks_notice_bad_layouts() -> None:
    fig = theme.new_chart("Tiêu đề", "Phụ đề", "nguồn", "vi")
    texts, _ = place(fig)
    assert outside(fig, texts) == [] == overlapping(texts)
    with theme.style():
        fig.text(0.9, 0.5, "một câu dài ra ngoài trang")
        fig.text(0.03, 0.955, "đè lên tiêu đề", va="top")
    texts, _ = place(fig)
    assert outside(fig, texts) == ["một câu dài ra ngoài trang"]
    assert overlapping(texts) == [("Tiêu đề", "đè lên tiêu đề")]
    with theme.style():
        axes = fig.add_axes((0.1, 0.1, 0.8, 0.6))
        axes.plot([0, 1], [0, 1])
        axes.text(0.5, 0.5, "trên đường")
        axes.text(0.1, 0.9, "cạnh đường")
    assert crossed(fig) == ["trên đường"]
    with theme.style():
        fig.text(0.5, 0.5, "\U000f0000")  # a private character that no font has
    with pytest.raises(UserWarning, match="missing"):
        place(fig)


# Committed pictures


def alike(difference: tuple[float, float]) -> bool:
    return difference[0] < 0.5 and difference[1] < 15


def test_committed_figures_are_what_the_code_draws(pages: list[Page], shipped: Gallery) -> None:
    faults = []
    for name in shipped.figures:
        for lang in LANGS:
            fig = shipped(name, lang)
            with Image.open(PROJECT / "figures" / f"{name}_{lang}.png") as picture:
                picture.load()
                # The alternative text holds every number shown, to the digit; pixels hold the looks.
                notes = {"Title": fig.headline, "Description": fig.alt, "Source": fig.source}
                if picture.text != notes:
                    faults.append(f"{name}_{lang}: text")
    faults += [f"{page.name}_{page.lang}: picture {page.change}" for page in pages if not alike(page.change)]
    assert faults == [], "run `make` and commit the figures"
    expected = {f"{name}_{lang}.png" for name in shipped.figures for lang in LANGS}
    assert {path.name for path in (PROJECT / "figures").glob("*.png")} == expected


def test_the_comparison_of_pictures_notices_a_missing_number() -> None:
    fig = charts.deficit_by_assessment()
    _, old = place(fig, 300)
    assert change(old, old) == (0.0, 0.0) and not alike(change(old, old.resize((10, 10))))
    # Noise of less than half a level each is nothing, though no two pictures are equal any more.
    noise = np.asarray(old) ^ (np.random.default_rng(0).random((*old.size[::-1], 3)) < 0.4)
    assert change(old, Image.fromarray(noise))[0] > 0 and alike(change(old, Image.fromarray(noise)))
    fig.axes[0].texts[0].set_visible(False)
    assert not alike(change(old, place(fig, 300)[1]))


# The list of charts, and what an edition can bear


def test_the_room_loads_when_it_is_used_and_has_every_chart_under_its_name() -> None:
    others = {"ALL", "NEEDS", "RESTS_ON", "Chart", "data_behind", "edition_change", "figures_of", "save"}
    drawing = set(charts.__all__) - others
    assert set(charts.ALL) == set(charts.NEEDS) == drawing and others < set(charts.__all__)
    assert all(charts.ALL[name] is getattr(charts, name) for name in drawing)
    code = (
        "import sys\nread = []\n"
        "sys.addaudithook(lambda event, facts: event == 'open' and read.append(str(facts[0])))\n"
        "import par_analysis.charts\n"
        "print('matplotlib' in sys.modules, [name for name in read if name.endswith(('.csv', '.toml', '.txt'))])\n"
        "par_analysis.charts.pareto\nprint('matplotlib' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[:2] == ["False []", "True"]


def test_there_is_a_page_for_every_agency_that_leads_and_a_figure_of_every_other_chart(
    shipped: Gallery, sample: Gallery
) -> None:
    pages = {name for name in shipped.figures if kind(name) == "agency_card"}
    assert shipped.figures.keys() - pages == charts.ALL.keys() - {"agency_card"}
    assert pages == {f"agency_card_{id}" for id in load_agencies()["id"]}
    for gallery in (shipped, sample):
        leads = set(gallery.edition.par.nodes["lead_agency"].dropna())
        for agency in gallery.edition.agencies.itertuples(index=False):
            name = f"agency_card_{agency.id}"
            assert (name in gallery.figures) == (agency.name in leads)
            assert name not in gallery.figures or gallery(name).headline.startswith(f"{agency.short}: ")
    # A lead that the list of agencies does not have keeps its own name, and has a page.
    par = load_par()
    par["lead_agency"] = par["lead_agency"].replace("Sở Tư pháp", "Sở Mới")
    new = charts.figures_of(open_edition().replace(par=par))
    assert new["agency_card_co-quan-9"](lang="en").headline.startswith("Sở Mới: ")
    assert "agency_card_tu-phap" not in new


def recoded(par: pd.DataFrame) -> pd.DataFrame:
    """Other codes (`13.1`), other agencies, no tie to the shipped texts."""

    def other(code: object) -> object:
        return code if pd.isna(code) or code == "total" else f"1{code}"

    agencies = {"Sở Nội vụ": "Ban Tổ chức", "Sở Tư pháp": "Ban Pháp chế", "Sở Tài chính": "Ban Ngân sách"}
    par = par.assign(code=par["code"].map(other), parent=par["parent"].map(other))
    par["lead_agency"] = par["lead_agency"].replace(agencies)
    par.attrs = {}
    return par


def deeper() -> pd.DataFrame:
    """One leaf of the second level gets two levels more, and an unlisted part: `8.1.1.1`, `8.1.rest`."""
    par = load_par()
    own = par[par["code"] == "8.1"].iloc[0]
    rows = []
    for code, parent, share, level, leaf in (
        ("8.1.1", "8.1", 0.8, 3, False),
        ("8.1.1.1", "8.1.1", 0.5, 4, True),
        ("8.1.1.2", "8.1.1", 0.3, 4, True),
        ("8.1.rest", "8.1", 0.2, 3, True),
    ):
        part = {name: round(own[name] * share, 9) for name in ("max_points", "score", "target")}
        part |= {"code": code, "parent": parent, "level": level, "is_leaf": leaf, "name": f"Phần {code}"}
        rows.append({**own, **part})
    rows[-1] |= {"is_remainder": True, "target": None, "lead_agency": None, "assessment": None}
    par = pd.concat(
        [par.assign(is_leaf=par["is_leaf"] & (par["code"] != "8.1")), pd.DataFrame(rows)], ignore_index=True
    )
    types = {"target": float, "is_leaf": bool, "is_remainder": bool, "target_is_bound": bool}
    return par.astype(types)


def without(*columns: str, **more: object) -> Edition:
    par = recoded(load_par())
    for column in columns:
        par[column] = float("nan") if column == "target" else None
    years = {"year": 2031, "target_year": None if "target" in columns else 2032}
    return edition_from(par=par, **{"place": "Tỉnh Mẫu", "place_en": "Mẫu Province", **years, **more})


@pytest.fixture(scope="module")
def lacking() -> dict[str, Edition]:
    nowhere = {"place": "", "place_en": "", "year": None, "target_year": None}
    return {
        "four levels": edition_from(par=recoded(deeper()), place="Tỉnh Mẫu", year=2031, target_year=2032),
        "no targets": without("target"),
        "no leads": without("lead_agency"),
        "no assessments": without("assessment"),
        "bare": without("target", "lead_agency", "assessment", **nowhere),
        "sipas only": edition_from(sipas=load_sipas(), place="Tỉnh Mẫu", year=2031),
    }


def test_each_lack_costs_the_charts_that_need_it_and_they_say_so_in_one_sentence(lacking: dict[str, Edition]) -> None:
    always = {"sipas_items", "gantt", "task_coverage", "rank_by_score", "rank_outlook"}
    aims = OF_THE_MODEL | {"target_ladder", "waterfall"}
    leads = {"deficit_by_agency", "agency_field", "agency_card", "effort_by_agency"}
    missing = {
        "four levels": always,
        "no targets": always | aims,
        "no leads": always | leads,
        "no assessments": always | {"deficit_by_assessment"},
        "bare": charts.ALL.keys() - {"deficit_by_field", "pareto"},
        "sipas only": charts.ALL.keys() - {"sipas_items"},
    }
    for name, own in lacking.items():
        assert {kind(figure) for figure in charts.figures_of(own)} == charts.ALL.keys() - missing[name], name
        for chart in missing[name]:
            part = next(part for part in charts.NEEDS[chart] if not own.has(part))
            with pytest.raises(
                ParAnalysisError, match=r"kỳ công bố này chưa có .*\(this edition lacks [^.]*\)$"
            ) as caught:
                charts.ALL[chart](own)
            assert own.lacks()[part][1] in str(caught.value)


def test_nothing_of_another_edition_shows(lacking: dict[str, Edition], sample: Gallery) -> None:
    gaps = re.compile(r"\bnan\b|NaN|None|NaT")
    foreign = re.compile(
        r"(?i:Hà Nội|192|KH-UBND|Sở Nội vụ|Sở Tư pháp|Home Affairs|Justice|2021|2022|(?<![\d.])8\.1 |hanoi)"
        rf"|{gaps.pattern}"
    )
    pages = [(f"sample {name} {lang}", sample(name, lang)) for name in sample.figures for lang in LANGS]
    for which, own in lacking.items():
        pages += [(f"{which} {name} {lang}", draw(lang=lang)) for name, draw in charts.figures_of(own).items() for lang in LANGS]  # fmt: skip
    faults = []
    for name, fig in pages:
        text = said(fig)
        if name.startswith("sample"):  # its codes are its own
            text = re.sub(r"(?<![\d.])8\.1 ", "", text)
        if "sipas_items" in name:  # the names of the shipped SIPAS items and their table's source are its own
            text = " ".join(gaps.findall(text))
        if "part_levels" in name:  # years of what provinces published, which belongs to no edition
            text = re.sub(r"\b20[12]\d\b", "", text)
        faults += [f"{name}: {word}" for word in foreign.findall(text)]
    assert faults == []
    heads = {draw().headline.split(": ")[0] for name, draw in charts.figures_of(lacking["four levels"]).items() if kind(name) == "agency_card"}  # fmt: skip
    assert heads == set(recoded(load_par())["lead_agency"].dropna()) and "Ban Tổ chức" in heads


def test_losses_without_targets_say_that_none_are_published(lacking: dict[str, Edition]) -> None:
    own = lacking["no targets"]
    for lang, word in (("vi", "chưa công bố mục tiêu"), ("en", "no targets are published")):
        for name in (*OF_LOSSES[:-1], "agency_card"):
            fig = charts.ALL[name](own, lang)
            assert word in fig.subtitle, name
            assert not re.search("lấy lại|mục tiêu|win back|target|back", said(fig).replace(word, "")), name
    fig = charts.deficit_by_field(own)
    assert len(fig.axes[0].patches) == len(data_behind(fig))


def test_a_field_is_the_first_level_of_the_tree(lacking: dict[str, Edition]) -> None:
    own = lacking["four levels"]
    fig = charts.agency_field(own)
    assert set(data_behind(fig).columns) <= set(own.par.children("total"))
    assert data_behind(charts.deficit_by_field(own))["code"].str.fullmatch(r"1\d").all()
    lost = deficits("criterion", edition=own)["deficit"].sum()
    assert data_behind(fig).sum().sum() == pytest.approx(lost) == pytest.approx(11.46)  # Plan 192, line 248


def test_year_place_and_source_are_those_of_the_edition() -> None:
    own = without()
    fig = charts.deficit_by_field(own)
    assert "năm 2031" in fig.subtitle and "2032" in fig.subtitle and "2032" in charts.target_bands(own, "en").subtitle
    assert charts.waterfall(own, "en").source == "table supplied by the user"
    mine = open_edition().replace(sources={"par": Source("bảng của tôi", "my table")})
    for name in OF_THE_PLAN:
        assert charts.ALL[name](mine, "en").source.startswith("my table; tasks: Plan 192/KH-UBND")
    for name in sorted(charts.ALL.keys() - OF_THE_PLAN - OF_THE_MODEL):
        key = "sipas" if name == "sipas_items" else "par"
        table = open_edition().table(key)
        table.attrs = {}
        for lang in LANGS:  # of no stated year, it is given none
            assert not re.search("2021|2022", said(charts.ALL[name](edition_from(**{key: table}), lang))), name


# What holds for every chart alike


def test_neither_the_order_of_rows_nor_drawing_changes_anything(shipped: Gallery) -> None:
    own = open_edition()
    tables = {name: own.table(name).sample(frac=1, random_state=1) for name in ("par", "sipas")}
    before = {name: table.copy() for name, table in tables.items()}
    mixed = own.replace(**tables)
    for name, draw in charts.figures_of(mixed).items():
        lang = LANGS[len(name) % 2]
        there, here = (set(fig.alt.rstrip(". ").split("; ")) for fig in (draw(lang=lang), shipped(name, lang)))
        assert there == here, name
    for name, table in before.items():
        pd.testing.assert_frame_equal(tables[name], table)
        pd.testing.assert_frame_equal(mixed.table(name).sort_index(), own.table(name))
        assert tables[name].attrs == table.attrs and mixed.table(name).attrs == own.table(name).attrs


def test_estimates_move_with_the_model_and_assumptions_do_not(shipped: Gallery) -> None:
    taking = {name for name, draw in charts.ALL.items() if "model" in inspect.signature(draw).parameters}
    assert charts.RESTS_ON.keys() == taking == OF_THE_MODEL
    evidence = load_evidence().iloc[::2].reset_index(drop=True)
    assumptions = load_assumptions().replace(level=0.6)
    other = achievability_model(open_edition().replace(evidence=evidence, assumptions=assumptions))
    moved = {name: not shipped(name).data.equals(charts.ALL[name](model=other).data) for name in OF_THE_MODEL}
    assert {name: "estimate" if moves else "assumption" for name, moves in moved.items()} == charts.RESTS_ON


def test_charts_of_the_model_ask_for_the_year_of_the_results() -> None:
    own = open_edition().replace(year=None)
    standings = open_edition().standings
    unranked = achievability_model(open_edition().replace(standings=standings[standings["place"] != "Hà Nội"]))
    for name in OF_THE_MODEL:
        with pytest.raises(ParAnalysisError, match="lacks the year of its results"):
            charts.ALL[name](own)
        if "rank" in charts.NEEDS[name]:
            with pytest.raises(ParAnalysisError, match="lacks a published rank of the place"):
                charts.ALL[name](model=unranked)
        else:
            assert charts.ALL[name](model=unranked).source.startswith("Kế hoạch 192/KH-UBND")


def test_unknown_languages_and_tables_that_lost_nothing_are_refused() -> None:
    full = {key: open_edition().table(key) for key in ("par", "sipas")}
    full = {key: table.assign(score=table["max_points"]) for key, table in full.items()}
    for name, draw in charts.ALL.items():
        for lang in ("fr", "", None):
            with pytest.raises(ParAnalysisError, match=r"'vi'.*'en'"):
                draw(lang=lang)
        key = "sipas" if name == "sipas_items" else "par"
        with pytest.raises(ParAnalysisError, match="no points were lost"):
            draw(open_edition().replace(**{key: full[key]}))


def test_a_headline_of_ones_own_stands_in_the_place_of_ours(shipped: Gallery) -> None:
    for name, draw in charts.ALL.items():
        fig = draw(title="Tiêu đề của tôi")
        assert fig.headline == "Tiêu đề của tôi" and fig.alt.startswith("Tiêu đề của tôi. "), name
        assert "Tiêu đề của tôi" in [text.get_text() for text in fig.texts], name
        assert name == "agency_card" or fig.subtitle == shipped(name).subtitle, name


def test_a_chart_can_be_limited_to_codes_and_agencies() -> None:
    par = load_par().query("is_leaf")
    lost = (par["max_points"] - par["score"]).round(9)
    chosen = par["code"].str.startswith("7.") | (par["lead_agency"] == "Sở Tư pháp")
    for lang, named in (("vi", "chỉ gồm 7 Hiện đại hóa, Tư pháp"), ("en", "only 7 Modern admin., Justice")):
        for name in OF_LOSSES:
            fig = charts.ALL[name](lang=lang, only=["7", "Justice"])
            data = data_behind(fig)
            drawn = data.sum().sum() if name == "agency_field" else data["deficit"].sum()
            assert 0 < drawn < 11.46 and drawn == pytest.approx(lost[chosen].sum()), name
            assert fig.subtitle.replace("Sở ", "").endswith(named), name
            assert charts.ALL[name](lang=lang, only="7").subtitle.endswith(named.partition(",")[0]), name
    for name in OF_LOSSES:
        with pytest.raises(ParAnalysisError, match=r"only: .*'9\.9'"):
            charts.ALL[name](only=["9.9"])
        with pytest.raises(ParAnalysisError, match="no points were lost there"):
            charts.ALL[name](only=["Cục thuế Thành phố"])
    fig = charts.sipas_items(only=["III"])
    assert set(data_behind(fig)["code"].str.split(".").str[0]) == {"III"} and "chỉ gồm III " in fig.subtitle
    # A field that is shown in part is not given its published gain.
    part = data_behind(charts.deficit_by_field(only=["7.1"]))
    assert part["gain_published"].tolist() == part["gain"].tolist() and len(part) == 1


def test_long_source_lines_wrap_and_leave_the_drawing_its_room() -> None:
    long = Source("Báo cáo tổng hợp của Sở " * 6, "A compiled report of the Department " * 5)
    for lang in LANGS:
        fig = charts.deficit_by_field(open_edition().replace(sources={"par": long}), lang)
        texts, _ = place(fig)
        assert sum(t.text.count("Sở") + t.text.count("Department") for t in texts) >= 5
        assert outside(fig, texts) == [] == overlapping(texts)
