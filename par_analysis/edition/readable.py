"""Tables for reading in a notebook: headers and decimal signs of the reader's language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.tables.models.agencies import AGENCIES
from par_analysis.tables.models.beside import CORRECTIONS
from par_analysis.tables.models.column import Labels
from par_analysis.tables.models.evidence import ASSUMPTIONS, EVIDENCE, JUDGEMENTS, PRECEDENTS, REFERENCE_CLASSES
from par_analysis.tables.models.index import PAR, SIPAS
from par_analysis.tables.models.national import MOVEMENTS, PART_LEVELS, SAMPLES
from par_analysis.tables.models.plan import CALENDAR, GOALS, LINK_BASES, RESPONSIBILITIES, STATUSES, TASKS
from par_analysis.tables.models.publications import PUBLICATIONS
from par_analysis.tables.models.results import AUDIT, CHANCES
from par_analysis.tables.models.standings import STANDINGS
from par_analysis.words.errors import refused
from par_analysis.words.languages import check_lang
from par_analysis.words.numbers import format_number
from par_analysis.words.palette import GRID, MUTED, TEXT

__all__ = ["ReadableTable", "show"]

# Titles of columns that are worked out, or mean more than in the table they come from; `{place}` is the edition's.
_WORKED_OUT = {
    "id": ("Ký hiệu", "Id"),
    "codes": ("Tiêu chí", "Criteria"),
    "step": ("Bước", "Step"),
    "running_total": ("Cộng dồn", "Running total"),
    "scenario": ("Kịch bản", "Scenario"),
    "par": ("PAR INDEX", "PAR INDEX"),
    "sipas": ("SIPAS", "SIPAS"),
    "gain_published": ("Tăng theo mục tiêu công bố", "Gain by the published target"),
    "deficit_in_total": ("Bị trừ trong tổng", "Lost in total"),
    "gain_in_total": ("Tăng trong tổng", "Gain in total"),
    "share": ("Tỷ trọng", "Share"),
    "cumulative": ("Cộng dồn", "Running share"),
    "attainment": ("Tỷ lệ đạt", "Attainment"),
    "gap_closure": ("Thu hẹp khoảng cách", "Gap closure"),
    "deficit_by_factor": ("Bị trừ, chia theo yếu tố", "Lost, shared by factor"),
    "gain_city": ("Tăng thêm tự quyết định được", "Gain in its hands"),
    "gain_shared": ("Tăng thêm một phần", "Gain shared"),
    "gain_outside": ("Tăng thêm ngoài thẩm quyền", "Gain outside its control"),
    "gain_unknown": ("Tăng thêm không rõ", "Gain, control unknown"),
    "can_contradict": ("Có thể mâu thuẫn", "Can contradict"),
    "least": ("Chỉ là mức tối thiểu", "Least levels only"),
    "n_criteria": ("Số tiêu chí", "Criteria"),
    "n_losing": ("Số bị trừ", "Losing"),
    "score_published": ("Kết quả công bố", "Published score"),
    "target_published": ("Mục tiêu công bố", "Published target"),
    "n_named": ("Văn bản nêu", "Named"),
    "n_inferred": ("Suy luận", "Inferred"),
    "n_plan_only": ("Chỉ lập kế hoạch", "Plan only"),
    "n_dated": ("Có hạn", "Dated"),
    "n_standing": ("Thường xuyên", "Standing"),
    "n_deficits": ("Số tiêu chí bị trừ", "Deficits served"),
    "first_due": ("Hạn đầu", "First due"),
    "last_due": ("Hạn cuối", "Last due"),
    "deficit_without_task": ("Bị trừ, không có nhiệm vụ", "Lost, no task"),
    "deficit_without_action": ("Bị trừ, chưa có việc cụ thể", "Lost, no action said"),
    "deficit_served": ("Điểm liên quan", "Points at stake"),
    "gain_served": ("Mục tiêu liên quan", "Gain at stake"),
    "tasks": ("Nhiệm vụ", "Tasks"),
    "status": ("Tình trạng", "Status"),
    "days": ("Còn (ngày)", "Days left"),
    "relation": ("Quan hệ", "Relation"),
    "later": ("Văn bản sau", "Later document"),
    "stricter": ("Văn bản chặt hơn", "Stricter document"),
    "own": ("{place}", "{place}"),
    "own_maximum": ("Tối đa của {place}", "{place}: maximum"),
    "chance_error": ("Sai số của khả năng", "Error of the chance"),
    "no_fall": ("Không giảm", "No fall"),
    "above": ("Cao hơn {place}", "Above {place}"),
    "expected_rank": ("Hạng trung bình", "Mean rank"),
    "rank_low": ("Hạng từ", "Rank from"),
    "rank_high": ("đến hạng", "to rank"),
    "mean": ("Trung bình", "Mean"),
    "median": ("Trung vị", "Median"),
    "inside": ("Trong khoảng", "Inside"),
    "stated": ("Mức nêu", "Stated level"),
    "test": ("Phép thử", "Test"),
    "n": ("Số", "Number"),
    "goal": ("Đích", "Goal"),
    "effort": ("Công sức (quy ước)", "Effort (a convention)"),
    "n_measures": ("Số tiêu chí", "Criteria"),
    "enters": ("Thêm vào", "Enters"),
    "leaves": ("Bỏ ra", "Leaves"),
    "reached": ("Tới được", "Reached"),
    "constraint": ("Vướng ở", "In the way"),
    "of": ("Của", "Of"),
    "heading": ("Tiêu đề", "Title"),
    "n_charts": ("Biểu đồ", "Charts"),
    "n_tables": ("Bảng", "Tables"),
    "n_figures": ("Hình", "Figures"),
    "n_words": ("Số chữ trong ghi chú", "Words in the notes"),
    "n_rows": ("Số dòng", "Rows"),
    "n_formulas": ("Công thức", "Formulas"),
    "n_inputs": ("Ô được sửa", "Cells to change"),
    "field": ("Lĩnh vực", "Field"),
    "dated_action": ("Việc có hạn", "Dated action"),
    "standing_duty": ("Việc thường xuyên", "Standing duty"),
    "no_task": ("Không có nhiệm vụ", "No task"),
    "group": ("Nhóm", "Group"),
    "depends_on": ("Tùy vào", "Depends on"),
    "first_low": ("Trong nhóm đầu: từ", "Among the first: from"),
    "first_high": ("đến", "to"),
    "moving": ("Khi tỉnh khác cũng thay đổi", "With the others moving"),
    "still": ("Khi tỉnh khác đứng yên", "With the others standing still"),
    "sure_from": ("Chắc chắn từ", "Certain from"),
    "possible_from": ("Có thể từ", "Possible from"),
    "published": ("Công bố", "Published"),
    "always": ("Luôn có", "Always"),
    "key": ("Điều được nói", "Headline"),
    "model": ("Mô hình chính", "Main model"),
    "low": ("Thấp nhất", "Lowest"),
    "high": ("Cao nhất", "Highest"),
    "alternative": ("Mô hình khác", "Alternative"),
    **{
        f"{name}_{end}": (f"{vi}: {end_vi}", f"{en}: {end_en}")
        for name, vi, en in (
            ("mean", "Trung bình cả nước", "National mean"),
            ("moving", "Khi tỉnh khác cũng thay đổi", "With the others moving"),
            ("still", "Khi tỉnh khác đứng yên", "With the others standing still"),
        )
        for end, end_vi, end_en in (("low", "từ", "from"), ("high", "đến", "to"))
    },
    **{f"sure_from_{year}": (f"Chắc chắn từ ({year})", f"Certain from ({year})") for year in range(2000, 2101)},
    "shown": ("Trên biểu đồ", "On the chart"),
    "loss": ("Mất điểm so với cả chỉ số", "Loss against the whole index"),
    "mean_sd": ("Sai số của trung bình", "Error of the mean"),
    "weight": ("Trọng số", "Weight"),
    "score_before": ("Điểm năm trước", "Score before"),
    "mean_before": ("Trung bình cả nước năm trước", "National mean before"),
    "best": ("Hạng tốt nhất", "Best rank"),
    "worst": ("Hạng xấu nhất", "Worst rank"),
    **{
        f"{column}_{side}": (f"{vi} {which_vi}", f"{which} {en}")
        for side, which_vi, which in (("a", "thứ nhất", "First"), ("b", "thứ hai", "Second"))
        for column, vi, en in (
            ("document", "Văn bản", "document"),
            ("section", "Mục", "section"),
            ("line", "Dòng", "line"),
            ("statement", "Phát biểu", "statement"),
        )
    },
}
# Words of such columns, besides those of the models.
_MORE_WORDS: dict[str, Labels] = {
    "index": {"all": ("tất cả", "all")},
    "kind": {
        "goal": ("mục tiêu", "goal"),
        "total": ("tổng", "total"),
        "field": ("lĩnh vực", "field"),
        "agency": ("cơ quan", "agency"),
        "rank": ("hạng", "rank"),
        "points": ("điểm", "points"),
        "lead": ("chủ trì", "lead"),
        "claim": ("nhận định", "claim"),
        "task": ("nhiệm vụ", "task"),
    },
    "relation": {
        "contradiction": ("mâu thuẫn", "contradiction"),
        "stricter": ("chặt hơn", "stricter"),
        "exception": ("giao riêng", "exception"),
        "repetition": ("lặp lại", "repetition"),
        "overlap": ("giao nhau", "overlap"),
        "maintained": ("duy trì mức còn thiếu", "maintained below maximum"),
        "percent_points": ("điểm ghi thành %", "points printed as %"),
        "hidden_fall": ("không nói việc giảm bậc", "a fall not told"),
    },
    "role": {"best": ("bậc tốt nhất", "best rank"), "worst": ("bậc xấu nhất", "worst rank")},
    "basis": LINK_BASES,
    "peer_part": REFERENCE_CLASSES,
    "test": {
        "left_out": ("bỏ ra từng cái", "each left out"),
        "later": ("các năm sau", "later years"),
    },
    "constraint": {
        "caps": ("giới hạn", "cap"),
        "must_not": ("loại trừ", "ruled out"),
        "maximum": ("điểm tối đa", "maximum"),
    },
    "group": {
        "always": ("luôn trong nhóm đầu", "always among the first"),
        "depends": ("tùy", "depends"),
        "never": ("không bao giờ", "never"),
    },
    "depends_on": {
        "chance": ("khả năng đạt", "the chance"),
        "gain": ("điểm tăng thêm", "the gain"),
        "control": ("mức tự chủ", "control"),
        "tasks": ("nhiệm vụ đi kèm", "tasks behind"),
        "scale": ("thang đo", "the scale"),
    },
    "key": {
        "total_low": ("tổng: đầu thấp của khoảng", "total: lower end of the interval"),
        "total_median": ("tổng: trung vị", "total: median"),
        "total_high": ("tổng: đầu cao của khoảng", "total: upper end of the interval"),
        "total_target": ("tổng đạt mục tiêu", "total reaches its target"),
        "no_fall": ("tổng không giảm", "total does not fall"),
        "rank_up_1": ("lên ít nhất một bậc", "at least one rank up"),
        "rank_up_2": ("lên ít nhất hai bậc", "at least two ranks up"),
        **{f"field {n}": (f"lĩnh vực {n} đạt mục tiêu", f"field {n} reaches its target") for n in range(1, 31)},
    },
    "part": {
        **REFERENCE_CLASSES,
        "total": ("cả chỉ số", "whole index"),
        "policy quality": ("chất lượng chính sách", "policy quality"),
        "policy results": ("kết quả chính sách", "policy results"),
        "procedures": ("thủ tục hành chính", "procedures"),
        "feedback": ("phản ánh, kiến nghị", "feedback"),
    },
    "subject": {"lead": ("cơ quan chủ trì", "lead agency"), "task": ("nhiệm vụ", "task")},
    "status": STATUSES,
    "scenario": {"published": ("(số công bố)", "(as published)")},
    "step": {"start": ("kết quả", "score"), "end": ("mục tiêu", "target")},
}
_AGENCIES = ("lead_agency", "agency")
_DOCUMENTS = ("document", "document_a", "document_b", "later", "stricter")
_SHARES = (
    *("share", "cumulative", "attainment", "gap_closure", "asked", "closure", "chance", "chance_low", "chance_high"),
    *(
        "moving",
        "still",
        "moving_low",
        "moving_high",
        "still_low",
        "still_high",
        "first_low",
        "first_high",
        "inside",
        "stated",
        "no_fall",
    ),
)
# A column is known by its name alone; where tables differ, the later one of these names it.
_TABLES = (
    *(PART_LEVELS, MOVEMENTS, SAMPLES, ASSUMPTIONS, PUBLICATIONS, CORRECTIONS, PRECEDENTS, JUDGEMENTS, CHANCES),
    *(STANDINGS, EVIDENCE),
    *(CALENDAR, GOALS, RESPONSIBILITIES, TASKS, AGENCIES, AUDIT, SIPAS, PAR),
)
_TITLES = {column.name: (column.title, column.title_en) for table in _TABLES for column in table.fields} | _WORKED_OUT
_WORDS: dict[str, dict[str, tuple[str, str]]] = {}
for _name, _words in (
    *((column.name, column.words) for table in _TABLES for column in table.fields),
    *_MORE_WORDS.items(),
):
    if _words and _name != "level_comparator":  # a sign beside its number
        _WORDS.setdefault(_name, {}).update(_words)


@dataclass(frozen=True)
class ReadableTable:
    """A table as a person reads it: HTML in a notebook, aligned text elsewhere, the same every time.

    Attributes
    ----------
    text : DataFrame
        Every cell as printed, under its title.
    numeric : tuple of str
        Titles of the columns that hold numbers.
    """

    text: pd.DataFrame
    numeric: tuple[str, ...]

    def __repr__(self) -> str:
        return str(self.text.to_string(index=False))

    def _repr_html_(self) -> str:
        head = f"text-align: left; vertical-align: bottom; color: {MUTED}; font-weight: 600;"
        cell = f"vertical-align: top; color: {TEXT}; border-top: 1px solid {GRID}; max-width: 34em;"
        # Rules are bound to the table by its id: one id for each content, the same every time.
        digest = hashlib.sha256(self.text.to_csv().encode()).hexdigest()[:10]
        styler = (
            self.text.style.hide(axis="index")
            .set_uuid(digest)
            .format(escape="html")
            .format_index(escape="html", axis=1)
        )
        styler.set_table_styles([{"selector": "th", "props": head}, {"selector": "td", "props": cell}])
        words = [title for title in self.text.columns if title not in self.numeric]
        styler.set_properties(subset=words, **{"text-align": "left"})
        styler.set_properties(subset=list(self.numeric), **{"text-align": "right", "white-space": "nowrap"})
        return str(styler.to_html())


def show(
    table: pd.DataFrame,
    columns: list[str] | str | None = None,
    lang: str = "vi",
    decimals: int | None = 3,
    shares: Mapping[str, int] = MappingProxyType({}),
    edition: EditionLike = None,
) -> ReadableTable:
    """Make a table readable: titles, decimal comma or point, percent for shares, no row numbers.

    Parameters
    ----------
    table : DataFrame
        Any table of the library.
    columns : list of str or str, optional
        Which columns, in this order, as a list or as names with spaces between; all by default.
    lang : {"vi", "en"}
    decimals : int or None
        Decimals of points and of SIPAS percentages, or None: as many as each figure has. Shares are whole percents.
    shares : mapping
        Columns to print as percents, each with so many decimals, whatever is usual for columns of their names.
    edition : Edition, str or path-like, optional
        Whose agencies, documents and place the table names; as `open_edition()` returns it, or what it takes, by
        default the shipped edition. A table that brings its own agencies (`load_par("file.xlsx")`) is shown with their
        names; names that the edition does not know are printed as they are.

    Raises
    ------
    ParAnalysisError
        The table has no such column, or there is no such language.
    """
    check_lang(lang)
    own = edition_of(edition)
    agencies = _agencies(own if edition is not None else table.attrs.get("agencies") or own, lang)
    columns = columns.split() if isinstance(columns, str) else columns
    # An index with a name (the agencies of a heat map) is a column for the reader.
    table = table.reset_index() if table.index.name else table
    absent = [column for column in columns or () if column not in table.columns]
    if absent:
        raise refused("no_column", found=", ".join(absent), known=", ".join(table.columns))
    shown = table if columns is None else table[columns]
    titles = {column: _title(column, lang, own) for column in shown.columns}
    names = dict.fromkeys(_AGENCIES, agencies) | dict.fromkeys(_DOCUMENTS, _documents(own, lang))
    text = pd.DataFrame(
        {titles[column]: _texts(shown[column], lang, decimals, shares, names) for column in shown.columns}
    )
    numeric = [
        titles[c]
        for c in shown.columns
        if pd.api.types.is_numeric_dtype(shown[c]) and not pd.api.types.is_bool_dtype(shown[c])
    ]
    return ReadableTable(text, tuple(numeric))


def _agencies(known: Edition | list[dict[str, str]], lang: str) -> dict[str, str]:
    """Return the full English name of every agency and body, by its printed name; in Vietnamese that is the name."""
    if lang == "vi":
        return {}
    rows = known.bodies.to_dict("records") + known.register.to_dict("records") if isinstance(known, Edition) else known
    return {row["name"]: row.get("name_en") or row["name"] for row in rows}


def _documents(edition: Edition, lang: str) -> dict[str, str]:
    """Return the short name of every document, by its id."""
    return dict(edition.documents["short" if lang == "vi" else "short_en"])


def _title(column: object, lang: str, edition: Edition) -> str:
    column = str(column)  # ranks are columns too
    if lang == "vi" and (month := re.fullmatch(r"(\d{4})-0?(\d{1,2})", column)):  # tasks due in a month
        return f"{month[2]}/{month[1]}"
    title = _TITLES.get(column, (column, column))[lang == "en"]
    place = edition.place_in(lang) or ("nơi này" if lang == "vi" else "this place")
    named = title.replace("{place}", place)
    return named[:1].upper() + named[1:] if "{place}" in title else named


def _texts(
    column: pd.Series,
    lang: str,
    decimals: int | None,
    shares: Mapping[str, int],
    names: Mapping[str, Mapping[str, str]],
) -> list[str]:
    if pd.api.types.is_bool_dtype(column):
        words = ("có", "không") if lang == "vi" else ("yes", "no")
        return ["–" if pd.isna(value) else words[0] if value else words[1] for value in column]
    if (column.name in _SHARES or column.name in shares) and pd.api.types.is_numeric_dtype(column):
        fine = shares.get(str(column.name), 0)
        return [f"{format_number(value * 100, lang, fine)}%" if value == value else "–" for value in column]
    if pd.api.types.is_integer_dtype(column):
        return ["–" if pd.isna(value) else str(value).replace("-", "−") for value in column]
    if pd.api.types.is_numeric_dtype(column):
        return [format_number(value, lang, decimals) for value in column]
    if column.name in _WORDS:
        known = _WORDS[str(column.name)]
        return [known[v][lang == "en"] if v in known else _blank(v) for v in column]
    if pd.api.types.is_datetime64_any_dtype(column):
        return [_day(value, lang) for value in column]
    if column.name in names:
        known_names = names[str(column.name)]
        return [known_names.get(v, _blank(v)) for v in column]
    return [", ".join(value) if isinstance(value, tuple) else _blank(value) for value in column]


def _day(value: pd.Timestamp, lang: str) -> str:
    if pd.isna(value):
        return ""
    return f"{value.day}/{value.month}/{value.year}" if lang == "vi" else value.date().isoformat()


def _blank(value: object) -> str:
    return "" if pd.isna(value) else str(value)
