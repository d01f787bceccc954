"""Backups of the database: made, kept, brought back, and proven to be able to be brought back."""
