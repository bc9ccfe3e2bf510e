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

from par_analysis.errors import Problems
from par_analysis.reading.rows import NO_LEAD_WORDS, Row, clean
from par_analysis.schema import ASSESSMENTS, PAR, SIPAS, IndexSpec

__all__ = ["REST", "assemble", "parent_of"]

REST = ".rest"


def parent_of(code: str) -> str | None:
    """Return the code that `code` is a part of; None for the overall row."""
    if code == "total":
        return None
    return code.rpartition(".")[0] or "total"


def assemble(rows: Sequence[Row], spec: IndexSpec, agencies: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Make the tidy table of an index from its printed rows.

    Parameters
    ----------
    rows : sequence of Row
        As read, in printed order. A row `<parent>.rest` declares that the document does not list every
        part of `<parent>`; its numbers are the parent's minus the listed parts' and may be left out.
    spec : IndexSpec
        Which index.
    agencies : DataFrame
        `id, name, short, name_en, short_en` of the agencies that may lead.
    problems : Problems
        Receives everything wrong; raised together before anything is returned.

    Returns
    -------
    DataFrame
        Columns as in `par_analysis.schema`, one row a node, in printed order; an unlisted part stands
        after the last listed row below its parent.

    Raises
    ------
    InputError
        Names every problem of the file.
    """
    valid = _check_codes([row for row in rows if not row.code.endswith(REST)], spec, problems)
    declared = _check_declared([row for row in rows if row.code.endswith(REST)], valid, problems)
    children: dict[str, list[Row]] = {}
    for row in valid.values():
        parent = parent_of(row.code)
        if parent is not None:
            children.setdefault(parent, []).append(row)
    _check_tree(valid, children, declared, spec, problems)
    _check_values(valid, children, spec, problems)
    leads = _check_leads(valid, declared, children, agencies, problems)
    rests = {
        parent: rest
        for parent, row in declared.items()
        if (rest := _remainder(row, valid[parent], children.get(parent, []), problems))
    }
    _check_closure(valid, children, rests, spec, problems)
    _check_stated(valid, declared, children, problems)
    problems.raise_if_any()

    codes = list(valid)
    ordered: list[Row] = []
    for code, following in zip(codes, [*codes[1:], ""], strict=True):
        ordered.append(valid[code])
        ordered += [
            rest
            for parent, rest in rests.items()
            if f"{code}.".startswith(f"{parent}.") and not following.startswith(f"{parent}.")
        ]
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
        if parent not in valid or parent == "total":
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


def _ordinal(code: str) -> int:
    """Return the number of a row among its siblings: 3 for `2.3`, 4 for `IV`."""
    last = code.rpartition(".")[2]
    if last.isdigit():
        return int(last)
    return ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X").index(last) + 1


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
        numbers = {_ordinal(row.code) for row in parts}
        missing = sorted(set(range(1, max(numbers) + 1)) - numbers)
        if missing:
            where = valid[parent].where if parent in valid else ""
            problems.add("gap", where=where, parent=parent, missing=", ".join(map(str, missing)))
    if list(valid) == ["total"]:
        problems.add("truncated", table=spec.sheet, expected=spec.code_example.split(",")[0])


def _check_values(
    valid: Mapping[str, Row], children: Mapping[str, list[Row]], spec: IndexSpec, problems: Problems
) -> None:
    for row in valid.values():
        upper = row.max_points
        if not row.name:
            problems.add("missing_value", where=row.place("name"), column="name")
        if upper is not None and spec.fixed_maximum is not None and upper != spec.fixed_maximum:
            fixed = spec.fixed_maximum
            problems.add(
                "out_of_range",
                where=row.place("max_points"),
                column="max_points",
                found=upper,
                lower=fixed,
                upper=fixed,
            )
        elif upper is not None and not 0 < upper <= 100:
            problems.add(
                "out_of_range", where=row.place("max_points"), column="max_points", found=upper, lower=0, upper=100
            )
            upper = None
        for column in ("score", "target"):
            value = getattr(row, column)
            if value is not None and not 0 <= value <= (100 if upper is None else upper):
                problems.add(
                    "out_of_range",
                    where=row.place(column),
                    column=column,
                    found=value,
                    lower=0,
                    upper=100 if upper is None else upper,
                )
        if row.assessment and row.assessment not in ASSESSMENTS:
            problems.add(
                "unknown_assessment",
                where=row.place("assessment"),
                column="assessment",
                found=row.assessment,
                allowed=", ".join(ASSESSMENTS),
            )


def _check_leads(
    valid: Mapping[str, Row],
    declared: Mapping[str, Row],
    children: Mapping[str, list[Row]],
    agencies: pd.DataFrame,
    problems: Problems,
) -> dict[str, str]:
    """Return the lead of each code, by the name printed in the list of agencies; empty where there is none.

    An unlisted part has the lead of its parent, whatever it states must say the same.
    """
    spelled = {}
    for row in agencies.itertuples(index=False):
        for spelling in (row.id, row.short, row.name_en, row.short_en, row.name):
            spelled[clean(spelling).casefold()] = row.name
    leads: dict[str, str] = {}
    for row in (*valid.values(), *declared.values()):
        stated = clean(row.lead).casefold()
        named = "" if stated in NO_LEAD_WORDS else spelled.get(stated, "")
        if stated and not named and stated not in NO_LEAD_WORDS:
            near = difflib.get_close_matches(stated, spelled, n=1)
            hint = f" (có phải / perhaps «{spelled[near[0]]}»?)" if near else ""
            problems.add(
                "unknown_agency", where=row.place("lead_agency"), column="lead_agency", found=row.lead, hint=hint
            )
        elif not stated and row.code not in children and row.code in valid and row.code != "total":
            problems.add("no_lead", where=row.place("lead_agency"), column="lead_agency", found="")
        leads[row.code] = named
        if row.code.endswith(REST):
            leads[row.code] = leads[row.code.removesuffix(REST)]
            if stated and named != leads[row.code]:
                _differs(row, "lead_agency", row.lead, leads[row.code] or "(trống)", problems)
    return leads


def _differs(row: Row, column: str, found: object, value: object, problems: Problems) -> None:
    problems.add("derived_differs", where=row.place(column), column=column, found=found, value=value)


def _remainder(row: Row, parent: Row, parts: Sequence[Row], problems: Problems) -> Row | None:
    """Give the unlisted part of `parent` its numbers: the parent's minus the listed parts'."""
    made: dict[str, Decimal] = {}
    for column in ("max_points", "score"):
        whole = getattr(parent, column)
        listed = [getattr(part, column) for part in parts]
        if whole is None or None in listed:
            return None  # the missing number is a problem of its own
        made[column] = whole - sum(listed, Decimal(0))
        lower, upper = (Decimal(0), whole) if column == "max_points" else (Decimal(0), made["max_points"])
        if not lower <= made[column] <= upper or made["max_points"] == 0:
            problems.add(
                "bad_remainder",
                where=parent.where,
                code=row.code,
                quantity=column,
                value=made[column],
                upper=upper,
                parent=parent.code,
            )
            return None
        if getattr(row, column) not in (None, made[column]):
            problems.add(
                "remainder_differs",
                where=row.place(column),
                column=column,
                found=getattr(row, column),
                code=row.code,
                value=made[column],
            )
    if row.target is not None:
        problems.add(
            "remainder_differs", where=row.place("target"), column="target", found=row.target, code=row.code, value=""
        )
    return replace(row, max_points=made["max_points"], score=made["score"], line=parent.line)


def _check_closure(
    valid: Mapping[str, Row],
    children: Mapping[str, list[Row]],
    rests: Mapping[str, Row],
    spec: IndexSpec,
    problems: Problems,
) -> None:
    """Check that the maxima of the parts add up to the parent's, to the last digit."""
    if spec.aggregate == "mean":
        _check_means(valid, children, problems)
        return
    for code, parts in children.items():
        maxima = [row.max_points for row in parts]
        if code not in valid or valid[code].max_points is None or None in maxima:
            continue
        if code in rests:
            maxima.append(rests[code].max_points)
        total = sum(m for m in maxima if m is not None)
        if total != valid[code].max_points:
            problems.add(
                "not_closed",
                where=valid[code].place("max_points"),
                column="max_points",
                found=valid[code].max_points,
                parent=code,
                stated=valid[code].max_points,
                parts=total,
            )


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
        if code not in valid or valid[code].score is None or None in scores or "parts" in valid[code].stated:
            continue
        mean = sum(v for v in scores if v is not None) / len(scores)
        # half a unit for the published figure, and on average half a unit for its parts
        if abs(mean - valid[code].score) > Decimal(1).scaleb(-places):  # type: ignore[operator]
            row = valid[code]
            problems.add(
                "mean_not_closed", where=row.place("score"), column="score", found=row.score, parent=code, stated=row.score,
                count=len(scores), parts=round(mean, places + 2),
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
            "is_leaf": parts == 0,
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
    table = PAR if spec.key == "par" else SIPAS

    def numbers(column: str) -> list[float]:
        return [float("nan") if (v := getattr(row, column)) is None else float(v) for row in ordered]

    def texts(values: list[str | None]) -> pd.Series:
        return pd.Series([value or None for value in values], dtype="str")

    is_leaf = [row.code not in children for row in ordered]
    frame = pd.DataFrame(
        {
            "code": texts([row.code for row in ordered]),
            "parent": texts([parent_of(row.code) for row in ordered]),
            "level": [0 if row.code == "total" else row.code.count(".") + 1 for row in ordered],
            "name": texts([row.name for row in ordered]),
            "name_en": texts([row.name_en for row in ordered]),
            "max_points": numbers("max_points"),
            "score": numbers("score"),
            "target": numbers("target"),
            "target_is_bound": [row.target_is_bound for row in ordered],
            "lead_agency": texts([leads.get(row.code) for row in ordered]),
            "implementing_units": texts([row.units for row in ordered]),
            "assessment": texts([row.assessment if leaf else None for row, leaf in zip(ordered, is_leaf, strict=True)]),
            "is_leaf": is_leaf,
            "is_remainder": [row.code.endswith(REST) for row in ordered],
            "source_line": [row.line for row in ordered],
        }
    )
    return frame[table.columns]
