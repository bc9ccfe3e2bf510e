"""Files and tidy rows: what every table is made of, its readers and writers, source cards, errors with their place."""
