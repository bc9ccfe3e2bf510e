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
    # --- charts
    # --- story
    # --- deliver
    "locked": (
        "{path}: tệp bị khóa bằng mật khẩu, hoặc là tệp {old} cũ; mở trong {program} rồi lưu thành {new} không mật khẩu",
        "locked with a password, or an old {old}; save it as {new} without a password",
    ),
    "no_template": ("{path}: không có tệp mẫu này", "there is no such template"),
    "template_folder": ("{path}: đây là thư mục, cần một tệp .docx", "a folder; a .docx file is needed"),
    "template_in_use": (
        "{path}: không đọc được tệp mẫu, có thể đang mở ở chương trình khác",
        "cannot be read; is it open in another program?",
    ),
    "no_word_file": (
        "{path}: không đọc được như một tệp Word .docx; mở trong Word và lưu lại thành .docx",
        "cannot be read as a Word file; save it as .docx",
    ),
    "no_styles": ("{path}: tệp mẫu thiếu các kiểu", "the template lacks these styles"),
    "no_page_size": ("{path}: tệp mẫu không ghi khổ giấy và lề trang", "the template has no page size or margins"),
    # --- explorer
    # --- command line and build
}
