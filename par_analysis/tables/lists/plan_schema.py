"""Old place of the models."""

from par_analysis.tables.models.plan import CALENDAR, GOALS, RESPONSIBILITIES, TASKS  # noqa: F401
