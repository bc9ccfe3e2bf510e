"""Settings of the documentation site: `make docs` writes it to build/docs, offline, from docstrings and notebooks."""

import tomllib
from pathlib import Path

_PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = _PROJECT["name"]
author = copyright = _PROJECT["authors"][0]["name"]
version = release = _PROJECT["version"]

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "docs/index"
include_patterns = ["docs/*.md", "notebooks/*.ipynb", "CHANGELOG.md", "CONTRIBUTING.md"]
html_theme = "furo"
html_title = f"par_analysis {version}"
html_static_path: list[str] = []

# Notebooks are committed with their outputs; nothing is run again, and no script comes from elsewhere.
nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, str] = {}
myst_heading_anchors = 2

autodoc_typehints = "none"  # the docstrings say it
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False
suppress_warnings = ["misc.highlighting_failure", "myst.xref_missing", "mystnb.unknown_mime_type"]
