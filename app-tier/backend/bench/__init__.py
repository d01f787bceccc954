"""Benchmarks of the application tier."""
