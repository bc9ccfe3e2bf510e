"""Old place of the words."""

from par_analysis.tables.models.plan import *  # noqa: F403
