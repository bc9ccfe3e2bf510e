"""What a move of a part leaves to its criteria.

A part that rises closes the share `G` of what it had lost, one that falls loses the share `L` of what it had. With `A`
the part's attainment in the year of results, a criterion with attainment `a` and maximum `M` ends the year in two steps:

1. with the chance `q` (`Assumptions.redraw`, averaged over its three values) it is assessed afresh: it takes the
   attainment of a criterion of its part drawn by points, or, all or nothing, `M` with the chance `A` and else 0;
2. it closes a share of what it then lacks that is even between `max(0, 2G - 1)` and `min(1, 2G)`, or loses as much of
   what it then has; all or nothing, everything with the chance `G` or `L`. The only criterion of a part moves as it.

Each step keeps the part's mean, so criteria add up to their part on average and nothing leaves 0 to `M`. What they
scatter on their own (`Leaves.noise`) is taken from the part's own scatter, not added to it. A criterion that needs
another one first (judgements, `after`) keeps its score where the other is not had whole.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

__all__ = ["GRID", "Leaves"]

# Attainments of a part between which chances are interpolated.
GRID = np.linspace(0.0, 1.0, 401)


@dataclass(frozen=True, eq=False)
class Leaves:
    """The criteria of one part.

    Attributes
    ----------
    codes : tuple of str
    points : ndarray
        Weight of each in the part: its maximum (points; of an average, its share).
    attained : ndarray
        Score over maximum, 0 to 1.
    whole : ndarray of bool
        All or nothing.
    redraws : tuple of float
        Chances of being assessed afresh that are averaged over.
    """

    codes: tuple[str, ...]
    points: np.ndarray
    attained: np.ndarray
    whole: np.ndarray
    redraws: tuple[float, ...]

    @property
    def part(self) -> float:
        """Attainment of the part."""
        return float(self.points @ self.attained / self.points.sum())

    @property
    def width(self) -> float:
        """How far shares closed scatter around that of the part, 0 to 1."""
        return float(len(self.codes) > 1)

    @property
    def noise(self) -> float:
        """Variance that the criteria add on their own to the part's attainment, where the part itself stays."""
        share, level = self.points / self.points.sum(), self.part
        spread = float(share @ (self.attained - level) ** 2)
        apart = np.where(self.whole, level * (1.0 - level), spread)
        redraws = np.array(self.redraws)[:, None]
        return float(
            (redraws * apart + redraws * (1.0 - redraws) * (self.attained - level) ** 2).mean(axis=0) @ share**2
        )

    def chance(self, at: int, least: float | np.ndarray) -> np.ndarray:
        """Chance that a criterion ends at the attainment `least` or above, by the part's attainment on `GRID`.

        Of many attainments a row each.
        """
        return np.asarray(self.chances(at, least).mean(axis=0))

    def chances(self, at: int, least: float | np.ndarray) -> np.ndarray:
        """Chance of the same for each of `redraws`, which a draw has in common for all criteria, along a first axis."""
        asked = np.atleast_1d(np.asarray(least, dtype=float))
        whole = bool(self.whole[at])
        redraws = np.array(self.redraws)[:, None, None]
        if not whole and len(self.codes) == 1:
            made = np.broadcast_to(_from(asked), (len(redraws), len(asked), len(GRID)))
        else:
            kept = self._reached(self.attained[at], asked, whole)
            if whole:
                values, share = np.array([0.0, 1.0]), np.array([1.0 - self.part, self.part])
            else:
                values, where = np.unique(self.attained, return_inverse=True)
                share = np.bincount(where, self.points) / self.points.sum()
            fresh = sum(
                weight * self._reached(value, asked, whole) for value, weight in zip(values, share, strict=True)
            )
            made = np.where((asked <= 1e-9)[:, None], 1.0, (1.0 - redraws) * kept + redraws * fresh)
        return made if np.ndim(least) else made[:, 0]

    def _reached(self, value: float, least: np.ndarray, whole: bool) -> np.ndarray:
        """Chance of ending at `least` or above from `value` in the second step: a row each, by the part's attainment."""
        closed, lost = _moved(GRID, self.part)
        above = value >= least - 1e-9
        made = np.empty((len(least), len(GRID)))
        if whole:
            made[above], made[~above] = np.where(lost > 0, 1.0 - lost, 1.0), closed
            return made
        asked = ((least[~above] - value) / (1.0 - value) if value < 1.0 else least[~above])[:, None]
        made[~above] = np.where(lost > 0, 0.0, 1.0 - _share_within(asked - 1e-9, closed, self.width))
        spare = ((value - least[above]) / value if value > 0 else np.ones(int(above.sum())))[:, None]
        held = np.where(lost > 0, _share_within(spare, lost, self.width), 1.0)
        made[above] = np.where((spare < 1e-6) & (self.part > 0), _from(np.array([self.part])), held)
        return made

    def draw(self, part: np.ndarray, generator: np.random.Generator, out: np.ndarray | None = None) -> np.ndarray:
        """Draw attainments of the criteria, given attainments of the part.

        Parameters
        ----------
        part : ndarray
            One a replication, 0 to 1.
        generator : Generator
        out : ndarray, optional
            Where the attainments are written to.

        Returns
        -------
        ndarray
            Criteria x replications.
        """
        size, level = len(part), self.part
        made = np.empty((len(self.codes), size)) if out is None else out
        generator.random(out=made)
        redraw = np.array(self.redraws).take(np.arange(size) % len(self.redraws))
        kept = 1.0 / np.maximum(1.0 - redraw, 1e-12)
        closed, lost = _moved(part, level)
        # A share is even between `low` and `low + width`; of what is closed and lost one is 0.
        low_closed, width_closed = _ends(closed, self.width)
        low_lost, width_lost = _ends(lost, self.width)
        low, width = low_closed + low_lost, width_closed + width_lost
        edges, guide = self._afresh
        share = np.diff(edges)
        levels, own = np.unique(self.attained, return_inverse=True)
        for level_at, value in enumerate(levels):
            # Criteria that have this attainment end, if not assessed afresh, at `start + slope * even`.
            slope = (width_closed - value * width) * kept
            start = value + low_closed - value * low - slope * redraw
            for row in np.flatnonzero(own == level_at):
                even = made[row]
                if self.whole[row]:
                    made[row] = self._whole(even, redraw, value, closed, lost)
                    continue
                # The even number says as what criterion it is assessed afresh; what is left of it is even again.
                at = np.flatnonzero(even < redraw) if len(self.codes) > 1 else np.zeros(0, dtype=np.intp)
                again = even.take(at)
                again /= redraw.take(at)
                even *= slope
                even += start
                of = guide.take((again * (len(guide) - 1)).astype(np.intp))
                while (later := again >= edges.take(of + 1)).any():
                    of += later
                again -= edges.take(of)
                again /= share.take(of)
                taken = self.attained.take(of)
                again *= width_closed.take(at) - taken * width.take(at)
                again += taken
                again += low_closed.take(at) - taken * low.take(at)
                even[at] = again
        return made

    @functools.cached_property
    def _afresh(self) -> tuple[np.ndarray, np.ndarray]:
        """Where the shares of the criteria begin, one after the other; and the last that begins before a 1,024th."""
        share = self.points / self.points.sum()
        edges = np.concatenate([[0.0], np.cumsum(share)[:-1], [1.0 + 1e-9]])
        return edges, np.searchsorted(edges, np.arange(1_025) / 1_024, side="right") - 1

    def _whole(
        self, even: np.ndarray, redraw: np.ndarray, attained: float, closed: np.ndarray, lost: np.ndarray
    ) -> np.ndarray:
        """Draw a criterion that is had whole or not at all."""
        missed, fresh = redraw * (1.0 - self.part), even < redraw
        taken = fresh & (even >= missed)
        made = np.where(fresh, taken.astype(float), attained)
        least = np.where(taken, missed, np.where(fresh, 0.0, redraw))
        width = np.where(taken, redraw - missed, np.where(fresh, missed, 1.0 - redraw))
        rest = (even - least) / np.maximum(width, 1e-300)
        np.copyto(made, 1.0, where=rest < closed)
        np.copyto(made, 0.0, where=rest < lost)
        return made


def _moved(part: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Share closed of what a part had lost, and share lost of what it had; one of them is 0."""
    closed = np.clip((part - level) / max(1.0 - level, 1e-12), 0.0, 1.0)
    lost = np.clip((level - part) / max(level, 1e-12), 0.0, 1.0)
    return closed, lost


def _from(least: np.ndarray) -> np.ndarray:
    """Whether a part attains as much, a row each, on `GRID`: of what stands for a point of the grid, the share that does."""
    made = np.clip((GRID - least[:, None]) / GRID[1] + 0.5, 0.0, 1.0)
    return np.where(least[:, None] <= 1e-9, 1.0, made)


def _ends(share: np.ndarray, width: float) -> tuple[np.ndarray, np.ndarray]:
    """Lower end and width of shares that are even around a given mean, at width 1 as wide as 0 to 1 allows."""
    half = width * np.minimum(share, 1.0 - share)
    return share - half, 2.0 * half


def _share_within(limit: np.ndarray, share: np.ndarray, width: float) -> np.ndarray:
    """Chance that such a share does not exceed a limit: a row each."""
    half = width * np.minimum(share, 1.0 - share)
    inside = np.clip((limit - (share - half)) / np.maximum(2.0 * half, 1e-12), 0.0, 1.0)
    return np.where(half > 1e-9, inside, share <= limit + 1e-12)
