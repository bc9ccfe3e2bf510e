"""Rows -> tidy table: the tree by its codes, the declared unlisted parts, and every check of a file.

What is checked here is what makes a table a table (codes, parents, maxima that close, values in range,
known agencies). Whether published scores and targets agree with their parts is no fault of a file: that
is the audit's business.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from par_analysis.tables.indices.agencies import AGENCY_NAMES, spellings
from par_analysis.tables.indices.headers import EXTRA
from par_analysis.tables.indices.rows import NO_LEAD_WORDS, Row, clean, code_order, fold, notice, ordinal
from par_analysis.tables.models.checking import Fault, check_values
from par_analysis.tables.models.index import INDEX_TABLES, IndexSpec
from par_analysis.tables.problems import Problems
from par_analysis.words.numbers import NOISE

__all__ = ["REST", "assemble", "parent_of"]

REST = ".rest"

_HINTS = 5  # comparing names takes time, and after a few hints the pattern is clear
_CHECKED = ("name", "max_points", "score", "target", "assessment", *EXTRA)


def parent_of(code: str) -> str | None:
    """Return the code that `code` is a part of; None for the overall row."""
    if code == "total":
        return None
    return code.rpartition(".")[0] or "total"


def assemble(rows: Sequence[Row], spec: IndexSpec, agencies: pd.DataFrame | None, problems: Problems) -> pd.DataFrame:
    """Make the tidy table of an index from its printed rows.

    Parameters
    ----------
    rows : sequence of Row
        As read, in any order. A row `<parent>.rest` declares that the document does not list every
        part of `<parent>`; its numbers are the parent's minus the listed parts' and may be left out.
    spec : IndexSpec
        Which index.
    agencies : DataFrame or None
        `id, name, short, name_en, short_en` of the agencies that may lead. None: any lead is accepted as written;
        spellings that differ in case or spaces only become the first of them.
    problems : Problems
        Receives everything wrong; raised together before anything is returned.

    Returns
    -------
    DataFrame
        Columns as in `par_analysis.tables.models.index`, then those of `weight, min_points, low, high, se, n` that the file has;
        one row a node by code as people count, parents before their parts, an unlisted part after the last listed row
        below its parent; the overall row first or last, as the index prints it.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    valid = _check_codes([row for row in rows if not row.code.endswith(REST)], spec, problems)
    valid = dict(sorted(valid.items(), key=lambda item: code_order(item[0])))
    declared = _check_declared([row for row in rows if row.code.endswith(REST)], valid, problems)
    children: dict[str, list[Row]] = {}
    for row in valid.values():
        parent = parent_of(row.code)
        if parent is not None:
            children.setdefault(parent, []).append(row)
    _check_tree(valid, children, declared, spec, problems)
    for row in (*valid.values(), *declared.values()):
        _check_values(row, spec, problems)
    leads = _check_leads(valid, declared, children, agencies, problems)
    rests = {
        parent: rest
        for parent, row in declared.items()
        if (rest := _remainder(row, valid[parent], children.get(parent, []), problems))
    }
    _check_closure(valid, children, rests, spec, problems)
    _check_stated(valid, declared, children, problems)
    problems.raise_if_any()
    if not any(row.lead for row in rows):
        notice(f"{problems.path.name}: bảng không ghi cơ quan chủ trì nào (no row of the table names a lead agency)")
    ordered = sorted((*valid.values(), *rests.values()), key=lambda row: code_order(row.code))
    if spec.total_last:
        ordered = [*ordered[1:], ordered[0]]
    return _frame(ordered, children, leads, spec)


def _check_codes(rows: Sequence[Row], spec: IndexSpec, problems: Problems) -> dict[str, Row]:
    """Return the rows by code; malformed and repeated codes are problems."""
    valid: dict[str, Row] = {}
    for row in rows:
        if row.code != "total" and not spec.code_pattern.match(row.code):
            problems.add("bad_code", where=row.place("code"), column="code", found=row.code, pattern=spec.code_example)
        elif row.code in valid:
            problems.add(
                "double_code",
                where=row.place("code"),
                column="code",
                found=row.code,
                code=row.code,
                first=valid[row.code].where,
            )
        else:
            valid[row.code] = row
    if "total" not in valid and rows:
        problems.add("truncated", table=spec.sheet, expected=spec.total_name)
    return valid


def _check_declared(rows: Sequence[Row], valid: Mapping[str, Row], problems: Problems) -> dict[str, Row]:
    """Return the rows of declared unlisted parts by their parent."""
    declared: dict[str, Row] = {}
    for row in rows:
        parent = row.code.removesuffix(REST)
        if parent not in valid:
            problems.add(
                "no_parent", where=row.place("code"), column="code", found=row.code, code=row.code, parent=parent
            )
        elif parent in declared:
            problems.add(
                "double_code",
                where=row.place("code"),
                column="code",
                found=row.code,
                code=row.code,
                first=declared[parent].where,
            )
        else:
            declared[parent] = row
    return declared


def _check_tree(
    valid: Mapping[str, Row],
    children: Mapping[str, list[Row]],
    declared: Mapping[str, Row],
    spec: IndexSpec,
    problems: Problems,
) -> None:
    """Every row has its parent row; siblings are numbered 1, 2, 3, ... unless some are declared unlisted."""
    for parent, parts in children.items():
        if parent not in valid and parent != "total":
            for row in parts:
                problems.add(
                    "no_parent", where=row.place("code"), column="code", found=row.code, code=row.code, parent=parent
                )
        if parent in declared:
            continue
        numbers = {ordinal(row.code) for row in parts}
        missing = sorted(set(range(1, max(numbers) + 1)) - numbers)
        if missing:
            where = valid[parent].where if parent in valid else ""
            problems.add("gap", where=where, parent=parent, missing=", ".join(map(str, missing)))
    if list(valid) == ["total"]:
        problems.add("truncated", table=spec.sheet, expected=spec.code_example.split(",")[0])


def _check_values(row: Row, spec: IndexSpec, problems: Problems) -> None:
    """Every figure lies in its range, every word is known; a row narrows the ranges of its columns."""
    table = INDEX_TABLES[spec.key]
    figures = {"max_points": row.max_points, "score": row.score, "target": row.target, **row.extra}
    values = {"name": row.name, "assessment": row.assessment or None, **figures}
    there = {name: value for name, value in values.items() if value is not None}
    _, found = check_values(table.model(*_CHECKED), table, there)
    # A figure that is not there is a problem of its own, noted where it was read.
    faults = {fault.column: fault for fault in found if fault.column in there}

    def within(column: str, lower: Decimal, upper: Decimal) -> None:
        value = figures.get(column)
        if value is not None and not lower <= value <= upper:
            faults[column] = Fault("out_of_range", column, value, {"lower": lower, "upper": upper})

    fixed, floor, low, high = spec.fixed_maximum, row.extra.get("min_points"), Decimal(0), Decimal(100)
    if fixed is not None and not row.code.endswith(REST):
        within("max_points", fixed, fixed)
    if row.max_points is not None and "max_points" not in faults:
        high = row.max_points
    within("min_points", low, high)
    if floor is not None and floor == high:
        faults["min_points"] = Fault("out_of_range", "min_points", floor, {"lower": low, "upper": f"< {high}"})
    if floor is not None and "min_points" not in faults:
        low = floor
    for column in ("score", "target", "low", "high"):
        within(column, low, high)
    if row.score is not None:
        within("low", low, row.score)
        within("high", row.score, high)
    for fault in faults.values():
        kind = "unknown_assessment" if fault.column == "assessment" else fault.kind
        problems.add(kind, where=row.place(fault.column), column=fault.column, found=fault.found, **fault.facts)


def _check_leads(
    valid: Mapping[str, Row],
    declared: Mapping[str, Row],
    children: Mapping[str, list[Row]],
    agencies: pd.DataFrame | None,
    problems: Problems,
) -> dict[str, str]:
    """Return the lead of each code, by the name printed in the list of agencies; empty where there is none.

    An unlisted part has the lead of its parent, whatever it states must say the same.
    """
    rows = (*valid.values(), *declared.values())
    if agencies is None:
        spelled: dict[str, str] = {}
        for row in rows:
            spelled.setdefault(fold(row.lead), clean(row.lead))
    else:
        names = [column for column in AGENCY_NAMES if column in agencies]
        spelled = spellings(agencies[names].fillna("").to_dict("records"))
    has_leads = any(row.lead for row in rows)
    leads: dict[str, str] = {}
    hints: dict[str, str] = {}
    for row in rows:
        stated = fold(row.lead)
        named = "" if stated in NO_LEAD_WORDS else spelled.get(stated, "")
        if stated and not named and stated not in NO_LEAD_WORDS:
            if stated not in hints and len(hints) < _HINTS:
                near = difflib.get_close_matches(stated[:200], spelled, n=1)
                hints[stated] = f" (có phải / perhaps «{spelled[near[0]]}»?)" if near else ""
            hint = hints.get(stated, "")
            where = row.place("lead_agency")
            problems.add("unknown_agency", where=where, column="lead_agency", found=row.lead, hint=hint)
        elif not stated and has_leads and row.code not in children and row.code in valid and row.code != "total":
            problems.add("no_lead", where=row.place("lead_agency"), column="lead_agency", found="")
        leads[row.code] = named
        if row.code.endswith(REST):
            leads[row.code] = leads[row.code.removesuffix(REST)]
            if stated and named != leads[row.code]:
                _differs(row, "lead_agency", row.lead, leads[row.code] or "(trống)", problems)
    return leads


def _differs(row: Row, column: str, found: object, value: object, problems: Problems) -> None:
    problems.add("derived_differs", where=row.place(column), column=column, found=found, value=value)


def _weights(parts: Sequence[Row]) -> list[Decimal]:
    """Weights of the parts of a parent: as stated, or 1 where the parts simply add up."""
    return [Decimal(1) if (stated := part.extra.get("weight")) is None else stated for part in parts]


def _remainder(row: Row, parent: Row, parts: Sequence[Row], problems: Problems) -> Row | None:
    """Give the unlisted part of `parent` its numbers: the parent's minus the listed parts'.

    Where the score of the parent or of a part was not published, that of the unlisted part is not known either.
    """
    made: dict[str, Decimal] = {}
    for column in ("max_points", "score"):
        whole = getattr(parent, column)
        listed = [getattr(part, column) for part in parts]
        stated = getattr(row, column)
        if whole is None or None in listed:
            if column == "max_points":
                return None  # the missing number is a problem of its own
            if stated is not None:
                _rest_differs(row, column, "", problems)
            continue
        value = whole - sum((weight * part for weight, part in zip(_weights(parts), listed, strict=True)), Decimal(0))
        upper = whole if column == "max_points" else made["max_points"]
        if not 0 <= value <= upper or made.get("max_points", value) == 0:
            problems.add(
                "bad_remainder",
                where=parent.where,
                code=row.code,
                quantity=column,
                value=value,
                upper=upper,
                parent=parent.code,
            )
            return None
        made[column] = value
        if stated not in (None, value):
            _rest_differs(row, column, value, problems)
    if row.target is not None:
        _rest_differs(row, "target", "", problems)
    if row.extra.get("weight") not in (None, 1):
        _differs(row, "weight", row.extra["weight"], 1, problems)
    return replace(row, max_points=made["max_points"], score=made.get("score"), line=parent.line)


def _rest_differs(row: Row, column: str, value: object, problems: Problems) -> None:
    found = getattr(row, column)
    problems.add("remainder_differs", where=row.place(column), column=column, found=found, code=row.code, value=value)


def _check_closure(
    valid: Mapping[str, Row],
    children: Mapping[str, list[Row]],
    rests: Mapping[str, Row],
    spec: IndexSpec,
    problems: Problems,
) -> None:
    """Check that the maxima of the parts make the parent's: to the last digit, or by their weights."""
    for code, parts in children.items():
        weighed = [part for part in parts if part.extra.get("weight") is not None]
        if weighed:
            for part in parts:
                if part.extra.get("weight") is None:
                    problems.add("missing_value", where=part.place("weight"), column="weight")
        elif spec.aggregate == "mean":
            continue
        maxima = [part.max_points for part in parts]
        if code not in valid or valid[code].max_points is None or None in maxima or len(weighed) not in (0, len(parts)):
            continue
        parent = valid[code]
        assert parent.max_points is not None
        total = sum((w * m for w, m in zip(_weights(parts), maxima, strict=True) if m is not None), Decimal(0))
        if code in rests:
            total += rests[code].max_points or 0
        if abs(total - parent.max_points) > (NOISE if weighed else 0):
            problems.add(
                "weights" if weighed else "not_closed",
                where=parent.place("max_points"),
                column="max_points",
                found=parent.max_points,
                parent=code,
                stated=parent.max_points,
                parts=total,
            )
    if spec.aggregate == "mean":
        _check_means(valid, children, problems)


def _check_means(valid: Mapping[str, Row], children: Mapping[str, list[Row]], problems: Problems) -> None:
    """Tell a missing row of a mean, where maxima cannot: by the mean itself, and by a factor without items.

    A row that states the number of its parts is vouched for; a mean that is off then is the audit's business.
    """
    printed = [v for row in valid.values() for v in (row.score, row.target) if v is not None]
    places = max((-int(v.as_tuple().exponent) for v in printed), default=0)
    factors = children.get("total", [])
    if any(row.code in children for row in factors):
        for row in factors:
            if row.code not in children:
                problems.add("no_parts", where=row.where, code=row.code)
    for code, parts in children.items():
        scores = [row.score for row in parts]
        published = valid[code].score if code in valid else None
        if published is None or None in scores or "parts" in valid[code].stated:
            continue
        weights = _weights(parts)
        mean = sum((weight * v for weight, v in zip(weights, scores, strict=True) if v is not None), Decimal(0))
        if all(part.extra.get("weight") is None for part in parts):
            mean /= len(parts)
        # half a unit for the published figure, and on average half a unit for its parts
        if abs(mean - published) > Decimal(1).scaleb(-places):
            row = valid[code]
            problems.add(
                "mean_not_closed", where=row.place("score"), column="score", found=row.score, parent=code, stated=row.score,
                count=len(scores), parts=f"{mean:.{min(places + 2, 12)}f}",
            )  # fmt: skip


def _check_stated(
    valid: Mapping[str, Row],
    declared: Mapping[str, Row],
    children: Mapping[str, list[Row]],
    problems: Problems,
) -> None:
    """Columns that follow from the code or the numbers must say what follows."""
    for row in (*valid.values(), *declared.values()):
        parts = len(children.get(row.code, ()))
        is_rest = row.code.endswith(REST)
        follows: dict[str, object] = {
            "parent": parent_of(row.code) or "",
            "level": 0 if row.code == "total" else row.code.count(".") + 1,
            "is_leaf": parts == 0 and row.code not in declared,
            "is_remainder": is_rest,
            "parts": parts,
        }
        if is_rest:
            follows["source_line"] = valid[row.code.removesuffix(REST)].line
        if parts and row.assessment:
            _differs(row, "assessment", row.assessment, "(trống)", problems)
        for column, value in row.stated.items():
            if value == follows.get(column, value):
                continue
            if column == "parts":
                problems.add(
                    "parts_differ",
                    where=row.place(column),
                    column=column,
                    found=value,
                    code=row.code,
                    stated=value,
                    parts=parts,
                )
            else:
                _differs(row, column, value, follows[column], problems)


def _frame(
    ordered: Sequence[Row], children: Mapping[str, list[Row]], leads: Mapping[str, str], spec: IndexSpec
) -> pd.DataFrame:

    def numbers(values: list[Decimal | None]) -> list[float]:
        return [float("nan") if value is None else float(value) for value in values]

    def texts(values: list[str | None]) -> pd.Series:
        return pd.Series([value or None for value in values], dtype="str")

    is_leaf = [row.code not in children and f"{row.code}{REST}" not in leads for row in ordered]
    frame = pd.DataFrame(
        {
            "code": texts([row.code for row in ordered]),
            "parent": texts([parent_of(row.code) for row in ordered]),
            "level": [0 if row.code == "total" else row.code.count(".") + 1 for row in ordered],
            "name": texts([row.name for row in ordered]),
            "name_en": texts([row.name_en for row in ordered]),
            "max_points": numbers([row.max_points for row in ordered]),
            "score": numbers([row.score for row in ordered]),
            "target": numbers([row.target for row in ordered]),
            "target_is_bound": [row.target_is_bound for row in ordered],
            "lead_agency": texts([leads.get(row.code) for row in ordered]),
            "implementing_units": texts([row.units for row in ordered]),
            "assessment": texts([row.assessment if leaf else None for row, leaf in zip(ordered, is_leaf, strict=True)]),
            "is_leaf": is_leaf,
            "is_remainder": [row.code.endswith(REST) for row in ordered],
            "source_line": [row.line for row in ordered],
        }
    )
    has = [name for name in EXTRA if any(name in row.extra for row in ordered)]
    for name in has:
        frame[name] = numbers([row.extra.get(name) for row in ordered])
    return frame[[*INDEX_TABLES[spec.key].columns, *has]]
