"""What the tables and the plan say, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from par_analysis.edition.agencies import agency_deficits, sharing
from par_analysis.edition.edition import Edition
from par_analysis.edition.names import agency_names, assessment_name
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.edition.results import audit, deficits
from par_analysis.index.deficits import require_losses
from par_analysis.plan.conflicts import conflicts, goal_pairs
from par_analysis.plan.coverage import coverage
from par_analysis.story.summary import Summary
from par_analysis.tables.indices.rows import code_order
from par_analysis.tables.models.evidence import CONTROLS
from par_analysis.tables.models.index import NO_LEAD
from par_analysis.words.numbers import NOISE
from par_analysis.words.reader import Reader

__all__ = ["agencies", "point_deficits", "satisfaction", "tables_and_audit", "the_plan"]

_KINDS = ("parts", "cross_index", "bound", "copied", "formula")  # of findings, as they are listed
_SAME = 1e-6  # totals that differ by less are printed alike, however many decimals a table has


def tables_and_audit(edition: EditionLike = None) -> Summary:
    """Say how complete the tables are and what the audit means for the headline target.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition. What it lacks is left out.
    """
    own = edition_of(edition)
    index = own.par
    found = audit(own)
    asked, explained = found[found["kind"] != "conversion"], found[found["kind"] == "conversion"]
    rest = int(index.nodes["is_remainder"].sum())
    targets = found[(found["kind"] == "parts") & (found["quantity"] == "target") & (found["index"] == "par")]
    codes = list(targets["code"]) if own.has("targets") else []
    fields = len(index.children(index.root))

    def sentences(reader: Reader) -> Iterator[str]:
        def n(value: float, sign: bool = False) -> str:
            return reader.number(value, sign=sign)

        if own.has("scores"):
            added, total = float(index.rollup(index.leaf_values())[index.root]), index.score()
            agrees = abs(added - total) < _SAME
            among = reader.plural(rest, " ({n} unlisted part among them)", " ({n} unlisted parts among them)")
            yield reader.say(
                "The {leaves} leaves{among} add up to {added} points, {agrees} the published {total}.",
                leaves=len(index.leaves),
                among=among if rest else "",
                added=n(added),
                agrees=reader.say("exactly") if agrees else reader.say("unlike"),
                total=n(total),
            )
        if len(asked):
            kinds = _kinds(asked, reader)
            yield reader.plural(
                len(asked),
                "The audit found {n} thing to ask about: {kinds}.",
                "The audit found {n} things to ask about: {kinds}.",
                kinds=kinds,
            )
        else:
            yield reader.say("The audit found nothing to ask about.")
        if codes:
            published, where = index.target(), ", ".join(codes)
            bottom_up = float(index.rollup(index.leaf_values("target"))[index.root])
            yield reader.plural(
                len(codes),
                "The published overall target is {published}, but with all {fields} fields added up from the criteria's own targets it would be {sum}: {difference} points, because the target of {codes} does not equal its parts.",
                "The published overall target is {published}, but with all {fields} fields added up from the criteria's own targets it would be {sum}: {difference} points, because the targets of {codes} do not equal their parts.",
                published=n(published),
                fields=fields,
                sum=n(bottom_up),
                difference=n(bottom_up - published, True),
                codes=where,
            )
            cautious = n(min(published, bottom_up))
            yield reader.say(
                "The more cautious figure is {cautious}; a briefing should say which of the two it uses.",
                cautious=cautious,
            )
        if len(explained):
            listed = ", ".join(f"{row.code} ({n(row.difference, True)})" for row in explained.itertuples())
            yield reader.say(
                "The difference between the points and the linked index at {listed} is within what the unknown conversion may explain, and is no fault.",
                listed=listed,
            )

    return Summary.of(sentences)


def _kinds(found: pd.DataFrame, reader: Reader) -> str:
    """Count the findings of each kind."""
    n = found["kind"].value_counts().reindex(_KINDS, fill_value=0)
    listed = {
        "parts": reader.plural(
            n["parts"], "{n} row that differs from its parts", "{n} rows that differ from their parts"
        ),
        "cross_index": reader.plural(
            n["cross_index"], "{n} place where the two indices differ", "{n} places where the two indices differ"
        ),
        "bound": reader.plural(
            n["bound"],
            "{n} target “above” that its parts at target do not exceed",
            "{n} targets “above” that their parts at target do not exceed",
        ),
        "copied": reader.plural(
            n["copied"], "{n} group of figures that look copied", "{n} groups of figures that look copied"
        ),
        "formula": reader.plural(
            n["formula"], "{n} group of targets set by one formula", "{n} groups of targets set by one formula"
        ),
    }
    return ", ".join(listed[kind] for kind in _KINDS if n[kind])


def point_deficits(edition: EditionLike = None) -> Summary:
    """Say where the points are lost, by field, criterion and way of assessment.

    Parameters as `tables_and_audit`.
    """
    own = edition_of(edition)
    fields, criteria, ways = (require_losses(deficits(by, edition=own)) for by in ("field", "criterion", "assessment"))
    aimed, known = own.has("targets"), own.has("assessments")
    losing = criteria[criteria["deficit"] > 0]
    first, running = losing.iloc[0], losing["share"].cumsum()
    few = int((running < 0.8 - NOISE).sum()) + 1
    total = float(fields["deficit"].sum())
    gain = float((fields["target_published"] - fields["score_published"]).fillna(fields["gain"]).sum())
    way, top = ways.iloc[0], fields.head(3)

    def sentences(reader: Reader) -> Iterator[str]:
        names = own.short_names("par", reader.lang)
        place = own.place_in(reader.lang)
        lost, share = reader.number(total), reader.percent(top["deficit"].sum() / total)
        listed = ", ".join(f"{names[row.code]} ({reader.number(row.deficit)})" for row in top.itertuples())
        yield reader.plural(
            len(top),
            "{place} lost {lost} points, {share} of them in one field: {listed}.",
            "{place} lost {lost} points, {share} of them in {few} fields: {listed}.",
            place=place or reader.say("This place"),
            lost=lost,
            share=share,
            few=_few(len(top), reader),
            listed=listed,
        )
        heaviest, makes = f"{first['code']} {names[first['code']]}", reader.percent(first["share"])
        yield reader.say(
            "The loss is spread over {criteria}; the heaviest, {heaviest}, accounts for only {makes}, and it takes {most} to account for 80%.",
            criteria=reader.plural(len(losing), "{n} criterion", "{n} criteria"),
            heaviest=heaviest,
            makes=makes,
            most=reader.plural(few, "{n} criterion", "{n} criteria"),
        )
        if known:
            called, part = assessment_name(way["assessment"], reader.lang), reader.percent(way["share"])
            back = reader.percent(way["gain"] / way["deficit"])
            sentence = reader.say(
                "{part} of the loss lies in criteria assessed by “{called}”, where {losing} of {criteria} criteria lost points",
                part=part,
                called=called,
                losing=way["n_losing"],
                criteria=way["n_criteria"],
            )
            yield sentence + (reader.say(" and the targets win back {back}.", back=back) if aimed else ".")
        if aimed:
            back, closed = reader.number(gain), reader.percent(gain / total)
            yield reader.say(
                "The published targets win back {back} points, {closed} of the loss.", back=back, closed=closed
            )

    return Summary.of(sentences)


def agencies(edition: EditionLike = None) -> Summary:
    """Say who answers for the points lost and for the points asked for.

    Parameters as `tables_and_audit`.
    """
    own = edition_of(edition)
    table = require_losses(agency_deficits(own))
    shared = sharing(own, table)
    losing = table[(table["deficit"] > 0) & (table["lead_agency"] != NO_LEAD)]
    lost, unled = table["deficit"].sum(), table.loc[table["lead_agency"] == NO_LEAD, "deficit"].sum()

    def sentences(reader: Reader) -> Iterator[str]:
        every, none = reader.number(lost), reader.number(unled)
        if losing.empty:
            yield reader.say("No agency is named as lead of the {every} points lost.", every=every)
            return
        names, top = agency_names(own, reader.lang), losing.head(3)

        def name(row: pd.Series) -> str:
            return names.get(row["lead_agency"], row["lead_agency"])

        listed = ", ".join(f"{name(row)} ({reader.number(row['deficit'])})" for _, row in top.iterrows())
        led, share = reader.number(losing["deficit"].sum()), reader.percent(top["share"].sum())
        first = reader.say("the first one makes") if len(top) == 1 else ""
        first = first or reader.say("the first {few} make", few=_few(len(top), reader))
        yield reader.plural(
            len(losing),
            "{n} agency leads {led} of the {every} points lost; {first} {share}: {listed}.",
            "{n} agencies lead {led} of the {every} points lost; {first} {share}: {listed}.",
            led=led,
            every=every,
            first=first,
            share=share,
            listed=listed,
        )
        if own.has("targets"):
            asked = losing.sort_values("gain", ascending=False, kind="stable").iloc[0]
            gain = reader.number(asked["gain"], sign=True)
            yield reader.say("The targets ask most of {name}: {gain} points.", name=name(asked), gain=gain)
            steep = losing.sort_values("gap_closure", ascending=False, kind="stable").iloc[0]
            closure = reader.percent(steep["gap_closure"])
            yield reader.say(
                "The steepest gap closure is asked of {name}: {closure} of its deficit in one year.",
                name=name(steep),
                closure=closure,
            )
            if hands := _in_hands(asked, reader):
                yield reader.say(
                    "Of the {gain} points that the targets ask of {name}: {hands}.",
                    gain=gain,
                    name=name(asked),
                    hands=hands,
                )
        if shared:
            codes, index, moved = shared
            told = [
                f"{name(row)} ({reader.number(row['deficit_by_factor'], 2)})" for _, row in moved.head(3).iterrows()
            ]
            after = ", ".join(told)
            yield reader.say(
                "These figures count {codes} wholly with its own lead; shared over the leads of the factors of {index}, in proportion to what each factor lost, the points lost are: {after}.",
                codes=codes,
                index=index,
                after=after,
            )
        yield reader.say("Points lost without a lead agency: {none}.", none=none)

    return Summary.of(sentences)


def _few(number: int, reader: Reader) -> str:
    """Write a number up to three as a word."""
    return {1: reader.say("one"), 2: reader.say("two"), 3: reader.say("three")}[number]


def _in_hands(agency: pd.Series, reader: Reader) -> str:
    """Say how much of what is asked of an agency is in whose hands; nothing where nothing of it was judged."""
    points = {control: reader.number(agency[f"gain_{control}"]) for control in CONTROLS if f"gain_{control}" in agency}
    told = {
        "city": reader.say("{points} in its own hands", points=points["city"]),
        "shared": reader.say("{points} only in part in its hands", points=points["shared"]),
        "outside": reader.say("{points} outside its control", points=points["outside"]),
    }
    return ", ".join(words for control, words in told.items() if agency[f"gain_{control}"] > NOISE)


def satisfaction(edition: EditionLike = None) -> Summary:
    """Say where satisfaction is lost, what the targets ask, and what that gives in PAR INDEX.

    Parameters as `tables_and_audit`.

    Raises
    ------
    ParAnalysisError
        The edition has no SIPAS.
    """
    own = edition_of(edition)
    index = own.sipas
    factors, items = (require_losses(deficits(by, "sipas", own)) for by in ("factor", "item"))
    worst, total = factors.iloc[0], index.by_code.loc[index.root]
    aimed = bool(items["target"].notna().all())
    links = [link for link in own.couplings if link.of == "sipas" and link.index == "par"]

    def sentences(reader: Reader) -> Iterator[str]:
        names = own.short_names("sipas", reader.lang)
        factor, reaches = f"{worst['code']} ({names[worst['code']]})", reader.number(worst["score_published"])
        share, each = reader.percent(worst["share"]), reader.percent(1 / len(factors))
        yield reader.say(
            "Factor {factor} reaches only {reaches}% and makes {share} of the index's dissatisfaction, though each factor is only {each} of it.",
            factor=factor,
            reaches=reaches,
            share=share,
            each=each,
        )
        lowest, best = (reader.number(value) for value in (items["score"].min(), items["score"].max()))
        yield reader.say("The items lie between {lowest}% and {best}%.", lowest=lowest, best=best)
        if not aimed:
            return
        reached = float(index.rollup(index.leaf_values("target"))[index.root])
        own_target = ""
        if not pd.isna(total["target"]):
            goal = f"{'>' if total['target_is_bound'] else ''}{reader.number(total['target'])}%"
            own_target = reader.say("; its own target is {goal}", goal=goal)
        yield reader.say(
            "If every item reached its target, the overall index would be {reached}%{own_target}.",
            reached=reader.number(reached, 2),
            own_target=own_target,
        )
        rise = reached - float(index.rollup(index.leaf_values())[index.root])
        for link in links:
            points, most = reader.number(rise * link.factor, 2), reader.number(link.factor * 100)
            yield reader.say(
                "That rise would add {points} points to criterion {code} of PAR INDEX (to a first order: {most} points × SIPAS).",
                points=points,
                code=link.code,
                most=most,
            )

    return Summary.of(sentences)


def the_plan(edition: EditionLike = None) -> Summary:
    """Say what the plan asks by when, which points have no more than a plan, and where the documents disagree.

    Parameters as `tables_and_audit`.

    Raises
    ------
    ParAnalysisError
        The edition has no tasks.
    """
    own = edition_of(edition)
    own.need("tasks")
    tasks = own.tasks[own.tasks["same_as"].isna()]
    named, inferred = (tasks[column].map(len).sum() for column in ("codes_named", "codes_inferred"))

    def sentences(reader: Reader) -> Iterator[str]:
        yield _dated(tasks, reader)
        if own.has("par") and own.has("scores"):
            yield from _served(own, reader)
        if own.has("documents"):  # else the links quote no document: they are their author's
            yield reader.say(
                "Of the links between tasks and criteria {named} are named by the text and {inferred} inferred, with the reason.",
                named=named,
                inferred=inferred,
            )
            yield _disagreement(own, reader)

    return Summary.of(sentences)


def _dated(tasks: pd.DataFrame, reader: Reader) -> str:
    """Say how many tasks there are, and in which month most are due."""
    every = reader.plural(len(tasks), "{n} task", "{n} tasks")
    months = tasks["due"].dropna().dt.to_period("M")
    if months.empty:
        return reader.say("The plan gives {tasks}, none of them dated.", tasks=every)
    counts = months.value_counts().sort_index()
    first, most = counts.idxmax(), int(counts.max())
    return reader.plural(
        most,
        "The plan gives {tasks}, {dated} of them dated; {n} falls due in {month}.",
        "The plan gives {tasks}, {dated} of them dated; {n} fall due in {month}.",
        tasks=every,
        dated=len(months),
        month=reader.month(first),
    )


def _served(edition: Edition, reader: Reader) -> Iterator[str]:
    """Say which points no task serves, or none that says an action, and how many tasks serve no points."""
    covered, served = coverage(edition=edition), coverage("tasks", edition=edition)
    weak = covered[covered["deficit_without_action"] > 0]
    lost, none = reader.number(covered["deficit"].sum()), reader.number(covered["deficit_without_task"].sum())
    vague, listed = reader.number(weak["deficit"].sum()), ", ".join(sorted(weak["code"], key=code_order))
    but = ""
    if listed:
        but = reader.say(
            "; but for {vague} ({listed}) the text only asks for a plan or for solutions and specifies no action",
            vague=vague,
            listed=listed,
        )
    yield reader.say("Points lost without any task: {none} of {lost}{but}.", none=none, lost=lost, but=but)
    idle = int((served["n_deficits"] == 0).sum())
    yield reader.plural(
        idle, "{n} task serves no criterion that lost points.", "{n} tasks serve no criterion that lost points."
    )


def _disagreement(edition: Edition, reader: Reader) -> str:
    """Say which goals were compared, whether they could contradict each other at all, and where the documents disagree."""
    found, pairs = conflicts(edition), goal_pairs(edition)
    relations = pairs["relation"].value_counts()
    clashes, stricter, repeated = (int(relations.get(name, 0)) for name in ("contradiction", "stricter", "repetition"))
    able = int(pairs["can_contradict"].sum())
    if pairs.empty:
        told = reader.say("No two documents set goals for one figure that could be compared")
    else:
        told = reader.plural(
            len(pairs),
            "{n} pair of goals for one figure can be compared",
            "{n} pairs of goals for one figure can be compared",
        )
        if able and clashes:
            told += reader.plural(
                clashes,
                ", of which {able} could contradict each other and {n} does",
                ", of which {able} could contradict each other and {n} do",
                able=able,
            )
        elif able:
            told += reader.say(", of which {able} could contradict each other and none do", able=able)
        elif pairs["least"].all():
            told += reader.say("; all of them only set least levels and so cannot contradict each other")
        else:
            told += reader.say(
                "; the two of each pair bound the figure on the same side and so cannot contradict each other"
            )
        told += reader.say("; in {stricter} one is stricter", stricter=stricter)
        lowered = found[(found["stricter"] != "") & (found["later"] != "") & (found["later"] != found["stricter"])]
        called = edition.documents["short" if reader.lang == "vi" else "short_en"]
        if later := ", ".join(dict.fromkeys(f"{row.code} ({called[row.later]})" for row in lowered.itertuples())):
            told += reader.say(" (lowered by the later document: {later})", later=later)
        if repeated:
            told += reader.say(", and {repeated} repeat the same level", repeated=repeated)
    leads = found[found["kind"] == "lead"]
    codes = {
        relation: sorted(set(leads.loc[leads["relation"] == relation, "code"]), key=code_order)
        for relation in ("contradiction", "exception")
    }
    if listed := ", ".join(codes["contradiction"]):
        told += reader.plural(
            len(codes["contradiction"]),
            "; {n} criterion is given to different leads: {listed}",
            "; {n} criteria are given to different leads: {listed}",
            listed=listed,
        )
    if listed := ", ".join(codes["exception"]):
        told += reader.plural(
            len(codes["exception"]),
            "; {n} criterion is given to another lead than the wider scope: {listed}",
            "; {n} criteria are given to another lead than the wider scope: {listed}",
            listed=listed,
        )
    return f"{told}."
