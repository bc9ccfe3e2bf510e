"""Which deficits have a task, which tasks have a deficit, and who has how much to do."""

from __future__ import annotations

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.edition.results import deficits
from par_analysis.plan.links import leaves_served, task_links
from par_analysis.tables.schema import NO_LEAD
from par_analysis.words.errors import refused

__all__ = ["coverage", "workload"]


def coverage(of: str = "criteria", index: str = "par", edition: EditionLike = None) -> pd.DataFrame:
    """Set the deficits against the tasks of the plan.

    Parameters
    ----------
    of : {"criteria", "tasks"}
        For each criterion that lost points its tasks, or for each task the deficits it serves.
    index : {"par", "sipas"}
        Deficits of which index. SIPAS is criterion 8.1 of PAR INDEX: tasks for a SIPAS factor serve 8.1.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Returns
    -------
    DataFrame
        For criteria, those with most points lost without any task first, then those for which the plan only asks for
        a plan: `code, name, name_en, lead_agency, assessment, deficit, gain` (points of PAR INDEX, percent of
        SIPAS), `n_tasks` and of them `n_named, n_inferred` (how the link was made), `n_plan_only` (asks for a plan
        or solutions, says no action), `n_dated`; `first_due, last_due`; `deficit_without_task` and
        `deficit_without_action`: the deficit where there is no task, or none that says an action, else 0; `tasks`: ids.

        For tasks, those that serve no deficit first: `id, lead_agency, title, title_en, kind, due, plan_only, codes,
        link_basis`, `n_deficits`, and `deficit_served, gain_served`: the sums over the criteria served, as parts of
        the index (points; of SIPAS percent). A task for some SIPAS items counts with their share of what 8.1 lost.
        Tasks overlap, so these do not add up to the index's deficit.

        Tasks that repeat another one are counted once.

    Raises
    ------
    ParAnalysisError
        `of` or `index` is neither of its two words, or the edition lacks the index.
    """
    if of not in ("criteria", "tasks"):
        raise refused("choice", name="of", found=of, allowed="'criteria', 'tasks'")
    own = edition_of(edition)
    own.index(index)
    return own.once(("coverage", of, index), lambda: _coverage(of, index, own)).copy()


def _coverage(of: str, index: str, edition: Edition) -> pd.DataFrame:
    tasks, losing = edition.tasks, _losing(index, edition)
    links = task_links(tasks, leaves_served(edition, index))
    links = links[links["code"].isin(losing["code"])]
    if of == "criteria":
        return _by_criterion(losing, links)
    points = links.join(losing.set_index("code")[["deficit_in_total", "gain_in_total"]], on="code")
    for link in edition.couplings:
        if link.index != index:
            continue
        items = _losing(link.of, edition)
        reached = task_links(tasks, leaves_served(edition, link.of)).merge(items, on="code").groupby("id")
        bridged = points["code"] == link.code
        for column in ("deficit_in_total", "gain_in_total"):
            share = reached[column].sum() / items[column].sum()
            part = points["id"].map(share).astype(float).fillna(1.0)
            points[column] = points[column].where(~bridged, points[column] * part)
    return _by_task(tasks, points)


def _losing(index: str, edition: Edition) -> pd.DataFrame:
    table = deficits("criterion" if index == "par" else "item", index, edition)
    return table[table["deficit"] > 0]


def _by_criterion(losing: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    columns = ["code", "name", "name_en", "lead_agency", "assessment", "deficit", "gain"]
    made = losing[columns].set_index("code")
    by_code = links.assign(dated=links["due"].notna()).groupby("code", sort=False)
    counts = {
        "n_tasks": by_code.size(),
        "n_named": by_code["named"].sum(),
        "n_inferred": by_code.size() - by_code["named"].sum(),
        "n_plan_only": by_code["plan_only"].sum(),
        "n_dated": by_code["dated"].sum(),
    }
    for name, count in counts.items():
        made[name] = count.reindex(made.index).fillna(0).astype(int)
    made["first_due"] = by_code["due"].min().reindex(made.index)
    made["last_due"] = by_code["due"].max().reindex(made.index)
    made["deficit_without_task"] = made["deficit"].where(made["n_tasks"] == 0, 0.0)
    made["deficit_without_action"] = made["deficit"].where(made["n_tasks"] == made["n_plan_only"], 0.0)
    ids = by_code["id"].agg(tuple)
    made["tasks"] = [ids.get(code, ()) for code in made.index]
    order = ["deficit_without_task", "deficit_without_action", "deficit"]
    return made.reset_index().sort_values(order, ascending=False, kind="stable", ignore_index=True)


def _by_task(tasks: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    joined = points.groupby("id")
    columns = ["id", "lead_agency", "title", "title_en", "kind", "due", "plan_only", "codes", "link_basis"]
    made = tasks.loc[tasks["same_as"].isna(), columns].set_index("id")
    made["n_deficits"] = joined.size().reindex(made.index).fillna(0).astype(int)
    for column in ("deficit", "gain"):
        made[f"{column}_served"] = joined[f"{column}_in_total"].sum().reindex(made.index).fillna(0.0).round(9)
    return made.reset_index().sort_values(["n_deficits", "deficit_served"], kind="stable", ignore_index=True)


def workload(edition: EditionLike = None) -> pd.DataFrame:
    """Say for every agency what it answers for and what is due from it when.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Returns
    -------
    DataFrame
        One row an agency that leads a criterion or has a task, most points lost first: `agency`; `deficit, gain`
        (points of the criteria it leads); `n_tasks`, of them `n_plan_only` and `n_standing` (no date); and one column
        for every due month of the plan (`2022-07`, ...) with the number of tasks due in it. Tasks that repeat another
        one are counted once.
    """
    base = edition_of(edition)
    tasks = base.tasks
    led = deficits("agency", edition=base).set_index("lead_agency")
    led = led.drop(index=NO_LEAD, errors="ignore")
    own = tasks[tasks["same_as"].isna()]
    order = [*led.index, *(name for name in base.bodies["name"] if name not in led.index)]
    made = pd.DataFrame(
        index=pd.Index([name for name in order if name in led.index or name in set(own["lead_agency"])])
    )
    for column in ("deficit", "gain"):
        made[column] = led[column].reindex(made.index).fillna(0.0)
    by_agency = own.groupby("lead_agency")
    for name, count in (
        ("n_tasks", by_agency.size()),
        ("n_plan_only", by_agency["plan_only"].sum()),
        ("n_standing", by_agency.size() - by_agency["due"].count()),
    ):
        made[name] = count.reindex(made.index).fillna(0).astype(int)
    dated = own.dropna(subset="due")
    months = pd.crosstab(dated["lead_agency"], dated["due"].dt.strftime("%Y-%m"))
    for month in months.columns:
        made[month] = months[month].reindex(made.index).fillna(0).astype(int)
    return made.rename_axis("agency").reset_index()
