"""What a briefing says: every figure and sentence of the pack, computed once and told alike in all its parts."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from par_analysis import charts, summaries
from par_analysis.achievability import Model, achievability_model, chances, total_distribution
from par_analysis.briefing.text import clean
from par_analysis.datasets import load_agencies
from par_analysis.deficits import NO_LEAD, deficits
from par_analysis.errors import ParAnalysisError, close_to
from par_analysis.goalseek import Ladder, ladder
from par_analysis.labels import agency_called, day_text, num, percent, rank_span, short_names, source_of
from par_analysis.languages import check_lang
from par_analysis.plan import bodies, coverage, load_tasks, workload
from par_analysis.ranking import own_rank, rank_of
from par_analysis.scenario import Baseline, Scenario, baseline_of, evaluate, presets
from par_analysis.summaries import Summary

__all__ = ["ChartTold", "Facts", "checked_day", "checked_scenarios", "facts_of"]

_SLACK = 1e-9  # of a point: what decimal figures lose when they are added
_OWN = "par_analysis"  # the author that ready scenarios name


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
    base : Baseline
    model : Model
    scenarios : tuple of Scenario
        Those compared: the given ones, or the defaults.
    given : bool
        Whether the user gave them.
    figures : DataFrame
        As `evaluate` gives them.
    chances : DataFrame
        As `chances()`.
    climbed : Ladder
    agency : str or None
        The printed name of the lead agency that alone is asked.
    """

    lang: str
    day: datetime.date | None
    base: Baseline
    model: Model
    scenarios: tuple[Scenario, ...]
    given: bool
    figures: pd.DataFrame
    chances: pd.DataFrame
    climbed: Ladder
    agency: str | None = None

    @property
    def par(self) -> pd.DataFrame:
        """The table of PAR INDEX."""
        return self.base.par.nodes

    @property
    def sipas(self) -> pd.DataFrame:
        """The table of SIPAS."""
        return self.base.sipas.nodes

    @property
    def score(self) -> float:
        """Published total."""
        return float(self.par.set_index("code").loc["total", "score"])

    @property
    def target(self) -> float:
        """Published target of the total."""
        return float(self.par.set_index("code").loc["total", "target"])

    @property
    def year(self) -> int:
        """Year of results."""
        return int(self.model.year)

    @property
    def rank(self) -> int:
        """Published rank."""
        return own_rank(self.year)

    @property
    def date(self) -> str:
        """The date as it is printed; empty if it was left open."""
        return day_text(self.day, self.lang)

    @property
    def source(self) -> str:
        """The source line of the tables."""
        return source_of(self.base.par.nodes, self.lang)

    @property
    def outlook(self) -> pd.Series:
        """Forecast of the total."""
        return total_distribution(model=self.model).total

    def say(self, vi: str, en: str) -> str:
        """Return the text of the deck's language."""
        return vi if self.lang == "vi" else en

    def n(self, value: float, decimals: int | None = None, sign: bool = False) -> str:
        """Print a number."""
        return num(value, self.lang, decimals, sign)

    def told(self, name: str) -> tuple[str, ...]:
        """Return the sentences of a summary."""
        return tuple(getattr(_summary(name), self.lang))

    def names(self, index: str) -> dict[str, str]:
        """Return the short name of every node of `par` or `sipas`, by code."""
        return _names(index, self.lang)

    def chart(self, name: str) -> ChartTold:
        """Return what a chart of `charts.ALL` says in the reader's language."""
        return _chart(name, self.lang)

    def title_of(self, scenario: Scenario) -> str:
        """Return a scenario's title as a file can hold it."""
        return clean(scenario.title) or self.say("(không tên)", "(no name)")

    def total_of(self, scenario: Scenario) -> float:
        """Return the total of PAR INDEX in a scenario."""
        return round(float(self.figures.loc[("par", "total"), scenario.title]), 9)

    def ranks(self, score: float) -> tuple[int, int]:
        """Return the best and worst rank that a score would have had; of the published score the published rank."""
        if abs(score - self.score) < _SLACK:
            return self.rank, self.rank
        one = rank_of(round(score, 9), self.year)
        return one.best, one.worst

    def rank_told(self, score: float) -> str:
        """Say which ranks a score would have had: `hạng 6–8`."""
        return rank_span(*self.ranks(score), self.lang)

    def chance_told(self, row: pd.Series) -> str:
        """Print a chance with its interval: `63% (48–77%)`; a dash where there is none."""
        if pd.isna(row["chance"]):
            return "–"
        low, high = (percent(row[end], self.lang) for end in ("chance_low", "chance_high"))
        return f"{percent(row['chance'], self.lang)}\u00a0({low.rstrip('%')}–{high})"

    @property
    def n_observed(self) -> int:
        """How many observed yearly changes of provinces the chances rest on, the national means beside them."""
        return int((self.model.evidence["role"] == "observation").sum())

    def header_of(self, scenario: Scenario) -> str:
        """Say who made a scenario, when and why: `Ban A · 1/9/2022. Lý do`; empty if nobody said."""
        author = clean(scenario.author)
        if author == _OWN:
            author = self.say("Kịch bản có sẵn của công cụ", "A ready scenario of this tool")
        date = day_text(datetime.date.fromisoformat(scenario.date), self.lang) if scenario.date else ""
        made = " · ".join(text for text in (author, date) if text)
        return ". ".join(text for text in (made, clean(scenario.reason)) if text)

    def full_name(self, agency: str) -> str:
        """Return the full name of a body in the reader's language, from its printed one."""
        return _full_names(self.lang).get(agency, agency)

    def leads(self) -> tuple[str, ...]:
        """Return the lead agencies that the pack is about, those that lost most first: one, or all."""
        return (self.agency,) if self.agency is not None else _leads()

    def asks(self) -> pd.DataFrame:
        """Return the bodies that lost points or have tasks: `agency, deficit, gain, n_tasks, n_dated, first_due`."""
        made = _workload().copy()
        own = _tasks()
        made["n_dated"] = made["n_tasks"] - made["n_standing"]
        made["first_due"] = own.groupby("lead_agency")["due"].min().reindex(made["agency"]).to_numpy()
        columns = ["agency", "deficit", "gain", "n_tasks", "n_dated", "first_due"]
        return made.loc[(made["deficit"] > 0) | (made["n_tasks"] > 0), columns].reset_index(drop=True)

    def called(self) -> dict[str, str]:
        """Return the short names of all bodies."""
        return dict(bodies().set_index("name")[self.say("short", "short_en")])

    def criteria_of(self, agency: str) -> pd.DataFrame:
        """Return the criteria of a lead agency that lost points, those asked most first, with chances and tasks."""
        made = _led()
        made = made[(made["lead_agency"] == agency) & (made["deficit"] > 0)]
        columns = ["chance", "chance_low", "chance_high", "verdict"]
        made = made.join(self.chances.set_index("code")[columns], on="code")
        made = made.join(self.covered().set_index("code")["n_tasks"], on="code")
        return made.sort_values(["gain", "deficit"], ascending=False, kind="stable", ignore_index=True)

    def full_marks(self, agency: str) -> pd.DataFrame:
        """Return the criteria of a lead agency at their maximum, as printed."""
        made = _led()
        made = made[(made["lead_agency"] == agency) & (made["deficit"] <= 0)]
        return made.assign(chance=float("nan")).reset_index(drop=True)

    def covered(self, by: str = "criteria") -> pd.DataFrame:
        """Set points lost against the Plan's tasks, as `coverage`."""
        return _covered(by)

    def tasks_of(self, agency: str) -> pd.DataFrame:
        """Return the tasks that the Plan gives an agency, dated ones first, each once."""
        own = _tasks()[_tasks()["lead_agency"] == agency]
        return own.sort_values(["due", "source_line", "id"], kind="stable", ignore_index=True)


# The pack is on the shipped edition: what is computed of it is computed once a session.
@functools.cache
def _summary(name: str) -> Summary:
    return getattr(summaries, name)()


@functools.cache
def _chart(name: str, lang: str) -> ChartTold:
    made = charts.ALL[name](lang=lang)
    return ChartTold(made.headline, made.alt, made.source, made.data)


@functools.cache
def _names(index: str, lang: str) -> dict[str, str]:
    base = baseline_of()
    return short_names(base.par.nodes if index == "par" else base.sipas.nodes, index, lang)


@functools.cache
def _led() -> pd.DataFrame:
    return deficits("criterion")


@functools.cache
def _workload() -> pd.DataFrame:
    return workload()


@functools.cache
def _presets(lang: str) -> dict[str, Scenario]:
    return presets(lang)


@functools.cache
def _ladder(lang: str) -> Ladder:
    return ladder(lang=lang)


@functools.cache
def _chances() -> pd.DataFrame:
    return chances("par")


@functools.cache
def _tasks() -> pd.DataFrame:
    """Return the tasks of the Plan, each once."""
    tasks = load_tasks()
    return tasks[tasks["same_as"].isna()]


@functools.cache
def _covered(by: str) -> pd.DataFrame:
    return coverage(by)


@functools.cache
def _full_names(lang: str) -> dict[str, str]:
    table = bodies()
    return dict(zip(table["name"], table["name" if lang == "vi" else "name_en"], strict=True))


@functools.cache
def _leads() -> tuple[str, ...]:
    return tuple(name for name in deficits("agency")["lead_agency"] if name != NO_LEAD)


def facts_of(
    scenarios: Scenario | Iterable[Scenario] = (), agency: str | None = None, lang: str = "vi", date: str = ""
) -> Facts:
    """Compute what the parts of a pack say.

    Parameters
    ----------
    scenarios : Scenario or iterable of Scenario
        By default the status quo, the targets as published, and the least effort for one rank up.
    agency : str, optional
        One lead agency, by any of its names (printed, short or English) or its id; by default all of them.
    lang : {"vi", "en"}
    date : str
        As `2022-09-15`, or empty.

    Raises
    ------
    ParAnalysisError
        There is no such language, lead agency or date; a scenario is none, cannot be worked out, shares its title with
        another or is of other figures.
    """
    check_lang(lang)
    day = checked_day(date)
    lead = None if agency is None else _lead(agency)
    base = baseline_of()
    given = checked_scenarios(scenarios)
    climbed = _ladder(lang)
    chosen = given or _defaults(climbed, lang)
    return Facts(
        lang=lang,
        day=day,
        base=base,
        model=achievability_model(),
        scenarios=chosen,
        given=bool(given),
        figures=evaluate(list(chosen), base),
        chances=_chances(),
        climbed=climbed,
        agency=lead,
    )


def checked_day(date: str) -> datetime.date | None:
    """Read a date that a user gave; none if it is empty.

    Raises
    ------
    ParAnalysisError
        It is no date of the form 2022-09-15.
    """
    if date == "":
        return None
    try:
        day = datetime.date.fromisoformat(date)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != date:
        raise ParAnalysisError(f"date = {date!r}: viết như 2022-09-15 (write as 2022-09-15)")
    return day


def checked_scenarios(scenarios: Scenario | Iterable[Scenario]) -> tuple[Scenario, ...]:
    """Return the scenarios that a user gave, one or several, if a file can tell them apart by their titles.

    Raises
    ------
    ParAnalysisError
        One is no Scenario, or two titles are the same once signs that no file can hold are left out.
    """
    given = (scenarios,) if isinstance(scenarios, Scenario) else tuple(scenarios)
    for one in given:
        if not isinstance(one, Scenario):
            raise ParAnalysisError(f"scenarios: cần Scenario, không phải {one!r} (a Scenario is needed)")
    titles = [clean(one.title) for one in given]
    if twice := sorted({one for one in titles if titles.count(one) > 1}):
        raise ParAnalysisError(f"«{twice[0]}»: hai kịch bản cùng tên (two scenarios have this title)")
    return given


def _lead(agency: str) -> str:
    """Return the printed name of a lead agency."""
    name = agency_called(baseline_of().par.nodes, str(agency))
    if name not in _leads():
        known = [str(text) for row in load_agencies().itertuples(index=False) for text in row]
        raise ParAnalysisError(
            f"agency = {agency!r}: không chủ trì tiêu chí nào (leads no criterion){close_to(str(agency), known)}; "
            f"có (there are): {', '.join(_leads())}"
        )
    return name


def _defaults(climbed: Ladder, lang: str) -> tuple[Scenario, ...]:
    """Return the status quo, the targets as published, and the least effort for one rank up."""
    ready = _presets(lang)
    ranks = climbed.steps[climbed.steps["kind"] == "rank"]
    up = [climbed.plans[f"rank_{goal:g}"].scenario for goal in ranks["goal"].head(1)]
    return (ready["status_quo"], ready["plan"], *up)
