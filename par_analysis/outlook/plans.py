"""A plan under other models: which of its measures stay, and how likely all of them are together."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from par_analysis.outlook.alternatives import alternatives_of
from par_analysis.outlook.joint import joint_chance
from par_analysis.outlook.least_effort import LeastEffort, least_effort
from par_analysis.outlook.model import Model

__all__ = ["PlanCheck", "plan_check"]


@dataclass(frozen=True, eq=False)
class PlanCheck:
    """The least effort that reaches a goal, made anew under every alternative.

    Attributes
    ----------
    plan : LeastEffort
        Under the model.
    measures : DataFrame
        One row a criterion that moves under any of them: `code`; `n`: under how many of `of` models; `always`.
    joint_low, joint_high : float
        Chance that every measure of `plan` ends at its value or above, lowest and highest over the models.
    models : int
        The model and the alternatives that could be fitted.
    """

    plan: LeastEffort
    measures: pd.DataFrame
    joint_low: float
    joint_high: float
    models: int

    @property
    def always(self) -> list[str]:
        """Criteria that are in the plan whatever the model."""
        return list(self.measures.loc[self.measures["always"], "code"])


def plan_check(model: Model, total: float) -> PlanCheck:
    """Make the least effort that reaches a total under every alternative.

    Parameters
    ----------
    model : Model
    total : float
        The total of PAR INDEX that is to be reached (points).

    Raises
    ------
    ParAnalysisError
        As `least_effort`.
    """
    return model.edition.once(("plan_check", model, total), lambda: _checked(model, total))


def _checked(model: Model, total: float) -> PlanCheck:
    plan = least_effort(total=total, model=model)
    values = dict(zip(plan.measures["code"], plan.measures["value"], strict=True))
    models = [model, *alternatives_of(model)[0].values()]
    joint = [plan.joint, *(joint_chance(other, values) for other in models[1:])]
    found = [list(plan.measures["code"])]
    found += [list(least_effort(total=total, model=other).measures["code"]) for other in models[1:]]
    counts = pd.Series([code for codes in found for code in codes]).value_counts(sort=False)
    measures = counts.rename_axis("code").reset_index(name="n").sort_values("n", ascending=False, kind="stable")
    measures["always"] = measures["n"] == len(models)
    return PlanCheck(plan, measures.reset_index(drop=True), min(joint), max(joint), len(models))
