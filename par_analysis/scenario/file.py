"""A scenario's file: written whole or not at all; read with everything wrong at once, and only if all is right."""

from __future__ import annotations

import functools
import json
import os
import warnings
from pathlib import Path
from typing import Any

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.scenario.evaluation import leaf_values
from par_analysis.scenario.scenario import Change, Scenario
from par_analysis.tables.files import write_text
from par_analysis.tables.indices.appendix import decode
from par_analysis.tables.problems import InputError, Problems
from par_analysis.words.errors import ParAnalysisError, refused

__all__ = ["SCHEMA", "check_text", "open_scenario", "save_scenario", "scenario_from", "schema"]

SCHEMA = Path(__file__).with_name("scenario.schema.json")


@functools.cache  # a file of the library itself, which does not change while it runs
def schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario's file."""
    rules: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return rules


def open_scenario(path: str | os.PathLike[str], edition: EditionLike = None, rebase: bool = False) -> Scenario:
    """Read a scenario's file.

    Parameters
    ----------
    path : path-like
        As `save_scenario`, or the explorer page, wrote it.
    edition : Edition, str or path-like, optional
        The edition that the file was made from; by default the shipped one.
    rebase : bool
        Take over a file that was made from other figures: its changes are laid over `edition`, with a `UserWarning`
        that says so. Without it such a file is refused.

    Raises
    ------
    InputError
        Names everything wrong with the file: no JSON, not by the schema, unknown codes, values out of range, or
        another edition.
    """
    path = Path(path)
    problems = Problems(path)
    if not path.is_file():
        problems.add("is_folder" if path.is_dir() else "no_file")
        problems.raise_if_any()
    scenario = _scenario(_parsed(_decoded(path.read_bytes(), problems), problems), problems)
    base = edition_of(edition)
    if scenario.sha256 != base.sha256:
        if not rebase:
            problems.add("other_baseline", found=scenario.edition, own=base.title)
            problems.raise_if_any()
        before, scenario = scenario.edition, scenario.over(base)
        warnings.warn(
            f"{path}: «{scenario.title}» lập từ số liệu khác ({before}); các thay đổi được đặt lên {base.title} "
            f"(made from other figures; its changes are laid over {base.title})",
            UserWarning,
            stacklevel=2,
        )
    for number, change in enumerate(scenario.changes):
        _check(scenario.replace(changes=(change,)), base, problems, f"changes/{number}")
    if not len(problems):
        _check(scenario, base, problems)
    problems.raise_if_any()
    return scenario


def save_scenario(scenario: Scenario, path: str | os.PathLike[str], edition: EditionLike = None) -> Path:
    """Write a scenario's file, atomically; return its path.

    Parameters
    ----------
    scenario : Scenario
    path : path-like
        Folders that are not there are made.
    edition : Edition, str or path-like, optional
        What to sign the scenario with if it is over no edition yet; by default the shipped edition.

    Raises
    ------
    ParAnalysisError
        The file cannot be written, or could not be read again: a text too long, a value that no file may hold.
    """
    text = (scenario if scenario.sha256 else scenario.over(edition_of(edition))).to_json()
    check_text(text, Path(path))
    write_text(Path(path), text)
    return Path(path)


def scenario_from(held: Any, path: Path = Path("scenario")) -> Scenario:
    """Make a scenario of what its file holds, parsed already; its codes and values are for `evaluate` to check.

    Raises
    ------
    InputError
        Names everything that is not by the schema, or that no scenario may hold.
    """
    return _scenario(held, Problems(path))


def check_text(text: str, path: Path) -> None:
    """Refuse to write a text that could not be read again."""
    problems = Problems(path)
    _by_schema(json.loads(text), problems)
    if len(problems):
        try:
            problems.raise_if_any()
        except InputError as error:
            faults = "; ".join(f"{problem.where}: {problem.facts['reason']}" for problem in error.problems)
            raise refused("not_saved", path=path, faults=faults) from None


def _decoded(data: bytes, problems: Problems) -> str:
    """Decode a file as `decode` does, but for composing letters: that must not touch the escapes of JSON."""
    decode(data, problems)
    problems.raise_if_any()
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")


def _parsed(text: str, problems: Problems) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            problems.add("double_key", found=key)
        return dict(pairs)

    def no_number(word: str) -> float:
        problems.add("not_a_number", found=word)
        return 0.0

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        # Beside bad syntax: a number of thousands of digits, or brackets without end.
        line = getattr(error, "lineno", 1)
        problems.add("not_json", where=f"dòng (line) {line}", reason=getattr(error, "msg", str(error)))
        problems.raise_if_any()
        raise


def _by_schema(held: Any, problems: Problems) -> None:
    from jsonschema import Draft202012Validator

    for error in sorted(Draft202012Validator(schema()).iter_errors(held), key=lambda error: list(map(str, error.path))):
        where = "/".join(str(part) for part in error.absolute_path) or "/"
        found, reason = json.dumps(error.instance, ensure_ascii=False), error.message
        problems.add(
            "schema",
            where=where,
            found=found if len(found) <= 80 else found[:77] + "...",
            # The message begins with the value once more; what is wrong with it stands at the end.
            reason=reason if len(reason) <= 300 else "..." + reason[-297:],
        )


def _scenario(held: Any, problems: Problems) -> Scenario:
    """Make the scenario, or raise everything that is wrong with what the file holds."""
    try:
        _by_schema(held, problems)
    except RecursionError as error:
        problems.add("not_json", reason=str(error))
    problems.raise_if_any()
    changes = []
    for number, change in enumerate(held["changes"]):
        ((scope, of),), ((move, value),) = change["scope"].items(), change["move"].items()
        try:
            changes.append(Change(scope, of, move, value, change.get("note", "")))
        except ParAnalysisError as error:
            problems.add("scenario", where=f"changes/{number}", reason=str(error))
    try:
        scenario = Scenario(
            title=held["title"],
            changes=tuple(changes),
            author=held.get("author", ""),
            date=held.get("date", ""),
            reason=held.get("reason", ""),
            coupled=held["coupled"],
            edition=held["baseline"]["edition"],
            sha256=held["baseline"]["sha256"],
        )
    except ParAnalysisError as error:
        problems.add("scenario", reason=str(error))
    problems.raise_if_any()
    return scenario


def _check(scenario: Scenario, edition: Edition, problems: Problems, where: str = "") -> None:
    try:
        leaf_values(scenario, edition)
    except ParAnalysisError as error:
        problems.add("scenario", where=where, reason=str(error))
