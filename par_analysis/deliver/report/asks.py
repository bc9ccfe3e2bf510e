"""What is asked of each lead agency: a page for each, to be handed to it."""

from __future__ import annotations

import pandas as pd

from par_analysis.charts.chances import model_source
from par_analysis.charts.plan import plan_source
from par_analysis.deliver.likelihood import band_told, control_told, group_told, how_bands_read
from par_analysis.deliver.report.parts import Paper
from par_analysis.edition.names import as_of_told
from par_analysis.edition.results import deficits
from par_analysis.tables.models.evidence import CONTROLS
from par_analysis.words.printing import count, day_text

__all__ = ["asked"]


def asked(paper: Paper) -> None:
    """Say what is asked of each lead agency, or of one: a page for each, to be handed to it."""
    facts, say = paper.facts, paper.facts.say
    paper.heading(say("What is asked of the lead agencies"), new_page=True)
    for number, agency in enumerate(facts.leads()):
        name, losing, tasks = facts.full_name(agency), facts.criteria_of(agency), facts.tasks_of(agency)
        paper.heading(name, 2, new_page=number > 0)
        if losing.empty:
            by_agency = deficits("agency", edition=facts.edition).set_index("lead_agency")
            held = int(by_agency.loc[agency, "n_criteria"])
            paper.text(
                say(
                    "The {name} leads {criteria} and lost no points; it is asked to hold its results.",
                    name=name,
                    criteria=count(held, "criterion", "criteria"),
                    held=held,
                )
            )
        else:
            paper.text(_ask(paper, name, losing, tasks))
            _held(paper, agency)
            _losing(paper, name, losing)
        if facts.has("tasks"):
            _duties(paper, name, tasks)


def _ask(paper: Paper, name: str, losing: pd.DataFrame, tasks: pd.DataFrame) -> str:
    """Say what an agency lost, and what it is to do about it."""
    facts, say = paper.facts, paper.facts.say
    lost, number = facts.n(losing["deficit"].sum()), len(losing)
    sentences = [
        say(
            "The {name} lost {lost} points on {criteria}.",
            name=name,
            lost=lost,
            criteria=count(number, "criterion", "criteria"),
            number=number,
        )
    ]
    if facts.has("targets"):
        aim, gain = facts.years[1], facts.n(losing["gain"].sum())
        order = (
            ("", "") if facts.model is None else (", theo thứ tự trong bảng dưới", ", in the order of the table below")
        )
        sentences.append(
            say(
                "It is asked to reach the targets{of_year} of these, {gain} points in all{order}.",
                of_year=aim and f" for{aim}",
                gain=gain,
                order=order[1],
                name=name,
                year=aim,
                order_vi=order[0],
            )
        )
    if dated := int(tasks["due"].notna().sum()):
        first, last = (day_text(tasks["due"].agg(end), paper.lang) for end in ("min", "max"))
        sentences.append(
            say(
                "It is to finish {tasks}, due from {first} to {last}.",
                tasks=count(dated, "dated task", "dated tasks"),
                first=first,
                last=last,
                dated=dated,
            )
        )
    if past := int((facts.statuses(tasks["due"]) == "overdue").sum()):
        sentences.append(
            say(
                "{as_of}, {past} of these {are} past the date in the plan.",
                as_of=facts.as_of,
                past=past,
                are="is" if past == 1 else "are",
            )
        )
    if facts.has("tasks"):
        without_action = facts.covered().set_index("code")["deficit_without_action"]
        if idle := ", ".join(code for code in losing["code"] if without_action.get(code, 0) > 0):
            sentences.append(
                say(
                    "It is to say what will be done for {idle}, where the Plan only asks for a plan or for solutions.",
                    idle=idle,
                )
            )
    return " ".join(sentences)


def _held(paper: Paper, agency: str) -> None:
    """Name the criteria of an agency that are at their maximum."""
    say = paper.facts.say
    rest = say("part that is not listed")
    codes = paper.facts.full_marks(agency)["code"]
    if full := ", ".join(code.replace(".rest", f" ({rest})") for code in codes):
        paper.text(say("At the maximum, to be held: {full}.", full=full))


def _losing(paper: Paper, name: str, losing: pd.DataFrame) -> None:
    """Set the criteria that lost points in a table, with a model in the order of what to do first, each with its band."""
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    columns = [
        of.codes(losing["code"], 1.1),
        of.criteria(losing["code"], 3.6),
        of.points(of.say("Score"), losing["score"], 1.25),
        *([of.points(of.say("Target"), losing["target"], 1.25)] if facts.has("targets") else []),
        of.points(of.say("Max."), losing["max_points"], 1.2),
        of.points(of.say("Lost"), losing["deficit"], 1.25),
    ]
    caption = say("{name}: criteria that lost points", name=name)
    source = facts.source
    if facts.model is not None:
        # On every page, for each is handed to another agency.
        paper.text(" ".join(told for told in (control_told(facts, losing), how_bands_read(facts, error=True)) if told))
        rows = [row for _, row in losing.iterrows()]
        columns.append(of.texts(of.say("Order"), (group_told(facts, row) for row in rows), 2.5))
        columns.append(of.texts(of.say("Band"), (band_told(facts, row, error=True) for row in rows), 2))
        if facts.has("judgements"):
            controls = [facts.label(CONTROLS[word]) if word in CONTROLS else "–" for word in losing["control"]]
            columns.append(of.texts(of.say("Control"), controls, 2.3))
        caption += say(", the first to do on top (estimates)")
        source = model_source(facts.edition, paper.lang)
    paper.table(columns, caption, source, dense=True)


def _duties(paper: Paper, name: str, tasks: pd.DataFrame) -> None:
    facts, say, of, lang = paper.facts, paper.facts.say, paper.columns, paper.lang
    if tasks.empty:
        paper.text(say("The Plan gives it no task."))
        return
    day = as_of_told(facts.edition, lang)
    standing, only = say("standing"), say(" (plan only)")
    english = tasks["title_en"].where(tasks["title_en"].fillna("") != "", tasks["title"])
    titles = (tasks["title"] if lang == "vi" else english) + tasks["plan_only"].map({True: only, False: ""})
    statuses = [facts.status_told(status) or "–" for status in facts.statuses(tasks["due"])]
    served = facts.covered("tasks").set_index("id")["deficit_served"].reindex(tasks["id"])
    paper.table(
        [
            of.texts(of.say("Due"), [day_text(day, lang, short=True) or standing for day in tasks["due"]], 2.1),
            *([of.texts(of.say("Status"), statuses, 2.0)] if facts.dues else []),
            of.texts(of.say("Task"), titles, 7.4),
            of.texts(of.say("Criteria"), [", ".join(codes) or "–" for codes in tasks["codes"]], 4),
            of.points(of.say("Points at stake"), served, 1.6),
        ],
        say("{name}: tasks and dates", name=name) + (day and f", {day}"),
        plan_source(facts.edition, lang),
        dense=True,
    )
