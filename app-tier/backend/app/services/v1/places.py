"""The account and Region of what version 1 knew: those of the WorkSpace where it is known, else the given ones."""

import re
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from app.services.v1.values import Bad, words

_ID = re.compile(r"ws-[0-9A-Za-z]{1,63}")
_KNOWN = text("select workspace_id, account_id, region from workspaces")
Place = tuple[str, str]


@dataclass
class Places:
    """Where WorkSpaces are. `account` and `region` are what the operator says of the rest."""

    account: str | None
    region: str | None
    known: dict[str, Place] = field(default_factory=dict)

    @classmethod
    def read(cls, connection: Connection, account: str | None, region: str | None) -> "Places":
        """With every WorkSpace of the inventory."""
        rows = connection.execute(_KNOWN)
        return cls(account, region, {row.workspace_id: (row.account_id, row.region) for row in rows})

    def of(self, workspace_id: object, region: str | None = None) -> Place:
        """The place of a WorkSpace, or of what names none; `region`: as its row says. Raises Bad where unknown."""
        found = self.known.get(str(workspace_id))
        if found is not None:
            return found
        where = region or self.region
        if self.account is None or where is None:
            raise Bad("its account or Region is not known: give --account and --region")
        return (self.account, where)


def workspace_id(value: object) -> str | None:
    """The id of a WorkSpace, or None. Raises Bad for what is none."""
    said = words(value)
    if said is not None and not _ID.fullmatch(said):
        raise Bad(f"workspace_id is none of a WorkSpace: {said[:60]}")
    return said
