"""What every table is: its columns with their types, ranges, words and titles, each defined once, as pydantic models."""
