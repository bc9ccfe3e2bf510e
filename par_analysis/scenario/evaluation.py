"""From scenarios to figures: every node of both indices, for many scenarios at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.index.links import Link
from par_analysis.scenario.scenario import Change, Scenario
from par_analysis.tables.models.index import INDICES
from par_analysis.words.errors import ParAnalysisError, close_to, refused
from par_analysis.words.numbers import NOISE

__all__ = ["evaluate", "leaf_values"]

# What is changed how: scope, what it names, and the move (of `reach`, what is reached).
Kind = tuple[str, str, str]


def leaf_values(scenario: Scenario, edition: EditionLike = None) -> pd.Series:
    """Return the leaf values of a scenario, PAR INDEX first, then SIPAS.

    A change of a narrower scope goes before one of a wider: a leaf's own code, then a code above it (the closest
    first), then an agency or a way of assessment, then a whole index. With `coupled`, criterion 8.1 follows SIPAS as
    soon as any SIPAS item changes, whatever a wider scope says of it.

    Raises
    ------
    ParAnalysisError
        A code, agency or way of assessment is not in the tables, a value lies outside its range, the two narrowest
        changes of a leaf set it differently, or 8.1 is set by its own code while it follows SIPAS. Names the
        scenario, the code, the value and the range. Or the scenario is of another edition.
    """
    base = _with_scores(edition)
    _check_edition([scenario], base)
    return pd.Series(_resolve([scenario], base)[:, 0], index=list(base.leaves), name=scenario.title)


def evaluate(scenarios: Scenario | Iterable[Scenario] | pd.DataFrame, edition: EditionLike = None) -> pd.DataFrame:
    """Work out every node of both indices for any number of scenarios: one matrix product an index.

    Parameters
    ----------
    scenarios : Scenario, iterable of Scenario, or DataFrame
        Scenarios with distinct titles; or leaf values with one row a scenario and one column a leaf of both
        indices, as `leaf_values` gives them (the coupling is then the caller's).
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.

    Returns
    -------
    DataFrame
        Nodes x scenarios. Rows are `(index, code)`, columns the titles. A node is its published figure plus what its
        leaves move, so a scenario without changes gives the published figures. Points; SIPAS in percent.

    Raises
    ------
    ParAnalysisError
        As `leaf_values`; two scenarios share a title; a scenario is of another edition; a value of a DataFrame is
        no number in its range.
    """
    base = _with_scores(edition)
    titles: list[Hashable]
    if isinstance(scenarios, pd.DataFrame):
        titles, values = list(scenarios.index), _numbers(scenarios, base)
    else:
        many = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
        titles = _titles(many)
        _check_edition(many, base)
        values = _resolve(many, base)
    _check_range(values, titles, base)
    rows, published = base.once("nodes of scenarios", lambda: _nodes(base))
    values -= base.score[:, None]  # in place, as the products below: new memory costs more than the sums
    figures, start = np.empty((len(titles), len(rows))), 0
    for name, tree in base.indices.items():
        end = start + len(tree.operator)
        np.matmul(values[base.spans[name]].T, tree.operator.T, out=figures[:, start:end])
        start = end
    figures += published
    return pd.DataFrame(figures.T, index=rows.copy(), columns=titles, copy=False)


def _with_scores(edition: EditionLike) -> Edition:
    """Return the edition if every leaf has a score: else nothing can be set against anything."""
    base = edition_of(edition)
    if not np.isfinite(base.score).all():
        base.need("scores")
        raise refused("no_leaf_scores", key=base.key)
    return base


def _nodes(base: Edition) -> tuple[pd.MultiIndex, np.ndarray]:
    """Return the rows of the result, and what was published for them."""
    rows = [(name, code) for name, tree in base.indices.items() for code in tree.codes]
    published = [base.indices[name].score(code) for name, code in rows]
    return pd.MultiIndex.from_tuples(rows, names=["index", "code"]), np.array(published)


def _titles(many: Sequence[Scenario]) -> list[Hashable]:
    if strange := [one for one in many if not isinstance(one, Scenario)]:
        facts = {"wanted": "Scenario", "wanted_en": "a Scenario", "found": repr(strange[0])}
        raise refused("type", "; với presets(): presets().values()", name="scenarios", **facts)
    titles: list[Hashable] = [one.title for one in many]
    if len(set(titles)) < len(titles):
        repeated = sorted(str(title) for title, times in Counter(titles).items() if times > 1)
        raise refused("same_title", titles=", ".join(repeated))
    return titles


def _check_edition(scenarios: Sequence[Scenario], base: Edition) -> None:
    fitting = ("", base.sha256)
    if foreign := [one.title for one in scenarios if one.sha256 not in fitting]:
        raise refused("other_edition", titles=", ".join(foreign))


# --- from changes to leaf values


def _resolve(many: Sequence[Scenario], base: Edition) -> np.ndarray:
    """Return leaf values with one column a scenario, or refuse the first scenario that cannot be."""
    values = np.repeat(base.score[:, None], len(many), axis=1)
    narrow = np.zeros(values.shape, dtype=np.int8)  # how narrow the change is that a value comes from
    highest: np.ndarray | None = None  # where changes of one width differ, `values` holds the lowest
    faulty: dict[int, Link | None] = {}
    claims = _claims(many)
    known = [kind for kind in claims if kind[1] in _scopes(kind[0], base)]
    for kind in claims.keys() - set(known):
        faulty |= dict.fromkeys(claims[kind][0])
    # From wide to narrow: the narrowest is written last, whatever the order of the changes.
    for kind in sorted(known, key=lambda kind: _narrowness(kind, base)):
        rank, columns, at = _narrowness(kind, base), np.array(claims[kind][0]), _places(kind, base)
        made, fits = _moved(kind, at, np.array(claims[kind][1]).astype(float), base)
        faulty |= dict.fromkeys(columns[~fits].tolist())
        while len(columns):
            first = np.append(True, columns[1:] != columns[:-1])  # a scenario may say the same kind of thing twice
            cells = np.ix_(at, columns[first])
            low = high = made[:, first]
            beside = narrow[cells] == rank
            if beside.any():
                highest = values.copy() if highest is None else highest
                low = np.where(beside, np.minimum(values[cells], low), low)
                high = np.where(beside, np.maximum(highest[cells], high), high)
            values[cells], narrow[cells] = low, rank
            if highest is not None:
                highest[cells] = high
            columns, made = columns[~first], made[:, ~first]
    if highest is not None:
        faulty |= dict.fromkeys(np.flatnonzero((highest - values > NOISE).any(axis=0)).tolist())
    coupled = np.array([one.coupled for one in many], dtype=bool)
    for link in base.couplings:
        for column in _couple(values, coupled, narrow, link, base):
            faulty.setdefault(column, link)
    if faulty:
        worst = min(faulty)
        raise _refusal(many[worst], faulty[worst], base)
    return values


def _claims(many: Sequence[Scenario]) -> dict[Kind, tuple[list[int], list[float]]]:
    """Return by kind of change which scenarios make it, in their order, and with what number."""
    claims: defaultdict[Kind, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    for column, one in enumerate(many):
        for change in one.changes:
            reach = change.move == "reach"
            columns, numbers = claims[change.scope, change.of, change.value if reach else change.move]  # type: ignore[index]
            columns.append(column)
            numbers.append(0.0 if reach else change.value)  # type: ignore[arg-type]
    return claims


def _scopes(scope: str, base: Edition) -> Mapping[str, tuple[str, ...]]:
    """Return the leaves that a scope is about, by what it may name."""
    return base.below if scope == "code" else base.groups[scope]


def _places(kind: Kind, base: Edition) -> np.ndarray:
    scope, of, _ = kind
    return base.once(
        ("places", scope, of), lambda: np.array([base.position[leaf] for leaf in _scopes(scope, base)[of]], dtype=int)
    )


def _narrowness(kind: Kind, base: Edition) -> int:
    """How narrow a scope is; of two codes above a leaf, the closer one is narrower."""
    scope, of, _ = kind
    return 2 + base.depth[of] if scope == "code" else 1 if scope == "index" else 2


def _moved(kind: Kind, at: np.ndarray, numbers: np.ndarray, base: Edition) -> tuple[np.ndarray, np.ndarray]:
    """Return the values that changes of one kind give its leaves, one column a change, and which changes may be."""
    _, of, move = kind
    score, maximum, minimum = base.score[at, None], base.maximum[at, None], base.minimum[at, None]
    fits = np.ones(len(numbers), dtype=bool)
    if move in ("target", "maximum"):
        goal = base.target[at, None] if move == "target" else maximum
        return np.repeat(goal, len(numbers), axis=1), fits & ~np.isnan(goal).any()
    if move == "close":
        return np.minimum(score + numbers * (maximum - score), maximum), fits
    if move == "add":
        return np.clip(score + numbers, minimum, maximum), fits
    published, _ = base.nodes[of]
    least, most = _range(of, at, base)
    fits = (least <= numbers) & (numbers <= most)
    if len(at) == 1:
        return numbers[None, :], fits
    # The published figure of the node is what moves, by what its leaves move.
    weights = base.weights[at] / base.indices[base.index_of[of]].weight(of)
    step = np.where(fits, numbers - published, 0.0)
    room, held = float(weights @ (maximum - score)[:, 0]), float(weights @ (score - minimum)[:, 0])
    rise = np.minimum(step / room, 1.0) if room > 0 else 0.0
    fall = np.maximum(1.0 + step / held, 0.0) if held > 0 else 1.0
    return np.where(step >= 0, score + rise * (maximum - score), minimum + (score - minimum) * fall), fits


def _range(of: str, at: np.ndarray, base: Edition) -> tuple[float, float]:
    """Return what a node may be set to."""
    return float(base.minimum[at[0]]) if len(at) == 1 else 0.0, base.nodes[of][1]


def _couple(values: np.ndarray, coupled: np.ndarray, narrow: np.ndarray, link: Link, base: Edition) -> list[int]:
    """Let a criterion follow the index whose result it is; return the columns in which it is set by its own code."""
    items, at = base.spans[link.of], base.position[link.code]
    change = values[items] - base.score[items, None]
    follows = coupled & change.any(axis=0)
    moved = link.factor * np.vecdot(np.ascontiguousarray(change.T[follows]), base.weights[items])
    values[at, follows] = np.minimum(np.maximum(base.score[at] + moved, base.minimum[at]), base.maximum[at])
    own = narrow[at] == _narrowness(("code", link.code, ""), base)
    columns: list[int] = np.flatnonzero(follows & own).tolist()
    return columns


def _refusal(scenario: Scenario, link: Link | None, base: Edition) -> ParAnalysisError:
    """Say why a scenario cannot be: a change of it, in their order; else two of them; else the link."""
    made: dict[int, list[tuple[int, float, Change]]] = {}
    title = scenario.title
    for change in scenario.changes:
        ((kind, (_, numbers)),) = _claims([scenario.replace(changes=(change,))]).items()
        if change.of not in (known := _scopes(change.scope, base)):
            hint = f"; có (there are): {', '.join(known)}"
            if change.scope == "code":
                hint = close_to(change.of, known) + (_overall(base) if change.of == "total" else "")
            return refused("unknown", hint, title=title, scope=change.scope, of=change.of)
        at = _places(kind, base)
        values, fits = _moved(kind, at, np.array(numbers).astype(float), base)
        if not fits and change.move == "reach":
            lost = ", ".join(base.leaves[place] for place in at if np.isnan(base.target[place]))
            return refused("no_target", title=title, leaves=lost)
        if not fits:
            return _outside(title, change.of, float(change.value), *_range(change.of, at, base))
        for place, value in zip(at.tolist(), values[:, 0].tolist(), strict=True):
            made.setdefault(place, []).append((_narrowness(kind, base), value, change))
    for place, claims in made.items():
        narrowest = max(rank for rank, _, _ in claims)
        beside = sorted((claim for claim in claims if claim[0] == narrowest), key=lambda claim: claim[1])
        (_, low, one), (_, high, other) = beside[0], beside[-1]
        if high - low > NOISE:
            facts = {"first": one.name, "low": f"{low:g}", "second": other.name, "high": f"{high:g}"}
            return refused("clash", title=title, leaf=base.leaves[place], **facts)
    assert link is not None
    return refused("coupled", title=title, code=link.code, called=INDICES[link.of].sheet)


def _overall(base: Edition) -> str:
    """Say which criterion an overall figure of another index stands for."""
    called = [(INDICES[link.of].sheet, link.code) for link in base.couplings]
    return "".join(f"; {name} chung là {code} (overall {name} is {code})" for name, code in called)


def _outside(title: Hashable, code: str, value: float, least: float, most: float) -> ParAnalysisError:
    facts = {"value": f"{value:g}", "least": f"{least:g}", "most": f"{most:g}"}
    return refused("outside", title=title, code=code, **facts)


# --- leaf values in a table


def _numbers(values: pd.DataFrame, base: Edition) -> np.ndarray:
    faults = []
    if missing := [code for code in base.leaves if code not in values.columns]:
        faults.append(f"thiếu (missing): {', '.join(missing)}")
    if unknown := [str(code) for code in values.columns if code not in base.position]:
        faults.append(f"không phải mục chi tiết (not a leaf): {', '.join(unknown)}")
    if faults or not values.columns.is_unique:
        raise refused("not_bound", faults="; ".join(faults) or "mã lặp lại (repeated codes)")
    try:
        return np.array(values[list(base.leaves)].to_numpy(dtype=float).T, order="C")
    except (TypeError, ValueError) as error:
        raise refused("no_number", error=error) from None


def _check_range(values: np.ndarray, titles: Sequence[Hashable], base: Edition) -> None:
    inside = (values >= base.minimum[:, None] - NOISE) & (values <= base.maximum[:, None] + NOISE)
    if not inside.all():
        column, at = np.argwhere(~inside.T)[0]
        raise _outside(titles[column], base.leaves[at], values[at, column], base.minimum[at], base.maximum[at])
