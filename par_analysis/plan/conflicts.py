"""Where the documents disagree, with each other and with what is published; found by rule."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.plan.citations import cite, scope_name
from par_analysis.plan.claims import claim_rows, maintained_rows
from par_analysis.tables.models.plan import SUBJECTS, UNITS
from par_analysis.words.numbers import format_number

__all__ = ["conflicts", "goal_pairs"]

_COLUMNS = [
    "kind",
    "relation",
    "subject",
    "code",
    "year",
    "document_a",
    "section_a",
    "line_a",
    "statement_a",
    "document_b",
    "section_b",
    "line_b",
    "statement_b",
    "later",
    "stricter",
    "sentence_vi",
    "sentence_en",
]
_RELATIONS = ("contradiction", "stricter", "exception", "maintained", "percent_points", "hidden_fall")
_PAIR = ["subject", "code", "year", "relation", "can_contradict", "least"]
_RANKS = ("par_rank", "sipas_rank")


def conflicts(edition: EditionLike = None) -> pd.DataFrame:
    """Find every pair of statements that disagree on the same subject, and statements that the figures do not bear.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Returns
    -------
    DataFrame
        One row a pair, contradictions first:

        - `kind`: `goal`, `lead`, `claim` (what a document says of the year's results) or `task`;
        - `relation`: `contradiction`, no outcome meets both goals, or the same scope has different leads; `stricter`,
          whoever meets one goal meets the other too, which it implies; `exception`, a statement on a narrower scope
          names another lead than one on a wider scope; `maintained`, a task or goal asks to maintain criteria that are
          below their maximum, and to raise nothing; `percent_points`, a change printed in % is the difference of two
          published levels in points, and not a relative change; `hidden_fall`, a place among the leading ones is claimed
          while the published rank fell;
        - `subject, code, year`: what the two are about (for leads the narrower scope; for tasks the criteria below their
          maximum, with commas between);
        - `document_a, section_a, line_a, statement_a` and the same with `_b`: the two statements, the older first (a goal
          as a level in English notation, such as `> 82%`, the printed names of the leads, or the words of a document). Where
          the second is no document, `document_b` and `line_b` are empty: of a claim `section_b` has the ids of published
          standings and `statement_b` the two levels or ranks, of something to maintain `statement_b` is what was lost;
        - `later`: id of the document with the later date, empty where the dates are equal; `stricter`: id of the
          document with the stricter goal; `sentence_vi, sentence_en`.

    Notes
    -----
    Goals are compared as levels (`load_goals`), between documents, each with its strictest goal on a subject, and
    within a document only where no outcome meets both. Leads on one scope in one part of a document (text, appendix,
    summary) are joint leads. A scope is compared with the closest scope of its index that covers it in each part. Which
    statement counts in law is not decided here. How many goals were compared, and how many could contradict each other at
    all, is told by `goal_pairs`. Claims and tasks are read from the documents' text, line by line, as far as it is at hand.
    """
    own = edition_of(edition)
    return own.once("conflicts", lambda: _conflicts(own)).copy()


def _conflicts(edition: Edition) -> pd.DataFrame:
    # Statements of no document that is at hand can be set against nothing.
    at_hand = edition.documents.index
    goals, leads = (table[table["document"].isin(at_hand)] for table in (edition.goals, edition.responsibilities))
    rows = [
        *_goal_conflicts(goals, edition),
        *_lead_conflicts(leads, edition),
        *maintained_rows(edition),
        *claim_rows(edition),
    ]
    made = pd.DataFrame(rows, columns=_COLUMNS)
    for column in ("year", "line_a", "line_b"):
        made[column] = made[column].astype("Int64")
    rank = made["relation"].map({relation: place for place, relation in enumerate(_RELATIONS)})
    return made.loc[rank.sort_values(kind="stable").index].reset_index(drop=True)


@dataclass(frozen=True)
class _Range:
    """The outcomes that meet a goal."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    @property
    def side(self) -> int:
        """1 for a bound from below, -1 for one from above, 0 for both."""
        return int(self.high == math.inf) - int(self.low == -math.inf)

    def within(self, other: _Range) -> bool:
        """Whether every outcome that meets this goal meets the other."""
        low = (self.low, self.low_open) >= (other.low, other.low_open)
        high = (-self.high, self.high_open) >= (-other.high, other.high_open)
        return low and high

    def meets(self, other: _Range) -> bool:
        """Whether some outcome meets both."""
        low = max((self.low, self.low_open), (other.low, other.low_open))
        high = min((self.high, not self.high_open), (other.high, not other.high_open))
        return low[0] < high[0] or (low[0] == high[0] and not low[1] and high[1])


def _range(goal: pd.Series) -> _Range:
    comparator, value = goal["level_comparator"], float(goal["level_value"])
    if goal["subject"] in _RANKS and comparator in ("<", ">"):  # ranks are whole numbers
        comparator, value = f"{comparator}=", value - 1 if comparator == "<" else value + 1
    return {
        ">=": _Range(low=value),
        ">": _Range(low=value, low_open=True),
        "<=": _Range(high=value),
        "<": _Range(high=value, high_open=True),
        "=": _Range(value, value),
    }[comparator]


def goal_pairs(edition: EditionLike = None) -> pd.DataFrame:
    """List every pair of goals for the same figure and year that is compared.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Returns
    -------
    DataFrame
        One row a pair of goals of two documents, each with its strictest, and one for every two goals within a document
        that no outcome meets both:

        - `subject, code, year`: the figure;
        - `relation`: `contradiction`, no outcome meets both; `stricter`, one implies the other; `repetition`, both ask for
          the same; `overlap`, some outcomes meet both, and others either alone;
        - `can_contradict`: whether two goals of this form, with other figures, could contradict each other at all. Two
          bounds on the same side cannot;
        - `least`: whether both only ask for a least level (a score from below, a rank from above);
        - `document_a, section_a, line_a, statement_a` and the same with `_b`, as in `conflicts`.
    """
    own = edition_of(edition)
    goals = own.goals[own.goals["document"].notna()]
    rows = []
    for one, other, relation in _pairs(goals):
        a, b = _by_date(one, other)
        first, second = _range(a), _range(b)
        rows.append(
            {
                "subject": a["subject"],
                "code": a["code"] if isinstance(a["code"], str) else "",
                "year": a["year"],
                "relation": relation,
                "can_contradict": first.side == 0 or second.side == 0 or first.side != second.side,
                "least": first.side == second.side == (-1 if a["subject"] in _RANKS else 1),
                **_sides(a, b, [_level_text(a, "en"), _level_text(b, "en")]),
            }
        )
    columns = [*_PAIR, *(column for column in _COLUMNS if column[-2:] in ("_a", "_b"))]
    return pd.DataFrame(rows, columns=columns)


def _pairs(goals: pd.DataFrame) -> Iterator[tuple[pd.Series, pd.Series, str]]:
    """Pair the goals for one figure, and say how the two of a pair stand to each other."""
    known = goals[goals["level_value"].notna()]
    for _, same in known.groupby(["subject", known["code"].fillna(""), "year"], sort=False):
        for _, own in same.groupby("document", sort=False):
            for one, other in itertools.combinations((row for _, row in own.iterrows()), 2):
                if not _range(one).meets(_range(other)):
                    yield one, other, "contradiction"
        chief = [row for _, own in same.groupby("document", sort=False) for row in _strictest(own)]
        for one, other in itertools.combinations(chief, 2):
            if one["document"] == other["document"]:
                continue
            first, second = _range(one), _range(other)
            if not first.meets(second):
                yield one, other, "contradiction"
            elif first == second:
                yield one, other, "repetition"
            elif first.within(second) or second.within(first):
                yield one, other, "stricter"
            else:
                yield one, other, "overlap"


def _goal_conflicts(goals: pd.DataFrame, edition: Edition) -> Iterator[dict[str, object]]:
    for one, other, relation in _pairs(goals):
        if relation == "contradiction":
            yield _goal_row(one, other, relation, "", edition)
        elif relation == "stricter":
            stricter = one if _range(one).within(_range(other)) else other
            yield _goal_row(one, other, relation, str(stricter["document"]), edition)


def _strictest(own: pd.DataFrame) -> list[pd.Series]:
    """Return the goals of one document that none of its others implies; of equal ones the first."""
    made: list[pd.Series] = []
    for _, row in own.iterrows():
        if any(_range(kept).within(_range(row)) for kept in made):
            continue
        made = [kept for kept in made if not _range(row).within(_range(kept))] + [row]
    return made


def _goal_row(one: pd.Series, other: pd.Series, relation: str, stricter: str, edition: Edition) -> dict[str, object]:
    a, b = _by_date(one, other)
    later = _later(a, b)
    stricter = stricter if relation == "stricter" else ""
    return {
        **_sides(a, b, [_level_text(a, "en"), _level_text(b, "en")]),
        "kind": "goal",
        "relation": relation,
        "subject": a["subject"],
        "code": a["code"] if isinstance(a["code"], str) else "",
        "year": a["year"],
        "later": later,
        "stricter": stricter,
        "sentence_vi": _goal_sentence(a, b, later, stricter, "vi", edition),
        "sentence_en": _goal_sentence(a, b, later, stricter, "en", edition),
    }


def _goal_sentence(a: pd.Series, b: pd.Series, later: str, stricter: str, lang: str, edition: Edition) -> str:
    subject = SUBJECTS[a["subject"]][lang == "en"]
    if isinstance(a["code"], str):
        index = a["subject"].removesuffix("_score")
        subject += f" {scope_name(index, a['code'], lang, edition)}"
    sides = [
        f"{cite(row['document'], str(row['section']), row['source_line'], lang, edition)} {'đặt' if lang == 'vi' else 'asks for'} {_level_text(row, lang)}"
        for row in (a, b)
    ]
    head = f"{subject}{' năm' if lang == 'vi' else ','} {a['year']}: {'; '.join(sides)}."
    called = edition.documents["short" if lang == "vi" else "short_en"]
    if not stricter:
        tail = "Không kết quả nào đạt cả hai." if lang == "vi" else "No outcome meets both."
    else:
        tail = (
            f"Đạt mức của {called[stricter]} là đạt cả hai."
            if lang == "vi"
            else f"Meeting {called[stricter]} meets both."
        )
        if later and later != stricter:
            tail += (
                f" {called[later]} ban hành sau và đặt mức thấp hơn."
                if lang == "vi"
                else f" {called[later]} is later and asks for less."
            )
    return f"{head} {tail}"


def _level_text(goal: pd.Series, lang: str) -> str:
    unit = str(goal["unit"])
    level = float(goal["level_value"])
    # Percentages are printed as the tables print them; points with all their decimals.
    number = format_number(level, lang, 2 if unit.startswith("percent") and level % 1 else None)
    sign = {">=": "≥", "<=": "≤"}.get(goal["level_comparator"], goal["level_comparator"])
    if unit in ("rank", "ranks_up"):
        return f"{'hạng' if lang == 'vi' else 'rank'} {sign} {number}"
    label = UNITS[unit.removesuffix("_up")][lang == "en"]
    if label == "points" and level == 1:
        label = "point"
    return f"{sign} {number}{label if label == '%' else f' {label}'.rstrip()}"


def _lead_conflicts(table: pd.DataFrame, edition: Edition) -> Iterator[dict[str, object]]:
    statements = _lead_statements(table)
    up = _ancestors(edition)
    seen: dict[tuple[str, str, str, str], frozenset[str]] = {}
    # The widest first, so that what a criterion says is not said again of its parts.
    for (part, code), narrow in sorted(statements.items(), key=lambda statement: len(up.get(statement[0][1], ()))):
        for other in dict.fromkeys(p for p, _ in statements):
            wide_code = next(
                (c for c in (code, *up.get(code, ())) if (other, c) in statements and (other, c) != (part, code)), None
            )
            if wide_code is None:
                continue
            wide = statements[other, wide_code]
            if _agencies(narrow) & _agencies(wide):
                continue
            # Said once for a criterion, not again for each of its parts.
            seen[part, code, other, wide_code] = _agencies(narrow)
            if any(seen.get((part, above, other, wide_code)) == _agencies(narrow) for above in up.get(code, ())):
                continue
            if code == wide_code and (other, code, part, code) in seen:
                continue
            yield _lead_row(code, narrow, wide_code, wide, edition)


def _lead_statements(table: pd.DataFrame) -> dict[tuple[str, str], list[pd.Series]]:
    """Group the statements by part and scope: leads named together for one scope are joint leads."""
    leads = table[table["role"] == "lead"].explode("codes").sort_values("source_line", kind="stable")
    made: dict[tuple[str, str], list[pd.Series]] = {}
    for _, row in leads.iterrows():
        made.setdefault((f"{row['document']} {row['part']}", row["codes"]), []).append(row)
    return made


def _ancestors(edition: Edition) -> dict[str, tuple[str, ...]]:
    """Return what covers each code within its index, closest first."""
    return {code: tuple(reversed(tree.lineage(code)[1:-1])) for tree in edition.indices.values() for code in tree.codes}


def _agencies(statements: Iterable[pd.Series]) -> frozenset[str]:
    return frozenset(row["agency"] for row in statements)


def _lead_row(
    code: str, narrow: list[pd.Series], wide_code: str, wide: list[pd.Series], edition: Edition
) -> dict[str, object]:
    a, b = _by_date(narrow[0], wide[0])
    sides = {id(narrow[0]): (code, narrow), id(wide[0]): (wide_code, wide)}
    relation = "contradiction" if code == wide_code else "exception"
    later = _later(a, b)

    def sentence(lang: str) -> str:
        names = edition.agency_names(lang)
        parts = []
        for row in (narrow[0], wide[0]):
            scope, rows = sides[id(row)]
            called = ", ".join(names.get(name, name) for name in dict.fromkeys(r["agency"] for r in rows))
            index = edition.index_of.get(scope, "par")
            if lang == "vi":
                parts.append(
                    f"{cite(row['document'], str(row['section']), row['source_line'], lang, edition)} giao {called} chủ trì {scope_name(index, scope, lang, edition)}"
                )
            else:
                parts.append(
                    f"{cite(row['document'], str(row['section']), row['source_line'], lang, edition)} gives {scope_name(index, scope, lang, edition)} to {called}"
                )
        told = {
            ("contradiction", "vi"): "Hai chỗ giao khác nhau cho cùng phạm vi.",
            ("contradiction", "en"): "The two give the same scope to different leads.",
            ("exception", "vi"): "Phân công riêng trong phạm vi rộng hơn; văn bản không nói bên nào quyết định.",
            ("exception", "en"): "A special assignment within a wider one; the text does not say which decides.",
        }[relation, lang]
        return f"{'; '.join(parts)}. {told}"

    return {
        **_sides(a, b, [", ".join(dict.fromkeys(r["agency"] for r in sides[id(row)][1])) for row in (a, b)]),
        "kind": "lead",
        "relation": relation,
        "subject": "lead",
        "code": code,
        "year": pd.NA,
        "later": later,
        "stricter": "",
        "sentence_vi": sentence("vi"),
        "sentence_en": sentence("en"),
    }


def _by_date(one: pd.Series, other: pd.Series) -> tuple[pd.Series, pd.Series]:
    return (one, other) if one["document_date"] <= other["document_date"] else (other, one)


def _later(a: pd.Series, b: pd.Series) -> str:
    return str(b["document"]) if b["document_date"] > a["document_date"] else ""


def _sides(a: pd.Series, b: pd.Series, statements: list[str]) -> dict[str, object]:
    return {
        f"{column}_{side}": value
        for side, row, statement in (("a", a, statements[0]), ("b", b, statements[1]))
        for column, value in (
            ("document", row["document"]),
            ("section", row["section"]),
            ("line", row["source_line"]),
            ("statement", statement),
        )
    }


def _cited(row: pd.Series, lang: str, edition: Edition) -> str:
    return cite(row["document"], str(row["section"]), row["source_line"], lang, edition)
