"""Where the place stands, loses points and satisfaction, what was audited and planned, what is likely, what a rank takes."""

from __future__ import annotations

import pandas as pd

from par_analysis.charts.chances import model_source
from par_analysis.charts.plan import plan_source
from par_analysis.deliver.likelihood import (
    band_told,
    bar_told,
    bars,
    chance_told,
    group_told,
    how_bands_read,
    how_order_reads,
    how_ranks_read,
    joint_told,
    ranks_ahead,
    robust_told,
    span_told,
    what_bands_mean,
    within_error,
)
from par_analysis.deliver.report.columns import Column
from par_analysis.deliver.report.parts import Paper
from par_analysis.edition.agencies import agency_deficits, sharing
from par_analysis.edition.readable import show
from par_analysis.edition.results import audit, deficits
from par_analysis.plan.coverage import workload
from par_analysis.tables.models.index import NO_LEAD

__all__ = ["audited", "climb", "likely", "lost", "planned", "satisfied", "standing"]


def standing(paper: Paper) -> None:
    """Say the scores, the rank, the targets."""
    facts, say = paper.facts, paper.facts.say
    (year, aim), aimed, most = facts.years, facts.has("targets"), facts.edition.par.total("max_points")
    paper.heading(say("Where we stand"))
    rank = "" if facts.rank is None else say("; published rank: {rank}", rank=facts.rank)
    reached, whole, missing = facts.n(facts.score), facts.n(most), facts.n(most - facts.score)
    sentence = say(
        "{in_year} PAR INDEX of {here} was {reached} of {whole} points, {missing} points lost{rank}.",
        in_year=f"In{year} the" if year else "The",
        here=facts.here,
        reached=reached,
        whole=whole,
        missing=missing,
        rank=rank,
        year_vi=year and f"Năm{year}, ",
    )
    if aimed:
        target, more = facts.n(facts.target), facts.n(facts.target - facts.score)
        sentence += say(
            " The published target{of_year} is {target} points, {more} more.",
            of_year=aim and f" for{aim}",
            target=target,
            more=more,
            of_year_vi=aim and f" của năm{aim}",
        )
    paper.text(sentence)
    if facts.has("sipas"):
        paper.text(_satisfaction(paper))
    if aimed and facts.rank is not None:
        placed = facts.rank_told(facts.target)
        paper.text(
            say(
                "In the published list of{year} the target would be {placed}; other provinces do not stand still, so this is no forecast.",
                year=year,
                placed=placed,
                here=facts.here,
            )
        )
    _fields(paper)


def _satisfaction(paper: Paper) -> str:
    """Say the overall SIPAS, and its target if there is one."""
    facts, tree = paper.facts, paper.facts.edition.sipas
    sentence = f"SIPAS{facts.in_year}: {facts.n(tree.score(tree.root))}%"
    if pd.notna(target := tree.target(tree.root)):
        aim, bound = facts.years[1], ">" if tree.by_code.loc[tree.root, "target_is_bound"] else ""
        told = f"{bound}{facts.n(target)}%"
        sentence += facts.say("; target{of_year}: {told}", of_year=aim and f" for{aim}", told=told, year=aim)
    return f"{sentence}."


def _fields(paper: Paper) -> None:
    """Set the fields in a table, and the total below them."""
    facts, say, of, tree = paper.facts, paper.facts.say, paper.columns, paper.facts.edition.par
    (year, aim), codes, names = facts.years, tree.children(tree.root), facts.names("par")
    rows = tree.by_code.loc[[*codes, tree.root]]
    columns = [
        of.texts(of.say("Code"), [*map(facts.code, codes), ""], 1),
        of.texts(of.say("Field"), [*(names[code] for code in codes), say("Total")], 4),
        of.points(of.say("Max."), rows["max_points"], 1.6),
        of.points(of.say("Score"), rows["score"], 1.6),
        of.points(of.say("Lost"), rows["max_points"] - rows["score"], 1.5),
        of.shares(of.say("Attained"), rows["score"] / rows["max_points"], 1.5),
    ]
    caption = say("PAR INDEX by field: scores{of_year}", of_year=year and f" of{year}", year=year)
    if facts.has("targets"):
        columns += [
            of.points(of.say("Target"), rows["target"], 1.6),
            of.points(of.say("Gain"), rows["target"] - rows["score"], 1.6, sign=True),
        ]
        caption += say(" and targets{of_year}", of_year=aim and f" for{aim}", year=aim)
    caption += say(" as published (points)")
    paper.table(columns, caption, facts.source, last_bold=True)


def lost(paper: Paper) -> None:
    """Say where points are lost: by field, by criterion, by agency."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    paper.heading(say("Where points are lost"))
    paper.heading(say("By field"), 2)
    sentences = facts.told("point_deficits")
    paper.text(sentences[0], *sentences[2:], see="deficit_by_field")
    paper.heading(say("By criterion"), 2)
    paper.text(sentences[1], see="pareto")
    table = facts.lost()
    table = table[table["deficit"] > 0]
    paper.table(
        [
            of.codes(table["code"], 1.2),
            of.criteria(table["code"], 4),
            *of.leads(table["lead_agency"], 2.6),
            of.points(of.say("Max."), table["max_points"], 1.6),
            of.points(of.say("Score"), table["score"], 1.5),
            of.points(of.say("Lost"), table["deficit"], 1.5),
            of.shares(of.say("Share"), table["share"], 1.5),
        ],
        say("Criteria that lost points, the heaviest first"),
        facts.source,
    )
    if facts.has("leads"):
        _lost_by_agency(paper)


def _lost_by_agency(paper: Paper) -> None:
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    paper.heading(say("By lead agency"), 2)
    paper.text(*facts.told("agencies"), see="deficit_by_agency")
    table = agency_deficits(facts.edition)
    shared = sharing(facts.edition, table)
    table = table[table["lead_agency"] != NO_LEAD]
    columns = [
        of.texts(of.say("Lead agency"), map(facts.full_name, table["lead_agency"]), 4.2),
        of.counts(of.say("No. of criteria"), table["n_criteria"], 1.4),
        of.counts(of.say("Losing"), table["n_losing"], 1.3),
        of.points(of.say("Points lost"), table["deficit"], 1.5),
        of.shares(of.say("Share"), table["share"], 1.4),
    ]
    if shared:
        codes = shared[0]
        columns.insert(4, of.points(of.say("{codes} by factor", codes=codes), table["deficit_by_factor"], 1.6))
    caption = say("Points lost by lead agency")
    if facts.has("targets"):
        columns += [
            of.points(of.say("Gain asked"), table["gain"], 1.6),
            of.shares(of.say("Gap closed"), table["gap_closure"], 1.5),
        ]
        caption = say("Points lost and the gain that the targets ask for, by lead agency")
    paper.table(columns, caption, facts.source)


def audited(paper: Paper) -> None:
    """Say what the audit found."""
    facts, lang = paper.facts, paper.lang
    found = audit(facts.edition)
    paper.heading(facts.say("What the audit found"))
    paper.text(*facts.told("tables_and_audit"))
    if found.empty:
        return
    # Figures that look copied or set by one formula differ from nothing, and what the conversion explains is no fault.
    differing = found[(found["difference"] != 0) & (found["kind"] != "conversion")]
    if differing.empty:
        paper.text(*found[f"sentence_{lang}"])
        return
    table = show(differing, "index code quantity published recomputed difference effect_on_total", lang, None).text
    shares = (1.9, 1.9, 1.5, 1.6, 1.9, 1.6, 1.9)
    columns = [
        Column(str(title), table[title].tolist(), share, number=place > 2)
        for place, (title, share) in enumerate(zip(table.columns, shares, strict=True))
    ]
    paper.table(columns, facts.say("Published figures to ask about"), facts.source)
    paper.text(*found[f"sentence_{lang}"])


def planned(paper: Paper) -> None:
    """Say what the plan asks for, and for which points it says no action."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    source = plan_source(facts.edition, paper.lang)
    paper.heading(say("The plan and its tasks"))
    paper.text(*facts.told("the_plan"), see="task_coverage")
    paper.text(*facts.told("the_documents"))
    if facts.dues:
        paper.text(*facts.told("what_is_due"))
    weak = facts.covered()
    weak = weak[weak["deficit_without_action"] > 0]
    paper.table(
        [
            of.codes(weak["code"], 1.1),
            of.criteria(weak["code"], 4),
            *of.leads(weak["lead_agency"], 2.6),
            of.points(of.say("Points lost"), weak["deficit"], 1.6),
            of.counts(of.say("No. of tasks"), weak["n_tasks"], 1.6),
            of.counts(of.say("Plan only"), weak["n_plan_only"], 1.8),
        ],
        say("Criteria that lost points for which the Plan specifies no action"),
        source,
    )
    load = workload(facts.edition)
    load = load[load["n_tasks"] > 0]
    paper.table(
        [
            of.texts(of.say("Body"), map(facts.full_name, load["agency"]), 5.2),
            of.points(of.say("Points lost"), load["deficit"], 1.5),
            of.counts(of.say("Tasks"), load["n_tasks"], 1.5),
            of.counts(of.say("Dated"), load["n_tasks"] - load["n_standing"], 1.2),
            *([of.counts(of.say("Past date"), facts.overdue(load["agency"]), 1.3)] if facts.dues else []),
            of.counts(of.say("Standing"), load["n_standing"], 1.7),
            of.counts(of.say("Plan only"), load["n_plan_only"], 1.8),
        ],
        say("Tasks of the Plan by body"),
        source,
    )


def likely(paper: Paper) -> None:
    """Say what is likely: the total and the fields by chances with their range, the targets by bands, in order."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    table, model = facts.chances, facts.model
    assert model is not None  # write_report asks
    source = model_source(model.edition, paper.lang)
    paper.heading(say("What is likely"))
    paper.text(*facts.told("what_may_come"))
    _headlines(paper, source)
    paper.heading(say("Target by target, in the order of what to do first"), 2)
    paper.text(*facts.told("what_is_likely"), see="target_bands")
    paper.text(what_bands_mean(facts), f"{how_bands_read(facts, error=True)} {how_order_reads(facts)}")
    rows = [row for _, row in table.iterrows()]
    paper.table(
        [
            of.codes(table["code"], 1.2),
            of.criteria(table["code"], 4.2),
            of.points(of.say("Score"), table["score"], 1.3),
            of.points(of.say("Target"), table["target"], 1.3),
            of.points(of.say("Gain"), table["gain"], 1.3, sign=True),
            of.texts(of.say("Order"), (group_told(facts, row) for row in rows), 3),
            of.texts(of.say("Band"), (band_told(facts, row, error=True) for row in rows), 2.2),
        ],
        say("Targets in the order of what to do first, with their bands within a year (estimates)"),
        source,
    )


def _headlines(paper: Paper, source: str) -> None:
    """Set the chances of the total and the fields in a table, each with its range and whether it is robust."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    found = facts.robust.headlines.set_index("key")
    names, tree = facts.names("par"), facts.edition.par
    keys = ["total_target", "no_fall", *(key for key in found.index if key.startswith("field "))]
    called, aims = [], []
    for key in keys:
        code = key.removeprefix("field ") if key.startswith("field ") else tree.root
        told = {
            "total_target": say("Total reaches its target"),
            "no_fall": say("Total does not fall"),
        }
        called.append(told.get(key) or say("Field ") + f"{facts.code(code)}. {names[code]}")
        aims.append(tree.score(code) if key == "no_fall" else tree.target(code))
    paper.table(
        [
            of.texts(of.say("What is asked"), called, 5),
            of.points(of.say("Points"), aims, 1.6),
            of.texts(of.say("Chance"), (_chance(paper, key) for key in keys), 3),
            of.texts(of.say("Robust?"), (robust_told(facts, found.loc[key, "robust"]) for key in keys), 4.2),
        ],
        say("Chances of the total and the fields within a year (estimates, ranges over the models)"),
        source,
    )


def _chance(paper: Paper, key: str) -> str:
    """Print the chance of a headline; of a field that a single criterion decides its band, for criteria have no more."""
    facts = paper.facts
    table = facts.chances
    if key.startswith("field "):
        below = facts.edition.below[key.removeprefix("field ")]
        asked = table[table["code"].isin(below)]
        if len(asked) == 1:
            only = asked.iloc[0]
            return facts.say("{band_told} ({code} alone)", band_told=band_told(facts, only), code=only["code"])
    return chance_told(facts, key, short=True)


def climb(paper: Paper) -> None:
    """Say how likely a better rank is, how its bar moved, and what the least effort to each is made of."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    model, ladder, ranks = facts.model, facts.climbed, ranks_ahead(facts)
    assert model is not None and ladder is not None  # write_report asks
    source = model_source(model.edition, paper.lang)
    paper.heading(say("What a better rank takes"))
    paper.text(how_ranks_read(facts), see="rank_outlook")
    rows = [row for _, row in ranks.iterrows()]
    paper.table(
        [
            of.counts(of.say("Rank"), ranks["rank"], 1),
            of.points(of.say("Certain from"), ranks["sure_from"], 1.6),
            of.texts(of.say("Others moving"), (_span(paper, row, "moving") for row in rows), 3.6),
            of.texts(of.say("Others standing still"), (_span(paper, row, "still") for row in rows), 3.6),
            of.texts(of.say("Robust?"), (robust_told(facts, row["robust"]) for row in rows), 3),
        ],
        say("Chances of one and two ranks up within a year (estimates, ranges over the models)"),
        source,
    )
    past = bars(facts).sort_values(["year", "rank"], ascending=[False, True])
    told = [row for _, row in past.iterrows()]
    paper.table(
        [
            of.counts(of.say("Year"), past["year"], 1.2),
            of.counts(of.say("Rank"), past["rank"], 1.2),
            of.printed(of.say("Points that made it certain"), (bar_told(facts, row) for row in told), 3),
            of.counts(of.say("Own published rank"), past["published"].astype(int), 2.4),
        ],
        say(
            "The bars of these ranks by year; two figures are possible from and certain from, where too little is published"
        ),
        facts.source,
    )
    _way_up(paper, source)


def _span(paper: Paper, row: pd.Series, key: str) -> str:
    return span_told(paper.facts, row[key], row[f"{key}_low"], row[f"{key}_high"], short=True)


def _way_up(paper: Paper, source: str) -> None:
    """Set the ladder of ranks in a table, and the measures of its first step with what they come to together."""
    facts, say, of, ladder = paper.facts, paper.facts.say, paper.columns, paper.facts.climbed
    assert ladder is not None and facts.model is not None  # climb asks
    steps = ladder.steps[ladder.steps["kind"].isin(("rank", "plan"))]
    if not (steps["kind"] == "rank").any():
        return
    paper.heading(say("The way of least effort"), 2)
    paper.text(*facts.told("what_it_takes"), see="effort_ladder")
    goals = [say("rank {goal:g}", goal=row.goal) if row.kind == "rank" else say("target") for row in steps.itertuples()]
    effort = say("Effort (a convention for ordering)")
    paper.table(
        [
            of.texts(of.say("Goal"), goals, 1.5),
            of.points(of.say("Total needed"), steps["score"], 1.5),
            of.points(of.say("More"), steps["gain"], 1.2, sign=True),
            of.numbers(effort, steps["effort"], 2.6, 1),
            of.counts(of.say("No. of criteria"), steps["n_measures"], 1.2),
        ],
        say("The least effort for each goal, the others as in {year} (estimates)", year=facts.model.year),
        source,
    )
    first = steps[steps["kind"] == "rank"].iloc[0]
    plan = ladder.plans[f"rank_{first['goal']:g}"]
    measures = plan.measures
    paper.table(
        [
            of.codes(measures["code"], 1.1),
            of.criteria(measures["code"], 3.6),
            *of.leads(measures["lead_agency"], 2.4),
            of.points(of.say("From"), measures["score"], 1.2),
            of.points(of.say("To"), measures["value"], 1.2),
            of.points(of.say("Gain"), measures["gain"], 1.4, sign=True),
            of.numbers(of.say("Effort"), measures["effort"], 1.4, 1),
        ],
        say("The way of least effort to {score} points (an estimate)", score=facts.n(first["score"])),
        source,
    )
    paper.text(joint_told(facts, plan))


def satisfied(paper: Paper) -> None:
    """Say where satisfaction is lost and what its targets ask."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    paper.heading(say("Citizens' satisfaction (SIPAS)"))
    paper.text(*facts.told("satisfaction"), see="sipas_items")
    table, names = deficits("factor", "sipas", facts.edition), facts.names("sipas")
    columns = [
        of.texts(of.say("Factor"), table["code"], 1.2),
        of.texts(of.say("Name"), [names[code] for code in table["code"]], 3.5),
    ]
    leads, called = facts.edition.sipas.by_code["lead_agency"].dropna(), facts.called()
    if len(leads):
        follows = [called.get(leads.get(code, ""), leads.get(code, "–")) for code in table["code"]]
        columns.append(of.texts(of.say("Follows it up"), follows, 2.6))
    columns.append(of.numbers(of.say("Score (%)"), table["score_published"], 1.6, 2))
    if table["target_published"].notna().any():
        targets = [
            f"{'>' if row.target_is_bound else ''}{facts.n(row.target_published, 2)}"
            if pd.notna(row.target_published)
            else "–"
            for row in table.itertuples()
        ]
        columns.append(of.printed(of.say("Target (%)"), targets, 1.6))
    columns.append(of.shares(of.say("Share of dissatisfaction"), table["share"], 2.6))
    caption = say("SIPAS by factor, the lowest first")
    paper.table(columns, caption, facts.edition.source(paper.lang, "sipas"))
    if facts.model is not None and (surveyed := within_error(facts, "sipas")):
        paper.text(surveyed)
