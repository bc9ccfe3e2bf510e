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
    "no_gain": ("không có mục tiêu nào cần tăng điểm", "no target asks for a gain"),
    "goal_reached": ("đích đã đạt, không phải nâng gì", "the goal is reached; there is nothing to raise"),
    "no_date": ("không nhiệm vụ nào có hạn, nên không có gì để vẽ", "no task has a date; there is nothing to show"),
    "leads_nothing": ("agency = {found!r}: không chủ trì tiêu chí nào", "leads no criterion"),
    "nothing_lost_there": ("only = {found!r}: không bị trừ điểm nào", "no points were lost there"),
    "share": ("share = {found}: cần lớn hơn 0 và không quá 1", "must be above 0 and at most 1"),
    "number_between": ("{name} = {found!r}: cần một số từ {low} đến {high}", "a number from {low} to {high} is needed"),
    "file_name": (
        'name = {found!r}: không dùng làm tên tệp được; bỏ các ký tự < > : " / \\ | ? *',
        "cannot be a file name; leave these characters out",
    ),
    "one_language": (
        "suffix = {found}: chỉ vẽ được một ngôn ngữ, nếu không tệp sẽ đè lên nhau",
        "one language only, or files overwrite each other",
    ),
    "no_figure": ("{found!r}: không có biểu đồ này", "no such figure"),
    "drawing_ended": (
        "tiến trình vẽ biểu đồ đã dừng giữa chừng; trong tệp lệnh .py, hãy gọi bên trong "
        "`if __name__ == '__main__':`; nếu đã vậy thì có thể máy hết bộ nhớ",
        "the processes that draw ended; a script must call this inside `if __name__ == '__main__':`; "
        "or memory has run out",
    ),
    "no_font": (
        "{font}: thiếu phông chữ của biểu đồ; cài lại par_analysis",
        "the font of the charts is missing; install par_analysis again",
    ),
    # --- story
    # --- deliver
    # --- explorer
    # --- command line and build
    "ending": ("{name}: tên tệp phải kết thúc bằng {ending}", "the name must end in {ending}"),
    "no_checkout": (
        "par-analysis build cần bản sao (clone) của dự án, hoặc --edition THƯ-MỤC của một kỳ công bố riêng",
        "a clone of the project is needed, or --edition FOLDER of an edition of your own",
    ),
}
