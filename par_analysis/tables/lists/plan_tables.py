"""Old place of the tables of a plan."""

from par_analysis.tables.lists.plan import *  # noqa: F403
from par_analysis.tables.models.plan import PLAN_TABLES  # noqa: F401
