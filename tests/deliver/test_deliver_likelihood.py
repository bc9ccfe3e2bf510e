"""What is said of the future in slides, report and the page of figures: criteria by bands, one message each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import made_up
import pytest
from docx import Document
from pptx import Presentation
from slides_cases import charts_of, labels_of, names_in, notes_of, tables_of, title_of

from par_analysis import charts, open_edition
from par_analysis.charts.drawing import Drawn
from par_analysis.deliver import write_report, write_slides
from par_analysis.deliver.facts import Facts, facts_of
from par_analysis.deliver.figures import render_index
from par_analysis.deliver.likelihood import joint_told, ranks_ahead, span_told, within_error
from par_analysis.outlook.alternatives import alternatives_of
from par_analysis.outlook.chance import chances
from par_analysis.outlook.joint import joint_chance
from par_analysis.tables.models.results import BANDS

LANGS = ("vi", "en")
EDITIONS = {"shipped": open_edition(), "made up": made_up.whole()}
# What makes a percentage one of a chance, and what no reader is to hear.
_CHANCE = re.compile(r"khả năng|xác suất|nhận định|chance|likel|probab|\bband", re.IGNORECASE)
_PERCENT = re.compile(r"\d\s?%")
_GONE = re.compile(
    r"năm tiến bộ|năm điển hình|mong muốn|years? of (typical )?progress|typical years?|\bwish", re.IGNORECASE
)


class Output(NamedTuple):
    """Texts of one output: sentences, each table's rows beside its header, slide titles."""

    facts: Facts
    kind: str
    texts: list[str]
    tables: list[list[list[str]]]
    titles: list[str]

    def units(self) -> Iterator[str]:
        """Every sentence, and of every table cell its row's first cell, its header and itself."""
        for text in self.texts:
            yield from re.split(r"(?<=[.;?!])\s+|\n", text)
        for header, *rows in self.tables:
            for row in rows:
                yield from (f"{row[0]}: {title}: {cell}" for title, cell in zip(header[1:], row[1:], strict=False))


def _deck(path: Path, facts: Facts) -> Output:
    slides = list(Presentation(str(path)).slides)
    texts = [s.text_frame.text for slide in slides for s in slide.shapes if s.has_text_frame]
    texts += [notes_of(slide) for slide in slides]
    for slide in slides:
        for shape in charts_of(slide):
            for series in shape.chart.plots[0].series:
                pairs = zip(names_in(shape), labels_of(series), strict=False)
                texts += [f"{name}, {series.name}: {label}" for name, label in pairs]
    tables = [table for slide in slides for table in tables_of(slide)]
    return Output(facts, "slides", texts, tables, [title_of(slide) for slide in slides])


def _report(path: Path, facts: Facts) -> Output:
    document = Document(str(path))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [str(mark.get("descr")) for mark in document.element.body.iter() if mark.tag.endswith("}docPr")]
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables[1:-1]]
    return Output(facts, "report", texts, tables, [])


def _page(folder: Path, facts: Facts) -> Output:
    from lxml import html

    (folder / "a.svg").write_text("<svg/>", encoding="utf-8")
    figures, records = charts.figures_of(facts.edition), []
    for name in facts.figure_names():
        chart = figures[name](lang=facts.lang)
        about = (chart.headline, chart.subtitle, chart.alt, chart.source, chart.data)
        records.append(Drawn(name, facts.lang, (folder / "a.svg",), 0.0, *about))
    root = html.parse(str(render_index(facts, folder / f"{facts.lang}.html", records))).getroot()
    texts = [" ".join(found.text_content().split()) for found in root.iter("h2", "p", "li")]
    tables = [
        [[cell.text_content() for cell in row.iter("th", "td")] for row in table.iter("tr")]
        for table in root.iter("table")
    ]
    return Output(facts, "page", texts, tables, [])


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], Output]:
    folder, made = tmp_path_factory.mktemp("lời nói"), {}
    for name, edition in EDITIONS.items():
        for lang in LANGS:
            facts = facts_of(lang=lang, edition=edition)
            path = folder / f"{name} {lang}"
            deck = write_slides(path.with_suffix(".pptx"), lang=lang, edition=edition)
            report = write_report(path.with_suffix(".docx"), lang=lang, edition=edition)
            for output in (_deck(deck, facts), _report(report, facts), _page(folder, facts)):
                made[name, lang, output.kind] = output
    return made


def _criteria(facts: Facts) -> re.Pattern[str]:
    """Find a criterion with a target by its code or short name."""
    names = facts.names("par")
    codes = [re.escape(code) for code in facts.chances["code"]]
    words = [re.escape(names[code]) for code in facts.chances["code"]]
    return re.compile(rf"(?<![\d.,])(?:{'|'.join(codes)})(?![\d.]\d|,\d)|\b(?:{'|'.join(words)})\b")


def test_no_percentage_of_a_single_criterion_is_said(outputs) -> None:
    found = [
        (*key, unit)
        for key, output in outputs.items()
        for unit in output.units()
        if _PERCENT.search(unit) and _CHANCE.search(unit) and _criteria(output.facts).search(unit)
    ]
    assert found == []
    # The search finds what it looks for.
    facts = outputs["shipped", "vi", "slides"].facts
    said = Output(facts, "", ["Mục tiêu 5.5 có khả năng đạt 16%."], [[["Mã", "Khả năng"], ["8.1", "63% (48–77%)"]]], [])
    assert [bool(_criteria(facts).search(unit)) for unit in said.units() if _PERCENT.search(unit)] == [True, True]


def test_no_years_of_progress_and_no_wish_are_left(outputs) -> None:
    assert [(*key, unit) for key, output in outputs.items() for unit in output.units() if _GONE.search(unit)] == []


def test_titles_of_slides_have_no_chance_that_is_not_robust(outputs) -> None:
    for output in outputs.values():
        kept = output.facts.robust.headlines.query("unit == 'chance' and robust")["model"]
        for title in output.titles:
            if _CHANCE.search(title):
                said = {float(number) for number in re.findall(r"(\d+)%", title)}
                assert said <= {round(100 * value) for value in kept}, title


def test_a_criterion_has_one_band_and_one_place_in_the_order_in_all_parts(outputs) -> None:
    heads = {"vi": ("Nhận định", "Thứ tự"), "en": ("Band", "Order")}
    for name in EDITIONS:
        for lang in LANGS:
            said: dict[tuple[str, str], set[str]] = {}
            for kind in ("slides", "report"):
                for header, *rows in outputs[name, lang, kind].tables:
                    for word in set(heads[lang]) & set(header):
                        for row in rows:
                            if (cell := row[header.index(word)]) not in ("", "–"):
                                said.setdefault((word, row[0].split(" ")[0]), set()).add(cell.rstrip("†"))
            facts = outputs[name, lang, "report"].facts
            assert {code for word, code in said} == set(facts.chances["code"])
            assert {key: cells for key, cells in said.items() if len(cells) > 1} == {}
            bands = facts.chances.set_index("code")
            for code, band in bands["band"].items():
                (cell,) = said[heads[lang][0], str(code)]
                assert cell == BANDS[band][lang == "en"] + "*" * (not bands.loc[code, "robust"])


def test_a_plan_of_several_measures_is_told_by_their_joint_chance_over_all_models() -> None:
    for lang in LANGS:
        facts = facts_of(lang=lang)
        plan = next(one for one in facts.climbed.plans.values() if len(one.measures) > 3)
        values = dict(zip(plan.measures["code"], plan.measures["value"], strict=True))
        found = [joint_chance(model, values) for model in (facts.model, *alternatives_of(facts.model)[0].values())]
        assert span_told(facts, plan.joint, min(found), max(found)) in joint_told(facts, plan)
        # Of one measure alone no chance is told at all.
        alone = next(one for one in facts.climbed.plans.values() if len(one.measures) == 1)
        assert "%" not in joint_told(facts, alone) and alone.measures["code"].iloc[0] in joint_told(facts, alone)


def test_a_chance_that_rounds_to_nothing_is_no_zero_and_its_range_is_words() -> None:
    for lang, words in (("vi", "dưới 1% (dưới 1% đến 8% tùy mô hình)"), ("en", "under 1% (under 1% to 8% depending on the model)")):  # fmt: skip
        facts = facts_of(lang=lang)
        assert span_told(facts, 0.001, 0.0, 0.08) == words
        assert span_told(facts, 0.214, 0.18, 0.51, short=True) == "21% (18–51%)"


def test_targets_within_the_surveys_error_are_named_with_the_size_of_the_survey(outputs) -> None:
    for lang in LANGS:
        facts = outputs["shipped", lang, "report"].facts
        for index, output in (("par", "slides"), ("sipas", "report")):
            table = chances(index).query("within_error")
            told = within_error(facts, index)
            assert len(table) and told in "\n".join(outputs["shipped", lang, output].texts)
            assert [code for code in table["code"] if f"{code} (" not in told] == []
        assert within_error(outputs["made up", lang, "report"].facts, "par") == ""


def test_a_place_without_a_rank_has_no_ranks_ahead() -> None:
    assert ranks_ahead(facts_of(edition=made_up.whole())).empty
    facts = facts_of()
    assert list(ranks_ahead(facts)["rank"]) == [facts.rank - 1, facts.rank - 2]
