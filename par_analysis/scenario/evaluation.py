"""From scenarios to figures: every node of both indices, for many scenarios at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from par_analysis.errors import ParAnalysisError, close_to
from par_analysis.scenario.baseline import Baseline, baseline_of
from par_analysis.scenario.document import Change, Scenario

__all__ = ["evaluate", "leaf_values"]

_SLACK = 1e-9  # of a point: what decimal figures lose when they are added


def leaf_values(scenario: Scenario, baseline: Baseline | None = None) -> pd.Series:
    """Return the leaf values of a scenario, PAR INDEX first, then SIPAS.

    A change of a narrower scope goes before one of a wider: a leaf's own code, then a code above it (the closest
    first), then an agency or a way of assessment, then a whole index. With `coupled`, criterion 8.1 follows SIPAS as
    soon as any SIPAS item changes, whatever a wider scope says of it.

    Raises
    ------
    ParAnalysisError
        A code, agency or way of assessment is not in the tables, a value lies outside its range, the two narrowest
        changes of a leaf set it differently, or 8.1 is set by its own code while it follows SIPAS. Names the
        scenario, the code, the value and the range. Or the scenario is of another baseline.
    """
    base = baseline or baseline_of()
    _check_baseline([scenario], base)
    return pd.Series(_resolve(scenario, base), index=list(base.leaves), name=scenario.title)


def _resolve(scenario: Scenario, base: Baseline) -> np.ndarray:
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


def _scope(change: Change, scenario: Scenario, base: Baseline) -> tuple[str, ...]:
    """Leaves that a change is about."""
    known = base.below if change.scope == "code" else base.groups[change.scope]
    if change.of not in known:
        if change.scope == "code":
            hint = close_to(change.of, known)
            hint += "; SIPAS chung là 8.1 (overall SIPAS is 8.1)" if change.of == "total" else ""
        else:
            hint = f"; có (there are): {', '.join(known)}"
        raise ParAnalysisError(f"«{scenario.title}»: không có (no) {change.scope} {change.of!r}{hint}")
    return known[change.of]


def _width(change: Change, leaf: str, base: Baseline) -> float:
    """How wide the scope of a change is, seen from one of its leaves: 0 for the leaf's own code."""
    if change.scope == "code":
        return float(base.depth[leaf] - base.depth[change.of])
    return 1e6 if change.scope == "index" else 1e3


def _moved(change: Change, leaves: Sequence[str], at: list[int], scenario: Scenario, base: Baseline) -> np.ndarray:
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
    if change.move == "add":
        return np.clip(score + value, 0.0, maximum)
    published, most = base.nodes[change.of]
    if not 0 <= value <= most:
        raise ParAnalysisError(
            f"«{scenario.title}», {change.of}: {value:g} nằm ngoài khoảng từ 0 đến {most:g} (outside 0 to {most:g})"
        )
    if len(at) == 1:
        return np.array([value])
    # The published figure of the node is what moves, by what its leaves move.
    weights = base.weights[at]
    if change.of not in base.par.codes:
        weights = weights / weights.sum()
    step, room, held = value - published, float(weights @ (maximum - score)), float(weights @ score)
    if step >= 0:
        return score + (min(step / room, 1.0) if room > 0 else 0.0) * (maximum - score)
    return score * (max(1.0 + step / held, 0.0) if held > 0 else 1.0)


def _couple(values: np.ndarray, own: set[str], scenario: Scenario, base: Baseline) -> None:
    """Let the SIPAS criterion of PAR INDEX follow SIPAS; `own` are the leaves that are set by their own code."""
    items = slice(len(base.par.leaves), None)
    change = values[items] - base.score[items]
    if not change.any():
        return
    moved = float(base.weights[items] @ change)
    for bridge in base.bridges:
        at = base.position[bridge]
        if bridge in own:
            raise ParAnalysisError(
                f"«{scenario.title}», {bridge}: vừa được đặt riêng, vừa đi theo SIPAS; bỏ một, hoặc đặt coupled = False "
                f"(set by itself while it follows SIPAS; drop one, or switch the coupling off)"
            )
        values[at] = min(max(base.score[at] + base.maximum[at] / 100.0 * moved, 0.0), base.maximum[at])


def evaluate(scenarios: Scenario | Iterable[Scenario] | pd.DataFrame, baseline: Baseline | None = None) -> pd.DataFrame:
    """Work out every node of both indices for any number of scenarios: one matrix product an index.

    Parameters
    ----------
    scenarios : Scenario, iterable of Scenario, or DataFrame
        Scenarios with distinct titles; or leaf values with one row a scenario and one column a leaf of both
        indices, as `leaf_values` gives them (the coupling is then the caller's).
    baseline : Baseline, optional
        By default the shipped edition.

    Returns
    -------
    DataFrame
        Nodes x scenarios. Rows are `(index, code)`, columns the titles. A node is its published figure plus what its
        leaves move, so a scenario without changes gives the published figures. Points; SIPAS in percent.

    Raises
    ------
    ParAnalysisError
        As `leaf_values`; two scenarios share a title; a scenario is of another baseline; a value of a DataFrame is
        no number in its range.
    """
    base = baseline or baseline_of()
    values = scenarios if isinstance(scenarios, pd.DataFrame) else _values_of(scenarios, base)
    _check(values, base)
    moved = values[list(base.leaves)].to_numpy(dtype=float) - base.score
    parts, start = [], 0
    for name, tree in (("par", base.par), ("sipas", base.sipas)):
        size = len(tree.leaves)
        step = pd.DataFrame(moved[:, start : start + size], columns=tree.leaves)
        rolled = tree.rollup(step).to_numpy().T
        published = tree.nodes.set_index("code").loc[tree.codes, "score"].to_numpy(dtype=float)
        index = pd.MultiIndex.from_product([[name], tree.codes], names=["index", "code"])
        parts.append(pd.DataFrame(published[:, None] + rolled, index=index, columns=list(values.index)))
        start += size
    return pd.concat(parts)


def _values_of(scenarios: Scenario | Iterable[Scenario], base: Baseline) -> pd.DataFrame:
    many = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
    if strange := [one for one in many if not isinstance(one, Scenario)]:
        raise ParAnalysisError(
            f"cần Scenario, không phải {strange[0]!r} (a Scenario is needed); với presets(): presets().values()"
        )
    titles = [one.title for one in many]
    if repeated := sorted(title for title, times in Counter(titles).items() if times > 1):
        raise ParAnalysisError(f"kịch bản trùng tên (scenarios with the same title): {', '.join(repeated)}")
    _check_baseline(many, base)
    rows = np.array([_resolve(one, base) for one in many]).reshape(len(many), len(base.leaves))
    return pd.DataFrame(rows, index=titles, columns=list(base.leaves))


def _check_baseline(scenarios: Sequence[Scenario], base: Baseline) -> None:
    if foreign := [one.title for one in scenarios if one.sha256 != base.sha256]:
        raise ParAnalysisError(
            f"{', '.join(foreign)}: lập từ số liệu gốc khác (made from another baseline); "
            f"mở lại bằng Scenario.load(..., rebase=True), hoặc truyền đúng baseline"
        )


def _check(values: pd.DataFrame, base: Baseline) -> None:
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
    inside = (numbers >= -_SLACK) & (numbers <= base.maximum + _SLACK)
    if not inside.all():
        row, column = np.argwhere(~inside)[0]
        raise ParAnalysisError(
            f"«{values.index[row]}», {base.leaves[column]}: {numbers[row, column]:g} nằm ngoài khoảng từ 0 đến "
            f"{base.maximum[column]:g} (outside 0 to {base.maximum[column]:g})"
        )
