"""The database of version 1 (SQLite), read once and kept: `python -m app.cli import-v1`."""
