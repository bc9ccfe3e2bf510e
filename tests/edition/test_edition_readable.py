from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from par_analysis import (
    Edition,
    ParAnalysisError,
    audit,
    charts,
    conflicts,
    coverage,
    data_behind,
    deficits,
    due,
    edition_from,
    load_agencies,
    load_calendar,
    load_goals,
    load_par,
    load_responsibilities,
    load_sipas,
    load_tasks,
    workload,
)
from par_analysis.edition import readable
from par_analysis.edition.loaders import (
    load_evidence,
    load_judgements,
    load_movements,
    load_parts,
    load_precedents,
    load_samples,
)
from par_analysis.edition.readable import show
from par_analysis.outlook.alternatives import robustness
from par_analysis.outlook.chance import chances
from par_analysis.outlook.check import forecast_check
from par_analysis.outlook.least_effort import ladder, least_effort
from par_analysis.outlook.model import achievability_model
from par_analysis.outlook.order import target_order
from par_analysis.outlook.rivals import rank_bars
from par_analysis.tables.models.evidence import CONTROLS, YES_NO_UNKNOWN
from par_analysis.tables.models.index import ASSESSMENTS, PAR
from par_analysis.tables.models.plan import KINDS, LINK_BASES, ROLES, STATUSES, STEPS, SUBJECTS
from par_analysis.tables.models.results import BANDS
from par_analysis.tables.models.results import KINDS as CHANCE_KINDS


def small() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": ["7.1.10", "8.1"],
            "name": ["Hệ thống báo cáo", "Kết quả SIPAS"],
            "score": [0.5, np.nan],
            "gain": [-1.25, 0.0],
            "share": [0.4934, np.nan],
            "n_criteria": [21, 3],
            "is_leaf": [True, False],
            "assessment": ["appraisal", None],
        }
    )


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "vi",
            {
                "Mã": ["7.1.10", "8.1"],
                "Tên": ["Hệ thống báo cáo", "Kết quả SIPAS"],
                "Điểm đạt được": ["0,500", "–"],
                "Tăng thêm": ["−1,250", "0,000"],
                "Tỷ trọng": ["49%", "–"],
                "Số tiêu chí": ["21", "3"],
                "Là mục chi tiết": ["có", "không"],
                "Cách đánh giá": [ASSESSMENTS["appraisal"][0], ""],
            },
        ),
        (
            "en",
            {
                "Code": ["7.1.10", "8.1"],
                "Name": ["Hệ thống báo cáo", "Kết quả SIPAS"],
                "Score": ["0.500", "–"],
                "Gain": ["−1.250", "0.000"],
                "Share": ["49%", "–"],
                "Criteria": ["21", "3"],
                "Is a leaf": ["yes", "no"],
                "Assessment": [ASSESSMENTS["appraisal"][1], ""],
            },
        ),
    ],
)
def test_cells_and_titles_are_those_of_the_language(lang: str, expected: dict[str, list[str]]) -> None:
    assert show(small(), lang=lang).text.to_dict("list") == expected


def test_columns_come_as_asked_for_and_the_table_is_left_alone() -> None:
    table = small()
    shown = show(table, ["share", "code"], "en")
    assert list(shown.text.columns) == ["Share", "Code"]
    assert shown.numeric == ("Share",)
    pd.testing.assert_frame_equal(table, small())


@pytest.mark.parametrize(("decimals", "expected"), [(0, "88"), (1, "88,5"), (2, "88,54"), (4, "88,5400")])
def test_decimals_are_those_asked_for(decimals: int, expected: str) -> None:
    par = load_par()
    shown = show(par[par["code"] == "total"], ["score"], decimals=decimals)
    assert shown.text.iloc[0, 0] == (expected if decimals else "89")  # 88.54, Plan 192, line 248


def test_every_kind_of_share_is_shown_as_percent() -> None:
    for name in readable._SHARES:
        shown = show(pd.DataFrame({name: [0.256, 1.0, np.nan]}), lang="en")
        assert shown.text.iloc[:, 0].tolist() == ["26%", "100%", "–"], name
    assert {"attainment", "gap_closure", "cumulative"} <= set(readable._SHARES)


def test_columns_can_be_printed_as_shares_with_their_own_decimals() -> None:
    table = pd.DataFrame({"low": [0.0123, np.nan], "share": [0.0123, 1.0], "chance": [0.0123, 1.0]})
    shown = show(table, shares={"low": 1, "share": 2}).text
    assert shown.to_numpy().T.tolist() == [["1,2%", "–"], ["1,23%", "100,00%"], ["1%", "100%"]]


LANGS = ("vi", "en")


def test_every_column_behind_a_chart_has_a_title_of_its_own() -> None:
    fields, faults = {str(field) for field in range(1, 9)}, []  # the fields of PAR INDEX are columns too
    for name, draw in charts.ALL.items():
        table = data_behind(draw())
        for lang in LANGS:
            shown = show(table, lang=lang).text
            is_whole = shown.shape == (len(table), len(table.columns) + bool(table.index.name))
            if not is_whole or set(shown.columns) & set(table.columns) - fields:
                faults.append((name, lang, list(shown)))
    assert faults == []


def test_every_column_of_our_tables_has_a_title_of_its_own() -> None:
    tables = [load_par(), load_sipas(), audit(), deficits(), deficits("field"), deficits("agency", "sipas")]
    for table in tables:
        for lang in LANGS:
            shown = show(table, lang=lang).text
            assert shown.shape == table.shape  # two columns under one title would be one
            assert not set(shown.columns) & {column for column in table.columns if "_" in column}
            wrong = r"\d\.\d" if lang == "vi" else r"\d,\d"
            figures = [title for title, column in zip(shown, table, strict=True) if table[column].dtype == float]
            assert figures and not [cell for title in figures for cell in shown[title] if re.search(wrong, cell)]


PLAN_TABLES = {
    "tasks": load_tasks,
    "responsibilities": load_responsibilities,
    "goals": load_goals,
    "calendar": load_calendar,
    "coverage": coverage,
    "coverage of tasks": lambda: coverage("tasks"),
    "workload": workload,
    "due": lambda: due("2022-09-15"),
    "conflicts": conflicts,
}


def test_every_column_of_the_plans_tables_has_a_title_of_its_own() -> None:
    for name, load in PLAN_TABLES.items():
        table = load()
        for lang in LANGS:
            shown = show(table, lang=lang).text
            assert shown.shape == table.shape and [title for title in shown if "_" in title] == [], (name, lang)
            assert not shown.isin(["nan", "NaT", "None", "<NA>", "()"]).any(axis=None), (name, lang)


@pytest.mark.parametrize(("lang", "day"), [("vi", "31/7/2022"), ("en", "2022-07-31")])
def test_dates_are_printed_as_the_reader_writes_them(lang: str, day: str) -> None:
    tasks = load_tasks()
    shown = show(tasks, "id due document_date", lang).text
    cells = dict(zip(tasks["id"], shown.iloc[:, 1], strict=True))
    assert (cells["192-31"], cells["192-27"]) == (day, "")
    assert set(shown.iloc[:, 2]) == {"8/7/2022" if lang == "vi" else "2022-07-08"}


def test_several_codes_or_groups_in_a_cell_stand_side_by_side() -> None:
    tasks = load_tasks().set_index("id", drop=False).rename_axis(None).loc[["192-41", "192-43"]]
    assert show(tasks, "codes").text.iloc[:, 0].tolist() == ["2.4.1, 2.4.2, 2.4.3, 2.4.4", ""]
    calendar = load_calendar().query("id == '192-142'")
    assert show(calendar, "respondents_en", "en").text.iloc[0, 0] == "citizens, organisations"


@pytest.mark.parametrize("position", [0, 1])
def test_words_of_the_plans_tables_are_shown_by_their_labels(position: int) -> None:
    lang = ("vi", "en")[position]
    for table, column, labels in (
        (load_tasks(), "kind", KINDS),
        (load_tasks(), "link_basis", LINK_BASES),
        (load_responsibilities(), "role", ROLES),
        (load_goals(), "subject", SUBJECTS),
        (due("2022-09-15"), "status", STATUSES),
    ):
        shown = show(table, [column], lang).text.iloc[:, 0].tolist()
        assert shown == [labels[word][position] for word in table[column]], column
    relations = set(show(conflicts(), "relation", lang).text.iloc[:, 0])
    assert (
        relations
        == (
            {"chặt hơn", "giao riêng", "duy trì mức còn thiếu", "điểm ghi thành %", "không nói việc giảm bậc"},
            {"stricter", "exception", "maintained below maximum", "points printed as %", "a fall not told"},
        )[position]
    )


@pytest.mark.parametrize(
    ("lang", "short", "body"), [("vi", "KH 181", "Sở Tư pháp"), ("en", "Plan 181", "Department of Justice")]
)
def test_documents_and_bodies_are_shown_by_their_names(lang: str, short: str, body: str) -> None:
    goals = load_goals().query("id == '181-19a'")
    assert show(goals, "document", lang).text.iloc[0, 0] == short
    assert body in set(show(load_tasks(), "lead_agency", lang).text.iloc[:, 0])
    stricter = conflicts().query("code == 'V' and document_a == '181' and document_b == '192'")
    assert show(stricter, "later stricter", lang).text.iloc[0].tolist() == [short.replace("181", "192"), short]
    assert show(stricter, "document_b document_a", lang).text.iloc[0].tolist() == [short.replace("181", "192"), short]


def test_whole_numbers_may_be_negative_or_missing() -> None:
    assert show(due("2022-09-15"), "days").text.iloc[0, 0] == "−46"
    years = show(conflicts(), "year").text.iloc[:, 0]
    assert set(years) == {"2021", "2022", "–"}


@pytest.mark.parametrize(("lang", "title"), [("vi", "7/2022"), ("en", "2022-07")])
def test_months_are_titles_as_the_reader_writes_them(lang: str, title: str) -> None:
    shown = show(workload(), lang=lang)
    assert shown.text[title].tolist() == [str(n) for n in workload()["2022-07"]] and title in shown.numeric


def test_kinds_of_steps_and_of_tasks_have_the_same_labels() -> None:
    survey = load_calendar().query("id == '216-11'")
    assert show(survey, "kind").text.iloc[0, 0] == "khảo sát, điều tra"
    assert {word: STEPS[word] for word in STEPS.keys() & KINDS} == {word: KINDS[word] for word in STEPS.keys() & KINDS}


def test_the_subject_of_a_lead_is_shown_in_vietnamese() -> None:
    assert "lead" not in set(show(conflicts(), "subject").text.iloc[:, 0])


def test_titles_of_the_schema_are_used() -> None:
    for position, lang in enumerate(("vi", "en")):
        titles = show(load_par(), lang=lang).text.columns
        assert list(titles) == [(field.title, field.title_en)[position] for field in PAR.fields]


def test_an_unknown_column_is_refused_and_the_others_are_named() -> None:
    with pytest.raises(ParAnalysisError, match=r"diem, điểm.*code, name, score"):
        show(small(), ["code", "diem", "điểm"])


@pytest.mark.parametrize("lang", ["fr", "", None])
def test_unknown_languages_are_refused(lang: object) -> None:
    with pytest.raises(ParAnalysisError, match=r"'vi'.*'en'"):
        show(small(), lang=lang)


def test_a_table_looks_the_same_every_time() -> None:
    first, second = show(small()), show(small())
    assert first._repr_html_() == second._repr_html_() == first._repr_html_()
    assert repr(first) == repr(second)
    for shown in (repr(first), first._repr_html_()):
        assert not re.search(r"0x[0-9a-f]{6,}| at 0x|object at", shown)
        assert "Hệ thống báo cáo" in shown and "0,500" in shown
    assert len(repr(first).splitlines()) == 1 + len(small())  # no row numbers, nothing left out


def test_long_tables_and_long_texts_are_shown_in_full() -> None:
    table = pd.DataFrame({"code": [str(n) for n in range(200)], "name": ["một tên rất dài " * 20] * 200})
    shown = repr(show(table))
    assert shown.count("một tên rất dài") == 20 * 200 and "..." not in shown


def test_tables_on_one_page_do_not_share_their_rules() -> None:
    changed = small().assign(score=[0.6, np.nan])
    shown = [show(small()), show(changed), show(small(), lang="en"), show(small(), ["code"])]
    ids = [re.search(r'<table id="([^"]+)"', table._repr_html_())[1] for table in shown]
    assert len(set(ids)) == len(ids)
    for own, table in zip(ids, shown, strict=True):
        assert set(re.findall(r"#(T_[0-9a-f]+)", table._repr_html_())) == {own.split("_row")[0]}


def test_numbers_stand_on_the_right() -> None:
    html = show(small(), ["code", "score"])._repr_html_()
    rules = {name: body for names, body in re.findall(r"([^{}]+)\{([^}]*)\}", html) for name in names.split(",")}
    sides = {name.strip()[-4:]: body for name, body in rules.items() if "_row0_" in name}
    assert "text-align: left" in sides["col0"] and "text-align: right" in sides["col1"]


def test_words_of_a_table_are_not_markup() -> None:
    html = show(pd.DataFrame({"name": ["<b>đậm</b> & <script>x</script>"], "code": ["1"]}))._repr_html_()
    assert "&lt;b&gt;đậm&lt;/b&gt; &amp; &lt;script&gt;" in html
    assert "<b>" not in html and "<script>" not in html


def test_names_of_columns_are_not_markup() -> None:
    html = show(pd.DataFrame({"ghi chú <b>": ["x"], "code": ["1"]}))._repr_html_()
    assert "<b>" not in html


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"name": ["chỉ chữ"]}),
        pd.DataFrame({"score": [1.0]}),
        pd.DataFrame({"name": [], "score": []}),
    ],
    ids=["words", "numbers", "empty"],
)
def test_narrow_and_empty_tables_can_be_shown(table: pd.DataFrame) -> None:
    shown = show(table)
    assert shown.text.shape == table.shape
    assert "<table" in shown._repr_html_() and repr(shown)


def test_the_data_behind_a_chart_can_be_shown() -> None:
    shown = show(data_behind(charts.deficit_by_assessment()), ["assessment", "deficit", "share"])
    data = deficits("assessment")
    assert shown.text["Cách đánh giá"].tolist() == [ASSESSMENTS[key][0] for key in data["assessment"]]
    assert isinstance(shown, readable.ReadableTable)


def test_columns_may_be_named_in_one_string() -> None:
    table = load_agencies()
    assert repr(show(table, "short id")) == repr(show(table, ["short", "id"]))


# Tables of the achievable targets


@functools.cache
def check():
    return forecast_check(replications=1_000)


@functools.cache
def order():
    return target_order(draws=500)


@functools.cache
def climbed():
    return ladder()


def out_of_reach():
    return least_effort(total=99.5, must_not=["5.5"])


REACH_TABLES: dict[str, Callable[[], pd.DataFrame]] = {
    "chances": chances,
    "chances of sipas": lambda: chances("sipas"),
    "evidence": load_evidence,
    "precedents": load_precedents,
    "parts": load_parts,
    "movements": load_movements,
    "samples": load_samples,
    "judgements": load_judgements,
    "order": lambda: order().targets,
    "nodes": lambda: check().outlook.nodes,
    "ranks": lambda: check().outlook.ranks,
    "shares": lambda: check().outlook.shares,
    "headlines": lambda: robustness().headlines,
    "bars": rank_bars,
    "histogram": lambda: check().outlook.histogram,
    "steps": lambda: climbed().steps,
    "measures": lambda: climbed().plans["plan"].measures,
    "in the way": lambda: out_of_reach().in_the_way,
    "tested": lambda: check().tested,
    "coverage": lambda: check().coverage,
    "outcome": lambda: check().outcome,
}


def test_every_column_of_the_tables_of_reach_has_a_title_and_every_word_a_label() -> None:
    faults = []
    for name, make in REACH_TABLES.items():
        table = make()
        table = table.reset_index() if table.index.name else table
        for lang in LANGS:
            shown = show(table, lang=lang).text
            odd = [column for column in table.columns if isinstance(column, str) and column not in readable._TITLES]
            wrong = r"^[−+]?\d+\.\d+%?$" if lang == "vi" else r"^[−+]?\d+,\d+%?$"
            figures = [title for title, column in zip(shown, table, strict=True) if table[column].dtype == float]
            odd += [cell for title in figures for cell in shown[title] if re.search(wrong, cell)]
            words = r"|yes|no|unknown|appraisal|anchor|observation" if lang == "vi" else ""
            keys = re.compile(r"[a-z]+(_[a-z0-9]+)+" + words)
            odd += [cell for title in shown for cell in shown[title] if isinstance(cell, str) and keys.fullmatch(cell)]
            odd += ["empty"] if shown.isin(["nan", "NaT", "None", "<NA>", "()"]).any(axis=None) else []
            odd += ["shape"] if shown.shape != table.shape else []  # two columns under one title would be one
            faults += [(name, lang, odd)] if odd else []
    assert faults == []


@pytest.mark.parametrize("position", [0, 1])
def test_words_of_the_chances_are_shown_by_their_labels(position: int) -> None:
    lang = ("vi", "en")[position]
    table = chances()
    for column, words in (
        ("kind", CHANCE_KINDS),
        ("control", CONTROLS),
        ("band", BANDS),
    ):
        shown = show(table, [column], lang).text.iloc[:, 0].tolist()
        assert shown == [words[word][position] for word in table[column]], column
    confidence = show(table, "confidence", lang).text.iloc[:, 0]
    assert set(confidence) <= ({"cao", "vừa", "thấp"} if lang == "vi" else {"high", "medium", "low"})
    assert set(YES_NO_UNKNOWN) >= set(load_judgements()["all_or_nothing"])


def test_chances_are_percents_and_bands_are_words() -> None:
    table = chances().head(3)
    for lang, place in (("vi", 0), ("en", 1)):
        shown = show(table, "chance chance_low chance_high asked band", lang)
        expected = [f"{table[column].iloc[0]:.0%}" for column in ("chance", "chance_low", "chance_high", "asked")]
        assert shown.text.iloc[0].tolist() == [*expected, BANDS[table["band"].iloc[0]][place]]
        assert shown.numeric == tuple(shown.text.columns[:4])


@pytest.mark.parametrize(("lang", "words"), [("vi", ["có", "không", "–"]), ("en", ["yes", "no", "–"])])
def test_a_yes_or_no_may_be_missing(lang: str, words: list[str]) -> None:
    table = pd.DataFrame({"inside": pd.array([True, False, None], dtype="boolean"), "used": [True, False, True]})
    shown = show(table, lang=lang)
    assert shown.text.iloc[:, 0].tolist() == words
    assert shown.text.iloc[:, 1].tolist() == [words[0], words[1], words[0]]
    assert shown.numeric == ()  # words stand on the left
    outcome = show(check().outcome, "inside", lang).text.iloc[:, 0].tolist()
    assert outcome == [words[2] if pd.isna(v) else words[0] if v else words[1] for v in check().outcome["inside"]]


def test_the_share_inside_is_a_percent_and_the_yes_or_no_is_not() -> None:
    assert show(check().coverage, "inside stated", "en").text.iloc[0, 1] == "80%"
    assert show(check().coverage, "inside", "en").text.iloc[:, 0].str.fullmatch(r"\d+%").all()
    assert set(show(check().tested, "inside", "en").text.iloc[:, 0]) == {"yes", "no"}


@pytest.mark.parametrize(("lang", "sign"), [("vi", ","), ("en", ".")])
def test_without_decimals_every_figure_has_its_own(lang: str, sign: str) -> None:
    table = pd.DataFrame({"score": [88.54, 90.0, 0.12345, np.nan, -1.5], "chance": [0.5, 0.25, 0.1, np.nan, 1.0]})
    shown = show(table, lang=lang, decimals=None).text
    assert shown.iloc[:, 0].tolist() == [f"88{sign}54", "90", f"0{sign}123", "–", f"−1{sign}5"]
    assert shown.iloc[:, 1].tolist() == ["50%", "25%", "10%", "–", "100%"]  # shares are whole percents all the same
    steps = show(climbed().steps, "kind goal score", lang, decimals=None).text
    goals = {"rank": {"vi": "hạng", "en": "rank"}[lang], "plan": {"vi": "kế hoạch", "en": "plan"}[lang]}
    told = set(zip(steps.iloc[:, 0], steps.iloc[:, 1], steps.iloc[:, 2], strict=True))
    assert (goals["rank"], "8", f"88{sign}65") in told and (goals["plan"], f"92{sign}55", f"92{sign}55") in told


# What the results look like


RESULTS: dict[str, Callable[[], object]] = {
    "model": achievability_model,
    "order": order,
    "outlook": lambda: check().outlook,
    "check": check,
    "ladder": climbed,
    "plan": lambda: climbed().plans["plan"],
    "out of reach": out_of_reach,
}


def test_results_are_one_line_without_addresses() -> None:
    for make in RESULTS.values():
        made = repr(make())
        assert "\n" not in made and not re.search(r"0x[0-9a-f]{4,}|object at|DataFrame|nan", made)
        assert 20 < len(made) < 500 and made == repr(make())


def test_results_say_what_they_came_to() -> None:
    made = {name: repr(make()) for name, make in RESULTS.items()}
    model, groups = achievability_model(), order().targets["group"].value_counts()
    seen = {index: len(history.pairs) for index, history in model.histories.items()}
    assert made["model"] == (
        f"Model: {len(model.leaves)} leaves, changes of places up to 2021: par: {seen['par']}, sipas: {seen['sipas']}"
    )
    said = ", ".join(f"{name} {groups.get(name, 0)}" for name in ("always", "depends", "never"))
    assert made["order"] == f"TargetOrder: 34 targets among the first 5: {said}"
    total = check().outlook.total
    assert made["outlook"] == f"Outlook: total {total['low']:.2f} to {total['high']:.2f}, target 92.55"
    left_out = check().tested.query("test == 'left_out' and `index` == 'par'")["inside"]
    assert f"left_out par: {left_out.mean():.0%} of {len(left_out)} inside, 80% stated" in made["check"]
    assert made["ladder"].startswith(f"Ladder: {len(climbed().steps)} goals, rank_8, ")
    plan = climbed().plans["plan"]
    assert made["plan"] == f"LeastEffort «Tổng điểm 92,55»: {plan.scenario.reason}"
    assert "Chưa tới đích" in made["out of reach"]


@pytest.mark.parametrize(
    ("name", "table", "columns", "decimals"),
    [
        ("order", lambda: order().targets, "code name group depends_on expected_rank rank_low rank_high", 3),
        ("outlook", lambda: check().outlook.nodes, "kind code score target mean low median high chance", 3),
        ("ladder", lambda: climbed().steps, "kind goal score gain reached effort n_measures enters", None),
        ("plan", lambda: climbed().plans["plan"].measures, "code name lead_agency score value gain effort band", 3),
    ],
)  # fmt: skip
def test_in_a_notebook_results_are_their_tables(name: str, table: Callable, columns: str, decimals: int | None) -> None:
    html = RESULTS[name]()._repr_html_()
    assert html == RESULTS[name]()._repr_html_()
    assert html.endswith(show(table(), columns, decimals=decimals)._repr_html_())
    assert html.count("<table") == 1 and html.count("<tr>") == len(table()) + 1


# Whose names they are


def foreign() -> Edition:
    par = load_par().assign(lead_agency=lambda table: table["lead_agency"].replace("Sở Tư pháp", "Ban Pháp chế"))
    par.attrs["agencies"] = [
        {"id": "ban", "name": "Ban Pháp chế", "short": "Pháp chế", "name_en": "Legal Board", "short_en": "Legal"},
        {"id": "so", "name": "Sở Nội vụ", "short": "Nội vụ", "name_en": "Interior Office", "short_en": "Interior"},
    ]
    return edition_from(par=par, place="Tỉnh Mẫu", place_en="Mẫu Province")


def test_agencies_are_named_by_the_edition_that_is_given() -> None:
    own = foreign()
    table = deficits("agency", edition=own)
    names = show(table, "lead_agency", "en", edition=own).text.iloc[:, 0].tolist()
    assert {"Legal Board", "Interior Office", "Sở Tài chính"} <= set(names)  # no other edition fills the gap
    assert show(table, "lead_agency", "vi", edition=own).text.iloc[:, 0].tolist() == table["lead_agency"].tolist()
    assert "Legal" not in " ".join(show(table, "lead_agency", "en").text.iloc[:, 0])


def test_a_table_that_brings_its_agencies_is_shown_with_their_names() -> None:
    names = set(show(foreign().table("par"), "lead_agency", "en").text.iloc[:, 0])
    assert {"Legal Board", "Interior Office", "Sở Tài chính"} <= names and "Department of Finance" not in names


def test_documents_are_named_by_the_edition_that_is_given() -> None:
    table = pd.DataFrame({"document": ["181", "x"], "code": ["1", "2"]})
    assert show(table, "document", "en").text.iloc[:, 0].tolist() == ["Plan 181", "x"]
    assert show(table, "document", "en", edition=foreign()).text.iloc[:, 0].tolist() == ["181", "x"]


@pytest.mark.parametrize(
    ("lang", "shipped", "other", "nowhere"),
    [
        ("vi", ["Hà Nội", "Cao hơn Hà Nội"], ["Tỉnh Mẫu", "Cao hơn Tỉnh Mẫu"], ["Nơi này", "Cao hơn nơi này"]),
        ("en", ["Hà Nội", "Above Hà Nội"], ["Mẫu Province", "Above Mẫu Province"], ["This place", "Above this place"]),
    ],
)
def test_titles_name_the_place_of_the_edition(lang, shipped, other, nowhere) -> None:
    table = pd.DataFrame({"own": [1.0], "above": [2.0]})
    assert list(show(table, lang=lang).text) == shipped
    assert list(show(table, lang=lang, edition=foreign()).text) == other
    assert list(show(table, lang=lang, edition=edition_from(par=load_par())).text) == nowhere


def test_a_title_of_a_plan_is_not_markup() -> None:
    plan = climbed().plans["plan"]
    named = dataclasses.replace(plan.scenario, title="<b>Đích</b> & <script>x</script>", reason='"ít" <i>nhất</i>')
    html = dataclasses.replace(plan, scenario=named)._repr_html_()
    assert html.startswith("<p>&lt;b&gt;Đích&lt;/b&gt; &amp; &lt;script&gt;")
    assert "<b>" not in html and "<script>" not in html and "<i>" not in html
    assert plan._repr_html_().startswith(f"<p>{plan.scenario.title}. {plan.scenario.reason}</p>")
