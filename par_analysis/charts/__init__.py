"""One function a chart; each returns a `Chart`, a matplotlib Figure that knows its message, source and data.

The public names stand in `__init__.pyi`; each loads when it is first used, and matplotlib with the first chart.
"""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
