"""A language model behind HTTP: one thread owns it, requests wait in a bounded queue (CONTRACT.md section 5)."""

__version__ = "0.1.0"
