"""`python -m dzherelo.ui.cli`."""

import sys

from dzherelo.ui.cli import main

if __name__ == "__main__":
    sys.exit(main())
