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
    "no_edition": (
        "{found!r}: không có kỳ công bố, thư mục hay tệp này; có sẵn: {shipped}",
        "no such edition, folder or file; shipped are: {shipped}",
    ),
    "lacking": ("{edition}: kỳ công bố này chưa có {parts}", "this edition lacks {parts_en}"),
    "no_part": ("{name}: không có {found!r}", "there is no such thing"),
    "no_table": ("cần ít nhất một bảng: par, sipas", "at least one table is needed: par, sipas"),
    "different_years": ("{name}: các bảng ghi năm khác nhau: {years}", "the tables state different years: {years}"),
    "shared_codes": ("hai chỉ số có mã trùng nhau: {codes}", "two indices share codes: {codes}"),
    "no_scores": (
        "{edition}: {index} chưa công bố điểm của mọi tiêu chí ({codes} …), nên chưa chia được điểm bị trừ",
        "scores by criterion are not published, so the points lost cannot be split",
    ),
    "taken_key": (
        "{file}: key = {key!r} là của một kỳ công bố khác; đặt tên khác",
        "another edition has this key; use another",
    ),
    "no_total": ("{edition}: chưa công bố điểm chung", "its overall figure is not published"),
    # --- plan
    "no_day": ("date = {found!r}: cần một ngày như 2022-09-15, hoặc 'today'", "a day such as 2022-09-15, or 'today'"),
    # --- scenario
    # --- outlook
    # --- charts
    # --- story
    # --- deliver
    # --- explorer
    # --- command line and build
}
