"""Every table that is a plain list: what stands beside an index, the plan, evidence, standings; checked against its columns."""
