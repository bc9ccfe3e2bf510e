"""PAR INDEX and SIPAS of a province, year by year: clean tables, an audit of them, where points are lost, charts for briefings.

>>> from par_analysis import load_par, deficits
>>> load_par().query("code == 'total'")["score"].item()
88.54

The public names stand in `__init__.pyi`; each loads when it is first used.
"""

from __future__ import annotations

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__version__ = "0.2.0"
