"""`python -m playground`: the same engine without a browser."""

import sys

from playground.training.command_line import main

sys.exit(main())
