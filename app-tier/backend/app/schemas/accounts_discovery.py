"""All accounts of the organization, added in one go."""

from typing import Annotated

from pydantic import Field, StringConstraints

from app.schemas.accounts import ExternalId, Regions
from app.schemas.common import Answer, Body

# https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html: a name of at most 64 characters, after its path
RoleName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=576, pattern=r"^/?([A-Za-z0-9+=,.@_-]+/)*[A-Za-z0-9+=,.@_-]{1,64}$"
    ),
]


class DiscoveryRequest(Body):
    """The role by which every account is to be read: the same name (with its path) in each of them."""

    role_name: Annotated[RoleName, Field(examples=["WorkSpacesInventoryReadOnly"])]
    external_id: ExternalId | None = None
    regions: Regions = None


class DiscoveredAccount(Answer):
    """An account of the organization. `error`: why its role cannot be assumed; such an account is added disabled."""

    account_id: str
    name: str
    status: str | None
    error: str | None = None


class Discovery(Answer):
    """What became of the organization's accounts: each is in exactly one of the lists."""

    added: list[DiscoveredAccount]
    not_assumed: list[DiscoveredAccount]
    known: list[DiscoveredAccount]
    skipped: list[DiscoveredAccount]
