"""Scenarios ready to use."""

from __future__ import annotations

import math

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.edition.results import audit, deficits
from par_analysis.index.links import Link
from par_analysis.index.tree import CompositeIndex
from par_analysis.scenario.evaluation import evaluate, leaf_values
from par_analysis.scenario.scenario import Change, Scenario
from par_analysis.tables.models.index import INDICES
from par_analysis.words.languages import check_lang
from par_analysis.words.numbers import NOISE, decimals_of, format_number

__all__ = ["presets"]


def presets(lang: str = "vi", edition: EditionLike = None) -> dict[str, Scenario]:
    """Return the scenarios that the documents suggest.

    Parameters
    ----------
    lang : {"vi", "en"}
        Language of titles and reasons.
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Returns
    -------
    dict
        By key, as far as the edition has targets, ways of assessment, leads and SIPAS: `status_quo`; `plan` (every
        leaf of every index at its printed target, at its score where none is printed; the reason sets the printed totals
        beside what that comes to); `plan_scaled` (where printed totals differ from their parts: the parts share the
        printed total in proportion); `agency_<id>` (everything the agency leads reaches its target); `appraised`
        (only appraised criteria reach their targets); `sipas_targets` (every SIPAS item reaches its target);
        `sipas_plus_1` (every SIPAS item one point higher).

    Raises
    ------
    ParAnalysisError
        There is no such language.
    """
    check_lang(lang)
    base = edition_of(edition)
    base.need("par", "scores")
    vi = lang == "vi"

    def scenario(
        title_vi: str, title_en: str, reason_vi: str, reason_en: str, *changes: Change, coupled: bool = True
    ) -> Scenario:
        return Scenario(
            title=title_vi if vi else title_en,
            reason=reason_vi if vi else reason_en,
            changes=changes,
            author="par_analysis",
            coupled=coupled,
            edition=base.title,
            sha256=base.sha256,
        )

    ready = {"status_quo": scenario("Giữ nguyên", "Status quo", "Không có gì thay đổi.", "Nothing changes.")}
    if len(_printed(base, "par")):
        # What a linked criterion aims at and what the index behind it aims at are printed apart, and stand apart.
        coupled = not any(len(_printed(base, link.of)) for link in base.couplings)
        at_targets = _at_targets(base)
        plan = scenario("Mục tiêu công bố", "Targets as published", "", "", *at_targets, coupled=coupled)
        ready["plan"] = plan.replace(reason=_what_it_comes_to(plan, base, lang))
        if shared := _shared(base.par):
            within = {leaf for change in shared for leaf in base.below[change.of]}
            scaled = scenario(
                "Mục tiêu điều chỉnh theo tổng công bố",
                "Targets scaled to the printed totals",
                "",
                "",
                *(change for change in at_targets if change.of not in within),
                *shared,
                coupled=coupled,
            )
            ready["plan_scaled"] = scaled.replace(reason=_what_is_scaled(scaled, base, lang))
    if base.has("targets") and "appraisal" in base.groups["assessment"]:
        ready["appraised"] = scenario(
            "Chỉ các tiêu chí thẩm định",
            "Appraised criteria only",
            "Chỉ tiêu chí do hội đồng thẩm định chấm đạt mục tiêu; khảo sát và kết quả KT-XH giữ nguyên.",
            "Only criteria scored by appraisal reach their targets; surveys and outcomes stay.",
            Change("assessment", "appraisal", "reach", "target"),
        )
    for key, tree in base.indices.items():
        if key == "par":
            continue
        called, codes = INDICES[key].sheet, [link.code for link in base.couplings if link.of == key]
        follows = {lang: _follow(codes, lang) for lang in ("vi", "en")}
        if tree.leaf_values("target").notna().all():
            ready[f"{key}_targets"] = scenario(
                f"{called} đạt mục tiêu",
                f"{called} reaches its targets",
                f"Mọi mục {called} đạt mục tiêu{follows['vi']}.",
                f"Every {called} item reaches its target{follows['en']}.",
                Change("index", key, "reach", "target"),
            )
        ready[f"{key}_plus_1"] = scenario(
            f"{called} tăng 1 điểm ở mọi mục",
            f"{called} +1 point everywhere",
            f"Mọi mục {called} tăng 1 điểm phần trăm{follows['vi']}.",
            f"Every {called} item gains one percentage point{follows['en']}.",
            Change("index", key, "add", 1.0),
        )
    for agency in _agencies(base).itertuples(index=False) if base.has("targets") else ():
        name = agency.short if vi else agency.short_en
        ready[f"agency_{agency.id}"] = scenario(
            f"{name} đạt mục tiêu",
            f"{name} reaches its targets",
            f"Mọi tiêu chí {name} chủ trì đạt mục tiêu, còn lại giữ nguyên.",
            f"Everything {name} leads reaches its target; the rest stays.",
            Change("agency", agency.name, "reach", "target"),
        )
    return ready


def _follow(codes: list[str], lang: str) -> str:
    """Say which criteria of PAR INDEX move along; empty where none does."""
    if not codes:
        return ""
    listed = ", ".join(codes)
    if lang == "vi":
        return f"; tiêu chí {listed} đi theo"
    return f"; criterion {listed} follows" if len(codes) == 1 else f"; criteria {listed} follow"


def _printed(base: Edition, key: str) -> pd.Series:
    """Return the targets of the leaves for which one is printed, by code."""
    rows = base.index(key).by_code
    return rows.loc[rows["is_leaf"] & rows["target"].notna(), "target"]


def _at_targets(base: Edition) -> list[Change]:
    """Bring every leaf of every index to the target that is printed for it."""
    changes: list[Change] = []
    for key, tree in base.indices.items():
        if tree.leaf_values("target").notna().all():
            changes.append(Change("index", key, "reach", "target"))
        else:
            changes += [Change("code", code, "reach", "target") for code in _printed(base, key).index]
    return changes


def _shared(tree: CompositeIndex) -> list[Change]:
    """Set the printed target of every row that differs from its parts, the highest such rows."""
    kept = tree.leaf_values("target").fillna(tree.leaf_values("score"))

    def target(code: str) -> float:
        return float(kept[code]) if code in kept.index else tree.target(code)

    def below(code: str) -> list[Change]:
        parts = tree.children(code)
        if parts and code != tree.root and abs(sum(target(part) for part in parts) - target(code)) > NOISE:
            return [Change("code", code, "score", target(code))]
        return [change for part in parts for change in below(part)]

    return below(tree.root)


def _what_it_comes_to(plan: Scenario, base: Edition, lang: str) -> str:
    """Set the printed totals beside what the leaves at their targets come to."""
    vi, figures = lang == "vi", evaluate(plan, base)[plan.title]
    without = sum(
        int((rows["is_leaf"] & ~rows["is_remainder"] & rows["target"].isna()).sum())
        for rows in (tree.by_code for tree in base.indices.values())
    )
    kept_vi = f"; {without} mục không in mục tiêu giữ nguyên điểm" if without else ""
    kept_en = f"; {without} {'row' if without == 1 else 'rows'} without one stay as they are" if without else ""
    said = [
        f"Mọi mục chi tiết đứng ở mục tiêu in của chính nó{kept_vi}."
        if vi
        else f"Every row without parts stands at its own printed target{kept_en}.",
        _total(base, float(figures["par", base.par.root]), lang),
    ]
    for key, tree in base.indices.items():
        if key == "par" or not len(_printed(base, key)):
            continue
        called, unit = INDICES[key].sheet, "%" if INDICES[key].unit == "percent" else ""
        value, aim = f"{format_number(float(figures[key, tree.root]), lang, 2)}{unit}", tree.target()
        beside = ""
        if not math.isnan(aim):
            bound = ">" if tree.by_code.loc[tree.root, "target_is_bound"] else ""
            beside = f"{bound}{format_number(aim, lang, 2)}{unit}"
            beside = f" (mục tiêu in: {beside})" if vi else f" (printed target: {beside})"
        said.append(f"{called} khi đó là {value}{beside}." if vi else f"{called} is then {value}{beside}.")
    said += [_apart(link, figures, base, lang) for link in base.couplings if not plan.coupled]
    return " ".join(sentence for sentence in said if sentence)


def _total(base: Edition, comes_to: float, lang: str) -> str:
    vi, aim, reached = lang == "vi", base.par.target(), format_number(round(comes_to, 9), lang)
    if math.isnan(aim):
        return (
            f"Tổng không in mục tiêu; tổng khi đó là {reached}."
            if vi
            else f"No total is printed; it is then {reached}."
        )
    found = audit(base)
    found = found[(found["kind"] == "parts") & (found["quantity"] == "target") & (found["index"] == "par")]
    differing = "; ".join(
        f"{code} {format_number(difference, lang, sign=True)}"
        for code, difference in zip(found["code"], found["difference"], strict=True)
    )
    where, stated = f" ({differing})" if differing else "", format_number(round(aim, 9), lang)
    if vi:
        return f"Tổng in là {stated}; các mục ở mục tiêu cộng lại được {reached}{where}."
    return f"The printed total is {stated}; the rows at their targets add up to {reached}{where}."


def _apart(link: Link, figures: pd.Series, base: Edition, lang: str) -> str:
    """Say where a criterion stands, and where it would stand if it followed the index whose result it is."""
    tree, called, at = base.index(link.of), INDICES[link.of].sheet, base.position[link.code]
    held, moved = float(figures[link.index, link.code]), float(figures[link.of, tree.root]) - tree.score()
    follows = min(max(base.score[at] + link.factor * moved, base.minimum[at]), base.maximum[at])
    if not moved or abs(follows - held) < NOISE:
        return ""
    stands, would = (format_number(value, lang, max(2, min(decimals_of(held), 3))) for value in (held, follows))
    printed = not math.isnan(base.index(link.index).target(link.code))
    if lang == "vi":
        here = f"ở mục tiêu in {stands}" if printed else f"nguyên ở {stands}"
        return f"{link.code} đứng {here}; nếu đi theo {called} thì được {would}, nên ở đây hai bên đứng riêng."
    here = f"at its printed target of {stands}" if printed else f"as it is at {stands}"
    return f"{link.code} stands {here}; if it followed {called} it would be {would}, so the two stand apart here."


def _what_is_scaled(scaled: Scenario, base: Edition, lang: str) -> str:
    """Name the rows whose printed target is met by sharing it, and those that so miss their own."""
    shared = ", ".join(change.of for change in scaled.changes if change.move == "score")
    values, printed = leaf_values(scaled, base), _printed(base, "par")
    missed = ", ".join(printed.index[(values[printed.index] - printed).abs() > NOISE])
    total = format_number(round(float(evaluate(scaled, base).loc[("par", base.par.root)].iloc[0]), 9), lang)
    if lang == "vi":
        own = f", nên {missed} không đứng ở mục tiêu in của mình" if missed else ""
        return f"Điều chỉnh để {shared} đúng mục tiêu in: các mục bên trong chia nhau theo tỷ lệ{own}. Tổng khi đó là {total}."
    own = f", so {missed} {'do' if ',' in missed else 'does'} not stand at {'their' if ',' in missed else 'its'} own printed {'targets' if ',' in missed else 'target'}"
    return f"Scaled so that {shared} {'meet their printed targets' if ',' in shared else 'meets its printed target'}: the rows within share it in proportion{own if missed else ''}. The total is then {total}."


def _agencies(base: Edition) -> pd.DataFrame:
    """Agencies that lead points lost, most first."""
    lost = deficits("agency", edition=base).set_index("lead_agency")["deficit"]
    known = base.agencies.set_index("name", drop=False)
    return known.loc[[name for name in lost.index[lost > 0] if name in known.index]]
