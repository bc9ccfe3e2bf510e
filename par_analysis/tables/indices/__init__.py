"""The printed table of an index, from a text, a workbook or a CSV to tidy rows."""
