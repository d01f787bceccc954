"""Client of WorkSpaces Inventory."""

from wsi.client import Client
from wsi.errors import ApiError, ReportFailed, Unreachable, WsiError

__all__ = ["ApiError", "Client", "ReportFailed", "Unreachable", "WsiError"]
__version__ = "0.1.0"
