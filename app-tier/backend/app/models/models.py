"""Every model under one name, for Alembic and for the README's commands."""

from app.models.accounts import AwsAccount
from app.models.audit import AuditEntry, AuditLink
from app.models.backups import Backup
from app.models.chargeback import ChargebackLock, ChargebackRow
from app.models.costs import AwsSpend, BillDaily, BillMonthly, BillPeriod, BillTagMonthly, Price
from app.models.cur import CurImport
from app.models.delivery import ReportDelivery, ReportSchedule
from app.models.directories import Bundle, Directory
from app.models.events import Event, EventQueue, EventQueueReject, EventWatermark, EventWorkspace
from app.models.modelled import CostMark, CostMonthly, CostRollup, ForecastRollup, WorkspaceCost
from app.models.overrides import PriceOverride
from app.models.questions import AiQuery
from app.models.recommendations import Recommendation, RecommendationPlace
from app.models.reports import Report
from app.models.resources import Image, IpGroup, OrganizationAccount, Person, Pool
from app.models.second_factor import SecondFactor
from app.models.settings import Setting
from app.models.sync import Coverage, Schedule, SyncRun, SyncStep
from app.models.tokens import ApiToken, RevokedToken, UserSession
from app.models.usage import (
    MetricDaily,
    UsageDaily,
    UsageHourly,
    UsageHours,
    UsageMonthly,
    UsageStaleMonth,
    WorkspaceUsage,
)
from app.models.users import User
from app.models.v1 import V1Billing, V1Reject, V1Sync, V1Usage
from app.models.versions import DataVersion
from app.models.views import DefaultView, SavedView
from app.models.workspaces import ChangeRollup, Workspace, WorkspaceChange, WorkspaceRollup

__all__ = [
    "AiQuery",
    "ApiToken",
    "AuditEntry",
    "AuditLink",
    "AwsAccount",
    "AwsSpend",
    "Backup",
    "BillDaily",
    "BillMonthly",
    "BillPeriod",
    "BillTagMonthly",
    "Bundle",
    "ChangeRollup",
    "ChargebackLock",
    "ChargebackRow",
    "CostMark",
    "CostMonthly",
    "CostRollup",
    "Coverage",
    "CurImport",
    "DataVersion",
    "DefaultView",
    "Directory",
    "Event",
    "EventQueue",
    "EventQueueReject",
    "EventWatermark",
    "EventWorkspace",
    "ForecastRollup",
    "Image",
    "IpGroup",
    "MetricDaily",
    "OrganizationAccount",
    "Person",
    "Pool",
    "Price",
    "PriceOverride",
    "Recommendation",
    "RecommendationPlace",
    "Report",
    "ReportDelivery",
    "ReportSchedule",
    "RevokedToken",
    "SavedView",
    "Schedule",
    "SecondFactor",
    "Setting",
    "SyncRun",
    "SyncStep",
    "UsageDaily",
    "UsageHourly",
    "UsageHours",
    "UsageMonthly",
    "UsageStaleMonth",
    "User",
    "UserSession",
    "V1Billing",
    "V1Reject",
    "V1Sync",
    "V1Usage",
    "Workspace",
    "WorkspaceChange",
    "WorkspaceCost",
    "WorkspaceRollup",
    "WorkspaceUsage",
]
