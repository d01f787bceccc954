"""Display names and e-mail of users, from Directory Service Data, which only managed Microsoft directories have.

A directory that refuses costs nothing but the names: it is recorded, and the next one is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
from app.services.aws.errors import AwsError, ErrorKind
from app.services.aws.scope import Scope
from app.services.aws.values import truth

MANAGED = ("MicrosoftAD", "SharedMicrosoftAD")
DISPLAY_NAME = "displayName"
# the answer is about one user, not about the directory
_NO_SUCH_USER = "ResourceNotFoundException"
_NOT_VALID = "ValidationException"


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What a directory told of one user; names are those of the `people` table. `is_found`: it knows the name.

    `is_enabled` None: it does not say whether the user may sign in.
    """

    directory_id: str
    user_name: str
    display_name: str | None
    email: str | None
    is_found: bool
    is_enabled: bool | None = None


class PeopleCollector:
    """The users of WorkSpaces in an account and Region, where their directory tells."""

    kind = "people"
    actions = ("ds:DescribeDirectories", "ds:AccessDSData", "ds-data:DescribeUser")
    after = ("workspaces", "directories")

    def read(self, aws: Clients, scope: Scope, wanted: Mapping[str, tuple[str, ...]]) -> Batch[PersonRecord]:
        """Ask each directory for its user names; one call a user, and none where it is known to have no such data."""
        batch: Batch[PersonRecord] = Batch(scope)
        types = self._types(aws, scope, batch) if wanted else {}
        for directory_id, user_names in wanted.items():
            kind = types.get(directory_id)
            if kind in MANAGED or (kind is None and not types):
                with batch.guard("DescribeUser"):
                    _users(aws, batch, directory_id, user_names, is_managed=kind is not None)
        return batch

    def collect(self, aws: Clients, scope: Scope) -> Batch[PersonRecord]:
        """Nobody: whom to ask for is the sync's to say (`read`)."""
        return self.read(aws, scope, {})

    def _types(self, aws: Clients, scope: Scope, batch: Batch[PersonRecord]) -> dict[str, str]:
        """The type of each directory of the scope; empty where that is not told, and then each is tried."""
        try:
            pages = aws.pages("ds", "describe_directories", scope)
            listed = [item for page in pages for item in page.get("DirectoryDescriptions") or []]
        except AwsError as error:
            if error.kind not in (ErrorKind.DENIED, ErrorKind.NOT_SUPPORTED):
                batch.errors.append(("DescribeDirectories", error))
            return {}
        return {str(item["DirectoryId"]): str(item.get("Type")) for item in listed if item.get("DirectoryId")}


def _users(
    aws: Clients, batch: Batch[PersonRecord], directory_id: str, user_names: tuple[str, ...], *, is_managed: bool
) -> None:
    for user_name in user_names:
        try:
            answer = aws.call(
                "ds-data",
                "describe_user",
                batch.scope,
                DirectoryId=directory_id,
                SAMAccountName=user_name,
                OtherAttributes=[DISPLAY_NAME],
            )
        except AwsError as error:
            if error.code == _NOT_VALID and not is_managed:
                return  # a directory of a kind that has no such data
            if error.code not in (_NO_SUCH_USER, _NOT_VALID):
                raise
            batch.rows.append(PersonRecord(directory_id, user_name, None, None, is_found=False))
        else:
            email = _text(answer.get("EmailAddress"))
            enabled = truth(answer.get("Enabled"))
            batch.rows.append(
                PersonRecord(directory_id, user_name, display_name(answer), email, is_found=True, is_enabled=enabled)
            )


def display_name(user: Mapping[str, Any]) -> str | None:
    """The name to show of an answer of DescribeUser: its displayName, else given name and surname."""
    attribute = (user.get("OtherAttributes") or {}).get(DISPLAY_NAME)
    shown = _text(attribute.get("S")) if isinstance(attribute, dict) else None
    names = [name for name in (_text(user.get("GivenName")), _text(user.get("Surname"))) if name]
    return shown or " ".join(names) or None


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
