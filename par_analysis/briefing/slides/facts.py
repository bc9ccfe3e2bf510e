"""The figures and sentences of a deck, each computed once."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import pandas as pd

from par_analysis import summaries
from par_analysis.achievability import Model, achievability_model, chances, forecast_check, total_distribution
from par_analysis.briefing.slides.text import clean
from par_analysis.charts import agency_card
from par_analysis.charts.theme import Chart
from par_analysis.deficits import deficits
from par_analysis.errors import ParAnalysisError
from par_analysis.goalseek import Ladder, ladder
from par_analysis.labels import agency_called, num, source_of
from par_analysis.plan import bodies, coverage, load_tasks, workload
from par_analysis.ranking import held_rank, rank_of
from par_analysis.scenario import Baseline, Scenario, baseline_of, evaluate, presets
from par_analysis.summaries import Summary

__all__ = ["Facts", "facts_of"]


@dataclass(frozen=True, eq=False)
class Facts:
    """What the slides say.

    Attributes
    ----------
    lang, date : str
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
        Its printed name.
    card : Chart or None
        The agency's page.
    """

    lang: str
    date: str
    base: Baseline
    model: Model
    scenarios: tuple[Scenario, ...]
    given: bool
    figures: pd.DataFrame
    chances: pd.DataFrame
    climbed: Ladder
    agency: str | None = None
    card: Chart | None = None

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
        return int(held_rank(self.score, self.year))

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

    @property
    def n_seen(self) -> int:
        """Return how many observed changes the chances are tested against."""
        return _seen()

    def title_of(self, scenario: Scenario) -> str:
        """Return a scenario's title as a file can hold it."""
        return clean(scenario.title) or self.say("(không tên)", "(no name)")

    def total_of(self, scenario: Scenario) -> float:
        """Return the total of PAR INDEX in a scenario."""
        return round(float(self.figures.loc[("par", "total"), scenario.title]), 9)

    def rank_told(self, score: float) -> str:
        """Say which ranks a score would have had."""
        one = rank_of(score, self.year)
        word = self.say("hạng", "rank")
        return f"{word} {one.best}" if one.best == one.worst else f"{word} {one.best}–{one.worst}"

    def asks(self) -> pd.DataFrame:
        """Return the bodies that lost points or have tasks: `agency, deficit, gain, n_tasks, n_dated, first_due`."""
        made = workload(par=self.par)
        tasks = load_tasks()
        own = tasks[tasks["same_as"].isna()]
        made["n_dated"] = made["n_tasks"] - made["n_standing"]
        made["first_due"] = own.groupby("lead_agency")["due"].min().reindex(made["agency"]).to_numpy()
        columns = ["agency", "deficit", "gain", "n_tasks", "n_dated", "first_due"]
        return made.loc[(made["deficit"] > 0) | (made["n_tasks"] > 0), columns].reset_index(drop=True)

    def called(self) -> dict[str, str]:
        """Return the short names of all bodies."""
        return dict(bodies().set_index("name")[self.say("short", "short_en")])

    def criteria_of_agency(self) -> pd.DataFrame:
        """Return the criteria of the agency that lost points, those asked most first, with chances and tasks."""
        made = deficits("criterion", table=self.par)
        made = made[(made["lead_agency"] == self.agency) & (made["deficit"] > 0)]
        columns = ["chance", "chance_low", "chance_high", "verdict"]
        made = made.join(self.chances.set_index("code")[columns], on="code")
        made = made.join(coverage(par=self.par).set_index("code")[["n_tasks"]], on="code")
        return made.sort_values(["gain", "deficit"], ascending=False, kind="stable", ignore_index=True)


# The slides are on the shipped edition: what is computed of it is computed once a session.
@functools.cache
def _summary(name: str) -> Summary:
    return getattr(summaries, name)()


@functools.cache
def _seen() -> int:
    check = forecast_check().coverage
    return int(check.loc[(check["index"] == "all") & (check["test"] == "left_out"), "n"].iloc[0])


@functools.cache
def _ladder(lang: str) -> Ladder:
    return ladder(lang=lang)


@functools.cache
def _chances() -> pd.DataFrame:
    return chances("par")


def facts_of(given: tuple[Scenario, ...], agency: str | None, lang: str, date: str) -> Facts:
    """Compute what the slides say.

    Raises
    ------
    ParAnalysisError
        There is no such agency, two scenarios have one title, or a scenario is of other figures.
    """
    base = baseline_of()
    titles = [clean(one.title) for one in given]
    if twice := sorted({one for one in titles if titles.count(one) > 1}):
        raise ParAnalysisError(f"«{twice[0]}»: hai kịch bản cùng tên (two scenarios have this title)")
    model = achievability_model()
    printed = None
    card = None
    if agency is not None:
        printed = agency_called(base.par.nodes, str(agency))
        card = agency_card(lang=lang, agency=str(agency))
    climbed = _ladder(lang)
    chosen = given or _defaults(climbed, lang)
    return Facts(
        lang=lang,
        date=clean(date),
        base=base,
        model=model,
        scenarios=chosen,
        given=bool(given),
        figures=evaluate(list(chosen), base),
        chances=_chances(),
        climbed=climbed,
        agency=printed,
        card=card,
    )


def _defaults(climbed: Ladder, lang: str) -> tuple[Scenario, ...]:
    """Return the status quo, the targets as published, and the least effort for one rank up."""
    ready = presets(lang)
    ranks = climbed.steps[climbed.steps["kind"] == "rank"]
    up = [climbed.plans[f"rank_{goal:g}"].scenario for goal in ranks["goal"].head(1)]
    return (ready["status_quo"], ready["plan"], *up)
