"""What a document says in words that its figures do not bear: changes in percent, ranks that hide a fall, `maintain`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.plan.citations import cite
from par_analysis.tables.indices.rows import code_order
from par_analysis.tables.models.index import INDICES
from par_analysis.words.numbers import NOISE, decimals_of, format_number
from par_analysis.words.printing import num

__all__ = ["claim_rows", "maintained_rows"]

_NUMBER = r"\d+(?:[.,]\d+)?"
_CHANGE = re.compile(rf"(?P<word>tăng|giảm)\s+(?P<number>{_NUMBER})\s*%", re.IGNORECASE)
_LEADING = re.compile(r"(?:top|nhóm|trong)\s*(?P<number>\d+)\s*(?:các\s+)?(?:tỉnh|thành phố|địa phương)", re.IGNORECASE)
_FALL = re.compile(r"(?:giảm|tụt|xuống)\s+\d+\s*(?:bậc|hạng)", re.IGNORECASE)
_MAINTAIN = re.compile(r"(?:duy trì|giữ vững|giữ nguyên)\b[^.;:]*", re.IGNORECASE)
_RAISE = re.compile(r"nâng cao|nâng lên|cải thiện|cải tiến|tăng", re.IGNORECASE)
_AT_BEST = re.compile(r"(?<!chưa )(?<!không )đạt (?:điểm tối đa|kết quả cao)", re.IGNORECASE)
_CRITERIA = re.compile(r"tiêu chí|chỉ số|điểm|kết quả|tỷ lệ", re.IGNORECASE)


def claim_rows(edition: Edition) -> Iterator[dict[str, object]]:
    """Find sentences on the results of the edition's year that published scores and ranks put in another light."""
    if edition.year is None:
        return
    for document in edition.documents["id"]:
        for number, line in enumerate(edition.source_lines(document), 1):
            for key in edition.indices:
                if _named(key, line):
                    yield from _percent_points(edition, document, number, line, key)
                    yield from _hidden_fall(edition, document, number, line, key)


def _named(key: str, line: str) -> bool:
    return INDICES[key].sheet.replace(" ", "").casefold() in line.replace(" ", "").casefold()


def _level(edition: Edition, key: str, year: int) -> tuple[float, str]:
    """Return the published score of the place in a year and the id of its statement; NaN where none is known."""
    rows = edition.published(key, year).dropna(subset=["score"])
    return (float(rows["score"].iloc[0]), str(rows["id"].iloc[0])) if len(rows) else (float("nan"), "")


def _rank(edition: Edition, key: str, year: int) -> tuple[int, str] | None:
    rows = edition.published(key, year).dropna(subset=["rank"])
    return (int(rows["rank"].max()), str(rows.loc[rows["rank"].idxmax(), "id"])) if len(rows) else None


def _percent_points(edition: Edition, document: str, number: int, line: str, key: str) -> Iterator[dict[str, object]]:
    """Find a change printed in percent that is the difference of two published levels and not a relative change."""
    # The text is asked first: looking up what was published takes longer.
    if edition.year is None or not _CHANGE.search(line):
        return
    (now, now_id), (before, before_id) = (_level(edition, key, edition.year - back) for back in (0, 1))
    if not (now == now and before == before and before > 0):
        return
    change, share = now - before, (now - before) / before * 100
    for match in _CHANGE.finditer(line):
        printed = float(match["number"].replace(",", ".")) * (1 if match["word"].casefold() == "tăng" else -1)
        near = 0.5 * 10.0 ** -decimals_of(abs(printed)) + NOISE
        if abs(change - printed) > near or abs(share - printed) <= near:
            continue

        def sentence(lang: str, printed: float = printed) -> str:
            figure, vi = num(abs(printed), lang), "tăng" if printed > 0 else "giảm"
            sheet, year = INDICES[key].sheet, edition.year
            levels = f"{num(before, lang)} ({year - 1})", f"{num(now, lang)} ({year})"  # type: ignore[operator]
            unit = INDICES[key].unit == "percent"
            points, relative = num(abs(change), lang), f"{format_number(abs(share), lang, 2)}%"
            where = cite(document, "", number, lang, edition)
            if lang == "vi":
                return (
                    f"{where} ghi {sheet} «{vi} {figure}%»; hai mức đã công bố là {levels[0]} và {levels[1]}, chênh {points} "
                    f"{'điểm phần trăm' if unit else 'điểm'} (tính tương đối là {relative}): đơn vị của con số trong văn bản là điểm, không phải %."
                )
            return (
                f"{where} prints {sheet} “{'up' if printed > 0 else 'down'} {figure}%”; the published levels are {levels[0]} and {levels[1]}, {points} "
                f"{'percentage points' if unit else 'points'} apart (a relative change of {relative}): the unit of the printed figure is points, not %."
            )

        yield _row(
            "claim",
            "percent_points",
            f"{key}_score",
            "total",
            edition,
            (document, "", number, match[0]),
            (f"{before_id}, {now_id}", f"{before:g} → {now:g}"),
            sentence,
        )
        return  # said once for a line


def _hidden_fall(edition: Edition, document: str, number: int, line: str, key: str) -> Iterator[dict[str, object]]:
    """Find a place among the leading ones that is claimed with the score of the year while the rank fell."""
    match = _LEADING.search(line)
    if edition.year is None or match is None or _FALL.search(line):
        return
    score, _ = _level(edition, key, edition.year)
    now, before = (_rank(edition, key, edition.year - back) for back in (0, 1))
    if now is None or before is None:
        return
    stated = {float(figure.replace(",", ".")) for figure in re.findall(_NUMBER, line)}
    if score not in stated or not before[0] < now[0] <= int(match["number"]):
        return

    def sentence(lang: str) -> str:
        sheet, fell, year = INDICES[key].sheet, now[0] - before[0], edition.year
        where, leading = cite(document, "", number, lang, edition), match["number"]
        if lang == "vi":
            return (
                f"{where} ghi {sheet} năm {year} trong nhóm {leading} tỉnh, thành phố đứng đầu; theo thứ hạng đã công bố, "
                f"{edition.place} từ thứ {before[0]} năm {year - 1} xuống thứ {now[0]}: câu đó đúng, nhưng không nói việc giảm {fell} bậc."  # type: ignore[operator]
            )
        return (
            f"{where} puts {sheet} {year} among the leading {leading}; by the published ranks {edition.place_en} went from "
            f"rank {before[0]} in {year - 1} to rank {now[0]}: the statement is true, but does not tell the fall of "  # type: ignore[operator]
            f"{fell} rank{'s' * (fell != 1)}."
        )

    yield _row(
        "claim",
        "hidden_fall",
        f"{key}_rank",
        "",
        edition,
        (document, "", number, match[0]),
        (f"{before[1]}, {now[1]}", f"{before[0]} → {now[0]}"),
        sentence,
    )


def maintained_rows(edition: Edition) -> Iterator[dict[str, object]]:
    """Find tasks and goals that ask to maintain criteria which are below their maximum, and to raise nothing."""
    tasks, goals = edition.tasks, edition.goals
    known = set(edition.documents["id"])
    for task in tasks[tasks["same_as"].isna() & tasks["document"].isin(known)].itertuples(index=False):
        lines = edition.source_lines(task.document)
        text = lines[task.source_line - 1] if 0 < task.source_line <= len(lines) else str(task.title)
        yield from _maintained(edition, text, task.codes_named, task, "task")
    for goal in goals[goals["document"].isin(known) & goals["code"].notna()].itertuples(index=False):
        if str(goal.subject).endswith("_score"):
            yield from _maintained(edition, str(goal.words), (goal.code,), goal, "goal")


def _maintained(
    edition: Edition, text: str, codes: tuple[str, ...], source: object, kind: str
) -> Iterator[dict[str, object]]:
    low = [
        code
        for code in codes
        if code in edition.nodes and edition.nodes[code][1] - edition.nodes[code][0] > NOISE  # not NaN either
    ]
    for match in _MAINTAIN.finditer(text):
        asked = match[0]
        if not low or _RAISE.search(asked) or _AT_BEST.search(asked) or not _CRITERIA.search(asked):
            continue
        quoted = re.split(r",| và ", asked, maxsplit=1)[0].strip()
        listed = ", ".join(sorted(low, key=code_order))
        lost, gain = _sums(edition, low)

        def sentence(
            lang: str, quoted: str = quoted, listed: str = listed, lost: float = lost, gain: float = gain
        ) -> str:
            where = cite(source.document, str(source.section), source.source_line, lang, edition)  # type: ignore[attr-defined]
            aims = gain == gain and gain > NOISE
            if lang == "vi":
                tail = f", và mục tiêu của chính các tiêu chí này đòi hỏi tăng thêm {num(gain, lang)}" if aims else ""
                return (
                    f"{where} yêu cầu «{quoted}» đối với {listed}, nhưng các tiêu chí này còn thiếu {num(lost, lang)} so với "
                    f"mức tối đa{tail}: duy trì không đủ, cần hỏi lại ý của văn bản."
                )
            tail = f", and their own targets ask for {num(gain, lang)} more" if aims else ""
            return (
                f"{where} asks to maintain {listed}, but they are {num(lost, lang)} short of their "
                f"maximum{tail}: to maintain is not enough, and the document should be asked what it means."
            )

        yield _row(
            kind,
            "maintained",
            "task" if kind == "task" else str(source.subject),  # type: ignore[attr-defined]
            listed,
            edition,
            (source.document, str(source.section), source.source_line, quoted),  # type: ignore[attr-defined]
            ("", f"−{lost:g}"),
            sentence,
        )
        return


def _sums(edition: Edition, codes: list[str]) -> tuple[float, float]:
    """Return what some criteria of one index lost, and what their targets ask for (NaN where one has none).

    Points of PAR INDEX; of SIPAS the largest figure of an item in percent, for percentages of items do not add up.
    """
    lost = [edition.nodes[code][1] - edition.nodes[code][0] for code in codes]
    gain = [edition.indices[edition.index_of[code]].target(code) - edition.nodes[code][0] for code in codes]
    if INDICES[edition.index_of[codes[0]]].aggregate == "mean":
        return max(lost), max(gain)
    return round(sum(lost), 9), round(sum(gain), 9)


def _row(
    kind: str,
    relation: str,
    subject: str,
    code: str,
    edition: Edition,
    first: tuple[str, str, int, str],
    second: tuple[str, str],
    sentence: object,
) -> dict[str, object]:
    document, section, line, statement = first
    return {
        "kind": kind,
        "relation": relation,
        "subject": subject,
        "code": code,
        "year": edition.year if kind == "claim" else pd.NA,
        "document_a": document,
        "section_a": section,
        "line_a": line,
        "statement_a": statement,
        "document_b": "",
        "section_b": second[0],
        "line_b": pd.NA,
        "statement_b": second[1],
        "later": "",
        "stricter": "",
        "sentence_vi": sentence("vi"),  # type: ignore[operator]
        "sentence_en": sentence("en"),  # type: ignore[operator]
    }
