"""Any number can be asked how it was made."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
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
from par_analysis.index.explanation import Explanation
from par_analysis.index.explanation import explain as explain_node
from par_analysis.tables.locations import PLAN_TEXT, SHIPPED


def of_par(par: pd.DataFrame, code: str, lang: str = "vi") -> Explanation:
    return explain_node(CompositeIndex.of("par", par), code, lang)


def test_an_explanation_shows_value_maximum_deficit_parts_path_and_source(plan_text: str) -> None:
    faults = []
    for index, frame in (("par", load_par()), ("sipas", load_sipas())):
        rows = frame.set_index("code")
        for code, lang in [(code, lang) for code in rows.index[:: 5 if index == "par" else 4] for lang in ("vi", "en")]:
            explanation, row = explain(code, index, lang), rows.loc[code]
            lines = str(explanation).split("\n")

            def shown(value: float, lang: str = lang) -> str:
                return f"{round(value, 3):g}".replace(".", "," if lang == "vi" else ".")

            parts = rows[rows["parent"] == code]
            path = open_edition().index(index).lineage(code)
            lost = shown(row["max_points"] - row["score"])
            own = next(line for line in lines if line.lstrip(" └─").startswith(f"{code}  " if len(path) > 1 else ""))
            checks = [
                own.endswith(f"{'bị trừ' if lang == 'vi' else 'lost'} {lost}"),
                f": {shown(row['score'])} / {shown(row['max_points'])} " in own,
                (row["name"] if lang == "vi" else row["name_en"]) in own,
                all(f"{above}  " in line for above, line in zip(path[1:], lines[1:], strict=False)),
                all(
                    f"{part.Index}  " in line
                    for part, line in zip(parts.itertuples(), lines[len(path) :], strict=False)
                ),
                all(shown(part.score) in str(explanation) for part in parts.itertuples()),
                explanation.published == row["score"],
                explanation.recomputed == pytest.approx(row["score"], abs=0.005 if index == "sipas" else 1e-9),
                not len(parts) or explanation.children["contribution"].sum() == pytest.approx(explanation.recomputed),
                not len(parts) or lines[-2].endswith("khớp" if lang == "vi" else "they agree"),
                lines[-1].count("ke-hoach-192-kh-ubnd-2022.txt") == 1,
                f" {row['source_line']}: «" in lines[-1],
                explanation.source[2] == plan_text.split("\n")[row["source_line"] - 1].strip(),
            ]
            faults += [(index, code, lang, number) for number, good in enumerate(checks) if not good]
    assert faults == []
    assert "IV.1" in str(explain("IV", "sipas")) and "  [đóng góp " in str(explain("IV", "sipas"))
    assert "contributes" not in str(explain("7", lang="en"))


def test_an_explanation_says_when_parts_disagree_and_when_a_part_is_unlisted() -> None:
    par = load_par()
    par.loc[par["code"] == "6.4.1", "score"] = 0.5
    assert "KHÔNG khớp" in str(of_par(par, "6.4")) and "DIFFER" in str(of_par(par, "6.4", "en"))
    assert "lấy 7.1 trừ" in str(explain("7.1.rest")).splitlines()[-2]
    par.loc[par["code"] == "6.4.1", "score"] = float("nan")
    assert "khớp" not in str(of_par(par, "6.4")) and of_par(par, "6.4").recomputed != of_par(par, "6.4").recomputed


def test_what_cannot_be_explained_is_refused() -> None:
    alone = edition_from(load_par())
    for code, index, lang, edition, named in [
        ("9.9", "par", "vi", None, "9.9"),
        ("V.2", "par", "vi", None, "V.2"),
        ("7", "papi", "vi", None, "papi"),
        ("7.1", "par", "fr", None, "fr"),
        ("V", "sipas", "vi", alone, "lacks a SIPAS table"),
    ]:
        with pytest.raises(ParAnalysisError, match=named):
            explain(code, index, lang, edition)


def test_another_text_is_quoted_from_that_text_in_its_encoding(tmp_path: Path, plan_text: str) -> None:
    for table in ("remainders", "names", "assessment", "corrections"):  # a text alone has none to borrow
        cells = (SHIPPED / f"{table}.csv").read_text(encoding="utf-8")
        (tmp_path / f"{table}.csv").write_text(cells.replace(PLAN_TEXT.name, "bản chép.txt"), encoding="utf-8")
    path = tmp_path / "bản chép.txt"
    path.write_bytes(plan_text.replace("| 10 | 8.709 | 8.8 |", "| 10 | 8.709 | 8.9 |").encode("utf-16"))
    par = load_par(path)
    file, line, text = of_par(par, "8.1").source
    assert (file, line) == ("bản chép.txt", 242) and "| 8.9 |" in text
    assert of_par(par, "7.1").source[2] == explain("7.1").source[2]
    assert par.attrs["source"] == "Tệp bản chép.txt" and par.attrs["year"] == ""
    explanation = of_par(par, "8.1")
    path.unlink()  # what is told was read before
    assert "| 8.9 |" in str(explanation) and "«" not in str(of_par(par, "8.1"))


def test_a_workbook_is_cited_by_its_own_row_and_by_what_it_states(tmp_path: Path) -> None:
    par = load_par(export_tables(tmp_path / "của tôi.xlsx"))
    file, line, stated = of_par(par, "8.1").source
    assert "của tôi.xlsx" in file and "«PAR INDEX»" in file
    assert line == 242 and "192/KH-UBND" in stated and "«8.1 |" not in str(of_par(par, "8.1"))
    assert file in str(of_par(par, "8.1")) and stated in str(of_par(par, "8.1"))


def test_tables_of_other_editions_are_explained_by_what_they_have() -> None:
    par = load_par()
    par.loc[par["code"] == "8.1", "score"] = 7.5
    assert explain("8.1", edition=open_edition().replace(par=par)).published == 7.5
    unnamed = edition_from(load_par().drop(columns="name_en"))
    assert load_par().set_index("code").loc["8.6", "name"] in str(explain("8.6", lang="en", edition=unnamed))
    assert "«" not in str(explain("8.1", edition=edition_from(load_par().drop(columns="source_line"))))
