"""Small lists of published statements, and every list of scores and ranks that agrees with them, one by one."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from hypothesis import strategies as st

OWN = "Hà Nội"
LOWEST, HIGHEST = 97, 100
GRID = np.arange(LOWEST - 0.5, HIGHEST + 0.5, 0.5).tolist()  # ends of intervals are whole numbers; 96,5 is all below 97


class Said(NamedTuple):
    """One statement: a score from `low` to below `high` (100 included), a rank, or both."""

    place: str
    low: float | None = None
    high: float | None = None
    rank: int | None = None


def frame(said: Iterable[Said], year: int = 2021, index: str = "par") -> pd.DataFrame:
    """Statements in the columns of `load_standings`."""
    rows = pd.DataFrame([*said], columns=Said._fields)
    return pd.DataFrame(
        {
            "id": [f"x-{number}" for number in range(1, len(rows) + 1)],
            "index": index,
            "year": year,
            "place": rows["place"].astype("str"),
            "score": (rows["low"].astype(float) + rows["high"].astype(float)) / 2,
            "score_low": rows["low"].astype(float),
            "score_high": rows["high"].astype(float),
            "printed": [None if pd.isna(low) else f"{low:g}" for low in rows["low"]],
            "rank": rows["rank"].astype("Int64"),
            "basis": "stated",
            "doubt": np.nan,
            "source": "trang (page) x",
            "note": np.nan,
        }
    )


def _scores(said: list[Said]) -> list[float]:
    spans = [(s.low, s.high) for s in said if s.low is not None]
    inside = [{v for v in GRID if low <= v < high or v == high == 100} for low, high in spans]
    if not spans:
        return GRID
    if common := set.intersection(*inside):
        return sorted(common)
    return [v for v in GRID if min(low for low, _ in spans) <= v <= max(max(values) for values in inside)]


def every_list(said: Iterable[Said], places: int) -> set[tuple[float, ...]]:
    """Scores of the other places, best first, of every list that agrees with the statements."""
    said = list(said)
    names = list(dict.fromkeys([OWN, *(s.place for s in said)]))
    names += [f"không ai nhắc {n}" for n in range(places - len(names))]
    scores = {name: _scores([s for s in said if s.place == name]) for name in names}
    ranks = {name: [s.rank for s in said if s.place == name and s.rank is not None] for name in names}

    @functools.cache
    def after(seated: frozenset[str], top: float) -> set[tuple[float, ...]]:
        if len(seated) == places:
            return {()}
        rank, found = len(seated) + 1, set()
        for name in names:
            known = ranks[name]
            if name in seated or (known and not min(known) <= rank <= max(known)):
                continue
            for score in scores[name]:
                if score <= top:
                    own = () if name == OWN else (score,)
                    found |= {(*own, *rest) for rest in after(seated | {name}, score)}
        return found

    return after(frozenset(), HIGHEST)


def counted(lists: set[tuple[float, ...]], score: float) -> tuple[int, int]:
    """Best and worst rank of a score among the lists: ties count for Hà Nội, then against it."""
    return (
        1 + min(sum(other > score for other in others) for others in lists),
        1 + max(sum(other >= score for other in others) for others in lists),
    )


@st.composite
def statements(draw: st.DrawFn, places: int, single: bool = False) -> list[Said]:
    """A few statements on a few places; `single`: at most one rank a place, and Hà Nội has one."""
    names = [OWN, *"ABCDE"[: places - 1]]
    span = st.integers(LOWEST - 1, HIGHEST - 1).flatmap(
        lambda low: st.tuples(st.just(max(low, 0) if low >= LOWEST else 0), st.integers(max(low, LOWEST) + 1, HIGHEST))
    )
    made = []
    # Mostly a true list, so that statements agree; now and then any rank.
    order = draw(st.permutations(names))
    true = sorted(draw(st.lists(st.sampled_from(GRID), min_size=places, max_size=places)), reverse=True)
    for name in names:
        rank = order.index(name) + 1
        for _ in range(draw(st.integers(0, 1 if single else 2))):
            kind = draw(st.sampled_from(["score", "rank", "both"]))
            low = high = None
            if kind != "rank":
                low, high = draw(span) if draw(st.integers(0, 5)) == 0 else _around(true[rank - 1], draw)
            said = rank if single or draw(st.integers(0, 4)) else draw(st.integers(1, places))
            made.append(Said(name, low, high, None if kind == "score" else said))
    own = order.index(OWN) + 1
    return made if any(s.place == OWN and s.rank for s in made) else [*made, Said(OWN, rank=own)]


def _around(score: float, draw: st.DrawFn) -> tuple[int, int]:
    if score < LOWEST:
        return 0, draw(st.integers(LOWEST, HIGHEST))
    low = draw(st.integers(LOWEST, min(int(score), HIGHEST - 1)))
    return low, draw(st.integers(min(int(score), HIGHEST - 1) + 1, HIGHEST))
