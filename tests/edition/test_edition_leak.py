"""Nothing of the shipped edition appears in anything made from another one: no name, figure, year, source or place."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import matplotlib.text
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_province import AGENCIES, PLACE, PLACE_EN, YEAR, found_in, shipped_words, texts_of

import par_analysis as pa
from par_analysis import Edition, charts, open_edition, story
from par_analysis.charts.drawing import Drawn
from par_analysis.cli import main
from par_analysis.deliver import figures, pack
from par_analysis.deliver.facts import facts_of
from par_analysis.deliver.processed import write_processed
from par_analysis.edition.config import FILE

# Cells of notebooks that list what was observed anywhere: there every province may stand, this country's capital too.
# What the notebooks show of all provinces: it belongs to no edition.
NATIONAL = ("evidence", "precedents", "part_levels", "edition.parts", "movements", "histories", "check.")


@pytest.fixture(scope="module")
def words(province: Edition) -> list[str]:
    own = " ".join(str(text) for row in province.table("par").itertuples(index=False) for text in row)
    return [word for word in shipped_words() if word not in own]


def leaks(texts: Iterator[tuple[str, str]] | dict[str, str], words: list[str]) -> dict[str, list[str]]:
    items = texts.items() if isinstance(texts, dict) else texts
    return {name: found for name, text in items if (found := found_in(text, words))}


def three_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw three charts where all would be drawn: they tell whose they are, and where they go."""
    every = charts.figures_of
    monkeypatch.setattr(charts, "figures_of", lambda own: dict(list(every(own).items())[-3:]))


def test_the_words_tell_the_shipped_edition(words: list[str]) -> None:
    assert len(words) > 250
    shipped = open_edition()
    assert found_in(str(pa.explain("7.1")), words), "the test would find nothing"
    assert found_in(charts.deficit_by_agency(shipped).alt, words)


@settings(max_examples=200)
@given(st.text("aÀ1 .,-\n", max_size=40), st.lists(st.text("aÀ1 .,-", min_size=1, max_size=5), max_size=5))
def test_finding_words_in_one_pass_finds_what_looking_for_each_does(text: str, searched: list[str]) -> None:
    each = [word for word in searched if re.search(rf"(?<![\w.,]){re.escape(word)}(?![\w])", text)]
    assert found_in(text, searched) == each


def test_edition_is_as_the_file_has_it(province: Edition, province_folder: Path, tmp_path: Path) -> None:
    assert main(["check", str(province_folder)]) == 0
    made = [
        "new-edition",
        str(tmp_path / province_folder.name),
        "--from",
        str(province_folder.parent / "bảng tuần trước.xlsx"),
    ]
    assert main([*made, "--place", PLACE, "--place-en", PLACE_EN]) == 0
    assert (tmp_path / province_folder.name / FILE).read_bytes() == (province_folder / FILE).read_bytes()
    assert (province.place, province.place_en, province.year, province.target_year) == (PLACE, PLACE_EN, YEAR, YEAR + 1)
    assert max(province.depth.values()) == 4
    assert len(province.agencies) == len(AGENCIES)
    assert province.has("tasks") and not province.has("sipas") and not province.has("rank")


def test_tables_and_everything_worked_out_of_them(province: Edition, words: list[str], tmp_path: Path) -> None:
    write_processed(tmp_path / "bảng", province)
    texts = texts_of(tmp_path / "bảng")
    day = f"{YEAR + 1}-09-15"
    frames = {
        **{
            f"deficits {by}": pa.deficits(by, edition=province) for by in ("criterion", "field", "agency", "assessment")
        },
        "deficits today": pa.deficits("agency", edition=province, agencies="today"),
        "audit": pa.audit(province),
        "coverage": pa.coverage(edition=province),
        "coverage of tasks": pa.coverage("tasks", edition=province),
        "workload": pa.workload(province),
        "due": pa.due(day, province),
        "conflicts": pa.conflicts(province),
        "chances": pa.chances(edition=province),
        "order": pa.target_order(edition=province).targets,
        "outlook": pa.total_distribution(2000, edition=province).nodes,
        "ladder": pa.ladder(edition=province).steps,
    }
    texts |= {name: frame.to_csv() for name, frame in frames.items()}
    ready = pa.presets("vi", province) | {f"{key} en": one for key, one in pa.presets("en", province).items()}
    texts |= {f"preset {key}": one.to_json() for key, one in ready.items()}
    texts["comparison"] = pa.compare(*pa.presets("vi", province).values(), edition=province).criteria.to_csv()
    for lang in ("vi", "en"):
        for code in province.par.codes:
            texts[f"explain {code} {lang}"] = str(pa.explain(code, lang=lang, edition=province))
        plan = pa.presets(lang, province)["plan"]
        texts[f"scenario {lang}"] = str(pa.explain_scenario(plan, "1.1", lang=lang, edition=province))
    assert leaks(texts, words) == {}


def test_summaries(province: Edition, words: list[str]) -> None:
    told = (story.tables_and_audit, story.point_deficits, story.agencies, story.the_plan, story.what_is_likely)  # fmt: skip
    assert leaks({tell.__name__: str(tell(province)) for tell in told}, words) == {}


def test_every_chart_and_the_page_of_them(province: Edition, words: list[str], tmp_path: Path) -> None:
    drawn = charts.figures_of(province)
    assert {f"agency_card_{row.id}" for row in province.agencies.itertuples()} <= drawn.keys()
    assert {"deficit_by_field", "gantt", "target_bands", "effort_by_agency"} <= drawn.keys()
    assert not {"sipas_items", "rank_by_score"} & drawn.keys()
    texts, picture = {}, tmp_path / "x.svg"
    picture.write_text("<svg/>")
    for lang in ("vi", "en"):
        records = []
        for name, draw in drawn.items():
            chart = draw(lang=lang)
            labels = " ".join(text.get_text() for text in chart.findobj(matplotlib.text.Text))
            texts[f"{name} {lang}"] = " ".join((chart.headline, chart.subtitle, chart.source, chart.alt, chart.data.to_csv(), labels))  # fmt: skip
            assert chart.source.strip(), name
            says = (chart.headline, chart.subtitle, chart.alt, chart.source, chart.data)
            records.append(Drawn(name, lang, (picture,), 0.0, *says))
        page = figures.render_index(facts_of(lang=lang, edition=province), tmp_path / f"{lang}.html", records)
        texts[f"page {lang}"] = page.read_text(encoding="utf-8")
    # The levels of parts are those of all provinces, by their years.
    national = re.compile(r'(?s)<section id="chart-part_levels".*?</section>')
    told = {name: national.sub("", text) for name, text in texts.items() if not name.startswith("part_levels")}
    assert leaks(told, words) == {}


def test_page_and_pack(
    province_folder: Path, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    three_charts(monkeypatch)  # all are in what the notebook of the briefing writes
    for module in (figures, pack):  # nothing is read off the pixels
        monkeypatch.setattr(module, "DPI", 40, raising=False)
    for lang in ("vi", "en"):
        page = tmp_path / f"nếu như {lang}.html"
        assert main(["app", "--out", str(page), "--lang", lang, "--no-open", "--edition", str(province_folder)]) == 0
        brief = ["brief", "--out", str(tmp_path / lang), "--lang", lang, "--date", f"{YEAR + 1}-09-15"]
        assert main([*brief, "--edition", str(province_folder)]) == 0
    texts = texts_of(tmp_path)
    assert {name.partition("/")[0] for name in texts} >= {"vi", "en", "nếu như vi.html"}
    assert leaks(texts, words) == {}
    manifest = json.loads((tmp_path / "vi" / "pack.json").read_text(encoding="utf-8"))
    assert (manifest["place"], manifest["year"]) == (PLACE, YEAR) and PLACE in manifest["title"]
    assert [len(list((tmp_path / folder).glob("*.svg"))) for folder in ("vi/bieu-do", "en/figures")] == [3, 3]


def test_build_writes_notebooks_and_figures_of_this_edition_only(
    province: Edition, province_folder: Path, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every, scratch = len(charts.figures_of(province)), tmp_path / "tạm"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))  # where the notebook of the briefing writes a whole pack
    three_charts(monkeypatch)
    own = Path(shutil.copytree(province_folder, tmp_path / province_folder.name))
    before = {path: path.read_bytes() for path in own.iterdir() if path.is_file()}
    assert main(["build", "--edition", str(own)]) == 0
    assert {path: path.read_bytes() for path in before} == before, "the researcher's own files were changed"
    assert {path.name for path in own.iterdir() if path.is_dir()} == {"processed", "notebooks", "figures"}
    books = sorted(path.name[:2] for path in (own / "notebooks").glob("*.ipynb"))
    assert books == ["01", "02", "03", "05", "06", "07", "09"], "SIPAS and ranks are not there"
    parts_of_provinces, texts = charts.part_levels(province).headline, {}
    for path in (own / "notebooks").glob("*.ipynb"):
        for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
            source = "".join(cell["source"])
            outputs = [] if any(word in source for word in NATIONAL) else cell.get("outputs", [])
            shown = [
                "".join(part)
                for output in outputs
                for part in (output.get("text"), *(output.get("data") or {}).values())
                if isinstance(part, str | list)
            ]
            texts[f"{path.name} {number}"] = source + " ".join(part for part in shown if parts_of_provinces not in part)
    assert leaks(texts, words) == {}
    assert leaks(texts_of(own / "processed"), words) == {}
    # The chart of the parts shows what provinces published up to the edition's day, in any edition.
    briefing = {
        name: re.sub(r'(?s)<section id="chart-part_levels".*?</section>', "", text)
        for name, text in texts_of(scratch).items()
    }
    parts = {Path(name).parts[1].partition(".")[0] for name in briefing}
    assert parts >= {"trinh-chieu", "so-tinh-neu-nhu", "bao-cao", "kham-pha", "bieu-do"}
    assert leaks(briefing, words) == {}
    assert len(list(scratch.glob("*/bieu-do/*.svg"))) == every > 20
    drawn = {path.name for path in (own / "figures").iterdir()}
    names = charts.figures_of(open_edition(own))
    assert drawn == {
        f"{name}_{lang}.{kind}" for name in names for lang in ("vi", "en") for kind in ("png", "svg", "pdf")
    }
