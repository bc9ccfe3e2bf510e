"""Everything known of one place in one year, and how it is opened.

`open_edition()` gives the shipped edition, `open_edition("folder")` a researcher's own. Every function that looks at
figures takes `edition=...`, asks it for everything, and says what it lacks; nothing of another edition fills a gap.
"""
