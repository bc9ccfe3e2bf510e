"""The interactive what-if: one set of browser functions, in JupyterLab and as a single file that needs no Python.

`par_analysis.explorer.widget.explore` makes the widget, `par_analysis.explorer.page.write_page` writes the file.
"""
