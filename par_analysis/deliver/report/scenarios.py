"""The scenarios side by side, and which criteria make the change of each."""

from __future__ import annotations

from par_analysis.deliver.facts import Facts
from par_analysis.deliver.report.parts import Paper
from par_analysis.scenario.comparison import Comparison, compare
from par_analysis.scenario.scenario import Scenario
from par_analysis.words.numbers import NOISE

__all__ = ["compared"]

_LONG = 90  # characters: what a heading or a narrow column of a table still holds decently


def compared(paper: Paper) -> None:
    """Set the scenarios side by side, and say which criteria make the change of each."""
    facts, say = paper.facts, paper.facts.say
    comparison, labels = compare(*facts.scenarios, edition=facts.edition), _labels(facts)
    paper.heading(say("The scenarios"))
    meaning = say("A scenario is a what-if assumption, not a forecast")
    if facts.has("rank"):
        meaning += say("; ranks are read from the published list, as if the other provinces stood still")
    paper.text(f"{meaning}.")
    for scenario in facts.scenarios:
        paper.text(_result(facts, comparison, scenario))
    _totals(paper, comparison, labels)
    _by_field(paper, comparison, labels)
    paper.heading(say("Which criteria make the change"), 2)
    for scenario, label in zip(facts.scenarios, labels, strict=True):
        _decomposition(paper, comparison, scenario, label)


def _labels(facts: Facts) -> list[str]:
    """Return the scenarios' titles as they stand in tables: long ones cut, with their number to tell them apart."""
    titles = [facts.title_of(scenario) for scenario in facts.scenarios]
    return [
        title if len(title) <= _LONG else f"{number}. {title[:_LONG].rstrip()} …"
        for number, title in enumerate(titles, 1)
    ]


def _result(facts: Facts, comparison: Comparison, scenario: Scenario) -> str:
    """Say what a scenario comes to, and who made it, when and why."""
    say, title, total = facts.say, facts.title_of(scenario), comparison.total
    figure = total.loc["par", scenario.title]
    points, change = facts.n(figure), facts.n(figure - total.loc["par", "published"], sign=True)
    sentence = say("“{title}”: PAR INDEX {points} points ({change})", title=title, points=points, change=change)
    if facts.has("sipas"):
        sentence += f", SIPAS {facts.n(total.loc['sipas', scenario.title], 2)}%"
    origin = facts.header_of(scenario)
    # A reason is the user's own sentence, with or without its stop.
    origin = origin and say("Origin: {origin}.", origin=origin.rstrip("."))
    return f"{sentence}. {origin}"


def _totals(paper: Paper, comparison: Comparison, labels: list[str]) -> None:
    facts, say, of, year = paper.facts, paper.facts.say, paper.columns, paper.facts.years[0]
    total = comparison.total[["published", *(scenario.title for scenario in facts.scenarios)]].astype(float)
    par = total.loc["par"]
    columns = [
        of.texts(of.say("Scenario"), [say("As published"), *labels], 4.5),
        of.points(of.say("PAR INDEX"), par, 1.6),
        of.points(of.say("Change"), par - par["published"], 1.6, sign=True),
    ]
    if facts.has("sipas"):
        columns.append(of.numbers(of.say("SIPAS (%)"), total.loc["sipas"], 1.6, 2))
    if facts.has("rank"):
        ranks = [facts.rank_told(float(value)).partition(" ")[2] for value in par]
        columns.append(of.printed(of.say("Rank, the others as in{year}", year=year), ranks, 2.4))
    caption = say("The scenarios (assumptions) against the published figures (points)")
    paper.table(columns, caption, facts.source)


def _by_field(paper: Paper, comparison: Comparison, labels: list[str]) -> None:
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    paper.heading(say("By field"), 2)
    fields = comparison.fields[comparison.fields["index"] == "par"].set_index("code")
    codes, names = {code: facts.code(code) for code in fields.index}, facts.names("par")
    listed = "; ".join(f"{shown} – {names[code]}" for code, shown in codes.items())
    paper.text(say("Codes of the fields: {listed}.", listed=listed))
    changes = fields[[scenario.title for scenario in facts.scenarios]].sub(fields["published"], axis=0)
    paper.table(
        [
            of.texts(of.say("Scenario"), labels, 3.4),
            *(of.points(shown, changes.loc[code], 1.5, sign=True) for code, shown in codes.items()),
        ],
        say("Assumed change of each field against the published score (points)"),
        facts.source,
    )


def _decomposition(paper: Paper, comparison: Comparison, scenario: Scenario, label: str) -> None:
    facts, say, of = paper.facts, paper.facts.say, paper.columns
    paper.heading(label, 3)
    changes = comparison.decomposition.set_index("code")[scenario.title].astype(float)
    changes = changes[changes.abs() > NOISE]
    if changes.empty:
        paper.text(say("No criterion changes."))
        return
    changes = changes.reindex(changes.abs().sort_values(ascending=False, kind="stable").index)
    if comparison.sipas_part.set_index("code")[scenario.title].abs().sum() > NOISE:
        paper.text(say("The criterion of satisfaction follows SIPAS in this scenario."))
    score = facts.edition.par.by_code["score"].reindex(changes.index).astype(float)
    total, names = comparison.total.loc["par"], facts.names("par")
    rest = say("part that is not listed")
    shown = [f"{names[code]} ({rest})" if code.endswith(".rest") else names[code] for code in changes.index]
    paper.table(
        [
            of.texts(of.say("Code"), [*(_code(facts, code) for code in changes.index), ""], 1.2),
            of.texts(of.say("Criterion"), [*shown, say("Sum")], 5),
            of.points(of.say("Score"), score, 1.6).with_blank(),
            of.points(of.say("Scenario"), score + changes, 1.6).with_blank(),
            of.points(of.say("Change"), [*changes, total[scenario.title] - total["published"]], 1.6, sign=True),
        ],
        say("Criteria that make the change of “{label}” (assumed, points)", label=label),
        facts.source,
        last_bold=True,
        dense=True,
    )


def _code(facts: Facts, code: str) -> str:
    shown = facts.code(code)
    return f"{shown.removesuffix('.rest')}.…" if shown.endswith(".rest") else shown
