"""Small searches for the least effort, and what trying everything finds for them."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from par_analysis import Scenario, load_par, open_edition
from par_analysis.edition.loaders import load_judgements
from par_analysis.outlook.least_effort import LeastEffort, least_effort
from par_analysis.outlook.model import Model, achievability_model
from par_analysis.scenario.evaluation import evaluate, leaf_values

PAR = load_par()
ROWS: dict[str, dict[str, Any]] = {row["code"]: row for row in PAR.to_dict("records")}
LEAVES = [code for code, row in ROWS.items() if row["is_leaf"]]
LOST = {code: row["max_points"] - row["score"] for code, row in ROWS.items() if row["is_leaf"] and round(row["max_points"] - row["score"], 9) > 0}  # fmt: skip
AGENCIES = sorted({ROWS[code]["lead_agency"] for code in LOST})
NOW, PLAN = ROWS["total"]["score"], ROWS["total"]["target"]
WHOLE = ["2.4.3", "5.5", "5.9.4", "6.1.1", "7.1.9", "7.1.10", "8.2", "8.5", "8.6"]  # with other deficits than a half
GRADUAL = ["1.6", "2.4.1", "4.4.2", "5.9.1", "6.1.3", "6.4.1", "7.1.11", "7.2.1", "8.1"]


@functools.cache
def mixed() -> Model:
    """The shipped edition with more criteria that are had whole or not at all."""
    judged = load_judgements()
    more = judged["index"].eq("par") & judged["code"].isin(WHOLE)
    made = achievability_model(
        open_edition().replace(judgements=judged.assign(all_or_nothing=judged["all_or_nothing"].mask(more, "yes")))
    )
    assert {code for code in LOST if made.leaves.loc[code, "kind"] == "all_or_nothing"} == set(WHOLE)
    return made


def only(model: Model, codes: list[str]) -> Model:
    """Leave a model these leaves alone, as if all others had lost nothing."""
    return dataclasses.replace(model, leaves=model.leaves[model.leaves.index.isin(codes)])


def price(code: str, gain: float, model: Model, cost: float = 1.0) -> float:
    """Effort of a gain, step by step."""
    given = model.assumptions
    steps = gain / LOST[code] / max(model.pace[ROWS[code]["assessment"]], given.least_typical)
    spent, rates = 0.0, itertools.chain([1.0, given.second_step], itertools.repeat(given.further_steps))
    while steps > 0:
        spent += next(rates) * min(steps, 1.0)
        steps -= 1.0
    return cost * spent


def under(name: str) -> list[str]:
    """Lost leaves of a code or agency."""
    return [code for code in LOST if f"{code}.".startswith(f"{name}.") or ROWS[code]["lead_agency"] == name]


def figure(scenario: Scenario, model: Model, *, code: str = "total", agency: str | None = None) -> float:
    """What a scenario comes to, by the roll-up of scenarios."""
    if agency is None:
        return float(evaluate(scenario, model.edition).loc[("par", code)].iloc[0])
    led = [leaf for leaf in LEAVES if ROWS[leaf]["lead_agency"] == agency]
    return float(leaf_values(scenario, model.edition)[led].sum())


def published(*, code: str = "total", agency: str | None = None) -> float:
    if agency is None:
        return float(ROWS[code]["score"])
    return float(sum(ROWS[leaf]["score"] for leaf in LEAVES if ROWS[leaf]["lead_agency"] == agency))


def changes(found: LeastEffort) -> dict[str, float]:
    """Values that the scenario sets, by code."""
    assert {(change.scope, change.move) for change in found.scenario.changes} <= {("code", "score")}
    return {change.of: float(change.value) for change in found.scenario.changes}


# Trying everything


@dataclass
class Case:
    """A goal over a few leaves, and the terms."""

    model: Model
    codes: list[str]
    aim: dict[str, Any] = field(default_factory=dict)
    need: float = 0.0
    costs: dict[str, float] = field(default_factory=dict)
    caps: dict[str, float] = field(default_factory=dict)
    must: list[str] = field(default_factory=list)
    must_not: list[str] = field(default_factory=list)

    @property
    def counted(self) -> list[str]:
        name = self.aim.get("code") or self.aim.get("agency")
        return [code for code in self.codes if name is None or code in under(name)]

    def solve(self) -> LeastEffort:
        terms = {"costs": self.costs, "caps": self.caps, "must": self.must, "must_not": self.must_not}
        return least_effort(**self.aim, **terms, model=self.model)

    def without(self, **terms: Any) -> Case:
        return dataclasses.replace(self, **terms)


def choices(case: Case) -> list[tuple[dict[str, float], dict[str, float]]]:
    """Every choice of all-or-nothing leaves that the terms allow, with the least of the others; and room in the caps."""
    out = {code for name in case.must_not for code in under(name)}
    must = {code for name in case.must for code in under(name)}
    whole = [code for code in case.codes if code in WHOLE]
    made = []
    for taken in itertools.product([False, True], repeat=len(whole)):
        gains = {code: LOST[code] * had for code, had in zip(whole, taken, strict=True)}
        if any(not gains[code] for code in whole if code in must):
            continue
        for code in set(case.codes) - set(whole):
            gains[code] = ROWS[code]["target"] - ROWS[code]["score"] if code in must else 0.0
        room = {name: most - sum(gains.get(code, 0) for code in under(name)) for name, most in case.caps.items()}
        if all(left >= -1e-9 for left in room.values()) and not any(gains[code] for code in out & set(gains)):
            made.append((gains, room))
    return made


def farthest(case: Case) -> float:
    """Most points that the counted leaves can gain; caps do not overlap but for those of single leaves."""
    best = -np.inf
    out = {code for name in case.must_not for code in under(name)}
    for gains, room in choices(case):
        got = sum(gains[code] for code in case.counted)
        left = dict(room)
        # Leaves with a cap of their own first does not matter: caps are nested.
        for code in (code for code in case.counted if code not in WHOLE and code not in out):
            over = [name for name in left if code in under(name)]
            step = max(min([LOST[code] - gains[code], *(left[name] for name in over)]), 0.0)
            got += step
            for name in over:
                left[name] -= step
        best = max(best, got)
    return float(best)


def cheapest(case: Case) -> float:
    """Least effort of gaining what is needed: for every choice, the cheapest stretches of the others first."""
    best = np.inf
    out = {code for name in case.must_not for code in under(name)}
    given = case.model.assumptions
    for gains, room in choices(case):
        spent = sum(price(code, gain, case.model, case.costs.get(code, 1.0)) for code, gain in gains.items())
        missing = case.need - sum(gains[code] for code in case.counted)
        stretches = []
        for code in (code for code in case.counted if code not in WHOLE and code not in out):
            typical = LOST[code] * max(case.model.pace[ROWS[code]["assessment"]], given.least_typical)
            ends = [0.0, typical, 2 * typical, np.inf]
            for rate, low, high in zip((1.0, given.second_step, given.further_steps), ends, ends[1:], strict=False):
                low, high = max(low, gains[code]), min(high, LOST[code])
                if high > low:
                    stretches.append((rate * case.costs.get(code, 1.0) / typical, high - low, code))
        for slope, width, code in sorted(stretches):
            over = [name for name in room if code in under(name)]
            step = max(min([width, missing, *(room[name] for name in over)]), 0.0)
            missing, spent = missing - step, spent + step * slope
            for name in over:
                room[name] -= step
        if missing <= 1e-9:
            best = min(best, spent)
    return float(best)


@st.composite
def cases(draw: st.DrawFn, whole: tuple[int, int] = (0, 4), gradual: tuple[int, int] = (0, 3)) -> Case:
    """A few leaves, terms over them, and a goal from nothing to beyond reach."""
    codes = draw(st.lists(st.sampled_from(WHOLE), min_size=whole[0], max_size=whole[1], unique=True))
    codes += draw(st.lists(st.sampled_from(GRADUAL), min_size=gradual[0], max_size=gradual[1], unique=True))
    assume(codes)
    codes = [code for code in LOST if code in codes]
    some = st.lists(st.sampled_from(codes), max_size=2, unique=True)
    case = Case(only(mixed(), codes), codes)
    case.costs = {code: draw(st.integers(1, 40)) / 10 for code in draw(some)}
    for name in draw(st.lists(st.sampled_from([*codes, *(ROWS[code]["lead_agency"] for code in codes)]), max_size=3, unique=True)):  # fmt: skip
        case.caps[name] = draw(st.integers(0, 12)) / 10 * sum(LOST[code] for code in under(name) if code in codes)
    case.must_not = draw(some)
    case.must = [code for code in draw(some) if code not in case.must_not]
    one = draw(st.sampled_from(codes))
    case.aim = draw(
        st.sampled_from([{}, {"code": one}, {"code": one.split(".")[0]}, {"agency": ROWS[one]["lead_agency"]}])
    ).copy()
    most = farthest(case)
    share = draw(st.sampled_from([0.001, 0.5, 0.9, 1.0, 1.3]) | st.floats(0.0001, 1))  # the solver aims at 1e-7
    start = published(**case.aim)
    top = 100 if not case.aim else start + sum(LOST[code] for code in under(next(iter(case.aim.values()))))
    aim = min(start + max(share * most, 0.001 if share > 1 else 0.0) if np.isfinite(most) else start, top)
    case.need = aim - start
    case.aim |= {"score" if case.aim else "total": aim}
    return case


def printed(value: float, lang: str, digits: int = 3) -> str:
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if lang == "vi" else text


RANK_3 = (
    "90,255 điểm: chắc chắn hạng 3 theo bảng 2021, nếu tỉnh khác đứng yên",
    "90.255 points: certain of rank 3 by the list of 2021, if the others stand still",
)
BAR_3 = (
    " Theo bảng 2021, hạng 3 có thể đạt từ 90,245 điểm và chắc chắn từ 90,255 điểm, cận trên của khoảng làm tròn một điểm"
    " đã in (Đà Nẵng 90,25).",
    " By the list of 2021, rank 3 is possible from 90.245 points and certain from 90.255, the upper end of what is rounded"
    " to a printed score (Đà Nẵng 90.25).",
)
