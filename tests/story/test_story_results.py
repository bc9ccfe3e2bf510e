"""What the tables and the plan say: every figure, in both languages, is what the tables make."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

import pandas as pd
from cases import every

from par_analysis import Edition, agency_deficits, audit, load_agencies, load_par, load_sipas, open_edition, plan, story
from par_analysis.story.documents import the_documents
from par_analysis.story.summary import Summary
from par_analysis.tables.locations import SHIPPED
from par_analysis.tables.models.index import NO_LEAD

ALL = {name: getattr(story, name) for name in story.__all__ if name not in ("Summary", "edition_change")}


def edition_of(par: pd.DataFrame, **more: pd.DataFrame) -> Edition:
    return open_edition().replace(par=par, **more)


def moved(table: pd.DataFrame, code: str, by: float, column: str = "score") -> pd.DataFrame:
    """Change a leaf of PAR INDEX, and everything it is a part of, by some points."""
    table = table.copy()
    parents = table.set_index("code")["parent"]
    while isinstance(code, str):
        table.loc[table["code"] == code, column] += by
        code = parents[code]
    table[column] = table[column].round(9)
    return table


def agreeing() -> pd.DataFrame:
    """The shipped table with every published target equal to the sum of its parts."""
    par = load_par()
    parts = par.assign(value=par["target"].fillna(par["score"])).set_index("code")
    for level in (2, 1, 0):
        for code in parts.index[(parts["level"] == level) & ~parts["is_leaf"]]:
            parts.loc[code, "value"] = parts.loc[parts["parent"] == code, "value"].sum()
    par["target"] = parts["value"].round(9).to_numpy()
    par.loc[par["is_remainder"], "target"] = float("nan")
    return par


@functools.cache
def of(name: str, table: str) -> Summary:
    """A summary of one of the tables, worked out once for both languages."""
    return ALL[name](edition_of(PAR_TABLES[table]()))


def printed(value: float, lang: str, decimals: int = 3) -> str:
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if decimals == 3 else text
    return text.replace(".", ",") if lang == "vi" else text


def says(sentence: str, *figures: str) -> bool:
    """Whether every figure stands in the sentence as a number of its own."""
    return all(re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d%]|[.,]\d)", sentence) for figure in figures)


def leaves_of(par: pd.DataFrame) -> pd.DataFrame:
    """Points lost and asked for by leaf, from the raw columns."""
    made = par[par["is_leaf"]].copy()
    target = made["target"].fillna(made["score"])
    made["lost"] = (made["max_points"] - made["score"]).round(9)
    made["gain"] = (target - made["score"]).round(9)
    made["field"] = made["code"].str.split(".").str[0]
    return made


PAR_TABLES: dict[str, Callable[[], pd.DataFrame]] = {
    "shipped": load_par,
    "lowered": lambda: moved(load_par(), "2.4.3", -0.1),
    "raised": lambda: moved(load_par(), "5.9.4", 0.2),
    "concentrated": lambda: moved(load_par(), "8.1", -6.0),
    "aimed lower": lambda: moved(load_par(), "5.9.4", -0.1, "target"),
}
LANGS = ("vi", "en")


def test_summaries_are_a_few_sentences_in_both_languages(told: Callable[[str], Summary]) -> None:
    codes = set(load_par()["code"])
    for name in ALL:
        made = told(name)
        assert isinstance(made, Summary), name
        assert 2 <= len(made.vi) == len(made.en) <= 7, name
        assert all(sentence.endswith(".") and sentence == sentence.strip() for sentence in made.vi + made.en), name
        vi, en = (" ".join(sentences) for sentences in (made.vi, made.en))
        assert str(made) == f"{vi}\n\n{en}", name
        # Signs are those of the language; codes such as 7.1 are no figures.
        assert set(re.findall(r"\d+(?:\.\d+)+", vi)) <= codes and not re.search(r"\d,\d", en), name
        if name != "what_is_due":  # which counts tasks
            assert re.search(r"\d,\d", vi) and re.search(r"\d\.\d", en), name
        assert set(re.findall(r"(?<![\d.,])\d\.\d\.\d+(?![\d%])", en)) <= codes, name
        assert not re.search(r"nan|None|NaT|<NA>", vi + en), name


def test_sentences_change_with_the_par_table(told: Callable[[str], Summary]) -> None:
    for name in ("tables_and_audit", "point_deficits", "agencies"):
        before, after = told(name), ALL[name](edition_of(moved(load_par(), "8.2", -0.1)))
        assert before == ALL[name](edition_of(load_par()))
        assert before.vi[0] != after.vi[0] and before.en[0] != after.en[0]


@every(lang=LANGS, table=PAR_TABLES)
def test_point_deficits_are_computed(table: str, lang: str) -> None:
    par = PAR_TABLES[table]()
    leaves = leaves_of(par)
    total = leaves["lost"].sum()
    fields = leaves.groupby("field")["lost"].sum().sort_values(ascending=False)
    losing = leaves[leaves["lost"] > 0].sort_values("lost", ascending=False, kind="stable")
    running = losing["lost"].cumsum() / total
    few = int((running < 0.8 - 1e-9).sum()) + 1
    ways = leaves[~leaves["is_remainder"]].groupby("assessment")
    way = ways["lost"].sum().idxmax()
    own = ways.get_group(way)
    published = par.set_index("code").loc["total"]
    gain = published["target"] - published["score"]

    where, spread, assessed, back = getattr(of("point_deficits", table), lang)
    assert says(where, printed(total, lang), f"{fields[:3].sum() / total:.0%}", *(printed(v, lang) for v in fields[:3]))
    first = losing.iloc[0]
    assert says(spread, str(len(losing)), first["code"], f"{first['lost'] / total:.0%}", str(few))
    assert says(
        assessed,
        f"{own['lost'].sum() / total:.0%}",
        str(int((own["lost"] > 0).sum())),
        str(len(own)),
        f"{own['gain'].sum() / own['lost'].sum():.0%}",
    )
    assert says(back, printed(gain, lang), f"{gain / total:.0%}")
    if table == "shipped":  # Plan 192, line 248: 88.54 of 100, target 92.55
        assert says(where, printed(11.46, lang)) and says(back, printed(4.01, lang))


@every(lang=LANGS, table=PAR_TABLES)
def test_agencies_are_computed(table: str, lang: str) -> None:
    par = PAR_TABLES[table]()
    names = load_agencies().set_index("name")["short" if lang == "vi" else "short_en"]
    own = leaves_of(par).groupby("lead_agency")[["lost", "gain"]].sum().round(9)
    own = own[own["lost"] > 0].sort_values("lost", ascending=False)
    closure = own["gain"] / own["lost"]
    who, asked, steep, hands, shared, nobody = getattr(of("agencies", table), lang)
    by_factor = agency_deficits(edition_of(par)).set_index("lead_agency")["deficit_by_factor"]
    for lead in ("Văn phòng UBND Thành phố", "Sở Nội vụ"):  # the leads of SIPAS factors
        assert f"{names[lead]} ({printed(round(by_factor[lead], 2), lang, 2)})" in shared
    assert "8.1" in shared and "SIPAS" in shared
    asked_of = agency_deficits(edition_of(par)).sort_values("gain", ascending=False, kind="stable").iloc[0]
    parts = [asked_of[f"gain_{control}"] for control in ("city", "shared", "outside")]
    assert says(hands, *(printed(points, lang) for points in (asked_of["gain"], *parts) if points))
    assert says(
        who, str(len(own)), printed(own["lost"].sum(), lang), f"{own['lost'][:3].sum() / own['lost'].sum():.0%}"
    )
    for lead, lost in own["lost"][:3].items():
        assert f"{names[lead]} ({printed(lost, lang)})" in who
    assert names[own["gain"].idxmax()] in asked and f"+{printed(own['gain'].max(), lang)} " in asked
    assert names[closure.idxmax()] in steep and says(steep, f"{closure.max():.0%}")
    assert nobody.endswith(" 0.")  # the plan names a lead for every criterion that lost points


@every(lang=LANGS)
def test_nobody_is_not_counted_as_an_agency(lang: str) -> None:
    par = load_par()
    par.loc[par["code"] == "8.1", "lead_agency"] = None
    lost = float((par["max_points"] - par["score"])[par["code"] == "8.1"].iloc[0])
    leaves = leaves_of(par)
    agencies = leaves[leaves["lost"] > 0]["lead_agency"].nunique()
    who, *_, nobody = getattr(story.agencies(edition_of(par)), lang)
    assert nobody.endswith(f" {printed(lost, lang)}.")
    assert NO_LEAD not in who
    assert who.startswith(f"{agencies} ")


@every(lang=LANGS, table=PAR_TABLES)
def test_the_audit_is_computed(table: str, lang: str) -> None:
    par = PAR_TABLES[table]()
    leaves = par[par["is_leaf"]]
    found = audit(edition_of(par))
    published = par.set_index("code").loc["total", "target"]
    made = leaves["target"].fillna(leaves["score"]).sum()
    assert abs(made - published) > 0.01  # else there is nothing to say
    complete, findings, which, careful, *kept = getattr(of("tables_and_audit", table), lang)
    score = printed(leaves["score"].sum(), lang)
    assert says(complete, str(len(leaves)), str(int(par["is_remainder"].sum())), score)
    assert len(re.findall(rf"(?<![\d.,]){re.escape(score)}(?!\d)", complete)) == 2  # added up, and published
    assert ("đúng bằng" if lang == "vi" else "exactly") in complete
    explained, found = found[found["kind"] == "conversion"], found[found["kind"] != "conversion"]
    assert len(explained) == len(kept)
    assert not kept or ("8.1 (+0,002)" if lang == "vi" else "8.1 (+0.002)") in kept[0]
    assert says(findings, str(len(found)))
    counts = found["kind"].value_counts()
    assert [int(n) for n in re.findall(r"\d+", findings.split(":")[1])] == [
        counts[kind] for kind in ("parts", "cross_index", "bound", "copied", "formula") if kind in counts
    ]
    assert says(which, printed(published, lang), printed(made, lang))
    assert ("+" if made > published else "−") + printed(abs(made - published), lang) in which
    codes = found.query("kind == 'parts' and quantity == 'target' and index == 'par'")["code"]
    assert len(codes) and ", ".join(codes) in which
    assert says(careful, printed(min(published, made), lang))


@every(lang=LANGS)
def test_where_targets_agree_with_their_parts_no_difference_is_claimed(lang: str) -> None:
    par = agreeing()
    assert not len(audit(edition_of(par)).query("kind == 'parts' and quantity == 'target' and index == 'par'"))
    made = getattr(story.tables_and_audit(edition_of(par)), lang)
    assert len(made) == 3
    words = (
        ("chênh +", "chênh −", "thận trọng", "lệch với các mục con")
        if lang == "vi"
        else ("cautious", "differ from their parts")
    )
    assert not [word for word in words if word in " ".join(made)]


@every(lang=LANGS)
def test_a_total_that_is_not_the_sum_of_the_leaves_is_not_called_equal(lang: str) -> None:
    par = load_par()
    par.loc[par["code"] == "total", "score"] -= 0.1
    complete = getattr(story.tables_and_audit(edition_of(par)), lang)[0]
    assert says(complete, printed(88.54, lang), printed(88.44, lang))  # 88.54: Plan 192, line 248
    assert ("đúng bằng" if lang == "vi" else "exactly") not in complete


def farther(sipas: pd.DataFrame) -> pd.DataFrame:
    """Lower the scores and raise the targets of three factors, published means included."""
    sipas = sipas.copy()
    own = sipas["parent"].isin(["I", "II", "IV"])
    sipas.loc[own, "score"] -= 12.0
    sipas.loc[own, "target"] += 1.0
    sipas.loc[sipas["code"].isin(["I", "II", "IV"]), "score"] -= 12.0
    return sipas


@every(lang=LANGS, change=[lambda sipas: sipas, farther])
def test_satisfaction_is_computed(change: Callable[[pd.DataFrame], pd.DataFrame], lang: str) -> None:
    sipas, par = change(load_sipas()), load_par()
    nodes = sipas.set_index("code")
    items, factors = nodes[nodes["level"] == 2], nodes[nodes["level"] == 1]
    means = items.groupby("parent")[["score", "target"]].mean()
    lost = 100 - means["score"]
    worst = lost.idxmax()
    reached, now = means["target"].mean(), means["score"].mean()
    survey = par[par["assessment"] == "citizen_survey"].iloc[0]

    low, span, aim, link = getattr(story.satisfaction(edition_of(par, sipas=sipas)), lang)
    assert re.match(rf"(Yếu tố|Factor) {worst} \(", low)
    published = printed(factors.loc[worst, "score"], lang)
    assert says(low.replace("%", ""), published, f"{lost[worst] / lost.sum() * 100:.0f}", f"{100 / len(factors):.0f}")
    assert says(span.replace("%", ""), printed(items["score"].min(), lang), printed(items["score"].max(), lang))
    assert says(aim.replace("%", ""), printed(reached, lang, 2))
    total = nodes.loc["total"]
    assert f"{'>' if total['target_is_bound'] else ''}{printed(total['target'], lang)}%" in aim
    points = (reached - now) * survey["max_points"] / 100
    assert says(link, printed(points, lang, 2), survey["code"], printed(survey["max_points"], lang))


@every(lang=LANGS)
def test_the_plan_is_summed_up_by_counting(lang: str, told: Callable[[str], Summary]) -> None:
    raw = pd.read_csv(SHIPPED / "tasks.csv", dtype=str, keep_default_na=False)
    own = raw[raw["same_as"] == ""]
    dated = own[own["due_text"].str.contains(r"\d{4}")]
    july = dated["due_text"].str.contains("7/2022")
    named, inferred = (own[column].str.split().map(len).sum() for column in ("named", "inferred"))
    given, weak, idle, links, documents = getattr(told("the_plan"), lang)
    assert says(given.replace("/", " / "), str(len(own)), str(len(dated)), str(july.sum()))
    lost = load_par().query("is_leaf").eval("max_points - score").sum()
    without = plan.coverage().set_index("code").query("n_tasks == n_plan_only")
    assert says(weak, printed(lost, lang), printed(without["deficit"].sum(), lang), *without.index)
    assert says(idle, str((plan.coverage("tasks")["n_deficits"] == 0).sum()))
    assert says(links, str(named), str(inferred))
    found = plan.conflicts()
    pairs = plan.goal_pairs()
    counts = [len(pairs), *((pairs["relation"] == relation).sum() for relation in ("stricter", "repetition"))]
    assert counts == [19, 14, 5] and not pairs["can_contradict"].any()
    assert says(documents, *map(str, counts), *found.loc[found["kind"] == "lead", "code"])
    assert ("chỉ đặt mức tối thiểu nên không thể mâu thuẫn" if lang == "vi" else "only set least levels and so cannot") in documents  # fmt: skip
    assert ("ở chỗ nào" if lang == "vi" else "nowhere") not in documents
    assert ("V (KH 192)" if lang == "vi" else "V (Plan 192)") in documents


@every(lang=LANGS)
def test_the_plan_follows_the_table_of_points(lang: str) -> None:
    # With 4.4.2 at its maximum one criterion less has nothing but a plan.
    par = moved(load_par(), "4.4.2", 0.4)
    sentence = getattr(story.the_plan(edition_of(par)), lang)[1]
    assert says(sentence, printed(11.06, lang), printed(1.71, lang)) and "4.4.2" not in sentence


@every(lang=LANGS)
def test_goals_that_could_contradict_are_counted_apart_from_those_that_do(lang: str) -> None:
    own = open_edition()
    goals = own.goals[own.goals["subject"].eq("sipas_score") & own.goals["code"].eq("V")].copy()
    first = goals.index[goals["document"] == "181"][0]
    goals.loc[first, ["comparator", "level_comparator", "value", "level_value"]] = ["=", "=", 85.0, 85.0]
    sentence = getattr(story.the_plan(own.replace(goals=goals)), lang)[-1]
    assert says(sentence, "3", "2") and ("không cặp mâu thuẫn" if lang == "vi" else "none do") in sentence
    goals.loc[first, ["comparator", "level_comparator"]] = ["<=", "<="]
    goals.loc[first, ["value", "level_value"]] = [80.0, 80.0]
    sentence = getattr(story.the_plan(own.replace(goals=goals)), lang)[-1]
    assert ("2 cặp có thể mâu thuẫn và 2 cặp mâu thuẫn" if lang == "vi" else "2 could contradict each other and 2 do") in sentence  # fmt: skip
    none = getattr(story.the_plan(own.replace(goals=goals.iloc[:0])), lang)[-1]
    assert ("Không có hai văn bản nào" if lang == "vi" else "No two documents") in none


@every(lang=LANGS)
def test_the_documents_are_told_what_their_figures_do_not_bear(lang: str, told: Callable[[str], Summary]) -> None:
    par, sipas, maintained, points, percent, fall = getattr(told("the_documents"), lang)
    comma = "," if lang == "vi" else "."
    assert says(par, f"88{comma}65", f"+0{comma}11", f"92{comma}55", f"+4{comma}01") and says(
        sipas, "29", f"+0{comma}89"
    )
    assert says(maintained, "2.4.1", "2.4.4", f"1{comma}24", f"0{comma}24")
    assert says(points, f"86{comma}07", f"88{comma}54", f"2{comma}47") and f"2{comma}87%" in points
    assert says(percent, f"85{comma}15", f"1{comma}96")
    assert says(fall, "8", "10", "2")
    own = open_edition()
    bare = own.replace(goals=own.goals.iloc[:0], tasks=own.tasks.iloc[:0], year=None)
    for empty in (open_edition("ha-noi-2024"), bare):
        assert the_documents(empty) == Summary((), ())
