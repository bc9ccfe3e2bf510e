"""Scenarios ready to use."""

from __future__ import annotations

import functools

import pandas as pd

from par_analysis.audit import audit
from par_analysis.composite import CompositeIndex
from par_analysis.datasets import agencies_of
from par_analysis.deficits import deficits
from par_analysis.languages import check_lang
from par_analysis.reading.numbers import format_number
from par_analysis.scenario.baseline import Baseline, baseline_of
from par_analysis.scenario.document import Change, Scenario

__all__ = ["presets"]


def presets(lang: str = "vi", baseline: Baseline | None = None) -> dict[str, Scenario]:
    """Return the scenarios that the documents suggest.

    Parameters
    ----------
    lang : {"vi", "en"}
        Language of titles and reasons.
    baseline : Baseline, optional
        By default the shipped edition.

    Returns
    -------
    dict
        By key: `status_quo`; `plan` (the targets as published, where a row differs from its parts the row's own target
        counts); `plan_bottom_up` (every criterion reaches its own target); `agency_<id>` (everything the agency leads
        reaches its target); `appraised` (only appraised criteria reach their targets); `sipas_targets` (every SIPAS item
        reaches its target); `sipas_plus_1` (every SIPAS item one point higher).

    Raises
    ------
    ParAnalysisError
        There is no such language.
    """
    check_lang(lang)
    base = baseline or baseline_of()
    vi = lang == "vi"

    def scenario(title_vi: str, title_en: str, reason_vi: str, reason_en: str, *changes: Change) -> Scenario:
        return Scenario(
            title=title_vi if vi else title_en,
            reason=reason_vi if vi else reason_en,
            changes=changes,
            author="par_analysis",
            edition=base.edition,
            sha256=base.sha256,
        )

    made = {
        "status_quo": scenario("Giữ nguyên", "Status quo", "Không có gì thay đổi.", "Nothing changes."),
        "plan": scenario(
            "Mục tiêu công bố",
            "Targets as published",
            "Mọi mục đạt mục tiêu; nơi mục tiêu của một mục khác tổng các mục con, mục tiêu của chính mục đó được dùng.",
            "Every row reaches its target; where a row's target differs from its parts, the row's own counts.",
            *_as_published(base.par),
        ),
        "plan_bottom_up": scenario(
            "Mục tiêu cộng từ tiêu chí",
            "Targets added up from criteria",
            f"Mọi tiêu chí đạt mục tiêu của chính nó. Khác với mục tiêu công bố: {_differences(base, 'vi')}.",
            f"Every criterion reaches its own target. Against the published targets: {_differences(base, 'en')}.",
            Change("index", "par", "reach", "target"),
        ),
        "appraised": scenario(
            "Chỉ các tiêu chí thẩm định",
            "Appraised criteria only",
            "Chỉ tiêu chí do hội đồng thẩm định chấm đạt mục tiêu; khảo sát và kết quả KT-XH giữ nguyên.",
            "Only criteria scored by appraisal reach their targets; surveys and outcomes stay.",
            *(
                [Change("assessment", "appraisal", "reach", "target")]
                if "appraisal" in base.groups["assessment"]
                else []
            ),
        ),
        "sipas_targets": scenario(
            "SIPAS đạt mục tiêu",
            "SIPAS reaches its targets",
            "Mọi mục SIPAS đạt mục tiêu; tiêu chí 8.1 đi theo.",
            "Every SIPAS item reaches its target; criterion 8.1 follows.",
            Change("index", "sipas", "reach", "target"),
        ),
        "sipas_plus_1": scenario(
            "SIPAS tăng 1 điểm ở mọi mục",
            "SIPAS +1 point everywhere",
            "Mọi mục SIPAS tăng 1 điểm phần trăm; tiêu chí 8.1 đi theo.",
            "Every SIPAS item gains one percentage point; criterion 8.1 follows.",
            Change("index", "sipas", "add", 1.0),
        ),
    }
    for agency in _agencies(base).itertuples(index=False):
        name = agency.short if vi else agency.short_en
        made[f"agency_{agency.id}"] = scenario(
            f"{name} đạt mục tiêu",
            f"{name} reaches its targets",
            f"Mọi tiêu chí {name} chủ trì đạt mục tiêu, còn lại giữ nguyên.",
            f"Everything {name} leads reaches its target; the rest stays.",
            Change("agency", agency.name, "reach", "target"),
        )
    return made


def _differences(base: Baseline, lang: str) -> str:
    """Name the rows of PAR INDEX whose published target differs from their parts, and by how much."""
    told = [f"{code} {format_number(difference, lang, sign=True)}" for code, difference in _differing(base)]
    return "; ".join(told) or ("không có" if lang == "vi" else "none")


@functools.lru_cache(maxsize=4)
def _differing(base: Baseline) -> tuple[tuple[str, float], ...]:
    found = audit(base.par.nodes, base.sipas.nodes)
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


def _agencies(base: Baseline) -> pd.DataFrame:
    """Agencies that lead points lost, most first."""
    nodes = base.par.nodes
    lost = deficits("agency", table=nodes).set_index("lead_agency")["deficit"]
    known = agencies_of(nodes).set_index("name", drop=False)
    return known.loc[[name for name in lost.index[lost > 0] if name in known.index]]
