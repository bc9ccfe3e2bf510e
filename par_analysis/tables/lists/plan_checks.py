"""Old place of the context of a plan."""

from par_analysis.tables.lists.plan import Context, source_lines  # noqa: F401
