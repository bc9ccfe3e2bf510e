"""A composite index: the tree, its roll-up, how a number is made, what does not add up, the points lost."""
