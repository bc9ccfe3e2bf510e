"""The briefing as a Word report in the layout of Vietnamese administrative documents."""
