"""What the search for the least effort is asked: the goal, what effort is, and the user's own costs and limits."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from par_analysis.edition.names import agency_names
from par_analysis.outlook.model import Model
from par_analysis.outlook.ranks import RankList, rank_list
from par_analysis.words.errors import close_to, refused
from par_analysis.words.numbers import NOISE, format_number

__all__ = ["Goal", "Limits", "Terms", "efforts", "goal_of", "members"]


@dataclass(frozen=True)
class Goal:
    """What is to be reached: a total, a rank, a field's or agency's score, or everything likely.

    Attributes
    ----------
    named : callable
        What a scenario is called that brings the goal's figure to a value, in both languages.
    codes : tuple of str
        Leaves whose points count.
    gain : float
        Points to be gained by them; 0 if the goal is what must be reached (`must`).
    score : float
        What the goal's figure is then.
    must : tuple of str
        Leaves that must reach their targets.
    ranked : bool
        Whether it is a rank: a scenario is then called by the total that it comes to.
    notes : tuple of str
        What its figure rests on, in both languages; may be empty.
    """

    named: Callable[[float], tuple[str, str]] = field(repr=False, compare=False)
    codes: tuple[str, ...]
    gain: float
    score: float
    must: tuple[str, ...] = ()
    ranked: bool = False
    notes: tuple[str, str] = ("", "")

    @property
    def title_vi(self) -> str:
        """What a scenario that just reaches it is called, in Vietnamese."""
        return self.named(self.score)[0]

    @property
    def title_en(self) -> str:
        """The same in English."""
        return self.named(self.score)[1]


def goal_of(
    model: Model,
    *,
    total: float | None = None,
    rank: int | None = None,
    code: str | None = None,
    agency: str | None = None,
    score: float | None = None,
    likely: bool = False,
    year: int | None = None,
) -> Goal:
    """Make the goal; arguments and errors as `least_effort`."""
    if not isinstance(likely, bool | np.bool_):
        raise refused("type", name="likely", wanted="True hoặc False", wanted_en="True or False", found=repr(likely))
    asked = {"total": total, "rank": rank, "code": code, "agency": agency, "likely": likely}
    named = [name for name, value in asked.items() if value is not None and (name != "likely" or value)]
    if len(named) != 1 or (score is None) is (named[0] in ("code", "agency")):
        raise refused("one_goal")
    base = model.edition
    now, everything = base.par.total("score"), tuple(model.of("par").index)
    if named == ["likely"]:
        return _likely(model, now)
    if named == ["total"]:
        aim = _number(total, "total", 0.0, 100.0)
        return Goal(functools.partial(_titles, "Tổng điểm {}", "A total of {}"), everything, aim - now, aim)
    if named == ["rank"]:
        year = model.year if year is None else year
        ranks = rank_list(year, edition=base)
        _, needed = ranks.needs(rank)  # type: ignore[arg-type]
        if np.isinf(needed):
            raise refused("never_certain", rank=rank, year=year)
        notes = _bar(ranks, needed) if needed > now else ("", "")
        return Goal(functools.partial(_secured, ranks), everything, needed - now, needed, ranked=True, notes=notes)
    if named == ["code"]:
        codes = members(model, str(code), "code", agencies=False)
        published, most = base.nodes[str(code)]
        vi = en = str(code)
    else:
        codes = members(model, str(agency), "agency", codes=False)
        printed = base.agency_called(str(agency))
        at = [base.position[leaf] for leaf in base.groups["agency"][printed]]
        published, most = float(base.score[at].sum()), float(base.maximum[at].sum())
        vi, en = (agency_names(base, lang).get(printed, printed) for lang in ("vi", "en"))
    aim = _number(score, "score", 0.0, most)
    called = functools.partial(_titles, f"{vi}: {{}} điểm", f"{en}: {{}} points")
    return Goal(called, tuple(codes), aim - published, aim)


def _likely(model: Model, now: float) -> Goal:
    leaves = model.of("par")
    targets = leaves.loc[leaves["gain"] > 0, "target"]
    limit = model.assumptions.likely
    sure = tuple(str(code) for code, target in targets.items() if model.chance_of(str(code), float(target)) >= limit)
    return Goal(lambda _: ("Chỉ mục tiêu có khả năng đạt", "Only likely targets"), (), 0.0, now, sure)


def _secured(ranks: RankList, total: float) -> tuple[str, str]:
    """Say which rank a total makes certain, whatever rank was asked for: of several with one bar the best."""
    rank, year = int(ranks.steps.worst(total)), ranks.year
    return _titles(
        f"{{}} điểm: chắc chắn hạng {rank} theo bảng {year}, nếu tỉnh khác đứng yên",
        f"{{}} points: certain of rank {rank} by the list of {year}, if the others stand still",
        total,
    )


def _bar(ranks: RankList, needed: float) -> tuple[str, str]:
    """Say from where the rank is possible, and whose printed score, not known to the last digit, makes the bar."""
    rank, year = int(ranks.steps.worst(needed)), ranks.year
    possible, _ = ranks.needs(rank)
    printed = ranks.rows[(ranks.rows["score_high"] == needed) & ranks.rows["printed"].notna()]
    if possible >= needed or printed.empty:
        return "", ""
    whose = dict.fromkeys(zip(printed["place"], printed["printed"], strict=True))
    said = "; ".join(f"{place} {figure}" for place, figure in whose)
    said_vi = "; ".join(f"{place} {figure.replace('.', ',')}" for place, figure in whose)
    vi, en = _titles(
        f"Theo bảng {year}, hạng {rank} có thể đạt từ {{}} điểm",
        f"By the list of {year}, rank {rank} is possible from {{}} points",
        possible,
    )
    sure_vi, sure_en = _titles(
        f"chắc chắn từ {{}} điểm, cận trên của khoảng làm tròn một điểm đã in ({said_vi})",
        f"certain from {{}}, the upper end of what is rounded to a printed score ({said})",
        needed,
    )
    return f"{vi} và {sure_vi}.", f"{en} and {sure_en}."


def _titles(vi: str, en: str, figure: float) -> tuple[str, str]:
    return vi.format(format_number(round(figure, 9), "vi")), en.format(format_number(round(figure, 9), "en"))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and bool(-np.inf < value < np.inf)


def _number(value: object, name: str, low: float, high: float) -> float:
    if not _is_number(value) or not low <= value <= high:  # type: ignore[operator]
        raise refused(
            "type",
            name=name,
            wanted=f"số từ {low:g} đến {high:g}",
            wanted_en=f"a number from {low:g} to {high:g}",
            found=repr(value),
        )
    return float(value)  # type: ignore[arg-type]


def efforts(closures: np.ndarray, typical: np.ndarray, model: Model) -> np.ndarray:
    """Effort of closing these shares of the deficits within one year: a convention for ordering, without a unit.

    Parameters
    ----------
    closures : ndarray
        Share of the deficit closed, 0 to 1.
    typical : ndarray
        Share that ordinary progress closes: what the part is expected to close, but not less than the assumption
        `least_typical`.
    model : Model
        Whose assumptions say how much dearer a second and further steps are.

    Returns
    -------
    ndarray
        Steps of ordinary progress; the first counts once, the second and further ones more.
    """
    steps = np.asarray(closures) / typical
    rates = model.assumptions
    return np.asarray(
        np.minimum(steps, 1.0)
        + rates.second_step * np.clip(steps - 1.0, 0.0, 1.0)
        + rates.further_steps * np.maximum(steps - 2.0, 0.0)
    )


@dataclass(frozen=True, eq=False)
class Terms:
    """What the search may do with every leaf that lost points.

    Attributes
    ----------
    leaves : DataFrame
        By code: the columns of `Model.leaves`, and `lead_agency, typical` (share closed by ordinary progress), `cost`
        (times the typical effort), `least, most` (points gained at least and at most).
    caps : dict
        Most points that the leaves of a wider scope may gain together, with those leaves: name -> (points, codes).
    """

    leaves: pd.DataFrame
    caps: dict[str, tuple[float, list[str]]]


@dataclass(frozen=True)
class Limits:
    """The user's own costs, caps, must-haves and must-nots, by code or agency."""

    costs: Mapping[str, float]
    caps: Mapping[str, float]
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()

    def terms(self, model: Model) -> Terms:
        """Work out what they mean for every leaf.

        Raises
        ------
        ParAnalysisError
            A code or agency is not in the tables or lost no points, a cost is not above 0, a cap is below 0, or what
            must be is also ruled out.
        """
        leaves = model.of("par").copy()
        leaves["lead_agency"] = model.edition.par.by_code["lead_agency"].reindex(leaves.index)
        floor = model.assumptions.least_typical
        leaves["typical"] = np.maximum(model.pace.reindex(leaves["part"]).to_numpy(), floor)
        leaves["cost"] = 1.0
        leaves["least"], leaves["most"] = 0.0, leaves["deficit"]
        # The wider scope first, so that a narrower one has the last word.
        for name, value in sorted(self.costs.items(), key=lambda item: _width(model, item[0])):
            if not _is_number(value) or not value > 0:
                raise refused(
                    "type",
                    name=f"costs[{name!r}]",
                    wanted="số lớn hơn 0",
                    wanted_en="a number above 0",
                    found=repr(value),
                )
            leaves.loc[members(model, name, "costs"), "cost"] = float(value)
        wide: dict[str, tuple[float, list[str]]] = {}
        for name, value in self.caps.items():
            if not _is_number(value) or value < 0:
                raise refused(
                    "type",
                    name=f"caps[{name!r}]",
                    wanted="số từ 0 trở lên",
                    wanted_en="a number from 0 on",
                    found=repr(value),
                )
            codes = members(model, name, "caps")
            if len(codes) == 1:
                leaves.loc[codes, "most"] = np.minimum(leaves.loc[codes, "most"], float(value))
            else:
                wide[name] = (float(value), codes)
        for name in self.must_not:
            leaves.loc[members(model, name, "must_not"), "most"] = 0.0
        for name in self.must:
            rows = leaves.loc[members(model, name, "must")]
            asked = np.where(rows["kind"] == "all_or_nothing", rows["deficit"], rows["gain"])
            leaves.loc[rows.index, "least"] = np.maximum(asked, 0.0)
        _check(leaves, wide)
        return Terms(leaves, wide)


def _width(model: Model, name: str) -> tuple[int, int]:
    """Key that puts wider scopes first; of equally many leaves, an agency, then the code farther up."""
    return -len(members(model, name, "costs")), model.edition.depth.get(str(name), -1)


def members(model: Model, name: str, argument: str, *, codes: bool = True, agencies: bool = True) -> list[str]:
    """Leaves that lost points below a code (if `codes`) or led by an agency (if `agencies`).

    Raises
    ------
    ParAnalysisError
        There is no such code or agency, or none of its criteria lost points.
    """
    base = model.edition
    called = base.agency_called(str(name)) if agencies else str(name)
    known = {code: base.below[code] for code in base.par.codes if codes and code in base.below}
    known |= base.groups["agency"] if agencies else {}
    if called not in known:
        wanted = [
            words for words, asked in ((("tiêu chí", "criterion"), codes), (("cơ quan", "agency"), agencies)) if asked
        ]
        vi, en = zip(*wanted, strict=True)
        raise refused(
            "no_scope",
            close_to(str(name), known),
            argument=argument,
            scope=" hay ".join(vi),
            scope_en=" or ".join(en),
            found=name,
        )
    lost = set(model.of("par").index)
    if not (found := [code for code in known[called] if code in lost]):
        raise refused("scope_lost_nothing", argument=argument, found=name)
    return found


def _check(leaves: pd.DataFrame, wide: dict[str, tuple[float, list[str]]]) -> None:
    whole = leaves["kind"] == "all_or_nothing"
    # What cannot be had whole cannot be had.
    leaves.loc[whole & (leaves["most"] < leaves["deficit"] - NOISE), "most"] = 0.0
    if len(clash := leaves.index[leaves["least"] > leaves["most"] + NOISE]):
        raise refused("must_clash", codes=", ".join(clash))
    for name, (most, codes) in wide.items():
        needed = float(leaves.loc[codes, "least"].sum())
        if needed > most + NOISE:
            raise refused("cap_clash", name=name, most=most, needed=needed)
