"""Every sentence that refuses an argument, in Vietnamese and English, by its key; `refused` says them."""

from __future__ import annotations

__all__ = ["REFUSALS"]

REFUSALS: dict[str, tuple[str, str]] = {
    # --- any room
    "choice": ("{name} = {found!r}: chỉ có {allowed}", "use {allowed}"),
    "type": ("{name}: cần {wanted}, không phải {found}", "{wanted_en} is needed, not {found}"),
    # --- tables
    # --- index
    "no_tree": ("bảng không phải là một cây: {faults}", "not a tree"),
    "no_tree_columns": ("bảng nút thiếu cột: {columns}", "columns missing: {columns}"),
    "no_column": ("bảng không có cột {column!r}", "there is no such column"),
    "no_code": ("không có mã {code!r}", "unknown code"),
    "weights": ("trọng số phải lớn hơn 0: {codes}", "weights must be above 0"),
    "grouping": ("by = {by!r}: với chỉ số {index} chỉ có {allowed}", "allowed for {index}: {allowed}"),
    "no_member": (
        "only: không có tiêu chí, hay cơ quan chủ trì tiêu chí {name!r}",
        "no criterion, and no agency that leads one",
    ),
    "nothing_lost": (
        "không có điểm nào bị trừ, nên không có gì để vẽ",
        "no points were lost; there is nothing to show",
    ),
    "not_explained": ("bảng không có cột {column} để giải thích", "no column {column} to explain"),
    "leaf_not_finite": ("{place}: {value} không phải là số hữu hạn", "not a finite number"),
    "not_bound": ("giá trị phải gắn đúng mã: {faults}", "values must be bound by leaf code"),
    "no_number": ("giá trị không phải là số: {error}", "a value is no number"),
    # --- edition
    # --- plan
    # --- scenario
    "not_finite": ("{name} = {found!r}: cần một số hữu hạn", "a finite number is needed"),
    "no_share": ("{name} = {found}: phải từ 0 đến 1", "must lie between 0 and 1"),
    "single_code": ("{name}: chỉ một mã mới đặt được điểm", "a score is set for a single code"),
    "broken_text": ("{name} có ký tự hỏng: {found!r}", "has a broken character"),
    "no_title": ("kịch bản cần một tên", "a scenario needs a title"),
    "scenario_date": ("{name} = {found!r}: viết như 2022-07-08", "write as 2022-07-08"),
    "attribute": ("không có thuộc tính {found}; có: {allowed}", "no attribute {found}; there are: {allowed}"),
    "not_joined": ("{titles}: khác nhau về {what}, không gộp được", "they differ in {what_en}, so cannot be combined"),
    "set_twice": (
        "{name}: «{first}» đặt {low}, «{second}» đặt {high}; bỏ một bên",
        "the two set it differently; drop one",
    ),
    "no_leaf_scores": ("{key}: có mục chi tiết chưa công bố điểm", "some leaves have no published score"),
    "same_title": ("{titles}: kịch bản trùng tên", "scenarios with the same title: {titles}"),
    "other_edition": (
        "{titles}: lập từ số liệu gốc khác; mở lại bằng open_scenario(..., rebase=True), hoặc truyền đúng edition",
        "made from another edition; open it with open_scenario(..., rebase=True), or pass the right edition",
    ),
    "unknown": ("«{title}»: không có {scope} {of!r}", "there is no such {scope}"),
    "no_target": ("«{title}», {leaves}: bảng không có mục tiêu", "no target"),
    "outside": ("«{title}», {code}: {value} nằm ngoài khoảng từ {least} đến {most}", "outside {least} to {most}"),
    "clash": (
        "«{title}», {leaf}: «{first}» đặt {low}, «{second}» đặt {high}; bỏ một",
        "two changes set it differently; drop one",
    ),
    "coupled": (
        "«{title}», {code}: vừa được đặt riêng, vừa đi theo {called}; bỏ một, hoặc đặt coupled = False",
        "set by itself while it follows {called}; drop one, or switch the coupling off",
    ),
    "not_saved": ("{path}: không lưu được: {faults}", "cannot be saved"),
    "nothing_to_compare": ("cần ít nhất một kịch bản", "at least one scenario is needed"),
    "column_title": (
        "{titles}: là tên cột của bảng so sánh, đặt tên khác cho kịch bản",
        "name of another column; give the scenario another title",
    ),
    # --- outlook
    # --- charts
    # --- story
    # --- deliver
    # --- explorer
    # --- command line and build
}
