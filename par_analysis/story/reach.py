"""What may be reached and what it takes, in sentences that hold under every alternative model, or say that they do not."""

from __future__ import annotations

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.names import years_of
from par_analysis.edition.opening import EditionLike
from par_analysis.outlook.alternatives import Robustness, robustness
from par_analysis.outlook.chance import chances
from par_analysis.outlook.check import forecast_check, method_break
from par_analysis.outlook.least_effort import LeastEffort, ladder
from par_analysis.outlook.model import Model, model_of
from par_analysis.outlook.order import FIRST, target_order
from par_analysis.outlook.plans import plan_check
from par_analysis.outlook.ranks import rank_list, rank_of
from par_analysis.outlook.rivals import rank_bars, rank_chances, ranks_up
from par_analysis.story.summary import Pairs, Summary
from par_analysis.tables.models.results import BANDS
from par_analysis.words.errors import refused
from par_analysis.words.printing import count, num, percent, rank_span

__all__ = ["what_is_likely", "what_it_takes", "what_may_come"]


def what_may_come(edition: EditionLike = None, model: Model | None = None) -> Summary:
    """Say what the total and the rank may come to within the year, with the range over all models, and how far to trust that.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    model : Model, optional
        As `achievability_model()` makes it; by default that of the edition.

    Raises
    ------
    ParAnalysisError
        The edition lacks what the model needs.
    """
    model = model_of(edition, model)
    found, coverage = robustness(model=model), forecast_check(model=model).coverage
    models, level = len(found.names) + 1, model.assumptions.level

    def sentences(lang: str) -> Pairs:
        yield from _total(found, model, model.year + 1, models, lang)
        yield from _rank(found, model, lang)
        tests = {"left_out": ("khi lần lượt bỏ ra từng tỉnh", "leaving out one at a time")}
        tests["later"] = (f"các năm sau {model.year}", f"of the years after {model.year}")
        for row in coverage[(coverage["index"] == "par") & (coverage["year_to"] == 0)].itertuples():
            inside, stated, (vi, en) = percent(row.inside, lang), percent(level, lang), tests[row.test]
            yield (
                f"Khoảng {stated} của tổng chứa {inside} trong {row.n} thay đổi đã biết ({vi}).",
                f"The {stated} interval of the total held {inside} of {row.n} known changes ({en}).",
            )

    return Summary.of(sentences)


def what_is_likely(edition: EditionLike = None, model: Model | None = None) -> Summary:
    """Say which targets are likely and unlikely as far as every model agrees, on what that rests, and which come first.

    Parameters
    ----------
    edition, model
        As `what_may_come`.

    Raises
    ------
    ParAnalysisError
        The edition lacks what the model needs, or no target asks for a gain.
    """
    model = model_of(edition, model)
    own, aim = model.edition, years_of(model.edition)[1]
    table = chances("par", model=model)
    if table.empty:
        raise refused("no_gain")
    groups = target_order(model=model).targets.groupby("group", sort=False)["code"].agg(list)

    def sentences(lang: str) -> Pairs:
        names = own.short_names("par", lang)
        asked = num(table["gain"].sum(), lang, 2)
        yield (
            f"Mục tiêu{aim} đòi thêm {asked} điểm ở {len(table)} tiêu chí.",
            f"The targets{' of' if aim else ''}{aim} ask for {asked} points more on {count(len(table), 'criterion', 'criteria')}.",
        )
        yield from (_band(table, band, names, lang) for band in ("likely", "unlikely"))
        rest = table[~table["robust"]]
        if len(rest):
            points = num(rest["gain"].sum(), lang, 2)
            yield (
                f"Với {len(rest)} mục tiêu còn lại ({points} điểm), các mô hình không cùng nhận định: số liệu hiện có không đủ để nói.",
                f"On the other {count(len(rest), 'target', 'targets')} ({points} points) the models disagree: the evidence does not decide.",
            )
        levels, changes, places = (int(table[name].max()) for name in ("n_levels", "n_changes", "n_places"))
        yield (
            f"Thay đổi hằng năm của từng tiêu chí không được công bố; nhận định dựa vào {places} thay đổi của cả chỉ số ở các tỉnh, mức của từng cách đánh giá (nhiều nhất {levels}) và {changes} thay đổi của mỗi cách đánh giá.",
            f"Yearly changes of single criteria are not published; this rests on {count(places, 'change', 'changes')} of whole indices of provinces, at most {count(levels, 'level', 'levels')} and {count(changes, 'change', 'changes')} of a way of assessment.",
        )
        if len(near := table[table["within_error"]]):
            vi, en = (
                "; ".join(
                    f"{row.code} ({num(row.gain, lang, sign=True)}; {error} {num(row.survey_error, lang, 2)})"
                    for row in near.itertuples()
                )
                for error in ("sai số chuẩn", "standard error")
            )
            yield (
                f"Đòi tăng không quá biên sai số {percent(model.assumptions.level, lang)} của điều tra: {vi}; đạt hay không có thể chỉ do chọn mẫu.",
                f"Asking no more than the {percent(model.assumptions.level, lang)} margin of error of the survey: {en}; reached or missed may be sampling alone.",
            )
        first, never = groups.get("always", []), groups.get("never", [])
        if first:
            listed = "; ".join(f"{code} {names[code]}" for code in first)
            yield (
                f"Luôn trong {FIRST} ưu tiên đầu, dù đặt trọng số và thang đo thế nào: {listed}.",
                f"Always among the first {FIRST}, whatever the weights and scales: {listed}.",
            )
        else:
            yield (
                f"Không mục tiêu nào luôn nằm trong {FIRST} ưu tiên đầu khi đổi trọng số và thang đo; {len(never)} mục tiêu không bao giờ.",
                f"No target is always among the first {FIRST} under all weights and scales; {len(never)} never are.",
            )

    return Summary.of(sentences)


def _band(table: pd.DataFrame, band: str, names: dict[str, str], lang: str) -> tuple[str, str]:
    """Name the targets that every model puts into a band."""
    rows, (vi, en) = table[table["robust"] & (table["band"] == band)], BANDS[band]
    if rows.empty:
        return f"Không mục tiêu nào được mọi mô hình xếp là {vi}.", f"No target is {en} under every model."
    listed = "; ".join(f"{code} {names[code]}" for code in rows["code"])
    points = num(rows["gain"].sum(), lang, 2)
    return (
        f"Mọi mô hình đều xếp là {vi}: {listed} (cộng {points} điểm).",
        f"Every model calls {en}: {listed} ({points} points together).",
    )


def _total(found: Robustness, model: Model, year: int, models: int, lang: str) -> Pairs:
    """Say what the total may come to; of its target only a band that every model shares."""
    rows = found.headlines.set_index("key")
    low, high = (num(rows.loc["total_median", end], lang, 1) for end in ("low", "high"))
    yield (
        f"Nếu bộ tiêu chí không đổi, tổng điểm năm {year} vào khoảng {low} đến {high} (trung vị của {models} mô hình).",
        f"If the criteria stay, the total of {year} is about {low} to {high} (medians of {models} models).",
    )
    level = percent(model.assumptions.level, lang)
    ends = [num(rows.loc[f"total_{end}", "model"], lang, 1) for end in ("low", "high")]
    wide = [num(rows.loc["total_low", "low"], lang, 1), num(rows.loc["total_high", "high"], lang, 1)]
    yield (
        f"Khoảng {level} của mô hình chính: {ends[0]} đến {ends[1]}; qua mọi mô hình: {wide[0]} đến {wide[1]}.",
        f"The {level} interval of the main model is {ends[0]} to {ends[1]}; over all models {wide[0]} to {wide[1]}.",
    )
    target = model.edition.par.target()
    if target <= model.edition.par.score():
        return
    aim, chance = num(target, lang, 2), _range(rows.loc["total_target"], lang)
    if rows.loc["total_target", "robust"]:
        vi, en = BANDS[rows.loc["total_target", "band"]]
        yield f"Mục tiêu {aim} điểm: {vi} ({chance}).", f"The target of {aim} points is {en} ({chance})."
    else:
        yield (
            f"Mục tiêu {aim} điểm: không vững, tùy mô hình ({chance}).",
            f"The target of {aim} points: not robust, it depends on the model ({chance}).",
        )


def _rank(found: Robustness, model: Model, lang: str) -> Pairs:
    """Say the chance of one rank up, the others moving and standing still."""
    up = ranks_up(model.edition) if model.edition.has("rank") else {}
    if 1 not in up:
        return
    row = rank_chances(model).set_index("rank").loc[up[1]]
    still, low, high = (
        percent(value, lang)
        for value in (row["still"], *found.headlines.set_index("key").loc["rank_up_1", ["low", "high"]])
    )
    yield (
        f"Khả năng lên ít nhất một bậc (hạng {up[1]} hoặc cao hơn): {low} đến {high} tùy mô hình, khi tỉnh khác cũng thay đổi như đã thấy; nếu họ đứng yên ở điểm {model.year} thì là {still}.",
        f"The chance of at least one rank up (rank {up[1]} or better) is {low} to {high}, depending on the model, with the others moving as they have been seen to; if they stood still at their scores of {model.year} it would be {still}.",
    )


def _range(row: object, lang: str) -> str:
    chance, low, high = (percent(row[name], lang) for name in ("model", "low", "high"))  # type: ignore[index]
    if lang == "vi":
        return f"xác suất {chance} theo mô hình chính, {low} đến {high} qua mọi mô hình"
    return f"probability {chance} by the main model, {low} to {high} over all models"


def what_it_takes(edition: EditionLike = None, model: Model | None = None) -> Summary:
    """Say what better ranks took, how their bars moved, and what the plan's total takes.

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
    if not (steps["kind"] == "plan").any():
        raise refused("no_gain")
    ranks = steps[steps["kind"] == "rank"]
    check = plan_check(model, own.par.target())
    leads = check.plan.measures["lead_agency"].nunique()
    years = [year for year in (model.year, model.year + 1) if len(own.published("par", year))]
    stood = {year: rank_of(own.par.target(), year, edition=own) for year in years}

    def sentences(lang: str) -> Pairs:
        names = own.short_names("par", lang)
        if len(ranks):
            yield from _bars(own, climbed.plans[f"rank_{ranks.iloc[0]['goal']:g}"], lang)
        total, n = num(own.par.target(), lang, 2), len(check.plan.measures)
        vi = f"Đường ít công sức nhất đến {total} điểm phải nâng {n} tiêu chí"
        en = f"The least-effort way to {total} points raises {count(n, 'criterion', 'criteria')}"
        if leads:
            vi += f" của {leads} cơ quan"
            en += f" of {count(leads, 'agency', 'agencies')}"
        most = percent(check.joint_high, lang)
        if check.joint_high < 0.01:
            vi += "; khả năng tất cả cùng đạt dưới 1% trong mọi mô hình"
            en += "; the chance that all succeed is below 1% under every model"
        else:
            vi += f"; khả năng tất cả cùng đạt không quá {most} trong mọi mô hình"
            en += f"; the chance that all succeed is at most {most} under every model"
        yield f"{vi}.", f"{en}."
        if check.always:
            listed = "; ".join(f"{code} {names[code]}" for code in check.always)
            yield (
                f"Dù theo mô hình nào, đường ấy cũng gồm: {listed}.",
                f"Whatever the model, that way includes: {listed}.",
            )
        if stood:
            places = "; ".join(f"{year}: {rank_span(at.best, at.worst, lang)}" for year, at in stood.items())
            note = method_break(own, model.year + 1, lang) if model.year + 1 in stood else ""
            yield (
                f"Nếu tỉnh khác đứng yên, {total} điểm ứng với: {places}. {note}".rstrip(),
                f"If the others stood still, {total} points would mean: {places}. {note}".rstrip(),
            )

    return Summary.of(sentences)


def _bars(own: Edition, way: LeastEffort, lang: str) -> Pairs:
    """Say what the next rank took by the list of the year of results, and how its bar moved."""
    listed = rank_list(own.year, edition=own)
    rank = int(listed.steps.worst(way.goal.score))
    gain, bar = num(way.goal.score - own.par.score(), lang), num(way.goal.score, lang)
    yield (
        f"Theo bảng {own.year}, nếu tỉnh khác đứng yên, {bar} điểm (thêm {gain}) chắc chắn hạng {rank}.",
        f"By the list of {own.year}, if the others stood still, {bar} points ({gain} more) are certain of rank {rank}.",
    )
    if all(way.goal.notes):
        yield way.goal.notes
    bars = rank_bars(rank, own).query("rank == @rank and sure_from == sure_from and year >= @own.year - 1")
    if len(bars) > 1:
        moved = "; ".join(f"{row.year}: {num(row.sure_from, lang, 2)}" for row in bars.itertuples())
        yield (
            f"Ngưỡng ấy không đứng yên: {moved}.",
            f"That bar does not stand still: {moved}.",
        )
