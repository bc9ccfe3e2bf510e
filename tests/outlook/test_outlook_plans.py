"""A plan is made anew under every model, and its joint chance spans them."""

from __future__ import annotations

from par_analysis import least_effort
from par_analysis.outlook import achievability_model
from par_analysis.outlook.alternatives import alternatives_of
from par_analysis.outlook.joint import joint_chance
from par_analysis.outlook.plans import plan_check

MODEL = achievability_model()


def test_a_plan_is_counted_over_the_models_and_always_means_under_all() -> None:
    check = plan_check(MODEL, 90.0)
    others = list(alternatives_of(MODEL)[0].values())
    assert check.models == len(others) + 1 and plan_check(MODEL, 90.0) is check
    ways = [set(least_effort(total=90.0, model=model).measures["code"]) for model in (MODEL, *others)]
    counts = check.measures.set_index("code")["n"]
    assert {code: sum(code in way for way in ways) for code in set.union(*ways)} == counts.to_dict()
    assert set(check.always) == set.intersection(*ways) == set(counts.index[counts == check.models])
    values = dict(zip(check.plan.measures["code"], check.plan.measures["value"], strict=True))
    joint = [joint_chance(model, values) for model in (MODEL, *others)]
    assert (check.joint_low, check.joint_high) == (min(joint), max(joint))
    assert 0 <= check.joint_low < check.joint_high < 1
