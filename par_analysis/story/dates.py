"""What is past its date, due and to come as of the day of an edition, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from par_analysis.edition.names import agency_names
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.plan.schedule import SOON, due
from par_analysis.story.summary import Summary
from par_analysis.tables.models.plan import STATUSES
from par_analysis.words.reader import Reader

__all__ = ["what_is_due"]

_NAMED = 3  # agencies named with their tasks past the date


def what_is_due(edition: EditionLike = None) -> Summary:
    """Say how many tasks are past their date in the plan, due and to come as of the day of the edition, and the same of goals.

    Which tasks were done no document says, so none is said to be missing.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition. Its day is `Edition.as_of`.

    Raises
    ------
    ParAnalysisError
        The edition has no tasks, or speaks as of no day.
    """
    own = edition_of(edition)
    own.need("tasks")
    tasks, goals = due(edition=own), due(edition=own, of="goals")
    past = tasks.loc[tasks["status"] == "overdue", "lead_agency"].value_counts(sort=False)
    past = past.sort_values(ascending=False, kind="stable").head(_NAMED)

    def sentences(reader: Reader) -> Iterator[str]:
        day, number = reader.day(own.as_of), {status: int((tasks["status"] == status).sum()) for status in STATUSES}
        late = reader.plural(number["overdue"], "{n} task is", "{n} tasks are")
        if not number["overdue"]:
            late = reader.say("no task is")
        yield reader.say(
            "As of {day}, {late} past the date in the plan, {due} due (within the month or {soon} days) and {to_come} to come.",
            day=day,
            late=late,
            due=number["due"],
            soon=SOON,
            to_come=number["to_come"],
        )
        yield reader.say("No document says which tasks were done.")
        if len(past):
            names = agency_names(own, reader.lang)
            listed = ", ".join(f"{names.get(str(agency), agency)} ({n})" for agency, n in past.items())
            yield reader.say("Most tasks past the date in the plan: {listed}.", listed=listed)
        for end, of_year in goals.groupby("due"):
            yield reader.plural(
                len(of_year),
                "{n} goal or target of {year}: {status} ({day}).",
                "{n} goals and targets of {year}: {status} ({day}).",
                year=end.year,
                status=reader.label(STATUSES[of_year["status"].iloc[0]]),
                day=reader.day(end),
            )

    return Summary.of(sentences)
