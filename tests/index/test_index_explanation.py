"""Any number can be asked how it was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from par_analysis import (
    CompositeIndex,
    ParAnalysisError,
    edition_from,
    explain,
    export_tables,
    load_par,
    load_sipas,
    open_edition,
)
from par_analysis.index.explanation import explain as explain_node
from par_analysis.tables.locations import PLAN_TEXT, SHIPPED


@pytest.mark.parametrize(
    ("index", "code"), [(i, c) for i in ("par", "sipas") for c in ("total",)] + [("par", "7.1"), ("sipas", "V")]
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_explanation_shows_value_maximum_deficit_parts_path_and_source(index: str, code: str, lang: str) -> None:
    frame = {"par": load_par, "sipas": load_sipas}[index]().set_index("code")
    made = explain(code, index, lang)
    text = str(made)
    row = frame.loc[code]

    def printed(value: float) -> str:
        plain = f"{round(value, 3):g}"
        return plain.replace(".", ",") if lang == "vi" else plain

    for value in (row["score"], row["max_points"], row["max_points"] - row["score"]):
        assert printed(value) in text
    for part in frame.index[frame["parent"] == code]:
        assert f"{part}  " in text and printed(frame.loc[part, "score"]) in text
    assert str(row["source_line"]) in text and "ke-hoach-192-kh-ubnd-2022.txt" in text
    assert made.recomputed == pytest.approx(made.published, abs=0.005 if index == "sipas" else 1e-9)
    assert made.children["contribution"].sum() == pytest.approx(made.recomputed)


def test_the_source_text_is_the_line_of_the_document(plan_text: str) -> None:
    file, line, text = explain("8.1").source
    assert plan_text.split("\n")[line - 1].strip() == text
    assert file == "ke-hoach-192-kh-ubnd-2022.txt"


def test_an_explanation_says_when_parts_disagree_and_when_a_part_is_unlisted() -> None:
    par = load_par()
    par.loc[par["code"] == "6.4.1", "score"] = 0.5
    assert "KHÔNG khớp" in str(explain_node(CompositeIndex.of("par", par), "6.4"))
    assert "DIFFER" in str(explain_node(CompositeIndex.of("par", par), "6.4", "en"))
    assert "7.1" in str(explain("7.1.rest")).splitlines()[-2]


def test_an_explanation_of_a_workbook_cites_the_workbook(tmp_path: Path) -> None:
    path = export_tables(tmp_path / "của tôi.xlsx")
    text = str(explain_node(CompositeIndex.of("par", load_par(path)), "8.1"))
    assert "của tôi.xlsx" in text and "«8.1 |" not in text


@pytest.mark.parametrize(
    ("code", "index", "named"), [("9.9", "par", "9.9"), ("V.2", "par", "V.2"), ("7", "papi", "papi")]
)
def test_an_unknown_code_or_index_is_refused(code: str, index: str, named: str) -> None:
    with pytest.raises(ParAnalysisError, match=named):
        explain(code, index)


def copied(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """Write a text, with the shipped side tables beside it: a text alone has none to borrow."""
    for table in ("remainders", "names", "assessment", "corrections"):
        cells = (SHIPPED / f"{table}.csv").read_text(encoding="utf-8")
        (folder / f"{table}.csv").write_text(cells.replace(PLAN_TEXT.name, name), encoding="utf-8")
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_a_changed_copy_of_the_plan_is_quoted_from_the_copy(tmp_path: Path, plan_text: str) -> None:
    path = copied(tmp_path, "bản chép.txt", plan_text.replace("| 10 | 8.709 | 8.8 |", "| 10 | 8.709 | 8.9 |"))
    par = load_par(path)
    file, line, text = explain_node(CompositeIndex.of("par", par), "8.1").source
    assert (file, line) == ("bản chép.txt", 242) and "| 8.9 |" in text
    assert par.attrs["source"] == "Tệp bản chép.txt" and par.attrs["year"] == ""


def test_an_unknown_language_is_refused_at_once() -> None:
    with pytest.raises(ParAnalysisError, match="fr"):
        explain("7.1", lang="fr")


def test_a_text_of_another_encoding_is_quoted_right(tmp_path: Path, plan_text: str) -> None:
    path = copied(tmp_path, "utf16.txt", plan_text, "utf-16")
    assert explain_node(CompositeIndex.of("par", load_par(path)), "7.1").source[2] == explain("7.1").source[2]


def test_a_workbook_is_cited_by_its_own_row_and_by_what_it_states(tmp_path: Path) -> None:
    par = load_par(export_tables(tmp_path / "của tôi.xlsx"))
    file, line, stated = explain_node(CompositeIndex.of("par", par), "8.1").source
    assert "của tôi.xlsx" in file and "«PAR INDEX»" in file
    assert line == 242 and "192/KH-UBND" in stated


def test_a_figure_of_another_edition_is_explained_by_that_edition() -> None:
    par = load_par()
    par.loc[par["code"] == "8.1", "score"] = 7.5
    assert explain("8.1", edition=open_edition().replace(par=par)).published == 7.5
    with pytest.raises(ParAnalysisError, match="lacks a SIPAS table"):
        explain("V", "sipas", edition=edition_from(load_par()))


def test_where_no_english_name_is_known_the_printed_one_stands() -> None:
    own = edition_from(load_par().drop(columns="name_en"))
    assert load_par().set_index("code").loc["8.6", "name"] in str(explain("8.6", lang="en", edition=own))


def test_a_table_that_does_not_know_its_lines_quotes_none() -> None:
    own = edition_from(load_par().drop(columns="source_line"))
    assert "«" not in str(explain("8.1", edition=own))
