"""Signing in and what it gives."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, WithJsonSchema

from app.schemas.common import Answer, Body, PlainText, UtcTime
from app.schemas.users import Password, Secret, UserAnswer


class Credentials(BaseModel):
    """A user name or e-mail address, and the password; `otp` where the user has a second factor, or a recovery code.

    Other members of an OAuth2 password form are ignored.
    """

    username: Annotated[PlainText, StringConstraints(strip_whitespace=True, min_length=1, max_length=320)]
    password: Annotated[
        str,
        Field(min_length=1, max_length=1024),
        WithJsonSchema({"type": "string", "format": "password", "minLength": 1, "maxLength": 1024}),
    ]
    otp: Annotated[PlainText, StringConstraints(strip_whitespace=True, max_length=40)] | None = None


class Me(UserAnswer):
    """The signed-in user and the capabilities of the role, or those of the API token that was shown.

    `second_factor_needed`: the role asks for a second factor that is not set up; until it is, one may only read.
    """

    permissions: list[str]
    second_factor_needed: bool = False


class SignedIn(Answer):
    """An access token for `Authorization: Bearer`, its life in seconds, and whose it is."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the kind of token, not one
    expires_in: int
    user: Me


class SecondFactorPassword(Body):
    """The password, which proves that it is the user who changes the second factor."""

    current_password: Secret


class SecondFactorCode(Body):
    """A code that the app shows."""

    code: Annotated[PlainText, Field(min_length=1, max_length=40)]


class SecondFactorState(Answer):
    """Whether it is in use, since when, and the recovery codes that are left."""

    is_on: bool
    since: UtcTime | None
    recovery_codes_left: int


class SecondFactorOffer(Answer):
    """The secret in base 32, its `otpauth://` address, and that as a QR code (a `data:` address of an SVG)."""

    secret: str
    address: str
    qr: str


class RecoveryCodes(Answer):
    """Codes that each open the door once when the app is lost."""

    codes: list[str]


class SessionAnswer(Answer):
    """A signed-in session: begun and last used when, from where, with what; `is_current`: the one that asks."""

    id: int
    created_at: UtcTime
    last_seen_at: UtcTime
    expires_at: UtcTime
    source_ip: str | None
    user_agent: str | None
    is_current: bool = False


class PasswordChange(Body):
    """The password as it is and as it shall be."""

    current_password: Secret
    new_password: Password
    revoke_tokens: bool = Field(False, description="End all API tokens of the user, too.")
