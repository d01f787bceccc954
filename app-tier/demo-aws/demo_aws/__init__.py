"""A simulated AWS estate at the wire protocol, for the demo and the tests of WorkSpaces Inventory."""

__version__ = "0.1.0"
