"""Which ranks a score allows among what was published, and which scores a rank needs: exact bounds."""

from __future__ import annotations

from par_analysis.ranking.bounds import (
    RankBounds,
    RankSteps,
    ScoreRange,
    held_rank,
    own_rank,
    rank_of,
    rank_steps,
    score_for,
)

__all__ = ["RankBounds", "RankSteps", "ScoreRange", "held_rank", "own_rank", "rank_of", "rank_steps", "score_for"]
