"""The interactive what-if: one set of browser functions, in JupyterLab and as a single file that needs no Python.

`par_analysis.explorer.page.write_page` writes the file; the function here makes the widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from par_analysis.edition.opening import EditionLike
from par_analysis.scenario.scenario import Scenario

if TYPE_CHECKING:
    from par_analysis.explorer.widget import Explorer

__all__ = ["explore"]


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
    from par_analysis.explorer.widget import Explorer

    return Explorer(scenarios, lang, edition)
