"""Old place of the models."""

from par_analysis.tables.models.evidence import EVIDENCE  # noqa: F401
from par_analysis.tables.models.results import CHANCES  # noqa: F401
