"""What administrators did through the API, kept in a file and replayed at the next start."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from demo_aws.estate.fleet import Fleet
from demo_aws.estate.seat import Change, Seat
from demo_aws.estate.trail import Entry, Trail


class Journal:
    """Applies mutations to the fleet and the trail; with a folder they are kept in `changes-SEED-SIZE.jsonl`."""

    def __init__(self, fleet: Fleet, trail: Trail, state_dir: Path | None) -> None:
        self._fleet, self._trail = fleet, trail
        self._path: Path | None = None
        if state_dir is not None:
            state_dir.mkdir(parents=True, exist_ok=True)
            self._path = state_dir / f"changes-{fleet.seed}-{fleet.size}.jsonl"
            if self._path.exists():
                for line in self._path.read_bytes().splitlines():
                    self._apply(orjson.loads(line))

    def change(self, seat: Seat, change: Change) -> None:
        self._do({"kind": "change", "number": seat.number, "change": asdict(change)})

    def end(self, seat: Seat, at: int) -> None:
        self._do({"kind": "end", "number": seat.number, "at": at})

    def create(self, fields: dict[str, Any]) -> Seat:
        """A new WorkSpace from the fields of `_seat`; returns it."""
        record = {"kind": "create", "number": self._fleet.next_number(), **fields}
        self._do(record)
        return self._fleet.added_seat(record["number"])

    def event(self, account_id: str, region: str, entry: Entry) -> None:
        fields = {**asdict(entry), "stored": entry.stored.decode()}
        self._do({"kind": "event", "account_id": account_id, "region": region, "entry": fields})

    def _do(self, record: dict[str, Any]) -> None:
        self._apply(record)
        if self._path is not None:
            with self._path.open("ab") as file:
                file.write(orjson.dumps(record) + b"\n")

    def _apply(self, record: dict[str, Any]) -> None:
        match record["kind"]:
            case "change":
                self._fleet.patch(record["number"], (Change(**record["change"]),))
            case "end":
                self._fleet.patch(record["number"], terminated_at=record["at"])
                self._trail.forget()
            case "create":
                self._fleet.add(_seat(self._fleet, record))
            case "event":
                fields = record["entry"]
                entry = Entry(**{**fields, "numbers": tuple(fields["numbers"]), "stored": fields["stored"].encode()})
                self._trail.record(record["account_id"], record["region"], entry)


def _seat(fleet: Fleet, record: dict[str, Any]) -> Seat:
    directory = next(one for one in fleet.directories if one.directory_id == record["directory_id"])
    bundle = fleet.bundle(*directory.scope, record["bundle_id"])
    if bundle is None:
        raise LookupError(record["bundle_id"])
    given, _, family = record["user_name"].partition(".")
    host = record["number"] >> 20 & 0xFF
    return Seat(
        number=record["number"],
        workspace_id=fleet.workspace_id(record["number"]),
        directory=directory,
        bundle=bundle,
        given=given.title(),
        family=family.title(),
        user_name=record["user_name"],
        computer_name=f"WSAMZN-{record['number'] & 0xFFFFFFFF:08X}",
        ip_address=f"10.{directory.subnet_octet}.254.{host or 1}",
        subnet_id=directory.subnets[0],
        created_at=record["created_at"],
        terminated_at=record["terminated_at"],
        habit="office",
        left_at=record["terminated_at"],
        mode=record["mode"],
        timeout_minutes=record["timeout_minutes"],
        root_gib=record["root_gib"],
        user_gib=record["user_gib"],
        encrypted=record["encrypted"],
        trouble="",
        tags=record["tags"],
    )
