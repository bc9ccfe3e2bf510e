"""How the outlook is told: criteria by bands and evidence in words, totals and ranks by chances with their range."""

from __future__ import annotations

import pandas as pd

from par_analysis.deliver.facts import Facts
from par_analysis.outlook.alternatives import alternatives_of
from par_analysis.outlook.bands import band_of
from par_analysis.outlook.chance import chances
from par_analysis.outlook.joint import joint_chance
from par_analysis.outlook.least_effort import LeastEffort
from par_analysis.outlook.model import Model
from par_analysis.outlook.order import CRITERIA, FIRST
from par_analysis.outlook.rivals import rank_bars, rank_chances, ranks_up
from par_analysis.tables.models.evidence import CONTROLS, REFERENCE_CLASSES
from par_analysis.tables.models.index import INDEX_NAMES
from par_analysis.tables.models.results import BANDS
from par_analysis.words.numbers import NOISE
from par_analysis.words.printing import count, percent

__all__ = [
    "band_told",
    "bar_told",
    "bars",
    "bars_told",
    "chance_told",
    "control_told",
    "evidence_told",
    "group_told",
    "how_bands_read",
    "how_order_reads",
    "how_ranks_read",
    "joint_told",
    "ranks_ahead",
    "robust_told",
    "span_told",
    "what_bands_mean",
    "within_error",
]


_KNOWN = 1.0  # points between which a bar is known well enough to be told as one and compared with other years

# Criteria


def band_told(facts: Facts, row: pd.Series, *, error: bool = False) -> str:
    """Name the band of a target: `khó đạt`, with a star where another model says otherwise; a dash where there is none.

    With `error` also a dagger where the target asks no more than the survey can tell.
    """
    if pd.isna(row["band"]) or not row["band"]:
        return "–"
    marks = ("" if row["robust"] else "*") + ("†" if error and row["within_error"] else "")
    return facts.label(BANDS[row["band"]]) + marks


def group_told(facts: Facts, row: pd.Series) -> str:
    """Say whether a target is among the first to do, and what that depends on; a dash where nothing is asked."""
    if pd.isna(row["group"]):
        return "–"
    if row["group"] == "always":
        return facts.say("always in the first {first}", first=FIRST)
    if row["group"] == "never":
        return facts.say("not in the first {first}", first=FIRST)
    on = row["depends_on"]
    what = facts.say("Scale of comparison") if on == "scale" else facts.label(CRITERIA[on])
    return facts.say("depends on {what}", what=what.lower())


def how_order_reads(facts: Facts) -> str:
    """Say what the groups of the order are."""
    return facts.say(
        "The order weighs chance, gain, control and the tasks behind, under all weightings: “always” is among the first {first} under all of them, “depends on” only where that counts much, “not” under hardly any.",
        first=FIRST,
    )


def how_bands_read(facts: Facts, *, error: bool = False) -> str:
    """Say what the marks of `band_told` mean, and what the worst band does not mean."""
    told = facts.say(
        "*: not robust, another model says otherwise. “{unlikely}” goes by the pace of change so far, without what is newly done: such a target needs new measures.",
        unlikely=facts.label(BANDS["unlikely"]),
    )
    if error and facts.chances["within_error"].any():
        told += facts.say(" †: the target asks no more than the survey's margin of error.")
    return told


def what_bands_mean(facts: Facts) -> str:
    """Say what a band means, and that it is inferred."""
    assumed = _model(facts).assumptions
    likely, unlikely = (percent(limit, facts.lang) for limit in (assumed.likely, assumed.unlikely))
    bands = {band: facts.label(words) for band, words in BANDS.items()}
    return facts.say(
        "A criterion has a band only, inferred from the part that it belongs to: “{likely}” where the model gives {from_likely} or more, “{unlikely}” where it gives less than {below}, “{open}” between; it is no promise and knows nothing of the work of one agency.",
        from_likely=likely,
        below=unlikely,
        likely=bands["likely"],
        unlikely=bands["unlikely"],
        open=bands["open"],
    )


def evidence_told(facts: Facts) -> str:
    """Say of every part how many published figures stand behind the bands of its criteria."""
    model = _model(facts)
    changes = model.changes["part"].value_counts()
    told = []
    for part in sorted(set(facts.chances["part"])):
        levels = int(model.parts["n"].get(part, 0))
        n = int(changes.get(part, 0))
        told.append(
            facts.label(REFERENCE_CLASSES[part])
            + facts.say(
                " – {levels}, {changes}",
                levels=count(levels, "level", "levels"),
                changes=count(n, "yearly change", "yearly changes"),
                n_levels=levels,
                n_changes=n,
            )
        )
    # Of each index by itself: the bands of a part rest on those of one of them.
    places = ", ".join(
        f"{facts.label(INDEX_NAMES[key])} {len(history.pairs)}" for key, history in model.histories.items()
    )
    whole = facts.say("yearly changes of whole indices of provinces – {places}", places=places)
    listed = "; ".join([*told, whole])
    return facts.say("Published figures behind the bands: {listed}.", listed=listed)


def within_error(facts: Facts, index: str) -> str:
    """Name the targets that ask no more than the survey's margin of error, with the reason; empty where none does."""
    table = chances(index, model=_model(facts))
    table = table[table["within_error"]]
    if table.empty:
        return ""
    unit = facts.say(" percentage points") if index == "sipas" else facts.say(" points")
    listed = "; ".join(
        facts.say(
            "{code} ({gain}; standard error {error})",
            code=row.code,
            gain=facts.n(row.gain, sign=True),
            error=facts.n(row.survey_error, 2),
        )
        for row in table.itertuples(index=False)
    )
    samples = facts.edition.samples
    own = samples[(samples["index"] == "sipas") & (samples["place"] == facts.edition.place)]
    level = percent(_model(facts).assumptions.level, facts.lang)
    forms = facts.n(own[own["year"] <= facts.year].sort_values("year")["forms"].iloc[-1])
    return facts.say(
        "Targets that ask no more than the {level} margin of error of the survey ({forms} forms),{unit}: {listed}. A rise of that size may come from the sample alone, so that reaching the target or not says little of progress.",
        level=level,
        forms=forms,
        unit=unit,
        listed=listed,
    )


def control_told(facts: Facts, criteria: pd.DataFrame) -> str:
    """Say how much of what is asked of criteria is in the place's hands; empty where that was not judged."""
    if not facts.has("judgements"):
        return ""
    gains = criteria[criteria["gain"] > 0].groupby("control")["gain"].sum()
    told = [
        facts.say("{gains} {control}", gains=facts.n(gains[key]), control=words[1].lower(), control_vi=words[0].lower())
        for key, words in CONTROLS.items()
        if gains.get(key, 0) > NOISE
    ]
    listed = ", ".join(told)
    return listed and facts.say("By control: {listed}.", listed=listed)


# Totals


def chance_told(facts: Facts, key: str, *, short: bool = False) -> str:
    """Print the chance of a headline with its range: `2% (1–25% tùy mô hình)`; in short without the last words."""
    row = facts.robust.headlines.set_index("key").loc[key]
    return span_told(facts, row["model"], row["low"], row["high"], short=short)


def span_told(facts: Facts, chance: float, low: float, high: float, *, short: bool = False) -> str:
    """Print a chance with its range over the alternatives."""
    ends = [_rounded(facts, end) for end in (low, high)]
    if ends[0] == ends[1]:
        return ends[0]
    plain = ends[0][0].isdigit() and ends[1][0].isdigit()
    between = f"{ends[0].rstrip('%')}–{ends[1]}" if plain else facts.say("{low} to {high}", low=ends[0], high=ends[1])
    chance_text = _rounded(facts, chance)
    if short:
        return f"{chance_text} ({between})"
    return facts.say("{chance} ({between} depending on the model)", chance=chance_text, between=between)


def _rounded(facts: Facts, chance: float) -> str:
    """Print a chance; none is printed as impossible or certain."""
    if chance < 0.005:
        return facts.say("under 1%")
    return facts.say("over 99%") if chance > 0.995 else percent(chance, facts.lang)


def robust_told(facts: Facts, robust: bool) -> str:
    """Say whether a headline survives every alternative."""
    return facts.say("robust") if robust else facts.say("not robust, depends on the model")


# Ranks


def ranks_ahead(facts: Facts) -> pd.DataFrame:
    """Return the ranks one and two up: `up, rank, sure_from`, and chances with their range.

    `moving, moving_low, moving_high` with the others moving as observed, `still, still_low, still_high` with the others at
    their published scores, `robust`: whether every alternative puts `moving` into the same band. Empty where no rank is
    known or none is better.
    """
    return facts.edition.once("briefing ranks ahead", lambda: _ranks_ahead(facts))


def _ranks_ahead(facts: Facts) -> pd.DataFrame:
    columns = [
        "up",
        "rank",
        "sure_from",
        "moving",
        "moving_low",
        "moving_high",
        "still",
        "still_low",
        "still_high",
        "robust",
    ]
    if facts.model is None or not facts.has("rank"):
        return pd.DataFrame(columns=columns)
    models = [facts.model, *alternatives_of(facts.model)[0].values()]
    found = [rank_chances(model).set_index("rank") for model in models]
    rows = []
    for up, rank in ranks_up(facts.edition).items():
        spans = []
        for name in ("moving", "still"):
            values = [float(table.loc[rank, name]) for table in found]
            spans += [values[0], min(values), max(values)]
        robust = len({band_of(float(table.loc[rank, "moving"]), facts.model) for table in found}) == 1
        rows.append([up, rank, float(found[0].loc[rank, "sure_from"]), *spans, robust])
    return pd.DataFrame(rows, columns=columns)


def bars(facts: Facts) -> pd.DataFrame:
    """Return from which score the ranks one and two up were possible and certain, by year: as `rank_bars`; needs ranks ahead."""
    ranks = list(ranks_ahead(facts)["rank"])
    table = rank_bars(max(ranks), facts.edition)
    return table[table["rank"].isin(ranks)].reset_index(drop=True)


def bar_told(facts: Facts, row: pd.Series) -> str:
    """Print the bar of a rank: the score from which it was certain, or where little is published from which to which it lies."""
    low, high = row["possible_from"], row["sure_from"]
    if pd.isna(high):
        return "–"
    return facts.n(high, 2) if high - low < _KNOWN else f"{facts.n(low, 2)}–{facts.n(high, 2)}"


def bars_told(facts: Facts) -> str:
    """Say how the bar of the next rank moved, as far as it is known closely."""
    rank = int(ranks_ahead(facts)["rank"].iloc[0])
    table = bars(facts)
    known = table[(table["rank"] == rank) & (table["sure_from"] - table["possible_from"] < _KNOWN)]
    listed = ", ".join(f"{facts.n(row.sure_from, 2)} ({row.year})" for row in known.itertuples(index=False))
    if not listed:
        return facts.say("The bar of rank {rank} is not known", rank=rank)
    return facts.say("Points that made rank {rank} certain: {listed}", rank=rank, listed=listed)


def how_ranks_read(facts: Facts) -> str:
    """Say why chances are told with the others moving."""
    return facts.say(
        "Other provinces do not stand still: the bar of every rank moves from year to year, so chances are told with the others moving as observed; the case of the others standing still is for comparison only."
    )


def joint_told(facts: Facts, plan: LeastEffort) -> str:
    """Say how likely all measures of a plan are together; of a single one how what it takes compares with its target."""
    measures = plan.measures
    if len(measures) == 1:
        only = measures.iloc[0]
        target = facts.edition.target[facts.edition.position[only["code"]]]
        if pd.isna(target):
            return ""
        level, aim = facts.n(only["value"]), facts.n(target)
        above = only["value"] > target + NOISE
        return facts.say(
            "It rests on {code} alone, up to {level}, {above} its target of {aim}; the band of that target stands above.",
            code=only["code"],
            level=level,
            above="above" if above else "not above",
            aim=aim,
            above_vi="cao hơn" if above else "không quá",
        )
    values = dict(zip(measures["code"], measures["value"], strict=True))
    others = [joint_chance(model, values) for model in alternatives_of(_model(facts))[0].values()]
    span = span_told(facts, plan.joint, min([plan.joint, *others]), max([plan.joint, *others]))
    return facts.say(
        "Chance that all {measures} measures succeed within one year: {span}.", measures=len(measures), span=span
    )


def _model(facts: Facts) -> Model:
    assert facts.model is not None  # whoever renders the outlook asks
    return facts.model
