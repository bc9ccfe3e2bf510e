"""Random scenarios, and the same sums done by hand from the rows of the tables."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pandas as pd
from hypothesis import strategies as st

from par_analysis import Change, ParAnalysisError, Scenario, load_par, load_sipas, open_edition

ROWS: dict[str, dict[str, dict[str, object]]] = {
    name: {row["code"]: row for row in table.to_dict("records")}
    for name, table in (("par", load_par()), ("sipas", load_sipas()))
}
LEAVES = {name: [code for code, row in rows.items() if row["is_leaf"]] for name, rows in ROWS.items()}
INNER = {
    name: [code for code, row in rows.items() if not row["is_leaf"] and code != "total"] for name, rows in ROWS.items()
}
INDEX_OF = {code: name for name, rows in ROWS.items() for code in rows if code != "total"}
AGENCIES = sorted(
    {row["lead_agency"] for row in ROWS["par"].values() if row["is_leaf"] and pd.notna(row["lead_agency"])}
)  # type: ignore[type-var]
ASSESSMENTS = ["appraisal", "citizen_survey", "official_survey", "outcome"]


def refusal(call: Callable[[], object]) -> str:
    """What is said; empty if nothing is refused."""
    try:
        call()
    except ParAnalysisError as error:
        return str(error)
    return ""


def number(code: str, column: str) -> float:
    """One cell; the target of an unlisted part is its score."""
    row = ROWS[INDEX_OF[code]][code]
    value = row["score"] if column == "target" and row["is_remainder"] else row[column]
    return float(value)  # type: ignore[arg-type]


def parts(name: str, code: str) -> list[str]:
    return [child for child, row in ROWS[name].items() if row["parent"] == code]


def below(name: str, code: str) -> list[str]:
    """Leaves of a node."""
    made = parts(name, code)
    return [leaf for part in made for leaf in below(name, part)] if made else [code]


def upwards(code: str) -> list[str]:
    """The code, its parent, and so on, without the overall node."""
    made = [code]
    while (parent := ROWS[INDEX_OF[code]][made[-1]]["parent"]) != "total":
        made.append(str(parent))
    return made


def mean_move(name: str, code: str, moves: dict[str, float]) -> float:
    """How far a node moves: PAR INDEX adds its parts up, SIPAS takes their mean."""
    made = [mean_move(name, part, moves) for part in parts(name, code)]
    if not made:
        return moves[code]
    return sum(made) if name == "par" else sum(made) / len(made)


def nodes_by_hand(leaves: dict[str, float]) -> dict[tuple[str, str], float]:
    """Every node: what was published, and how far its leaves move it."""
    moves = {code: value - number(code, "score") for code, value in leaves.items()}
    return {
        (name, code): float(row["score"]) + mean_move(name, code, moves)  # type: ignore[arg-type]
        for name, rows in ROWS.items()
        for code, row in rows.items()
    }


def moved_by_hand(change: Change, leaf: str) -> float:
    score, most = number(leaf, "score"), number(leaf, "max_points")
    if change.move == "reach":
        return number(leaf, "target") if change.value == "target" else most
    value = float(change.value)
    if change.move == "close":
        return score + value * (most - score)
    if change.move == "add":
        return min(max(score + value, 0.0), most)
    name = INDEX_OF[change.of]
    under = below(name, change.of)
    if under == [leaf]:
        return value
    step = value - number(change.of, "score")
    scale = len(under) if name == "sipas" else 1
    if step >= 0:
        room = sum(number(one, "max_points") - number(one, "score") for one in under)
        return score + (min(step * scale / room, 1.0) if room else 0.0) * (most - score)
    return score * max(1 + step * scale / sum(number(one, "score") for one in under), 0.0)


def leaves_by_hand(scenario: Scenario) -> dict[str, float]:
    """Leaf values: the narrowest change that names a leaf, then the coupling."""
    changes = {(change.scope, change.of): change for change in scenario.changes}
    made = {}
    for name, leaves in LEAVES.items():
        for leaf in leaves:
            scopes: list[tuple[str, object]] = [("code", code) for code in upwards(leaf)]
            if name == "par":
                row = ROWS["par"][leaf]
                scopes += [("agency", row["lead_agency"]), ("assessment", row["assessment"])]
            found = [changes[key] for key in [*scopes, ("index", name)] if key in changes]  # type: ignore[index]
            made[leaf] = moved_by_hand(found[0], leaf) if found else number(leaf, "score")
    moves = {leaf: made[leaf] - number(leaf, "score") for leaf in LEAVES["sipas"]}
    if scenario.coupled and any(moves.values()):
        made["8.1"] = min(max(8.709 + 10 * mean_move("sipas", "total", moves) / 100, 0.0), 10.0)
    return made


# Strategies


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


texts = st.text(max_size=60).map(nfc)
titles = texts.filter(lambda text: bool(text.strip()))
dates = st.dates().map(str) | st.just("")


@st.composite
def moves(draw: st.DrawFn, code: str | None = None) -> tuple[str, float | str]:
    """A move; of a single code also a value in its range."""
    move = draw(st.sampled_from(["reach", "close", "add", *(["score"] if code else [])]))
    if move == "reach":
        return move, draw(st.sampled_from(["target", "maximum"]))
    if move == "close":
        return move, draw(st.floats(0, 1))
    if move == "add":
        return move, draw(st.floats(-100, 100) | st.integers(-100, 100))
    return move, draw(st.floats(0, number(str(code), "max_points")))


@st.composite
def scenarios(draw: st.DrawFn, title: str | None = None) -> Scenario:
    """A scenario whose changes cannot clash: each thing named once, agencies or ways of assessment but not both."""
    coupled = draw(st.booleans())
    codes = [code for code in INDEX_OF if code != "8.1" or not coupled]
    named: list[tuple[str, str]] = [("code", code) for code in draw(st.lists(st.sampled_from(codes), max_size=6))]
    scope, names = draw(st.sampled_from([("agency", AGENCIES), ("assessment", ASSESSMENTS)]))
    named += [(scope, name) for name in draw(st.lists(st.sampled_from(names), max_size=2))]
    named += [("index", name) for name in draw(st.lists(st.sampled_from(["par", "sipas"]), max_size=2))]
    changes = [
        Change(scope, of, *draw(moves(of if scope == "code" else None)), draw(texts))
        for scope, of in dict.fromkeys(named)
    ]
    return Scenario(
        title=draw(titles) if title is None else title,
        changes=tuple(draw(st.permutations(changes))),
        author=draw(texts),
        date=draw(dates),
        reason=draw(texts),
        coupled=coupled,
    ).over(open_edition())
