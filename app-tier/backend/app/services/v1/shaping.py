"""Rows of version 1 as rows of ours. A row that cannot be kept raises Bad; a value that cannot is noted and empty."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from app.services.costs import usage_types
from app.services.events import record
from app.services.events.content import loads
from app.services.events.record import EventRecord
from app.services.events.touched import Touch
from app.services.v1 import values
from app.services.v1.places import Places, workspace_id
from app.services.v1.reading import Row
from app.services.v1.values import Bad

_HASH = re.compile(r"\$2[aby]\$\d{2}\$[./A-Za-z0-9]{53}")
_ROLES = {"ADMIN": "admin", "USER": "viewer"}
_BIG = 2**63 - 1
Shaped = dict[str, Any]


@dataclass
class Shaper:
    """Makes the rows; `notes` are the values that were left out, each as (name, reason), of the row in hand."""

    places: Places
    notes: list[tuple[str, str]] = field(default_factory=list)

    def workspace(self, row: Row) -> Shaped:
        """A WorkSpace, with the time at which version 1 saw it last."""
        found = workspace_id(values.needed(row.get("id"), "id"))
        account_id, region = self.places.of(found)
        at = self._moment(row)
        seen = at("updated_at") or at("last_known_user_connection_timestamp") or at("created_at")
        ended = at("terminated_at")
        made = {
            "account_id": account_id,
            "region": region,
            "workspace_id": found,
            "created_at": at("created_at"),
            "created_by": values.words(row.get("created_by")),
            "terminated_at": ended,
            "last_connected_at": at("last_known_user_connection_timestamp"),
            "last_seen_at": ended or seen,
            "tags": self._kept("tags", lambda: values.tags(row.get("tags"))),
            "auto_stop_timeout_minutes": self._whole(row, "running_mode_auto_stop_timeout_in_minutes"),
            "root_volume_size_gib": self._whole(row, "root_volume_size_gib"),
            "user_volume_size_gib": self._whole(row, "user_volume_size_gib"),
        }
        texts = ("directory_id", "user_name", "user_display_name", "ip_address", "state", "bundle_id", "compute_type")
        return made | {
            name: values.words(row.get(name)) for name in (*texts, "subnet_id", "computer_name", "running_mode")
        }

    def usage(self, row: Row) -> Shaped:
        """Hours of a month."""
        found = workspace_id(values.needed(row.get("workspace_id"), "workspace_id"))
        account_id, region = self.places.of(found)
        hours = values.amount(row.get("usage_hours"), "usage_hours")
        if hours < 0:
            raise Bad(f"usage_hours are below 0: {hours}")
        at = self._moment(row)
        return {
            "account_id": account_id,
            "region": region,
            "workspace_id": found,
            "month": values.month(row.get("month")),
            "usage_hours": hours,
            "created_at": at("created_at"),
            "updated_at": at("updated_at"),
        }

    def event(self, row: Row) -> EventRecord:
        """An event, read as CloudTrail's own records are."""
        event_id = values.needed(row.get("event_id"), "event_id")
        touched = self._kept("workspace_id", lambda: workspace_id(row.get("workspace_id")))
        account_id, region = self.places.of(touched, values.words(row.get("aws_region")))
        payload = {
            "eventID": event_id,
            "eventName": row.get("event_name"),
            "eventTime": row.get("event_time"),
            "eventSource": row.get("event_source"),
            "awsRegion": row.get("aws_region"),
            "sourceIPAddress": row.get("source_ip_address"),
            "userIdentity": self._json(row, "user_identity"),
            "requestParameters": self._json(row, "request_parameters"),
            "responseElements": self._json(row, "response_elements"),
        }
        made = record.parse({"CloudTrailEvent": json.dumps(payload)}, account_id, region)
        if made is None:
            raise Bad(f"event_time is no time: {str(row.get('event_time'))[:60]}")
        if touched and all(touch.workspace_id != touched for touch in made.touches):
            made = replace(made, touches=(*made.touches, Touch(touched)))
        return made

    def billing(self, row: Row) -> Shaped:
        """A line of the bill, of a WorkSpace or of none."""
        found = workspace_id(row.get("workspace_id"))
        usage_type = values.words(row.get("usage_type"))
        charge = usage_types.parse(usage_type or "")
        account_id, region = self.places.of(found, charge.region)
        begins = values.day(values.needed(row.get("start_date"), "start_date"), "start_date")
        at = self._moment(row)
        return {
            "account_id": account_id,
            "region": region,
            "source_id": self._id(row),
            "workspace_id": found,
            "usage_type": usage_type,
            "kind": charge.kind,
            "start_date": begins,
            "end_date": self._kept("end_date", lambda: values.day(row.get("end_date"), "end_date")),
            "amount": values.amount(row.get("amount"), "amount"),
            "created_at": at("created_at"),
        } | {name: values.words(row.get(name)) for name in ("service", "unit", "currency")}

    def sync(self, row: Row) -> Shaped:
        """A sync that was made."""
        account_id, region = self.places.of(None)
        at = self._moment(row)
        return {
            "account_id": account_id,
            "region": region,
            "source_id": self._id(row),
            "records_processed": self._whole(row, "records_processed", _BIG),
            "started_at": at("started_at"),
            "completed_at": at("completed_at"),
        } | {name: values.words(row.get(name)) for name in ("sync_type", "status", "error_message")}

    def user(self, row: Row) -> Shaped:
        """Somebody who signs in, with the password they have."""
        role, hashed = values.needed(row.get("role"), "role"), values.needed(row.get("password_hash"), "password_hash")
        if role not in _ROLES:
            raise Bad(f"role is neither {' nor '.join(_ROLES)}: {role[:60]}")
        if not _HASH.fullmatch(hashed):
            raise Bad("password_hash is none of bcrypt")
        at = self._moment(row)
        return {
            "username": values.needed(row.get("username"), "username"),
            "email": values.needed(row.get("email"), "email"),
            "hashed_password": hashed,
            "role": _ROLES[role],
            "last_login_at": at("last_login"),
            "created_at": at("created_at"),
        }

    def _id(self, row: Row) -> int:
        found = values.whole(values.needed(row.get("id"), "id"), "id", _BIG)
        assert found is not None  # noqa: S101 - it is needed
        return found

    def _kept(self, name: str, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except Bad as bad:
            self.notes.append((name, str(bad)))
            return None

    def _moment(self, row: Row) -> Callable[[str], Any]:
        return lambda name: self._kept(name, lambda: values.moment(row.get(name), name))

    def _whole(self, row: Row, name: str, most: int = 2**31 - 1) -> Any:
        return self._kept(name, lambda: values.whole(row.get(name), name, most))

    def _json(self, row: Row, name: str) -> Any:
        said = values.words(row.get(name))
        found = loads(said)
        if said is not None and found is None and said.strip() != "null":
            self.notes.append((name, f"{name} is broken JSON"))
        return found
