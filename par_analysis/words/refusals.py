"""Every sentence that refuses an argument, in Vietnamese and English, by its key; `refused` says them."""

from __future__ import annotations

__all__ = ["REFUSALS"]

REFUSALS: dict[str, tuple[str, str]] = {
    # --- any room
    "choice": ("{name} = {found!r}: chỉ có {allowed}", "use {allowed}"),
    "type": ("{name}: cần {wanted}, không phải {found}", "{wanted_en} is needed, not {found}"),
    # --- tables
    "index_table": (
        "cần một bảng như load_{key}() trả về, không phải {found}",
        "a table as load_{key}() returns is needed, not {found}",
    ),
    "index_columns": ("bảng {sheet} thiếu cột {absent}", "table {sheet} lacks the columns {absent}"),
    "index_codes": ("đây không phải bảng {sheet}: mã {code!r}", "not a table of {sheet}: code {code!r}"),
    "number_from_to": (
        "{name} = {found!r}: phải là số từ {low:g} đến {high:g}",
        "must be a number from {low:g} to {high:g}",
    ),
    "wish_likely": (
        "wish = {wish:g} phải nhỏ hơn likely = {likely:g}",
        "wish must be less than likely",
    ),
    "effort_falls": (
        "công sức phải tăng dần: 1 <= second_year <= further_years, không phải {second:g}, {further:g}",
        "effort must not fall: 1 <= second_year <= further_years",
    ),
    "no_assumption": ("không có giả định {found}; có: {known}", "there is no assumption {found}; there are: {known}"),
    # --- index
    # --- edition
    "from_and_like": ("--from và --like: chỉ một trong hai", "only one of the two"),
    "folder_taken": ("{folder}: đã có và không rỗng; chọn thư mục khác", "not empty; choose another folder"),
    "edition_taken": (
        "{name}: đã có kỳ công bố {key!r}; đặt tên thư mục khác",
        "an edition has this key; use another name",
    ),
    "no_place": ("--place: cần tên tỉnh, thành phố", "the name of the province or city is needed"),
    "ending": ("{file}: chỉ ghi {allowed}", "only {allowed} are written"),
    "may_be_edited": (
        "{file}: đã có, có thể đã được sửa tay nên không ghi đè; đặt tên khác",
        "is there already and may have been edited, so it is not overwritten; use another name",
    ),
    "crosswalk_columns": ("crosswalk: thiếu cột {absent}", "columns are missing"),
    "no_column": ("không có cột {found}; có: {known}", "no such column; there are: {known}"),
    # --- plan
    # --- scenario
    # --- outlook
    # --- charts
    # --- story
    # --- deliver
    # --- explorer
    # --- command line and build
}
