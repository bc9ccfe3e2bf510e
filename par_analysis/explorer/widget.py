"""The explorer as a widget of JupyterLab."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence

import anywidget
import traitlets

from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.explorer.page import module_text, style_text
from par_analysis.explorer.payload import payload
from par_analysis.scenario.file import scenario_from
from par_analysis.scenario.scenario import Scenario
from par_analysis.words.languages import check_lang

__all__ = ["Explorer", "explore"]

_numbers = itertools.count(1)


def explore(*scenarios: Scenario, lang: str = "vi", edition: EditionLike = None) -> Explorer:
    """Make the explorer for a notebook.

    Parameters
    ----------
    scenarios : Scenario
        Scenarios to offer; the first is shown.
    lang : {"vi", "en"}
        Language to begin with.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Returns
    -------
    Explorer
        A widget; its `current` is the scenario on the screen.

    Raises
    ------
    ParAnalysisError
        There is no such language, or a scenario is of another edition.
    """
    return Explorer(scenarios, lang, edition)


class Explorer(anywidget.AnyWidget):
    """The explorer with its scenario in step with Python.

    Attributes
    ----------
    current : Scenario
        The scenario on the screen; setting it shows another one.
    lang : str
        `vi` or `en`.
    """

    data = traitlets.Dict().tag(sync=True)
    scenario = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("vi").tag(sync=True)

    def __init__(self, scenarios: Sequence[Scenario] = (), lang: str = "vi", edition: EditionLike = None) -> None:
        check_lang(lang)
        self._esm, self._css = module_text(), style_text()
        opened = edition_of(edition)
        title = "Kịch bản mới" if lang == "vi" else "New scenario"
        first = scenarios[0] if scenarios else Scenario(title)
        # A name of its own in place of a random one: an executed notebook is the same every time.
        super().__init__(
            data=payload(scenarios, opened),
            scenario=json.loads(first.sign(opened).to_json()),
            lang=lang,
            model_id=f"par-analysis-explorer-{next(_numbers)}",
        )
        self._edition = opened

    @property
    def current(self) -> Scenario:
        """The scenario on the screen."""
        return scenario_from(dict(self.scenario))

    @current.setter
    def current(self, scenario: Scenario) -> None:
        self.scenario = json.loads(scenario.sign(self._edition).to_json())

    def __repr__(self) -> str:
        return f"Explorer: «{self.scenario.get('title', '')}»"
