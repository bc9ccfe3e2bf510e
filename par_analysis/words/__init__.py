"""How things are said: languages, numbers, days, colours, and what is refused."""
