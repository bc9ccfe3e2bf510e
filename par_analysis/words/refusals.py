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
    # --- explorer
    # --- command line and build
    "ending": ("{name}: tên tệp phải kết thúc bằng {ending}", "the name must end in {ending}"),
    "no_checkout": (
        "par-analysis build cần bản sao (clone) của dự án, hoặc --edition THƯ-MỤC của một kỳ công bố riêng",
        "a clone of the project is needed, or --edition FOLDER of an edition of your own",
    ),
}
