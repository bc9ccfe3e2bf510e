"""Every sentence that refuses an argument, in Vietnamese and English, by its key; `refused` says them."""

from __future__ import annotations

__all__ = ["REFUSALS"]

REFUSALS: dict[str, tuple[str, str]] = {
    # --- any room
    "choice": ("{name} = {found!r}: chỉ có {allowed}", "use {allowed}"),
    "type": ("{name}: cần {wanted}, không phải {found}", "{wanted_en} is needed, not {found}"),
    # --- tables
    # --- index
    # --- edition
    # --- plan
    # --- scenario
    # --- outlook
    "cap_clash": (
        "caps[{name!r}] = {most:g}: phần bắt buộc đã cần {needed:g} điểm",
        "what must be reached already takes {needed:g}",
    ),
    "too_little_evidence": (
        "bằng chứng không đủ: {means} trung bình cả nước, {seen} quan sát; cần ít nhất 1 và 3",
        "not enough evidence: {means} national means and {seen} observations; at least 1 and 3 are needed",
    ),
    "nothing_to_reach": ("không có điểm nào bị trừ, nên không có gì để đạt", "no points were lost"),
    "model_edition": ("model: của kỳ công bố khác với edition", "the model is of another edition"),
    "must_clash": (
        "{codes}: vừa bắt buộc đạt, vừa bị loại hoặc bị giới hạn thấp hơn",
        "must be reached, and is ruled out or capped below",
    ),
    "never_certain": (
        "rank = {rank}: với những gì đã công bố năm {year}, không điểm nào chắc chắn đạt hạng này",
        "by what is published for {year} no score is certain of this rank",
    ),
    "no_gain": ("không có mục tiêu nào cần tăng điểm", "no target asks for a gain"),
    "no_leaf": ("{code}: không phải mục chi tiết bị trừ điểm", "no leaf that lost points"),
    "no_rank": (
        "{of}: chưa biết thứ hạng đã công bố của {place}; các năm có: {years}",
        "no published rank of {place_en} is known; years that have one: {years}",
    ),
    "no_scope": ("{argument}: không có {scope} {found!r}", "no {scope_en} {found!r}"),
    "no_standings": (
        "{of}: chưa có điểm hay thứ hạng nào đã công bố; các năm có: {years}",
        "no published score or rank is known; years that have one: {years}",
    ),
    "no_variation": ("tổng không thay đổi, nên không có gì để phân rã", "the total does not vary"),
    "one_goal": (
        "cần đúng một đích: total=…, rank=…, code=… và score=…, agency=… và score=…, likely=…",
        "exactly one goal: total=…, rank=…, code=… and score=…, agency=… and score=…, likely=…",
    ),
    "one_score": ("score: cần một số; nhiều số: rank_steps()", "one number is needed; for many: rank_steps"),
    "outside_leaf": ("{code}: {found:g} nằm ngoài khoảng từ 0 đến {most:g}", "outside 0 to {most:g}"),
    "regions_narrow": (
        "regions: các khoảng quá hẹp để lấy mẫu; nâng giới hạn dưới hoặc nới giới hạn trên",
        "too narrow to draw from; raise the lower limits or widen the upper ones",
    ),
    "regions_sum": (
        "regions: các trọng số phải cộng lại 1, nhưng ở đây từ {low:g} đến {high:g}",
        "weights add up to 1; here they add up to {low:g} at least and {high:g} at most",
    ),
    "scope_lost_nothing": ("{argument}: {found}: không bị trừ điểm nào", "lost no points"),
    "scores": ("điểm phải là số từ 0 đến 100, thấy {found}", "scores must be numbers from 0 to 100, found {found}"),
    "search_failed": ("không giải được: {message}", "the search failed: {message}"),
    "standings_clash": (
        "{of}: các công bố sau không thể cùng đúng; ghi lý do nghi ngờ vào cột doubt của dòng sai",
        "these statements cannot all be true; say in column doubt which one is not to be built upon",
    ),
    "standings_columns": (
        "standings thiếu cột {columns}; cần bảng của load_standings()",
        "it lacks columns {columns}; a table of load_standings is needed",
    ),
    "no_year": (
        "{key}: kỳ công bố không ghi năm kết quả; nêu until = năm",
        "the edition does not say the year of its results; give until",
    ),
    # --- charts
    # --- story
    # --- deliver
    # --- explorer
    # --- command line and build
}
