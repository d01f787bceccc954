"""`python -m wsi`."""

from wsi.cli import run

run()
