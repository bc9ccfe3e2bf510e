"""The models of tables by their old names, until every caller asks `par_analysis.tables.models`."""

from par_analysis.tables.models.agencies import *  # noqa: F403
from par_analysis.tables.models.column import Table  # noqa: F401
from par_analysis.tables.models.index import *  # noqa: F403
from par_analysis.tables.models.results import AUDIT  # noqa: F401
from par_analysis.tables.models.standings import STANDINGS  # noqa: F401
