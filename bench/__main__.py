"""`python -m bench`: what `make bench` runs. `--help` tells of its options."""

import os
import sys

import django


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    from bench.run import run  # Models can't be imported before Django is set up.

    return run()


sys.exit(main())
