"""What may be reached and what it takes, in sentences that hold under every alternative model, or say that they do not."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.names import years_of
from par_analysis.edition.opening import EditionLike
from par_analysis.outlook.alternatives import Robustness, robustness
from par_analysis.outlook.chance import chances
from par_analysis.outlook.check import forecast_check, method_break
from par_analysis.outlook.least_effort import LeastEffort, ladder
from par_analysis.outlook.model import Model, model_of
from par_analysis.outlook.order import FIRST, target_order
from par_analysis.outlook.plans import plan_check
from par_analysis.outlook.ranks import rank_list, rank_of
from par_analysis.outlook.rivals import rank_bars, rank_chances, ranks_up
from par_analysis.story.summary import Summary
from par_analysis.tables.models.results import BANDS
from par_analysis.words.errors import refused
from par_analysis.words.reader import Reader

__all__ = ["what_is_likely", "what_it_takes", "what_may_come"]


def what_may_come(edition: EditionLike = None, model: Model | None = None) -> Summary:
    """Say what the total and the rank may come to within the year, with the range over all models, and how far to trust that.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    model : Model, optional
        As `achievability_model()` makes it; by default that of the edition.

    Raises
    ------
    ParAnalysisError
        The edition lacks what the model needs.
    """
    model = model_of(edition, model)
    found, coverage = robustness(model=model), forecast_check(model=model).coverage
    models, level = len(found.names) + 1, model.assumptions.level

    def sentences(reader: Reader) -> Iterator[str]:
        yield from _total(found, model, model.year + 1, models, reader)
        yield from _rank(found, model, reader)
        tests = {
            "left_out": reader.say("leaving out one at a time"),
            "later": reader.say("of the years after {year}", year=model.year),
        }
        for row in coverage[(coverage["index"] == "par") & (coverage["year_to"] == 0)].itertuples():
            inside, stated = reader.percent(row.inside), reader.percent(level)
            yield reader.say(
                "The {stated} interval of the total held {inside} of {n} known changes ({test}).",
                stated=stated,
                inside=inside,
                n=row.n,
                test=tests[row.test],
            )

    return Summary.of(sentences)


def what_is_likely(edition: EditionLike = None, model: Model | None = None) -> Summary:
    """Say which targets are likely and unlikely as far as every model agrees, on what that rests, and which come first.

    Parameters
    ----------
    edition, model
        As `what_may_come`.

    Raises
    ------
    ParAnalysisError
        The edition lacks what the model needs, or no target asks for a gain.
    """
    model = model_of(edition, model)
    own, aim = model.edition, years_of(model.edition)[1]
    table = chances("par", model=model)
    if table.empty:
        raise refused("no_gain")
    groups = target_order(model=model).targets.groupby("group", sort=False)["code"].agg(list)

    def sentences(reader: Reader) -> Iterator[str]:
        names = own.short_names("par", reader.lang)
        asked = reader.number(table["gain"].sum(), 2)
        yield reader.say(
            "The targets{of_year} ask for {asked} points more on {criteria}.",
            of_year=aim and f" of{aim}",
            year=aim,
            asked=asked,
            criteria=reader.plural(len(table), "{n} criterion", "{n} criteria"),
        )
        yield from (_band(table, band, names, reader) for band in ("likely", "unlikely"))
        rest = table[~table["robust"]]
        if len(rest):
            points = reader.number(rest["gain"].sum(), 2)
            yield reader.say(
                "On the other {targets} ({points} points) the models disagree: the evidence does not decide.",
                targets=reader.plural(len(rest), "{n} target", "{n} targets"),
                points=points,
            )
        levels, changes, places = (int(table[name].max()) for name in ("n_levels", "n_changes", "n_places"))
        yield reader.say(
            "Yearly changes of single criteria are not published; this rests on {places} of whole indices of provinces, at most {levels} and {changes} of a way of assessment.",
            places=reader.plural(places, "{n} change", "{n} changes"),
            levels=reader.plural(levels, "{n} level", "{n} levels"),
            changes=reader.plural(changes, "{n} change", "{n} changes"),
        )
        if len(near := table[table["within_error"]]):
            listed = "; ".join(
                reader.say(
                    "{code} ({gain}; standard error {error})",
                    code=row.code,
                    gain=reader.number(row.gain, sign=True),
                    error=reader.number(row.survey_error, 2),
                )
                for row in near.itertuples()
            )
            yield reader.say(
                "Asking no more than the {level} margin of error of the survey: {listed}; reached or missed may be sampling alone.",
                level=reader.percent(model.assumptions.level),
                listed=listed,
            )
        first, never = groups.get("always", []), groups.get("never", [])
        if first:
            listed = "; ".join(f"{code} {names[code]}" for code in first)
            yield reader.say(
                "Always among the first {first}, whatever the weights and scales: {listed}.", first=FIRST, listed=listed
            )
        else:
            yield reader.say(
                "No target is always among the first {first} under all weights and scales; {never} never are.",
                first=FIRST,
                never=len(never),
            )

    return Summary.of(sentences)


def _band(table: pd.DataFrame, band: str, names: dict[str, str], reader: Reader) -> str:
    """Name the targets that every model puts into a band."""
    rows, called = table[table["robust"] & (table["band"] == band)], reader.label(BANDS[band])
    if rows.empty:
        return reader.say("No target is {band} under every model.", band=called)
    listed = "; ".join(f"{code} {names[code]}" for code in rows["code"])
    points = reader.number(rows["gain"].sum(), 2)
    return reader.say(
        "Every model calls {band}: {listed} ({points} points together).", band=called, listed=listed, points=points
    )


def _total(found: Robustness, model: Model, year: int, models: int, reader: Reader) -> Iterator[str]:
    """Say what the total may come to; of its target only a band that every model shares."""
    rows = found.headlines.set_index("key")
    low, high = (reader.number(rows.loc["total_median", end], 1) for end in ("low", "high"))
    yield reader.say(
        "If the criteria stay, the total of {year} is about {low} to {high} (medians of {models} models).",
        year=year,
        low=low,
        high=high,
        models=models,
    )
    level = reader.percent(model.assumptions.level)
    ends = [reader.number(rows.loc[f"total_{end}", "model"], 1) for end in ("low", "high")]
    wide = [reader.number(rows.loc["total_low", "low"], 1), reader.number(rows.loc["total_high", "high"], 1)]
    yield reader.say(
        "The {level} interval of the main model is {ends} to {ends_2}; over all models {wide} to {wide_2}.",
        level=level,
        ends=ends[0],
        ends_2=ends[1],
        wide=wide[0],
        wide_2=wide[1],
    )
    target = model.edition.par.target()
    if target <= model.edition.par.score():
        return
    aim, chance = reader.number(target, 2), _range(rows.loc["total_target"], reader)
    if rows.loc["total_target", "robust"]:
        band = reader.label(BANDS[rows.loc["total_target", "band"]])
        yield reader.say("The target of {aim} points is {band} ({chance}).", aim=aim, band=band, chance=chance)
    else:
        yield reader.say(
            "The target of {aim} points: not robust, it depends on the model ({chance}).", aim=aim, chance=chance
        )


def _rank(found: Robustness, model: Model, reader: Reader) -> Iterator[str]:
    """Say the chance of one rank up, the others moving and standing still."""
    up = ranks_up(model.edition) if model.edition.has("rank") else {}
    if 1 not in up:
        return
    row = rank_chances(model).set_index("rank").loc[up[1]]
    still, low, high = (
        reader.percent(value)
        for value in (row["still"], *found.headlines.set_index("key").loc["rank_up_1", ["low", "high"]])
    )
    yield reader.say(
        "The chance of at least one rank up (rank {up} or better) is {low} to {high}, depending on the model, with the others moving as they have been seen to; if they stood still at their scores of {year} it would be {still}.",
        up=up[1],
        low=low,
        high=high,
        year=model.year,
        still=still,
    )


def _range(row: object, reader: Reader) -> str:
    chance, low, high = (reader.percent(row[name]) for name in ("model", "low", "high"))  # type: ignore[index]
    return reader.say(
        "probability {chance} by the main model, {low} to {high} over all models", chance=chance, low=low, high=high
    )


def what_it_takes(edition: EditionLike = None, model: Model | None = None) -> Summary:
    """Say what better ranks took, how their bars moved, and what the plan's total takes.

    Ranks are left out where no rank of the place is published, or no better one is left.

    Parameters
    ----------
    edition, model
        As `what_is_likely`.

    Raises
    ------
    ParAnalysisError
        The edition lacks what the model needs, or no target asks for a gain.
    """
    model = model_of(edition, model)
    own = model.edition
    climbed = ladder(model=model)
    steps = climbed.steps
    if not (steps["kind"] == "plan").any():
        raise refused("no_gain")
    ranks = steps[steps["kind"] == "rank"]
    check = plan_check(model, own.par.target())
    leads = check.plan.measures["lead_agency"].nunique()
    years = [year for year in (model.year, model.year + 1) if len(own.published("par", year))]
    stood = {year: rank_of(own.par.target(), year, edition=own) for year in years}

    def sentences(reader: Reader) -> Iterator[str]:
        names = own.short_names("par", reader.lang)
        if len(ranks):
            yield from _bars(own, climbed.plans[f"rank_{ranks.iloc[0]['goal']:g}"], reader)
        total, n = reader.number(own.par.target(), 2), len(check.plan.measures)
        of = reader.plural(leads, " of {n} agency", " of {n} agencies") if leads else ""
        most = reader.percent(check.joint_high)
        if check.joint_high < 0.01:
            chance = reader.say("the chance that all succeed is below 1% under every model")
        else:
            chance = reader.say("the chance that all succeed is at most {most} under every model", most=most)
        yield reader.plural(
            n,
            "The least-effort way to {total} points raises {n} criterion{of}; {chance}.",
            "The least-effort way to {total} points raises {n} criteria{of}; {chance}.",
            total=total,
            of=of,
            chance=chance,
        )
        if check.always:
            listed = "; ".join(f"{code} {names[code]}" for code in check.always)
            yield reader.say("Whatever the model, that way includes: {listed}.", listed=listed)
        if stood:
            places = "; ".join(f"{year}: {reader.ranks(at.best, at.worst)}" for year, at in stood.items())
            note = method_break(own, model.year + 1, reader.lang) if model.year + 1 in stood else ""
            would = reader.say(
                "If the others stood still, {total} points would mean: {places}.", total=total, places=places
            )
            yield f"{would} {note}".rstrip()

    return Summary.of(sentences)


def _bars(own: Edition, way: LeastEffort, reader: Reader) -> Iterator[str]:
    """Say what the next rank took by the list of the year of results, and how its bar moved."""
    listed = rank_list(own.year, edition=own)
    rank = int(listed.steps.worst(way.goal.score))
    gain, bar = reader.number(way.goal.score - own.par.score()), reader.number(way.goal.score)
    yield reader.say(
        "By the list of {year}, if the others stood still, {bar} points ({gain} more) are certain of rank {rank}.",
        year=own.year,
        bar=bar,
        gain=gain,
        rank=rank,
    )
    if all(way.goal.notes):
        yield reader.label(way.goal.notes)
    bars = rank_bars(rank, own).query("rank == @rank and sure_from == sure_from and year >= @own.year - 1")
    if len(bars) > 1:
        moved = "; ".join(f"{row.year}: {reader.number(row.sure_from, 2)}" for row in bars.itertuples())
        yield reader.say("That bar does not stand still: {moved}.", moved=moved)
