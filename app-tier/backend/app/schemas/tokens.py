"""API tokens as the API shows and takes them. The token itself is shown once, by the answer that makes it."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.core.roles import Capability
from app.schemas.common import Answer, Body, Paging, PlainText, UtcTime

MAX_DAYS = 3650


def _distinct(value: list[Capability]) -> list[Capability]:
    return [one for one in Capability if one in value]


TokenName = Annotated[PlainText, AfterValidator(str.strip), Field(min_length=1, max_length=100)]
TokenScope = Annotated[list[Capability], Field(min_length=1, max_length=20), AfterValidator(_distinct)]


class NewToken(Body):
    """A token to make. It never does more than its user may do at the time it is used."""

    name: TokenName = Field(examples=["nightly export"])
    scope: TokenScope = Field(description="Capabilities, none that you do not have.", examples=[["read"]])
    expires_in_days: int | None = Field(90, ge=1, le=MAX_DAYS, description="Null: it never expires.")


class TokenAnswer(Answer):
    """A token, told from others by how it begins. `last_used_at` is kept to the minute."""

    id: int
    user_id: int
    username: str
    name: str
    scope: list[Capability]
    beginning: str = Field(examples=["wsi_4Jd0aQ"])
    created_at: UtcTime
    expires_at: UtcTime | None
    is_expired: bool
    last_used_at: UtcTime | None
    last_used_ip: str | None


class TokenMade(TokenAnswer):
    """The new token: keep `token` now, it cannot be shown again."""

    token: str


class TokenQuery(Paging):
    """Page of the list of tokens, newest first."""

    everyone: bool = Field(False, description="Those of all users (administrators).")
