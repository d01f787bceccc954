"""Celery tasks of the sync: transport only; the truth is in the rows."""
