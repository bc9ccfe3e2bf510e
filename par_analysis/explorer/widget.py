"""The explorer as a widget of JupyterLab."""

from __future__ import annotations

import itertools
import json

import anywidget
import traitlets

from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.explorer.page import module_text, style_text
from par_analysis.explorer.payload import payload
from par_analysis.scenario.file import scenario_from
from par_analysis.scenario.scenario import Scenario
from par_analysis.words.languages import check_lang

__all__ = ["Explorer"]

_made = itertools.count(1)


class Explorer(anywidget.AnyWidget):
    """The explorer with its scenario in step with Python.

    Attributes
    ----------
    current : Scenario
        The scenario on the screen; setting it shows another one.
    lang : str
        `vi` or `en`.
    """

    _esm = module_text()
    _css = style_text()
    data = traitlets.Dict().tag(sync=True)
    scenario = traitlets.Dict().tag(sync=True)
    lang = traitlets.Unicode("vi").tag(sync=True)

    def __init__(self, scenarios: tuple[Scenario, ...] = (), lang: str = "vi", edition: EditionLike = None) -> None:
        check_lang(lang)
        own = edition_of(edition)
        first = scenarios[0] if scenarios else Scenario("Kịch bản mới" if lang == "vi" else "New scenario")
        # A name of its own in place of a random one: an executed notebook is the same every time.
        super().__init__(
            data=payload(scenarios, own),
            scenario=json.loads(first.sign(own).to_json()),
            lang=lang,
            model_id=f"par-analysis-explorer-{next(_made)}",
        )
        self._edition = own

    @property
    def current(self) -> Scenario:
        """The scenario on the screen."""
        return scenario_from(dict(self.scenario))

    @current.setter
    def current(self, scenario: Scenario) -> None:
        self.scenario = json.loads(scenario.sign(self._edition).to_json())

    def __repr__(self) -> str:
        return f"Explorer: «{self.scenario.get('title', '')}»"
