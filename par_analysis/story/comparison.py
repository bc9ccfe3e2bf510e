"""What a comparison of two editions says, in sentences, and no more than its split bears."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from par_analysis.edition.comparison import EditionComparison
from par_analysis.edition.crosswalk import remainders_of
from par_analysis.story.summary import Summary
from par_analysis.tables.models.index import INDICES
from par_analysis.words.numbers import PRINTED
from par_analysis.words.reader import Reader

__all__ = ["edition_change"]


def edition_change(comparison: EditionComparison) -> Summary:
    """Say how an index changed from one edition to a later one, what the change is made of, and what is not known of it."""

    def sentences(reader: Reader) -> Iterator[str]:
        spec, total, (first, last) = INDICES[comparison.index], comparison.total, comparison.labels(reader.lang)
        share = spec.unit == "percent"
        numbers = [reader.number(total[name], 2, sign=name == "change") for name in ("a", "b", "change")]
        if share:
            before, after, change = (
                f"{numbers[0]}%",
                f"{numbers[1]}%",
                reader.say("{n} percentage points", n=numbers[2]),
            )
        else:
            before, after, change = (reader.say("{n} points", n=number) for number in numbers)
        yield reader.say(
            "{sheet}: {before} ({first}), {after} ({last}), a difference of {change}.",
            sheet=spec.sheet,
            before=before,
            first=first,
            after=after,
            last=last,
            change=change,
        )
        said_first = int(not comparison.same_method)  # that the two are not on one scale
        notes = [reader.label(note) for note in comparison.notes]
        yield from notes[:said_first]
        yield from _split(comparison, reader)
        yield from notes[said_first:]

    return Summary.of(sentences)


def _split(comparison: EditionComparison, reader: Reader) -> Iterator[str]:
    """Say what the change is made of, where the results moved most; nothing where no criterion continues."""
    rows = comparison.criteria[comparison.criteria["change"].notna()]
    continued = rows[~rows["basis"].isin(["added", "dropped"])]
    if not (n := len(continued)):
        return
    parts = {name: reader.number(value, sign=True) for name, value in comparison.parts.items() if abs(value) >= PRINTED}
    points = INDICES[comparison.index].unit == "points"
    rests = int(continued["code_to"].isin(remainders_of(comparison.b.index(comparison.index))).sum())
    new, gone = (int((rows["basis"] == name).sum()) for name in ("added", "dropped"))
    among = reader.say(" ({rests} unlisted among them)", rests=rests) if rests else ""
    words = {
        "results": reader.plural(
            n,
            "results of the {n} criterion that continues{among}",
            "results of the {n} criteria that continue{among}",
            among=among,
        ),
        "maxima": reader.say("changes of their maxima"),
        "added": reader.plural(new, "{n} criterion added", "{n} criteria added"),
        "dropped": reader.plural(gone, "{n} criterion dropped", "{n} criteria dropped"),
        "not_compared": reader.say("what cannot be compared"),
    }
    if parts:
        listed = "; ".join(f"{words[name]} {value}" for name, value in parts.items())
        if points:
            yield reader.say("The difference is made of (points): {listed}.", listed=listed)
        else:
            yield reader.say("The difference is made of (percentage points): {listed}.", listed=listed)
    else:
        yield reader.plural(
            n,
            "The {n} criterion that continues has not changed.",
            "The {n} criteria that continue have not changed.",
        )
    names = comparison.b.short_names(comparison.index, reader.lang)
    subjects = ((reader.say("by field"), comparison.fields), (reader.say("by criterion"), continued))
    for by, table in subjects:
        if extremes := _extremes(table):
            moved = [
                (f"{code} {names[code]} ({reader.number(value, sign=True)})", value > 0) for code, value in extremes
            ]
            listed = "; ".join(
                reader.say("rose most in {name}", name=name) if rose else reader.say("fell most in {name}", name=name)
                for name, rose in moved
            )
            yield reader.say("Results {by}: {listed}.", by=by, listed=listed)


def _extremes(table: pd.DataFrame) -> list[tuple[str, float]]:
    """Return the code with the largest rise, and that with the largest fall; of equals the first."""
    results = table.set_index("code_to")["results"].dropna()
    extremes = []
    if len(results) and results.max() >= PRINTED:
        extremes.append((str(results.idxmax()), float(results.max())))
    if len(results) and results.min() <= -PRINTED:
        extremes.append((str(results.idxmin()), float(results.min())))
    return extremes
