"""What is likely, what is a wish, and what better ranks take, in sentences."""

from __future__ import annotations

from typing import Any

from par_analysis.edition.loaders import load_assumptions
from par_analysis.edition.names import years_of
from par_analysis.edition.opening import EditionLike
from par_analysis.outlook.chance import chances
from par_analysis.outlook.check import forecast_check, method_break
from par_analysis.outlook.least_effort import LeastEffort, ladder
from par_analysis.outlook.model import Model, model_of
from par_analysis.outlook.order import target_order
from par_analysis.outlook.ranks import rank_of
from par_analysis.outlook.total import total_distribution
from par_analysis.story.summary import Summary
from par_analysis.words.errors import ParAnalysisError
from par_analysis.words.printing import count, num, percent, rank_span

__all__ = ["what_is_likely", "what_it_takes"]


def what_is_likely(edition: EditionLike = None, model: Model | None = None) -> Summary:
    """Say which targets are likely and which are wishes, what the total may come to, and how far to trust that.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    model : Model, optional
        As `achievability_model()` makes it; by default that of the edition.

    Raises
    ------
    ParAnalysisError
        The edition lacks what the model needs, or no target asks for a gain.
    """
    model = model_of(edition, model)
    own = model.edition
    table = chances("par", model=model)
    likely, wishes = (table[table["verdict"] == word] for word in ("likely", "wish"))
    check = forecast_check(model=model)
    total, outcome = check.outlook.total, check.outcome.dropna(subset=["value", "below"]).head(1)
    spread = sorted(
        total_distribution(model=model.replace(dependence=load_assumptions(column=column).dependence)).total["chance"]
        for column in ("low", "high")
    )
    drivers = check.outlook.drivers.set_index("code")["share"]
    of_class = drivers.groupby(model.leaves["reference_class"].reindex(drivers.index)).sum()
    first = target_order(model=model).targets.iloc[0]
    coverage = check.coverage[check.coverage["index"] == "all"].set_index("test")
    year, aim = model.year + 1, years_of(own)[1]

    def sentences(lang: str) -> tuple[str, ...]:
        names = own.short_names("par", lang)
        limits = [percent(limit, lang) for limit in (model.assumptions.likely, model.assumptions.wish)]
        asked = num(table["gain"].sum(), lang)
        sure = "; ".join(_chance(row, names, lang) for row in likely.itertuples(index=False))
        vain = ", ".join(f"{row.code} ({percent(row.chance, lang)})" for row in wishes.itertuples(index=False))
        level = percent(model.assumptions.level, lang)
        within = [num(total[end], lang, 1) for end in ("low", "high")]
        told = [percent(chance, lang) for chance in (total["chance"], *spread)]
        survey = percent(of_class.get("official_survey", 0.0), lang)
        surveyed = "official_survey" in of_class.index
        tested = [(percent(row.inside, lang), row.n) for row in coverage.itertuples()]
        if lang == "vi":
            made = [
                f"Trong {asked} điểm mà mục tiêu{aim} đòi thêm, {num(likely['gain'].sum(), lang)} điểm có khả năng đạt từ {limits[0]} trở lên"
                + (f" ({sure})" if sure else "")
                + f"; {num(wishes['gain'].sum(), lang)} điểm là mong muốn (dưới {limits[1]}): {vain or 'không có'}.",
                f"Khả năng đạt tổng {num(total['target'], lang)} là {told[0]} ({told[1]} đến {told[2]} tùy mức phụ thuộc); {level} khả năng nằm trong khoảng {within[0]} đến {within[1]}.",
            ]
            if len(outcome):
                row = outcome.iloc[0]
                made.append(
                    f"Kết quả công bố năm {year}, {num(row['value'], lang)} điểm, cao hơn {percent(row['below'], lang)} dự báo. {method_break(own, year, lang)}".rstrip()
                )
            made += [
                (f"{survey} độ bất định của tổng đến từ điều tra cán bộ; " if surveyed else "")
                + f"{first['code']} ({names[first['code']]}) đứng đầu trong {percent(first['first'], lang)} cách đặt trọng số.",
                f"Khoảng {level} chứa {tested[0][0]} của {tested[0][1]} thay đổi khi lần lượt bỏ ra từng cái"
                + (
                    f", và {tested[1][0]} của {tested[1][1]} thay đổi sau năm {model.until}."
                    if len(tested) > 1
                    else "."
                ),
            ]
            return tuple(made)
        made = [
            f"Of the {asked} points that the targets{' of' if aim else ''}{aim} ask for, {num(likely['gain'].sum(), lang)} are at least {limits[0]} likely"
            + (f" ({sure})" if sure else "")
            + f"; {num(wishes['gain'].sum(), lang)} are wishes (below {limits[1]}): {vain or 'none'}.",
            f"The chance of a total of {num(total['target'], lang)} is {told[0]} ({told[1]} to {told[2]}, depending on the dependence); {level} of the forecast lie within {within[0]} to {within[1]}.",
        ]
        if len(outcome):
            row = outcome.iloc[0]
            made.append(
                f"The published result of {year}, {num(row['value'], lang)} points, lies above {percent(row['below'], lang)} of the forecast. {method_break(own, year, lang)}".rstrip()
            )
        made += [
            (f"{survey} of the uncertainty of the total come from the survey of officials; " if surveyed else "")
            + f"{first['code']} ({names[first['code']]}) comes first under {percent(first['first'], lang)} of all weightings.",
            f"The {level} intervals hold {tested[0][0]} of {tested[0][1]} changes, each left out in turn"
            + (f", and {tested[1][0]} of {tested[1][1]} changes after {model.until}." if len(tested) > 1 else "."),
        ]
        return tuple(made)

    return Summary(sentences("vi"), sentences("en"))


def _chance(row: Any, names: dict[str, str], lang: str) -> str:
    low, high = (percent(getattr(row, end), lang) for end in ("chance_low", "chance_high"))
    code, chance = str(row.code), percent(row.chance, lang)
    between = "khoảng" if lang == "vi" else "interval"
    return f"{code} {names[code]}: {chance}, {between} {low}–{high}"


def what_it_takes(edition: EditionLike = None, model: Model | None = None) -> Summary:
    """Say what one or two better ranks take, and what the plan's total takes and would have meant in rank.

    Ranks are left out where no rank of the place is published, or no better one is left.

    Parameters
    ----------
    edition, model
        As `what_is_likely`.

    Raises
    ------
    ParAnalysisError
        The edition lacks what the model needs, or no target asks for a gain.
    """
    model = model_of(edition, model)
    own = model.edition
    climbed = ladder(model=model)
    steps = climbed.steps
    ranks = steps[steps["kind"] == "rank"]
    plans = steps[steps["kind"] == "plan"]
    if plans.empty:
        raise ParAnalysisError("không có mục tiêu nào cần tăng điểm (no target asks for a gain)")
    shown = ranks.iloc[sorted({0, min(1, len(ranks) - 1), len(ranks) - 1})] if len(ranks) else ranks
    stepwise = ladder(model=model.with_unknown_rules("all_or_nothing")) if len(ranks) else climbed
    plan, way = plans.iloc[0], climbed.plans["plan"].measures
    years = [year for year in (model.year, model.year + 1) if len(own.published("par", year))]
    stood = {year: rank_of(float(plan["score"]), year, edition=own) for year in years}
    leads = way["lead_agency"].nunique()

    def sentences(lang: str) -> tuple[str, ...]:
        names = own.short_names("par", lang)
        made = [_climb(row, climbed.plans[f"rank_{row.goal:g}"], names, model.year, lang) for row in shown.itertuples()]
        first = next(iter(shown.itertuples()), None)
        other = None if first is None else stepwise.plans.get(f"rank_{first.goal:g}")
        if first is not None and other is not None:
            where = _where(other, names, lang)
            effort = num(other.effort, lang, 1)
            made.append(
                f"Nếu các tiêu chí chưa rõ cách chấm là được hết hoặc không, hạng {first.goal:g} cần {effort} năm ở {where}."
                if lang == "vi"
                else f"If the criteria whose rule is not known are all or nothing, rank {first.goal:g} takes {effort} years on {where}."
            )
        figures = num(plan["score"], lang), num(plan["effort"], lang, 1), len(way)
        if lang == "vi":
            said = f"Mục tiêu {figures[0]} cần {figures[1]} năm tiến bộ điển hình ở {figures[2]} tiêu chí"
            said += f" của {leads} cơ quan" if leads else ""
        else:
            said = f"The target of {figures[0]} takes {figures[1]} years of typical progress on {count(figures[2], 'criterion', 'criteria')}"
            said += f" of {count(leads, 'agency', 'agencies')}" if leads else ""
        if stood:
            told = "; ".join(f"{year}: {rank_span(one.best, one.worst, lang)}" for year, one in stood.items())
            later = method_break(own, model.year + 1, lang) if model.year + 1 in stood else ""
            place = own.place_in(lang)
            said += (
                f"; với tổng ấy, {place} đứng ở: {told}"
                if lang == "vi"
                else f"; with that total {place} stands at: {told}"
            )
            said = f"{said}. {later}".rstrip()
        else:
            said += "."
        return (*made, said)

    return Summary(sentences("vi"), sentences("en"))


def _climb(row: Any, plan: LeastEffort, names: dict[str, str], year: int, lang: str) -> str:
    """Say what one rank takes."""
    score, gain, effort = num(row.score, lang), num(row.gain, lang), num(row.effort, lang, 1)
    where = _where(plan, names, lang)
    if lang == "vi":
        return f"Chắc chắn hạng {row.goal:g} (các tỉnh khác như năm {year}) cần {score} điểm, thêm {gain}: {effort} năm tiến bộ điển hình ở {where}."
    return f"To be certain of rank {row.goal:g} (the others as in {year}) takes {score} points, {gain} more: {effort} years of typical progress on {where}."


def _where(plan: LeastEffort, names: dict[str, str], lang: str) -> str:
    """Name the one criterion that moves, with its chance; or how many do."""
    if len(plan.measures) != 1:
        return f"{len(plan.measures)} tiêu chí" if lang == "vi" else count(len(plan.measures), "criterion", "criteria")
    only = plan.measures.iloc[0]
    chance = percent(only["chance"], lang)
    told = f"khả năng đạt mức đó {chance}" if lang == "vi" else f"{chance} likely to get there"
    return f"{only['code']} ({names[only['code']]}), {told}"
