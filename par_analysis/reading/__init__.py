"""Raw document -> rows: appendix text, Excel workbook, numbers as people print them."""
