"""A composite index is a tree, and its roll-up is one linear operator.

A child has a weight in its parent: 1 where parts add up (PAR INDEX), 1/n where they are averaged (SIPAS), or what the
table states in a column `weight`. So the values of all nodes are `R @ leaf_values` with one matrix `R`, bound by code.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from par_analysis.tables.models.index import INDICES, PAR, SIPAS, check_table
from par_analysis.words.errors import ParAnalysisError, close_to, refused

__all__ = ["CompositeIndex"]


class CompositeIndex:
    """A validated tree of nodes with the operator that rolls leaf values up.

    Parameters
    ----------
    nodes : DataFrame
        One row a node with at least `code` and `parent` (empty for the root); a tidy table of
        `load_par` or `load_sipas` has everything that an explanation shows as well. Rows in any order.
    aggregate : {"sum", "mean"}
        How a node is made of its children, where the table has no column `weight`.
    key : str
        Which index it is, such as `par`.

    Attributes
    ----------
    codes, leaves : list of str
        All codes, and the codes of the leaves (unlisted parts included), in the order of `nodes`.
    root : str
        Code of the overall node.
    key : str
        As given.

    Raises
    ------
    ParAnalysisError
        The nodes are no tree: a repeated code, no root or several, an unknown parent, a cycle; or
        `aggregate` is neither word. Names every code concerned.

    Notes
    -----
    Immutable: `nodes` is copied, and the matrix is handed out as a copy.
    """

    def __init__(self, nodes: pd.DataFrame, aggregate: Literal["sum", "mean"], key: str = "") -> None:
        if aggregate not in ("sum", "mean"):
            raise refused("choice", name="aggregate", found=aggregate, allowed="'sum', 'mean'")
        if not isinstance(nodes, pd.DataFrame):
            raise refused(
                "type", name="nodes", wanted="một DataFrame", wanted_en="a DataFrame", found=type(nodes).__name__
            )
        missing = [column for column in ("code", "parent") if column not in nodes.columns]
        if missing:
            raise ParAnalysisError(f"thiếu cột {', '.join(missing)} (columns missing) trong bảng nút")
        self.aggregate, self.key = aggregate, key
        self._nodes = nodes.copy()
        self._nodes.attrs = dict(nodes.attrs)
        self._codes = [str(code) for code in nodes["code"]]
        self._parent = {
            str(code): None if pd.isna(parent) or parent == "" else str(parent)
            for code, parent in zip(nodes["code"], nodes["parent"], strict=True)
        }
        self._validate(nodes)
        self._children: dict[str, list[str]] = {code: [] for code in self._codes}
        for code in self._codes:
            parent = self._parent[code]
            if parent is not None:
                self._children[parent].append(code)
        self.root: str = next(code for code, parent in self._parent.items() if parent is None)
        self._leaves = [code for code in self._codes if not self._children[code]]
        self._shares = self._weights()

    @classmethod
    def of(cls, key: str, nodes: pd.DataFrame) -> CompositeIndex:
        """Make the index `key` of a tidy table, with its own way of making nodes of their parts.

        Columns beside `code, parent, name, max_points, score` may be left out.
        """
        check_table(nodes, key, ("code", "parent", "name", "max_points", "score"))
        made = cls(_completed(nodes, key), INDICES[key].aggregate, key)  # type: ignore[arg-type]
        if "level" not in nodes:
            made._nodes["level"] = [len(made.lineage(code)) - 1 for code in made.codes]
        return made

    def _weights(self) -> dict[str, float]:
        """Weight of every node in its parent."""
        if "weight" in self._nodes:
            stated = dict(zip(self._codes, self._nodes["weight"].astype(float), strict=True))
            if faults := [code for code in self._codes if code != self.root and not stated[code] > 0]:
                raise ParAnalysisError(f"trọng số phải lớn hơn 0 (weights must be above 0): {', '.join(faults)}")
            return stated
        parts = {code: len(self._children[parent]) for code, parent in self._parent.items() if parent is not None}
        return {code: 1.0 if self.aggregate == "sum" else 1.0 / count for code, count in parts.items()}

    def __repr__(self) -> str:
        return f"<CompositeIndex {self.aggregate}: {len(self._codes)} nodes, {len(self._leaves)} leaves, root {self.root!r}>"

    def _validate(self, nodes: pd.DataFrame) -> None:
        faults = []
        if blank := int((nodes["code"].isna() | (nodes["code"] == "")).sum()):
            faults.append(f"{blank} dòng không có mã (rows without a code)")
        if repeated := sorted(set(nodes.loc[nodes["code"].duplicated(), "code"].dropna())):
            faults.append(f"mã lặp lại (repeated codes): {', '.join(map(str, repeated))}")
        roots = [code for code, parent in self._parent.items() if parent is None]
        if len(roots) != 1:
            faults.append(f"cần đúng một gốc (exactly one root is needed), có {len(roots)}: {', '.join(roots)}")
        if orphans := [c for c, p in self._parent.items() if p is not None and p not in self._parent]:
            faults.append(f"không có dòng mẹ (orphans): {', '.join(orphans)}")
        if circling := [code for code in self._parent if self._circles(code)]:
            faults.append(f"vòng lặp (cycle): {', '.join(circling)}")
        if faults:
            raise ParAnalysisError(f"bảng không phải là một cây (not a tree): {'; '.join(faults)}")

    def _circles(self, code: str) -> bool:
        seen: set[str] = set()
        step: str | None = code
        while step is not None and step in self._parent:
            if step in seen:
                return True
            seen.add(step)
            step = self._parent[step]
        return False

    @property
    def codes(self) -> list[str]:
        """All codes, in the order of the table."""
        return list(self._codes)

    @property
    def leaves(self) -> list[str]:
        """Codes of the leaves (unlisted parts included), in the order of the table."""
        return list(self._leaves)

    @property
    def nodes(self) -> pd.DataFrame:
        """A copy of the table the index was made of; nothing is copied until somebody writes into it."""
        return self._nodes.copy(deep=False)

    @cached_property
    def _by_code(self) -> pd.DataFrame:
        return self._nodes.set_index("code", drop=False).rename_axis(None)

    @property
    def by_code(self) -> pd.DataFrame:
        """The table by code; nothing is copied until somebody writes into it."""
        return self._by_code.copy(deep=False)

    def _figure(self, column: str, code: str) -> float:
        self._require(code)
        return float(self._by_code.loc[code, column]) if column in self._by_code else float("nan")

    def score(self, code: str = "total") -> float:
        """Return the published result of a node; NaN where it was not published."""
        return self._figure("score", code)

    def maximum(self, code: str = "total") -> float:
        """Return the most that a node can have."""
        return self._figure("max_points", code)

    def target(self, code: str = "total") -> float:
        """Return the published aim of a node; NaN where there is none."""
        return self._figure("target", code)

    def name(self, code: str = "total", lang: str = "vi") -> str:
        """Return the name of a node; in English its Vietnamese name where it has no other."""
        self._require(code)
        english = self._by_code.loc[code, "name_en"] if lang == "en" and "name_en" in self._by_code else None
        return english if isinstance(english, str) else str(self._by_code.loc[code, "name"])

    @cached_property
    def _matrix(self) -> np.ndarray:
        position = {code: number for number, code in enumerate(self._leaves)}
        made: dict[str, np.ndarray] = {}

        def row(code: str) -> np.ndarray:
            if code not in made:
                parts = self._children[code]
                if parts:
                    made[code] = np.sum([row(part) * self._shares[part] for part in parts], axis=0)
                else:
                    made[code] = np.eye(1, len(self._leaves), position[code])[0]
            return made[code]

        matrix = np.array([row(code) for code in self._codes])
        matrix.flags.writeable = False
        return matrix

    @property
    def matrix(self) -> pd.DataFrame:
        """The roll-up operator `R`: nodes x leaves, labelled by code on both sides."""
        return pd.DataFrame(self._matrix.copy(), index=self._codes, columns=self._leaves)

    def children(self, code: str) -> list[str]:
        """Codes of the parts of a node, in table order; empty for a leaf."""
        self._require(code)
        return list(self._children[code])

    def lineage(self, code: str) -> list[str]:
        """Codes from the root down to `code`, both included."""
        self._require(code)
        path = [code]
        while (parent := self._parent[path[-1]]) is not None:
            path.append(parent)
        return path[::-1]

    def weight(self, code: str) -> float:
        """How much the root moves when the value of `code` moves by one."""
        share = 1.0
        for step in self.lineage(code)[1:]:
            share *= self._shares[step]
        return share

    def shares(self, code: str) -> pd.Series:
        """Return the weights of the parts of a node in it, by code."""
        return pd.Series({part: self._shares[part] for part in self.children(code)}, dtype=float)

    def total(self, column: str) -> float:
        """Return a figure of the overall node; NaN where the table has none."""
        if column not in self._nodes:
            return float("nan")
        return float(self._nodes.loc[self._nodes["code"] == self.root, column].iloc[0])

    def leaf_values(self, column: str = "score") -> pd.Series:
        """Leaf values from a column of the table, by code.

        A remainder holds no target of its own: where `column` is empty, it keeps its score.
        """
        if column not in self._nodes.columns:
            raise ParAnalysisError(f"bảng không có cột (no column) {column!r}")
        leaves = self._nodes.set_index("code").loc[self._leaves]
        values = leaves[column]
        if "is_remainder" in leaves.columns:
            values = values.mask(leaves["is_remainder"] & values.isna(), leaves["score"])
        return values.astype(float).rename(column)

    def rollup(self, values: pd.Series | pd.DataFrame) -> pd.Series | pd.DataFrame:
        """Roll leaf values up to every node.

        Parameters
        ----------
        values : Series or DataFrame
            Leaf values by leaf code (order does not matter): a Series for one vector, or a DataFrame with
            one row a scenario and one column a leaf.

        Returns
        -------
        Series or DataFrame
            Node values by code: a Series, or one row a scenario and one column a node. One matrix product.

        Raises
        ------
        ParAnalysisError
            A leaf is missing, a code is no leaf or comes twice, or a value is not a finite number.
        """
        if not isinstance(values, pd.Series | pd.DataFrame):
            raise ParAnalysisError(
                f"cần Series hoặc DataFrame gắn mã, không phải {type(values).__name__} (a Series or DataFrame by code is needed)"
            )
        labels = values.columns if isinstance(values, pd.DataFrame) else values.index
        self._check_labels(labels)
        if list(labels) != self._leaves:
            values = values[self._leaves]
        try:
            numbers = values.to_numpy(dtype=float)
        except (TypeError, ValueError) as error:
            raise ParAnalysisError(f"giá trị không phải là số (a value is no number): {error}") from None
        # A sum is finite only if every number in it is; looking at each one is for the error message.
        with np.errstate(invalid="ignore"):
            total = numbers.sum()
        if not np.isfinite(total) and not np.isfinite(numbers).all():
            at = np.argwhere(~np.isfinite(numbers))[0]
            scenario = f"kịch bản (scenario) {values.index[at[0]]!r}, " if numbers.ndim == 2 else ""
            raise ParAnalysisError(
                f"{scenario}{self._leaves[at[-1]]}: {numbers[tuple(at)]} không phải là số hữu hạn (not a finite number)"
            )
        rolled = numbers @ self._matrix.T
        if isinstance(values, pd.DataFrame):
            return pd.DataFrame(rolled, index=values.index, columns=self._codes, copy=False)
        return pd.Series(rolled, index=self._codes, name=values.name)

    def _check_labels(self, labels: pd.Index) -> None:
        known, given = set(self._leaves), set(labels)
        faults = []
        if missing := [code for code in self._leaves if code not in given]:
            faults.append(f"thiếu (missing): {', '.join(missing)}")
        if unknown := sorted(str(code) for code in given - known):
            faults.append(f"không phải mục chi tiết (not a leaf): {', '.join(unknown)}")
        if not labels.is_unique:
            faults.append(f"lặp lại (repeated): {', '.join(map(str, labels[labels.duplicated()].unique()))}")
        if faults:
            raise ParAnalysisError(f"giá trị phải gắn đúng mã (values must be bound by leaf code): {'; '.join(faults)}")

    def _require(self, code: str) -> None:
        if code not in self._parent:
            raise ParAnalysisError(f"không có mã (unknown code) {code!r}{close_to(str(code), self._codes)}")


def _completed(nodes: pd.DataFrame, key: str) -> pd.DataFrame:
    """Give a table the columns that it leaves out: what follows from its codes, else nothing."""
    made = nodes.copy()
    made.attrs = dict(nodes.attrs)
    if "source_line" not in nodes:
        made.attrs.pop("path", None)  # no line of which can be quoted
    follows = {
        "is_leaf": ~nodes["code"].isin(nodes["parent"].dropna()),
        "is_remainder": nodes["code"].astype("str").str.endswith(".rest"),
        "target_is_bound": False,
        "source_line": np.arange(1, len(nodes) + 1),
    }
    for field in (PAR if key == "par" else SIPAS).fields:
        if field.type == "string" and not field.required:
            # Words are words even where the whole column is empty.
            made[field.name] = made[field.name].astype("str") if field.name in made else pd.Series(np.nan, made.index, "str")  # fmt: skip
        elif field.name not in made and field.name != "level":
            made[field.name] = follows.get(field.name, np.nan)
    return made
