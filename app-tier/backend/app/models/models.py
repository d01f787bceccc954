"""Every model under one name, for Alembic and for the README's commands."""

from app.models.accounts import AwsAccount
from app.models.audit import AuditEntry
from app.models.directories import Bundle, Directory
from app.models.events import Event, EventWatermark, EventWorkspace
from app.models.sync import Coverage, Schedule, SyncRun, SyncStep
from app.models.tokens import RevokedToken
from app.models.users import User
from app.models.workspaces import Workspace, WorkspaceChange

__all__ = [
    "AuditEntry",
    "AwsAccount",
    "Bundle",
    "Coverage",
    "Directory",
    "Event",
    "EventWatermark",
    "EventWorkspace",
    "RevokedToken",
    "Schedule",
    "SyncRun",
    "SyncStep",
    "User",
    "Workspace",
    "WorkspaceChange",
]
