"""Old place of the words."""

from par_analysis.tables.models.evidence import CONTROLS, REFERENCE_CLASSES, YES_NO_UNKNOWN  # noqa: F401
from par_analysis.tables.models.results import KINDS, VERDICTS  # noqa: F401
