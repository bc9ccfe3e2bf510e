"""`python -m par_analysis`: the command, where `par-analysis` is not on the path."""

import sys

from par_analysis.cli import main

if __name__ == "__main__":  # processes that draw import this file again
    sys.exit(main())
