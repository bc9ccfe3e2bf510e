"""From scenarios to figures: every node of both indices, for many scenarios at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from par_analysis.edition.edition import Edition
from par_analysis.edition.opening import EditionLike, edition_of
from par_analysis.scenario.document import Change, Scenario
from par_analysis.tables.models.index import INDICES
from par_analysis.words.errors import ParAnalysisError, close_to

__all__ = ["evaluate", "leaf_values"]

_SLACK = 1e-9  # of a point: what decimal figures lose when they are added


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
    return pd.Series(_resolve(scenario, base), index=list(base.leaves), name=scenario.title)


def _with_scores(edition: EditionLike) -> Edition:
    """Return the edition if every leaf has a score: else nothing can be set against anything."""
    base = edition_of(edition)
    if not np.isfinite(base.score).all():
        base.need("scores")
        raise ParAnalysisError(f"{base.key}: có mục chi tiết chưa công bố điểm (some leaves have no published score)")
    return base


def _resolve(scenario: Scenario, base: Edition) -> np.ndarray:
    claims: dict[int, list[tuple[float, float, Change]]] = {}
    for change in scenario.changes:
        leaves = _scope(change, scenario, base)
        at = [base.position[leaf] for leaf in leaves]
        for place, leaf, value in zip(at, leaves, _moved(change, leaves, at, scenario, base).tolist(), strict=True):
            claims.setdefault(place, []).append((_width(change, leaf, base), value, change))
    # Only when all are known is it clear which is the narrowest: the order of changes must not matter.
    values, own = base.score.copy(), set()
    for place, made in claims.items():
        width = min(made, key=lambda claim: claim[0])[0]
        narrowest = sorted((claim for claim in made if claim[0] == width), key=lambda claim: claim[1])
        (_, low, one), (_, high, other) = narrowest[0], narrowest[-1]
        if high - low > _SLACK:
            raise ParAnalysisError(
                f"«{scenario.title}», {base.leaves[place]}: «{one.name}» đặt {low:g}, «{other.name}» đặt {high:g}; "
                f"bỏ một (two changes set it differently; drop one)"
            )
        values[place] = low
        if width == 0:
            own.add(base.leaves[place])
    if scenario.coupled:
        _couple(values, own, scenario, base)
    return values


def _scope(change: Change, scenario: Scenario, base: Edition) -> tuple[str, ...]:
    """Leaves that a change is about."""
    known = base.below if change.scope == "code" else base.groups[change.scope]
    if change.of not in known:
        if change.scope == "code":
            hint = close_to(change.of, known)
            hint += _overall(base) if change.of == "total" else ""
        else:
            hint = f"; có (there are): {', '.join(known)}"
        raise ParAnalysisError(f"«{scenario.title}»: không có (no) {change.scope} {change.of!r}{hint}")
    return known[change.of]


def _width(change: Change, leaf: str, base: Edition) -> float:
    """How wide the scope of a change is, seen from one of its leaves: 0 for the leaf's own code."""
    if change.scope == "code":
        return float(base.depth[leaf] - base.depth[change.of])
    return 1e6 if change.scope == "index" else 1e3


def _moved(change: Change, leaves: Sequence[str], at: list[int], scenario: Scenario, base: Edition) -> np.ndarray:
    """Values that a change gives its leaves."""
    score, maximum = base.score[at], base.maximum[at]
    if change.move == "reach":
        made = base.target[at] if change.value == "target" else maximum
        if np.isnan(made).any():
            lost = [leaf for leaf, value in zip(leaves, made, strict=True) if np.isnan(value)]
            raise ParAnalysisError(f"«{scenario.title}», {', '.join(lost)}: bảng không có mục tiêu (no target)")
        return made
    value = float(change.value)
    if change.move == "close":
        return np.minimum(score + value * (maximum - score), maximum)
    minimum = base.minimum[at]
    if change.move == "add":
        return np.clip(score + value, minimum, maximum)
    published, most = base.nodes[change.of]
    least = float(minimum[0]) if len(at) == 1 else 0.0
    if not least <= value <= most:
        raise ParAnalysisError(
            f"«{scenario.title}», {change.of}: {value:g} nằm ngoài khoảng từ {least:g} đến {most:g} (outside {least:g} to {most:g})"
        )
    if len(at) == 1:
        return np.array([value])
    # The published figure of the node is what moves, by what its leaves move.
    tree = base.indices[base.index_of[change.of]]
    weights = base.weights[at] / tree.weight(change.of)
    step, room, held = value - published, float(weights @ (maximum - score)), float(weights @ (score - minimum))
    if step >= 0:
        return score + (min(step / room, 1.0) if room > 0 else 0.0) * (maximum - score)
    return minimum + (score - minimum) * (max(1.0 + step / held, 0.0) if held > 0 else 1.0)


def _overall(base: Edition) -> str:
    """Say which criterion an overall figure of another index stands for."""
    return "".join(f"; {INDICES[link.of].sheet} chung là {link.code} (overall {INDICES[link.of].sheet} is {link.code})" for link in base.couplings)  # fmt: skip


def _couple(values: np.ndarray, own: set[str], scenario: Scenario, base: Edition) -> None:
    """Let a criterion follow the index whose result it is; `own` are the leaves that are set by their own code."""
    for link in base.couplings:
        items = base.spans[link.of]
        change = values[items] - base.score[items]
        if not change.any():
            continue
        at = base.position[link.code]
        if link.code in own:
            called = INDICES[link.of].sheet
            raise ParAnalysisError(
                f"«{scenario.title}», {link.code}: vừa được đặt riêng, vừa đi theo {called}; bỏ một, hoặc đặt coupled = False "
                f"(set by itself while it follows {called}; drop one, or switch the coupling off)"
            )
        moved = link.factor * float(base.weights[items] @ change)
        values[at] = min(max(base.score[at] + moved, base.minimum[at]), base.maximum[at])


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
    values = scenarios if isinstance(scenarios, pd.DataFrame) else _values_of(scenarios, base)
    _check(values, base)
    moved = values[list(base.leaves)].to_numpy(dtype=float) - base.score
    parts = []
    for name, tree in base.indices.items():
        step = pd.DataFrame(moved[:, base.spans[name]], columns=tree.leaves)
        rolled = tree.rollup(step).to_numpy().T
        published = tree.nodes.set_index("code").loc[tree.codes, "score"].to_numpy(dtype=float)
        index = pd.MultiIndex.from_product([[name], tree.codes], names=["index", "code"])
        parts.append(pd.DataFrame(published[:, None] + rolled, index=index, columns=list(values.index)))
    return pd.concat(parts)


def _values_of(scenarios: Scenario | Iterable[Scenario], base: Edition) -> pd.DataFrame:
    many = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
    if strange := [one for one in many if not isinstance(one, Scenario)]:
        raise ParAnalysisError(
            f"cần Scenario, không phải {strange[0]!r} (a Scenario is needed); với presets(): presets().values()"
        )
    titles = [one.title for one in many]
    if repeated := sorted(title for title, times in Counter(titles).items() if times > 1):
        raise ParAnalysisError(f"kịch bản trùng tên (scenarios with the same title): {', '.join(repeated)}")
    _check_edition(many, base)
    rows = np.array([_resolve(one, base) for one in many]).reshape(len(many), len(base.leaves))
    return pd.DataFrame(rows, index=titles, columns=list(base.leaves))


def _check_edition(scenarios: Sequence[Scenario], base: Edition) -> None:
    if foreign := [one.title for one in scenarios if one.sha256 != base.sha256]:
        raise ParAnalysisError(
            f"{', '.join(foreign)}: lập từ số liệu gốc khác (made from another edition); "
            f"mở lại bằng Scenario.load(..., rebase=True), hoặc truyền đúng edition"
        )


def _check(values: pd.DataFrame, base: Edition) -> None:
    faults = []
    if missing := [code for code in base.leaves if code not in values.columns]:
        faults.append(f"thiếu (missing): {', '.join(missing)}")
    if unknown := [str(code) for code in values.columns if code not in base.position]:
        faults.append(f"không phải mục chi tiết (not a leaf): {', '.join(unknown)}")
    if faults or not values.columns.is_unique:
        raise ParAnalysisError(
            f"giá trị phải gắn đúng mã (values must be bound by leaf code): {'; '.join(faults) or 'mã lặp lại (repeated codes)'}"
        )
    try:
        numbers = values[list(base.leaves)].to_numpy(dtype=float)
    except (TypeError, ValueError) as error:
        raise ParAnalysisError(f"giá trị không phải là số (a value is no number): {error}") from None
    inside = (numbers >= base.minimum - _SLACK) & (numbers <= base.maximum + _SLACK)
    if not inside.all():
        row, column = np.argwhere(~inside)[0]
        raise ParAnalysisError(
            f"«{values.index[row]}», {base.leaves[column]}: {numbers[row, column]:g} nằm ngoài khoảng từ {base.minimum[column]:g} đến "
            f"{base.maximum[column]:g} (outside {base.minimum[column]:g} to {base.maximum[column]:g})"
        )
