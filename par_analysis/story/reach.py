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
from par_analysis.story.summary import Pairs, Summary
from par_analysis.words.errors import refused
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

    def sentences(lang: str) -> Pairs:
        names = own.short_names("par", lang)
        sides = [percent(limit, lang) for limit in (model.assumptions.likely, model.assumptions.wish)]
        asked, within_reach, wished = (num(rows["gain"].sum(), lang) for rows in (table, likely, wishes))
        sure = "; ".join(_chance(row, names, lang) for row in likely.itertuples(index=False))
        sure = f" ({sure})" if sure else ""
        vain = ", ".join(f"{row.code} ({percent(row.chance, lang)})" for row in wishes.itertuples(index=False))
        yield (
            f"Trong {asked} điểm mà mục tiêu{aim} đòi thêm, {within_reach} điểm có khả năng đạt từ {sides[0]} trở lên{sure}; {wished} điểm là mong muốn (dưới {sides[1]}): {vain or 'không có'}.",
            f"Of the {asked} points that the targets{' of' if aim else ''}{aim} ask for, {within_reach} are at least {sides[0]} likely{sure}; {wished} are wishes (below {sides[1]}): {vain or 'none'}.",
        )
        goal, level = num(total["target"], lang), percent(model.assumptions.level, lang)
        low, high = (num(total[end], lang, 1) for end in ("low", "high"))
        main, least, most = (percent(chance, lang) for chance in (total["chance"], *spread))
        yield (
            f"Khả năng đạt tổng {goal} là {main} ({least} đến {most} tùy mức phụ thuộc); {level} khả năng nằm trong khoảng {low} đến {high}.",
            f"The chance of a total of {goal} is {main} ({least} to {most}, depending on the dependence); {level} of the forecast lie within {low} to {high}.",
        )
        for row in outcome.itertuples(index=False):
            result, below, note = num(row.value, lang), percent(row.below, lang), method_break(own, year, lang)
            yield (
                f"Kết quả công bố năm {year}, {result} điểm, cao hơn {below} dự báo. {note}".rstrip(),
                f"The published result of {year}, {result} points, lies above {below} of the forecast. {note}".rstrip(),
            )
        lead, leads = f"{first['code']} ({names[first['code']]})", percent(first["first"], lang)
        vi = en = ""
        if "official_survey" in of_class.index:
            survey = percent(of_class["official_survey"], lang)
            vi = f"{survey} độ bất định của tổng đến từ điều tra cán bộ; "
            en = f"{survey} of the uncertainty of the total come from the survey of officials; "
        yield (
            f"{vi}{lead} đứng đầu trong {leads} cách đặt trọng số.",
            f"{en}{lead} comes first under {leads} of all weightings.",
        )
        tested = [(percent(row.inside, lang), row.n) for row in coverage.itertuples()]
        vi = en = ""
        if len(tested) > 1:
            vi = f", và {tested[1][0]} của {tested[1][1]} thay đổi sau năm {model.until}"
            en = f", and {tested[1][0]} of {tested[1][1]} changes after {model.until}"
        yield (
            f"Khoảng {level} chứa {tested[0][0]} của {tested[0][1]} thay đổi khi lần lượt bỏ ra từng cái{vi}.",
            f"The {level} intervals hold {tested[0][0]} of {tested[0][1]} changes, each left out in turn{en}.",
        )

    return Summary.of(sentences)


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
        raise refused("no_gain")
    shown = ranks.iloc[sorted({0, min(1, len(ranks) - 1), len(ranks) - 1})] if len(ranks) else ranks
    stepwise = ladder(model=model.with_unknown_rules("all_or_nothing")) if len(ranks) else climbed
    plan, way = plans.iloc[0], climbed.plans["plan"].measures
    years = [year for year in (model.year, model.year + 1) if len(own.published("par", year))]
    stood = {year: rank_of(float(plan["score"]), year, edition=own) for year in years}
    leads = way["lead_agency"].nunique()

    def sentences(lang: str) -> Pairs:
        names = own.short_names("par", lang)
        for row in shown.itertuples():
            score, gain, effort = num(row.score, lang), num(row.gain, lang), num(row.effort, lang, 1)
            where = _where(climbed.plans[f"rank_{row.goal:g}"], names, lang)
            yield (
                f"Chắc chắn hạng {row.goal:g} (các tỉnh khác như năm {model.year}) cần {score} điểm, thêm {gain}: {effort} năm tiến bộ điển hình ở {where}.",
                f"To be certain of rank {row.goal:g} (the others as in {model.year}) takes {score} points, {gain} more: {effort} years of typical progress on {where}.",
            )
        goal = f"{shown['goal'].iloc[0]:g}" if len(shown) else ""
        if (other := stepwise.plans.get(f"rank_{goal}")) is not None:
            effort, where = num(other.effort, lang, 1), _where(other, names, lang)
            yield (
                f"Nếu các tiêu chí chưa rõ cách chấm là được hết hoặc không, hạng {goal} cần {effort} năm ở {where}.",
                f"If the criteria whose rule is not known are all or nothing, rank {goal} takes {effort} years on {where}.",
            )
        total, effort = num(plan["score"], lang), num(plan["effort"], lang, 1)
        vi = f"Mục tiêu {total} cần {effort} năm tiến bộ điển hình ở {len(way)} tiêu chí"
        en = f"The target of {total} takes {effort} years of typical progress on {count(len(way), 'criterion', 'criteria')}"
        if leads:
            vi += f" của {leads} cơ quan"
            en += f" of {count(leads, 'agency', 'agencies')}"
        note = ""
        if stood:
            places = "; ".join(f"{year}: {rank_span(at.best, at.worst, lang)}" for year, at in stood.items())
            vi += f"; với tổng ấy, {own.place_in(lang)} đứng ở: {places}"
            en += f"; with that total {own.place_in(lang)} stands at: {places}"
            note = method_break(own, model.year + 1, lang) if model.year + 1 in stood else ""
        yield f"{vi}. {note}".rstrip(), f"{en}. {note}".rstrip()

    return Summary.of(sentences)


def _where(plan: LeastEffort, names: dict[str, str], lang: str) -> str:
    """Name the one criterion that moves, with its chance; or how many do."""
    if len(plan.measures) != 1:
        return f"{len(plan.measures)} tiêu chí" if lang == "vi" else count(len(plan.measures), "criterion", "criteria")
    only = plan.measures.iloc[0]
    chance = percent(only["chance"], lang)
    likely = f"khả năng đạt mức đó {chance}" if lang == "vi" else f"{chance} likely to get there"
    return f"{only['code']} ({names[only['code']]}), {likely}"
