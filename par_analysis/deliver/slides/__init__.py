"""The briefing as a PowerPoint deck: native charts and tables, notes, templates."""
