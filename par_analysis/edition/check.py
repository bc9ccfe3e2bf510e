"""Everything wrong with an edition at once, and what it can and cannot be used for."""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass
from pathlib import Path

from par_analysis.edition.config import FILE
from par_analysis.edition.edition import Edition
from par_analysis.edition.new import taken_keys
from par_analysis.edition.opening import read_folder
from par_analysis.edition.parts import PARTS
from par_analysis.words.errors import ParAnalysisError, refused

__all__ = ["Checked", "check_edition"]

# What an edition is for, and what it must have for that.
USES: dict[tuple[str, str], tuple[str, ...]] = {
    ("điểm bị trừ theo lĩnh vực, tiêu chí", "points lost by field and criterion"): ("par", "scores"),
    (
        "điểm bị trừ theo cơ quan, trang từng cơ quan",
        "points lost by agency, a page for each",
    ): ("par", "scores", "leads"),
    ("điểm bị trừ theo cách đánh giá", "points lost by way of assessment"): ("par", "scores", "assessments"),
    ("kịch bản «nếu như»", "what-if scenarios"): ("par", "scores"),
    ("mục tiêu: thang, thác, tỷ lệ thu hẹp", "targets: ladder, waterfall, gap closure"): ("par", "scores", "targets"),
    ("dự báo: khả năng đạt, công sức", "outlook: chances, effort"): ("par", "scores", "targets", "year"),
    ("thứ hạng theo điểm", "rank by score"): ("par", "year", "rank"),
    ("hài lòng (SIPAS)", "satisfaction (SIPAS)"): ("sipas",),
    ("nhiệm vụ, hạn, độ phủ của kế hoạch", "tasks, due dates, coverage of the plan"): ("par", "scores", "tasks"),
    ("mâu thuẫn giữa các văn bản", "conflicts between documents"): ("documents", "goals"),
}
_TABLES = ("documents", "bodies", "names", "tasks", "responsibilities", "goals", "calendar", "judgements")


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Attributes
    ----------
    edition : Edition or None
        The edition, if it can be opened.
    problems : tuple of ParAnalysisError
        One for every file that cannot be taken as it is.
    notices : tuple of str
        What was left unread, or is worth knowing.
    """

    edition: Edition | None
    problems: tuple[ParAnalysisError, ...] = ()
    notices: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems]
        lines += [f"Lưu ý (note): {notice}" for notice in self.notices]
        if self.edition is not None:
            rows = ", ".join(f"{key} {len(tree.codes)} dòng (rows)" for key, tree in self.edition.indices.items())
            lines.append(f"{self.edition.key}: {self.edition.title}; {rows}")
            if not self.problems:
                lines += _uses(self.edition)
        return "\n".join(lines)


def check_edition(folder: str | os.PathLike[str]) -> Checked:
    """Look at everything in the folder of an edition, and say all that is wrong with it at once.

    Parameters
    ----------
    folder : path-like
        A folder with an `edition.toml`.

    Returns
    -------
    Checked
        Prints as a list: every problem with file, sheet or line, cell, value found and what to do; what was left unread;
        what the edition can be used for, and what for lack of what it cannot.
    """
    home = Path(folder)
    problems: list[ParAnalysisError] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        edition = read_folder(home, problems)
        if edition is not None:
            for name in (*_TABLES, "leaves"):
                try:
                    getattr(edition, name)
                except ParAnalysisError as error:
                    problems.append(error)
            if edition.key in taken_keys(home):
                problems.append(refused("taken_key", file=home / FILE, key=edition.key))
    said_once = {str(problem): problem for problem in problems}
    notices = dict.fromkeys(str(warning.message) for warning in caught)
    return Checked(edition, tuple(said_once.values()), tuple(notices))


def _uses(edition: Edition) -> list[str]:
    can, cannot = [], []
    for (vi, en), parts in USES.items():
        missing = [PARTS[part] for part in parts if not edition.has(part)]
        if missing:
            lacks_vi, lacks_en = (", ".join(names[lang] for names in missing) for lang in (0, 1))
            cannot.append(f"  – {vi} ({en}): thiếu {lacks_vi} (lacks {lacks_en})")
        else:
            can.append(f"  + {vi} ({en})")
    return [
        "Dùng được cho (can be used for):",
        *can,
        *(["Chưa dùng được cho (cannot be used for):", *cannot] if cannot else []),
    ]
