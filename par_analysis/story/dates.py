"""What is past its date, due and to come as of the day of an edition, in sentences."""

from __future__ import annotations

from par_analysis.edition.names import agency_names
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.plan.schedule import SOON, due
from par_analysis.story.summary import Pairs, Summary
from par_analysis.tables.models.plan import STATUSES
from par_analysis.words.printing import count, day_text

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

    def sentences(lang: str) -> Pairs:
        day, number = day_text(own.as_of, lang), {status: int((tasks["status"] == status).sum()) for status in STATUSES}
        past_vi = f"{number['overdue']} nhiệm vụ" if number["overdue"] else "chưa nhiệm vụ nào"
        past_en = count(number["overdue"], "task is", "tasks are") if number["overdue"] else "no task is"
        yield (
            f"Tính đến ngày {day}, {past_vi} quá thời hạn trong kế hoạch, {number['due']} đến hạn (trong tháng hoặc trong {SOON} ngày), {number['to_come']} chưa đến hạn.",
            f"As of {day}, {past_en} past the date in the plan, {number['due']} due (within the month or {SOON} days) and {number['to_come']} to come.",
        )
        yield "Không văn bản nào cho biết việc nào đã xong.", "No document says which tasks were done."
        if len(past):
            names = agency_names(own, lang)
            listed = ", ".join(f"{names.get(str(agency), agency)} ({n})" for agency, n in past.items())
            yield (
                f"Quá thời hạn trong kế hoạch nhiều nhất: {listed}.",
                f"Most tasks past the date in the plan: {listed}.",
            )
        for end, of_year in goals.groupby("due"):
            told = STATUSES[of_year["status"].iloc[0]]
            yield (
                f"{len(of_year)} chỉ tiêu, mục tiêu của năm {end.year} {told[0]} ({day_text(end, lang)}).",
                f"{count(len(of_year), 'goal or target', 'goals and targets')} of {end.year}: {told[1]} ({day_text(end, lang)}).",
            )

    return Summary.of(sentences)
