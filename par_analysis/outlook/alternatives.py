"""Other ways to make the model, each defensible; and what becomes of every headline under them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from par_analysis.edition.loaders import load_assumptions
from par_analysis.edition.opening import EditionLike
from par_analysis.edition.readable import show
from par_analysis.outlook.bands import band_of
from par_analysis.outlook.fitting import Settings
from par_analysis.outlook.model import Model, model_of
from par_analysis.outlook.rivals import rank_chances, ranks_up
from par_analysis.outlook.simulation import draw, nodes_of
from par_analysis.words.errors import ParAnalysisError
from par_analysis.words.numbers import NOISE

__all__ = ["ALTERNATIVES", "Alternative", "Robustness", "alternatives_of", "robustness"]

_IN_POINTS = ("total_low", "total_median", "total_high")
_REPLICATIONS = 20_000  # chances of totals and fields are then known to a third of a percentage point


@dataclass(frozen=True)
class Alternative:
    """One way to make the model.

    Attributes
    ----------
    title, title_en : str
        What is done otherwise.
    reason, reason_en : str
        Why one might.
    change : callable
        Makes it of the model.
    """

    title: str
    title_en: str
    reason: str
    reason_en: str
    change: Callable[[Model], Model]


def _settings(**changes: object) -> Callable[[Model], Model]:
    settings = Settings(**changes)  # type: ignore[arg-type]
    return lambda model: model.with_settings(settings)


def _assumption(name: str, end: str) -> Callable[[Model], Model]:
    def change(model: Model) -> Model:
        return model.replace(**{name: getattr(load_assumptions(column=end), name)})

    return change


# A way a line, as long as its sentences are.
# fmt: off
ALTERNATIVES: dict[str, Alternative] = {
    "complete_pooling": Alternative("Gộp hai chỉ số", "Both indices pooled", "Ít quan sát: PAR INDEX và SIPAS có thể theo cùng một nhịp.", "Few observations: PAR INDEX and SIPAS may move alike.", _settings(pooling="complete")),
    "no_pooling": Alternative("Mỗi phần theo lịch sử của chính nó", "Every part by its own history", "Các phần có thể không hồi quy như tổng.", "Parts need not revert as totals do.", _settings(pooling="none")),
    "without_officials": Alternative("Bỏ thay đổi của điều tra cán bộ", "Without the change of the officials' survey", "Một dòng duy nhất, và là dòng lệch nhất.", "It is a single row, and the most extreme one.", _settings(without=("official_survey",))),
    "total_only": Alternative("Mọi phần theo tổng", "Every part moves with the total", "Thay đổi của từng phần hầu như không được công bố.", "Changes of parts are hardly published.", _settings(pooling="total")),
    "empirical": Alternative("Thay đổi đã thấy, không mô hình", "Observed changes, no model", "Không giả định gì về hồi quy.", "Nothing is assumed of reversion.", _settings(empirical=True)),
    "unweighted": Alternative("Không hiệu chỉnh theo số tỉnh tăng, giảm", "Not weighed by how many rose and fell", "Trọng số dựa vào vài tỉnh giảm điểm.", "The weights rest on a few provinces that fell.", _settings(stratified=False)),
    "robust": Alternative("Sai số đuôi dày", "Heavy-tailed errors", "Vài tỉnh thay đổi rất lớn; chúng không nên quyết định.", "A few provinces moved very far; they should not decide.", _settings(robust=True)),
    "points": Alternative("Tính theo điểm, không theo lô-ga-rít", "In points, not in logarithms", "Khoảng cách tính bằng điểm là cách nói quen thuộc.", "Leads in points are the usual way to speak.", _settings(points=True)),
    "no_reversion": Alternative("Không hồi quy về trung bình", "No reversion to the mean", "Lợi thế có thể giữ được nguyên vẹn.", "A lead may be kept whole.", _settings(reversion=1.0)),
    "strong_reversion": Alternative("Hồi quy mạnh", "Strong reversion", "Mức mạnh nhất mà các năm quan sát được còn cho phép.", "The strongest that the observed years allow.", _settings(reversion=0.4)),
    "slow_country": Alternative("Cả nước tiến chậm", "A slow country", "Nhịp của năm sau chưa biết: mức thấp hợp lý.", "The next year's pace is not known: a reasonable low.", _assumption("pace", "low")),
    "fast_country": Alternative("Cả nước tiến nhanh", "A fast country", "Mức cao hợp lý.", "A reasonable high.", _assumption("pace", "high")),
    "steady_criteria": Alternative("Tiêu chí ít khi chấm lại từ đầu", "Criteria seldom assessed afresh", "Không có số liệu về từng tiêu chí.", "There are no figures of single criteria.", _assumption("redraw", "low")),
    "restless_criteria": Alternative("Tiêu chí hay chấm lại từ đầu", "Criteria often assessed afresh", "Không có số liệu về từng tiêu chí.", "There are no figures of single criteria.", _assumption("redraw", "high")),
}
# fmt: on


@dataclass(frozen=True, eq=False)
class Robustness:
    """Every headline under every alternative.

    Attributes
    ----------
    headlines : DataFrame
        One row a headline by `key` (`total_median`, `total_low`, `total_high`, `total_target`, `no_fall`,
        `rank_up_1`, `rank_up_2`, `field <code>`, ...): `unit` (`points` or `chance`), `model`: under the model,
        `low, high`: over the model and all alternatives, `band` (of a chance), `robust`: whether every alternative
        says the same band. Points are said with their range, and are robust so.
    by_alternative : DataFrame
        Headlines x alternatives, `model` first.
    bands : DataFrame
        Targets (`code`) x alternatives: the model's chance that the target is reached.
    left_out : dict
        Alternatives that could not be fitted, with the reason in both languages.
    """

    headlines: pd.DataFrame
    by_alternative: pd.DataFrame
    bands: pd.DataFrame
    left_out: dict[str, str]

    @property
    def names(self) -> list[str]:
        """Alternatives that were fitted."""
        return [name for name in self.by_alternative if name != "model"]

    @property
    def ways(self) -> pd.DataFrame:
        """The alternatives that were fitted: `alternative, what, what_en, reason, reason_en`."""
        rows = [(name, ALTERNATIVES[name]) for name in self.names]
        return pd.DataFrame(
            {
                "alternative": [name for name, _ in rows],
                "what": [one.title for _, one in rows],
                "what_en": [one.title_en for _, one in rows],
                "reason": [one.reason for _, one in rows],
                "reason_en": [one.reason_en for _, one in rows],
            }
        )

    def holds(self, key: str) -> bool:
        """Whether a headline survives every alternative."""
        return bool(self.headlines.set_index("key")["robust"].get(key, False))

    def __repr__(self) -> str:
        kept = int(self.headlines["robust"].sum())
        return f"Robustness: {kept} of {len(self.headlines)} headlines hold under all of {len(self.names)} alternatives"

    def _repr_html_(self) -> str:
        return show(self.headlines)._repr_html_()


def robustness(edition: EditionLike = None, model: Model | None = None) -> Robustness:
    """Work out every headline under every alternative, once for a model.

    Parameters
    ----------
    edition : Edition, str or path-like, optional
        As `open_edition()` returns it, or what it takes; by default the shipped edition.
    model : Model, optional
        As `achievability_model()` makes it; by default that of the edition.

    Notes
    -----
    The spread over models is not a confidence interval: it says how far an answer rests on choices that the evidence
    does not settle.
    """
    own = model_of(edition, model)
    return own.edition.once(("robustness", own), lambda: _worked_out(own))


def _worked_out(model: Model) -> Robustness:
    found, bands = {}, {}
    others, left_out = alternatives_of(model)
    for name, made in {"model": model, **others}.items():
        found[name], bands[name] = _headlines(made), _targets(made)
    table = pd.DataFrame(found)
    rows = []
    for key, values in table.iterrows():
        unit = "points" if str(key) in _IN_POINTS else "chance"
        row = {"key": key, "unit": unit, "model": values["model"], "low": values.min(), "high": values.max()}
        if unit == "chance":
            row["band"] = band_of(values["model"], model)
            row["robust"] = all(band_of(value, model) == row["band"] for value in values)
        else:
            row["band"], row["robust"] = "", True
        rows.append(row)
    return Robustness(pd.DataFrame(rows), table, pd.DataFrame(bands).rename_axis("code"), left_out)


def alternatives_of(model: Model) -> tuple[dict[str, Model], dict[str, str]]:
    """Make every alternative of a model; and say of those that cannot be fitted why."""
    made, left_out = {}, {}
    for name, alternative in ALTERNATIVES.items():
        try:
            changed = alternative.change(model)
            assert changed.moves
            made[name] = changed
        except ParAnalysisError as error:
            left_out[name] = str(error)
    return made, left_out


def _targets(model: Model) -> pd.Series:
    leaves = model.leaves[model.leaves["gain"] > 0]
    return pd.Series({code: model.chance_of(str(code), float(target)) for code, target in leaves["target"].items()})


def _headlines(model: Model) -> pd.Series:
    listed = nodes_of(model)
    draws = np.concatenate([block.nodes for block in draw(model, _REPLICATIONS, 0)], axis=1)
    level = model.assumptions.level
    total = draws[0]
    found = dict(
        zip(
            ("total_low", "total_median", "total_high"),
            np.quantile(total, [(1 - level) / 2, 0.5, (1 + level) / 2]),
            strict=True,
        )
    )
    found["no_fall"] = float((total >= listed.loc[0, "score"] - NOISE).mean())
    reached = (draws >= listed["target"].to_numpy()[:, None] - NOISE).mean(axis=1)
    found["total_target"] = float(reached[0])
    for kind, code, chance, target, score in zip(
        listed["kind"], listed["code"], reached, listed["target"], listed["score"], strict=True
    ):
        if kind == "field" and target > score:
            found[f"field {code}"] = float(chance)
    if model.edition.has("rank"):
        ranks = rank_chances(model).set_index("rank")
        for up, rank in ranks_up(model.edition).items():
            found[f"rank_up_{up}"] = float(ranks.loc[rank, "moving"])
    return pd.Series(found)
