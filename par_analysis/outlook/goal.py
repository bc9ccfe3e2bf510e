"""What is to be reached: a total, a rank, a field's or agency's score, or everything likely."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from par_analysis.edition.names import agency_names
from par_analysis.outlook.effort import members
from par_analysis.outlook.model import Model
from par_analysis.outlook.ranks import score_for
from par_analysis.words.errors import ParAnalysisError
from par_analysis.words.numbers import format_number

__all__ = ["Goal", "goal_of"]


@dataclass(frozen=True)
class Goal:
    """What is to be reached.

    Attributes
    ----------
    title_vi, title_en : str
        What a scenario that reaches it is called.
    codes : tuple of str
        Leaves whose points count.
    gain : float
        Points to be gained by them; 0 if the goal is what must be reached (`must`).
    score : float
        What the goal's figure is then.
    must : tuple of str
        Leaves that must reach their targets.
    """

    title_vi: str
    title_en: str
    codes: tuple[str, ...]
    gain: float
    score: float
    must: tuple[str, ...] = ()


def goal_of(
    model: Model,
    *,
    total: float | None = None,
    rank: int | None = None,
    code: str | None = None,
    agency: str | None = None,
    score: float | None = None,
    likely: float | bool | None = None,
    year: int | None = None,
) -> Goal:
    """Make the goal; arguments and errors as `least_effort`."""
    given = {"total": total, "rank": rank, "code": code, "agency": agency, "likely": likely}
    named = [name for name, value in given.items() if value is not None and value is not False]
    if len(named) != 1 or (score is None) is (named[0] in ("code", "agency")):
        raise ParAnalysisError(
            "cần đúng một đích (exactly one goal): total=…, rank=…, code=… và (and) score=…, agency=… và (and) score=…, likely=…"
        )
    base = model.edition
    now = float(base.par.nodes.set_index("code").loc[base.par.root, "score"])
    everything = tuple(model.of("par").index)
    if named == ["likely"]:
        return _likely(model, likely, now)
    if named == ["total"]:
        aim = _number(total, "total", 0.0, 100.0)
        return Goal(*_titles("Tổng điểm {}", "A total of {}", aim), everything, aim - now, aim)
    if named == ["rank"]:
        year = model.year if year is None else year
        needed = score_for(rank, year, edition=base).sure_from  # type: ignore[arg-type]
        if np.isnan(needed):
            raise ParAnalysisError(
                f"rank = {rank}: với những gì đã công bố năm {year}, không điểm nào chắc chắn đạt hạng này "
                f"(by what is published for {year} no score is certain of this rank)"
            )
        return Goal(f"Chắc chắn hạng {rank}", f"Certain of rank {rank}", everything, needed - now, needed)
    if named == ["code"]:
        codes = members(model, str(code), "code", agencies=False)
        published, most = base.nodes[str(code)]
        aim = _number(score, "score", 0.0, most)
        return Goal(*_titles(f"{code}: {{}} điểm", f"{code}: {{}} points", aim), tuple(codes), aim - published, aim)
    codes = members(model, str(agency), "agency", codes=False)
    printed = base.agency_called(str(agency))
    at = [base.position[leaf] for leaf in base.groups["agency"][printed]]
    aim = _number(score, "score", 0.0, float(base.maximum[at].sum()))
    vi, en = (agency_names(base, lang).get(printed, printed) for lang in ("vi", "en"))
    return Goal(
        *_titles(f"{vi}: {{}} điểm", f"{en}: {{}} points", aim), tuple(codes), aim - float(base.score[at].sum()), aim
    )


def _likely(model: Model, likely: float | bool | None, now: float) -> Goal:
    limit = model.assumptions.likely if likely is True else _number(likely, "likely", 0.0, 1.0)
    leaves = model.of("par")
    targets = leaves.loc[leaves["gain"] > 0, "target"]
    sure = tuple(str(code) for code, target in targets.items() if model.chance_of(str(code), float(target)) >= limit)
    titles = _titles("Chỉ mục tiêu có khả năng đạt từ {}%", "Only targets at least {}% likely", limit * 100)
    return Goal(*titles, (), 0.0, now, sure)


def _titles(vi: str, en: str, figure: float) -> tuple[str, str]:
    return vi.format(format_number(round(figure, 9), "vi")), en.format(format_number(round(figure, 9), "en"))


def _number(value: object, name: str, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not low <= value <= high:
        raise ParAnalysisError(
            f"{name} = {value!r}: phải là số từ {low:g} đến {high:g} (a number from {low:g} to {high:g})"
        )
    return float(value)
