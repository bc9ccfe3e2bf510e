"""Scenarios ready to use."""

from __future__ import annotations

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.edition.results import audit, deficits
from par_analysis.index.tree import CompositeIndex
from par_analysis.scenario.document import Change, Scenario
from par_analysis.tables.models.index import INDICES
from par_analysis.words.languages import check_lang
from par_analysis.words.numbers import format_number

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
        By key, as far as the edition has targets, ways of assessment, leads and SIPAS: `status_quo`; `plan` (the targets as published, where a row differs from its parts the row's own target
        counts); `plan_bottom_up` (every criterion reaches its own target); `agency_<id>` (everything the agency leads
        reaches its target); `appraised` (only appraised criteria reach their targets); `sipas_targets` (every SIPAS item
        reaches its target); `sipas_plus_1` (every SIPAS item one point higher).

    Raises
    ------
    ParAnalysisError
        There is no such language.
    """
    check_lang(lang)
    base = edition_of(edition)
    base.need("par", "scores")
    vi = lang == "vi"

    def scenario(title_vi: str, title_en: str, reason_vi: str, reason_en: str, *changes: Change) -> Scenario:
        return Scenario(
            title=title_vi if vi else title_en,
            reason=reason_vi if vi else reason_en,
            changes=changes,
            author="par_analysis",
            edition=base.title,
            sha256=base.sha256,
        )

    made = {"status_quo": scenario("Giữ nguyên", "Status quo", "Không có gì thay đổi.", "Nothing changes.")}
    if base.has("targets"):
        made["plan"] = scenario(
            "Mục tiêu công bố",
            "Targets as published",
            "Mọi mục đạt mục tiêu; nơi mục tiêu của một mục khác tổng các mục con, mục tiêu của chính mục đó được dùng.",
            "Every row reaches its target; where a row's target differs from its parts, the row's own counts.",
            *_as_published(base.par),
        )
        made["plan_bottom_up"] = scenario(
            "Mục tiêu cộng từ tiêu chí",
            "Targets added up from criteria",
            f"Mọi tiêu chí đạt mục tiêu của chính nó. Khác với mục tiêu công bố: {_differences(base, 'vi')}.",
            f"Every criterion reaches its own target. Against the published targets: {_differences(base, 'en')}.",
            Change("index", "par", "reach", "target"),
        )
        if "appraisal" in base.groups["assessment"]:
            made["appraised"] = scenario(
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
            made[f"{key}_targets"] = scenario(
                f"{called} đạt mục tiêu",
                f"{called} reaches its targets",
                f"Mọi mục {called} đạt mục tiêu{follows['vi']}.",
                f"Every {called} item reaches its target{follows['en']}.",
                Change("index", key, "reach", "target"),
            )
        made[f"{key}_plus_1"] = scenario(
            f"{called} tăng 1 điểm ở mọi mục",
            f"{called} +1 point everywhere",
            f"Mọi mục {called} tăng 1 điểm phần trăm{follows['vi']}.",
            f"Every {called} item gains one percentage point{follows['en']}.",
            Change("index", key, "add", 1.0),
        )
    for agency in _agencies(base).itertuples(index=False) if base.has("targets") else ():
        name = agency.short if vi else agency.short_en
        made[f"agency_{agency.id}"] = scenario(
            f"{name} đạt mục tiêu",
            f"{name} reaches its targets",
            f"Mọi tiêu chí {name} chủ trì đạt mục tiêu, còn lại giữ nguyên.",
            f"Everything {name} leads reaches its target; the rest stays.",
            Change("agency", agency.name, "reach", "target"),
        )
    return made


def _follow(codes: list[str], lang: str) -> str:
    """Say which criteria of PAR INDEX move along; empty where none does."""
    if not codes:
        return ""
    listed = ", ".join(codes)
    if lang == "vi":
        return f"; tiêu chí {listed} đi theo"
    return f"; criterion {listed} follows" if len(codes) == 1 else f"; criteria {listed} follow"


def _differences(base: Edition, lang: str) -> str:
    """Name the rows of PAR INDEX whose published target differs from their parts, and by how much."""
    told = [f"{code} {format_number(difference, lang, sign=True)}" for code, difference in _differing(base)]
    return "; ".join(told) or ("không có" if lang == "vi" else "none")


def _differing(base: Edition) -> tuple[tuple[str, float], ...]:
    found = audit(base)
    found = found[(found["kind"] == "parts") & (found["quantity"] == "target") & (found["index"] == "par")]
    return tuple(zip(found["code"], found["difference"], strict=True))


def _as_published(tree: CompositeIndex) -> list[Change]:
    """Reach the published targets from the top down, stopping where a row differs from its parts."""
    targets = tree.nodes.set_index("code")["target"]
    own = tree.leaf_values("target")

    def target(code: str) -> float:
        return float(targets[code] if pd.notna(targets[code]) else own[code])

    def below(code: str) -> list[Change]:
        parts = tree.children(code)
        if not parts:
            return [Change("code", code, "reach", "target")]
        if code != tree.root and abs(sum(target(part) for part in parts) - target(code)) > 1e-9:
            return [Change("code", code, "score", target(code))]
        return [change for part in parts for change in below(part)]

    return below(tree.root)


def _agencies(base: Edition) -> pd.DataFrame:
    """Agencies that lead points lost, most first."""
    lost = deficits("agency", edition=base).set_index("lead_agency")["deficit"]
    known = base.agencies.set_index("name", drop=False)
    return known.loc[[name for name in lost.index[lost > 0] if name in known.index]]
