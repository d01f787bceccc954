"""WorkSpaces Inventory: the application tier."""

__version__ = "0.1.0"
