"""What a briefing says: every figure and sentence of the pack, computed once and told alike in all its parts."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from par_analysis import charts, story
from par_analysis.deliver.arguments import checked_day, checked_scenarios
from par_analysis.deliver.text import clean
from par_analysis.edition.edition import Edition
from par_analysis.edition.names import agency_names, as_of_told, in_year, years_of
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.edition.results import deficits
from par_analysis.outlook.alternatives import Robustness, robustness
from par_analysis.outlook.chance import chances
from par_analysis.outlook.least_effort import Ladder, ladder
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.outlook.order import target_order
from par_analysis.outlook.ranks import rank_of
from par_analysis.plan.coverage import coverage, workload
from par_analysis.plan.schedule import status_on
from par_analysis.scenario.evaluation import evaluate
from par_analysis.scenario.presets import presets
from par_analysis.scenario.scenario import Scenario
from par_analysis.story.summary import Summary
from par_analysis.tables.locations import RAW
from par_analysis.tables.models.index import INDICES, NO_LEAD
from par_analysis.tables.models.plan import STATUSES
from par_analysis.tables.models.results import CHANCES
from par_analysis.words.errors import ParAnalysisError, close_to, refused
from par_analysis.words.languages import check_lang
from par_analysis.words.numbers import NOISE
from par_analysis.words.printing import day_text, num, rank_span
from par_analysis.words.reader import Reader

__all__ = ["RESTS_ON", "UNDATED", "ChartTold", "Facts", "facts_of", "model_of_edition", "stamp"]

_OWN = "par_analysis"  # the author that ready scenarios name
RESTS_ON = ("evidence", "parts", "movements", "samples", "assumptions")  # national tables behind the model
UNDATED = datetime.datetime(2000, 1, 1)  # of what has no date: any day will do, the same every time
_EARLIEST = datetime.datetime(1980, 1, 1)  # no archive holds dates before


class ChartTold(NamedTuple):
    """What a chart of the library says, without its drawing."""

    headline: str
    alt: str
    source: str
    data: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Facts:
    """What the parts of a pack say.

    Attributes
    ----------
    lang : str
    day : datetime.date or None
        The date that the user gave.
    edition : Edition
        As of that day; without one as of its own.
    model : Model or None
        None where the edition bears no chances: it lacks targets or its year, or the evidence is not enough.
    scenarios : tuple of Scenario
        Those compared: the given ones, or the defaults.
    given : bool
        Whether the user gave them.
    figures : DataFrame
        As `evaluate` gives them.
    chances : DataFrame
        As `chances()`, and beside it `group, depends_on` as `target_order()`; in that order, the first to do on top. Empty
        without a model.
    climbed : Ladder or None
        None without a model.
    agency : str or None
        The printed name of the lead agency that alone is asked.
    """

    lang: str
    day: datetime.date | None
    edition: Edition
    model: Model | None
    scenarios: tuple[Scenario, ...]
    given: bool
    figures: pd.DataFrame
    chances: pd.DataFrame
    climbed: Ladder | None
    agency: str | None = None

    # What there is

    def has(self, *parts: str) -> bool:
        """Say whether the edition has all these parts; see `Edition.has`."""
        return all(self.edition.has(part) for part in parts)

    @property
    def lacking(self) -> str:
        """Say in one sentence what the edition lacks; empty where it has everything."""
        missing = [names[self.lang == "en"] for names in self.edition.lacks().values()]
        if self.model is None and self.has("scores", "targets", "year"):
            missing.append(self.say("evidence enough for chances"))
        told = ", ".join(missing)
        return told and self.say("This edition lacks: {told}.", told=told)

    @property
    def compared(self) -> bool:
        """Whether there is anything to compare: given scenarios, or more of the ready ones than the status quo."""
        return self.given or len(self.scenarios) > 1

    def figure_names(self) -> list[str]:
        """Return the charts of the pack: all that the edition bears; of the agencies' pages those asked for."""
        figures, leads = charts.figures_of(self.edition), self.leads()
        estimated = self.model is not None
        made = []
        for name, draw in figures.items():
            of = draw.keywords.get("agency") if isinstance(draw, functools.partial) else None
            if (of is None or of in leads) and (estimated or charts.RESTS_ON.get(name) != "estimate"):
                made.append(name)
        return made

    # What it is called

    @property
    def title(self) -> str:
        """What the edition is, in the reader's language."""
        return self.edition.title_in(self.lang)

    @property
    def place(self) -> str:
        """The place; empty where the edition does not name it."""
        return self.edition.place_in(self.lang)

    @property
    def here(self) -> str:
        """The place, as a sentence speaks of it."""
        return self.place or self.say("this place")

    @property
    def year(self) -> int | None:
        """Year of results."""
        return self.edition.year

    @property
    def in_year(self) -> str:
        """` năm 2021` or ` in 2021`; empty where the edition does not say."""
        return in_year(self.edition, self.lang)

    @property
    def years(self) -> tuple[str, str]:
        """Year of results and year of targets, a space before each; empty where the edition does not say."""
        return years_of(self.edition)

    @property
    def indices(self) -> str:
        """The indices that the edition has: `PAR INDEX và SIPAS`."""
        return self.say(" and ").join(INDICES[key].sheet for key in self.edition.indices)

    @property
    def date(self) -> str:
        """The date as it is printed; empty if it was left open."""
        return day_text(self.day, self.lang)

    @property
    def as_of(self) -> str:
        """As of which day everything is told, as a sentence begins: `Tính đến ngày 15/9/2022`; empty where of no day."""
        told = as_of_told(self.edition, self.lang)
        return told[:1].upper() + told[1:]

    @property
    def dues(self) -> bool:
        """Whether tasks are told as past their date, due or to come."""
        return self.has("tasks") and self.edition.as_of is not None

    @property
    def source(self) -> str:
        """The source line of the tables."""
        return self.edition.source(self.lang)

    @property
    def source_told(self) -> str:
        """The source line, as a sentence begins."""
        return self.source[:1].upper() + self.source[1:]

    def file(self, name: str) -> str:
        """Name a file of the edition, as a source line does: within the library where it is shipped."""
        folder = self.edition.folder
        return f"data/raw/{folder.name}/{name}" if folder is not None and folder.parent == RAW else name

    @property
    def user_scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios that the user gave; none where the ready ones are compared."""
        return self.scenarios if self.given else ()

    # Figures

    @property
    def par(self) -> pd.DataFrame:
        """The table of PAR INDEX."""
        return self.edition.par.nodes

    @property
    def score(self) -> float:
        """Published total."""
        return self.edition.par.total("score")

    @property
    def target(self) -> float:
        """Published target of the total; NaN where there is none."""
        return self.edition.par.total("target")

    @property
    def rank(self) -> int | None:
        """Published rank, if any."""
        return self.edition.rank

    @property
    def robust(self) -> Robustness:
        """Every headline of the outlook under the alternatives; needs the model."""
        return robustness(model=self.model)

    @property
    def reader(self) -> Reader:
        """Who is spoken to."""
        return Reader(self.lang)

    def say(self, message: str, /, **values: object) -> str:
        """Return a sentence in the language of the output, as `Reader.say`."""
        return self.reader.say(message, **values)

    def label(self, pair: tuple[str, str]) -> str:
        """Return a word of the tables in the language of the output, as `Reader.label`."""
        return self.reader.label(pair)

    def n(self, value: float, decimals: int | None = None, sign: bool = False) -> str:
        """Print a number."""
        return num(value, self.lang, decimals, sign)

    def told(self, name: str) -> tuple[str, ...]:
        """Return the sentences of a summary."""
        return tuple(getattr(_summary(self.edition, name), self.lang))

    def names(self, index: str) -> dict[str, str]:
        """Return the short name of every node of `par` or `sipas`, by code."""
        return self.edition.short_names(index, self.lang)

    def code(self, code: str) -> str:
        """Return a code as people read it: what the whole does not list has none."""
        return "…" if code == f"{self.edition.par.root}.rest" else code

    def chart(self, name: str) -> ChartTold:
        """Return what a chart of `charts.ALL` says in the reader's language."""
        return self.edition.once(("briefing chart", name, self.lang), lambda: _chart(self.edition, name, self.lang))

    def title_of(self, scenario: Scenario) -> str:
        """Return a scenario's title as a file can hold it."""
        return clean(scenario.title) or self.say("(no name)")

    def total_of(self, scenario: Scenario) -> float:
        """Return the total of PAR INDEX in a scenario."""
        return round(float(self.figures.loc[("par", self.edition.par.root), scenario.title]), 9)

    def ranks(self, score: float) -> tuple[int, int]:
        """Return the best and worst rank that a score would have had; of the published score the published rank."""
        if self.rank is not None and abs(score - self.score) < NOISE:
            return self.rank, self.rank
        bounds = rank_of(round(score, 9), self.year, edition=self.edition)
        return bounds.best, bounds.worst

    def rank_told(self, score: float) -> str:
        """Say which ranks a score would have had: `hạng 6–8`; empty where no rank of the place is known."""
        return rank_span(*self.ranks(score), self.lang) if self.has("rank") else ""

    def header_of(self, scenario: Scenario) -> str:
        """Say who made a scenario, when and why: `Ban A · 1/9/2022. Lý do`; empty if nobody said."""
        author = clean(scenario.author)
        if author == _OWN:
            author = self.say("A ready scenario of this tool")
        date = day_text(datetime.date.fromisoformat(scenario.date), self.lang) if scenario.date else ""
        made = " · ".join(text for text in (author, date) if text)
        return ". ".join(text for text in (made, clean(scenario.reason)) if text)

    # Agencies and their tasks

    def full_name(self, agency: str) -> str:
        """Return the full name of a body in the reader's language, from its printed one."""
        if self.lang == "vi":
            return agency
        rows = self.edition.bodies
        return next((name for name in rows.loc[rows["name"] == agency, "name_en"] if name), agency)

    def leads(self) -> tuple[str, ...]:
        """Return the lead agencies that the pack is about, those that lost most first: one, or all."""
        return (self.agency,) if self.agency is not None else _leads(self.edition)

    def asks(self) -> pd.DataFrame:
        """Return the bodies that lost points or have tasks: `agency, deficit, gain, n_tasks, n_dated, n_overdue, first_due`."""
        made, tasks = workload(self.edition), _tasks(self.edition)
        made["n_dated"] = made["n_tasks"] - made["n_standing"]
        made["n_overdue"] = self.overdue(made["agency"])
        made["first_due"] = tasks.groupby("lead_agency")["due"].min().reindex(made["agency"]).to_numpy()
        columns = ["agency", "deficit", "gain", "n_tasks", "n_dated", "n_overdue", "first_due"]
        return made.loc[(made["deficit"] > 0) | (made["n_tasks"] > 0), columns].reset_index(drop=True)

    def overdue(self, agencies: Iterable[str]) -> list[int]:
        """Return how many tasks of each body are past their date in the plan as of the day; none where there is no day."""
        tasks = _tasks(self.edition)
        past = tasks.loc[self.statuses(tasks["due"]) == "overdue", "lead_agency"].value_counts()
        return [int(past.get(name, 0)) for name in agencies]

    def statuses(self, dates: pd.Series) -> pd.Series:
        """Say of dates whether they are past, due or to come (`STATUSES`); empty where there is no date, or no day."""
        day = self.edition.as_of
        return pd.Series("", index=dates.index, dtype="str") if day is None else status_on(day, dates)

    def status_told(self, status: str) -> str:
        """Name a status of `statuses` in the reader's language."""
        return self.label(STATUSES[status]) if status else ""

    def called(self) -> dict[str, str]:
        """Return the short names of all bodies, and what stands where none is named."""
        names, vietnamese = (agency_names(self.edition, lang) for lang in (self.lang, "vi"))
        return {name: short or vietnamese[name] or name for name, short in names.items()}

    def criteria_of(self, agency: str) -> pd.DataFrame:
        """Return the criteria of a lead agency that lost points, the first to do on top, with bands and tasks.

        Without a model those asked most come first. Beside the columns of `lost`: `band, robust, within_error,
        control, group, depends_on` as `chances` (empty where no gain is asked), `n_tasks`.
        """
        made = self.lost()
        made = made[(made["lead_agency"] == agency) & (made["deficit"] > 0)]
        made = made.sort_values(["gain", "deficit"], ascending=False, kind="stable")
        columns = ["band", "robust", "within_error", "control", "group", "depends_on"]
        made = made.join(self.chances.set_index("code")[columns], on="code")
        made = made.join(self.covered().set_index("code")["n_tasks"], on="code")
        order = {code: place for place, code in enumerate(self.chances["code"])}
        place = made["code"].map(lambda code: order.get(code, len(order)))
        return made.iloc[place.to_numpy().argsort(kind="stable")].reset_index(drop=True)

    def full_marks(self, agency: str) -> pd.DataFrame:
        """Return the criteria of a lead agency at their maximum, as printed."""
        made = self.lost()
        made = made[(made["lead_agency"] == agency) & (made["deficit"] <= 0)]
        return made.assign(band="").reset_index(drop=True)

    def lost(self) -> pd.DataFrame:
        """Return the points lost by criterion, as `deficits`."""
        return self.edition.once("briefing lost", lambda: deficits("criterion", edition=self.edition))

    def covered(self, by: str = "criteria") -> pd.DataFrame:
        """Set points lost against the plan's tasks, as `coverage`."""
        return self.edition.once(("briefing covered", by), lambda: coverage(by, edition=self.edition))

    def tasks_of(self, agency: str) -> pd.DataFrame:
        """Return the tasks that the plan gives an agency, dated ones first, each once."""
        own = _tasks(self.edition)
        own = own[own["lead_agency"] == agency]
        return own.sort_values(["due", "source_line", "id"], kind="stable", ignore_index=True)

    def plan(self) -> str:
        """Name the documents that give the tasks, by their short names."""
        papers = self.edition.documents
        cited = [name for name in dict.fromkeys(_tasks(self.edition)["document"]) if name in papers.index]
        short = papers.loc[cited, self.say("short_en")]
        return ", ".join(short) or self.say("the plan")


def stamp(edition: Edition, day: datetime.date | None = None) -> datetime.datetime:
    """Return the date that files of a briefing carry: that of the briefing, else of the latest document behind it."""
    dates = edition.documents["date"].dropna()
    latest = day or (dates.max() if len(dates) else UNDATED.replace(year=edition.year or UNDATED.year))
    return max(datetime.datetime(latest.year, latest.month, latest.day), _EARLIEST)


def model_of_edition(edition: Edition) -> Model | None:
    """Return the model of an edition, or None where it bears no chances."""
    return edition.once("briefing model", lambda: _model(edition))


def _model(edition: Edition) -> Model | None:
    if not all(edition.has(part) for part in ("scores", "targets", "year")):
        return None
    try:
        made = achievability_model(edition)
    except ParAnalysisError:  # nothing was lost
        return None
    # Where no province was seen to move up to its year, the chances would be the assumptions' alone.
    seen = len(made.histories["par"].pairs) > 0
    return made if seen and len(chances("par", model=made)) else None


# What is computed of an edition is computed once, and kept with it.
def _targets(edition: Edition, model: Model | None) -> pd.DataFrame:
    """Return the chances of the targets in the order in which they are to be done."""
    if model is None:
        return pd.DataFrame(columns=[*CHANCES.columns, "group", "depends_on"])

    def ordered() -> pd.DataFrame:
        order = target_order(model=model).targets[["code", "group", "depends_on"]]
        table = order.merge(chances("par", model=model), on="code")
        table = table.assign(place=table["group"].map({"always": 0, "depends": 1, "never": 2}))
        return table.sort_values("place", kind="stable", ignore_index=True)[[*CHANCES.columns, "group", "depends_on"]]

    return edition.once("briefing targets", ordered).copy()


def _summary(edition: Edition, name: str) -> Summary:
    return edition.once(("briefing summary", name), lambda: getattr(story, name)(edition))


def _chart(edition: Edition, name: str, lang: str) -> ChartTold:
    made = charts.ALL[name](edition, lang)
    return ChartTold(made.headline, made.alt, made.source, made.data)


def _tasks(edition: Edition) -> pd.DataFrame:
    """Return the tasks of the plan, each once."""
    return edition.tasks[edition.tasks["same_as"].isna()]


def _leads(edition: Edition) -> tuple[str, ...]:
    return tuple(name for name in deficits("agency", edition=edition)["lead_agency"] if name != NO_LEAD)


def facts_of(
    scenarios: Scenario | Iterable[Scenario] = (),
    agency: str | None = None,
    lang: str = "vi",
    date: str = "",
    edition: EditionLike = None,
) -> Facts:
    """Compute what the parts of a pack say.

    Parameters
    ----------
    scenarios : Scenario or iterable of Scenario
        By default the status quo, and as far as the edition has targets and a rank, the targets as published and the
        least effort for the nearest better rank.
    agency : str, optional
        One lead agency, by any of its names (printed, short or English) or its id; by default all of them.
    lang : {"vi", "en"}
    date : str
        The day as of which everything is told, as `2022-09-15`; empty for that of the edition.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Raises
    ------
    ParAnalysisError
        There is no such language, lead agency or date; the date is one before the edition's results, or the document
        they come from, were out; a scenario is none, cannot be worked out, shares its title with
        another or is of other figures; the edition lacks PAR INDEX or its scores.
    """
    check_lang(lang)
    day = checked_day(date)
    own = edition_of(edition)
    if day is not None:
        own = own.at(day)
    own.need("par", "scores")
    lead = None if agency is None else _lead(agency, own)
    given = tuple(one.sign(own) for one in checked_scenarios(scenarios))
    model = model_of_edition(own)
    climbed = own.once(("briefing ladder", lang), lambda: None if model is None else ladder(lang=lang, model=model))
    chosen = given or _defaults(climbed, lang, own)
    return Facts(
        lang=lang,
        day=day,
        edition=own,
        model=model,
        scenarios=chosen,
        given=bool(given),
        figures=evaluate(list(chosen), own),
        chances=_targets(own, model),
        climbed=climbed,
        agency=lead,
    )


def _lead(agency: str, edition: Edition) -> str:
    """Return the printed name of a lead agency."""
    edition.need("leads")
    name = edition.agency_called(str(agency))
    if name not in _leads(edition):
        known = [str(text) for row in edition.agencies.itertuples(index=False) for text in row]
        hint = f"{close_to(str(agency), known)}; có (there are): {', '.join(_leads(edition))}"
        raise refused("leads_nothing", hint, found=agency)
    return name


def _defaults(climbed: Ladder | None, lang: str, edition: Edition) -> tuple[Scenario, ...]:
    """Return the status quo, the targets as published, and the least effort for the nearest better rank, as far as they are known."""
    ready = presets(lang, edition)
    chosen = [ready[key] for key in ("status_quo", "plan") if key in ready]
    if climbed is not None:
        ranks = climbed.steps[climbed.steps["kind"] == "rank"]
        chosen += [climbed.plans[f"rank_{goal:g}"].scenario for goal in ranks["goal"].head(1)]
    return tuple(chosen)
