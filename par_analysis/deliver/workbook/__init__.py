"""The what-if workbook with live formulas, and what people made of it."""
