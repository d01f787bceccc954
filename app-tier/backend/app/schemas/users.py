"""People who sign in, as the API shows and takes them."""

from typing import Annotated, Literal, Self

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema, model_validator
from pydantic.json_schema import SkipJsonSchema

from app.core import passwords
from app.core.roles import Role
from app.schemas.common import Answer, Body, Paging, PlainText, UtcTime

# private networks and demonstrations live under .local and .test; the library's own way to accept them
SPECIAL_USE_DOMAIN_NAMES.clear()
_DOTLESS = "localhost"


def _email(value: str) -> str:
    """Syntax only: nothing is looked up."""
    try:
        checked = validate_email(value, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise ValueError(f"must be an e-mail address: {error}") from error
    if "." not in checked.domain and checked.domain != _DOTLESS:
        raise ValueError("must be an e-mail address with a whole domain, such as ada@example.com")
    return checked.normalized


def _acceptable(value: str) -> str:
    if wrong := passwords.complaint(value):
        raise ValueError(wrong)
    return value


def given(value: object) -> object:
    """Refuses an explicit null where a member may only be left out."""
    if value is None:
        raise ValueError("must not be null; leave it out to keep it as it is")
    return value


def _sorted(value: list[str] | None) -> list[str] | None:
    return None if value is None else sorted(set(value))


Username = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9._@-]{1,64}$")]
"""1-64 letters, digits and `. _ - @`; two names that differ only in case are the same."""

Email = Annotated[
    PlainText,
    StringConstraints(strip_whitespace=True, max_length=254),
    AfterValidator(_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": 254}),
]

Password = Annotated[
    PlainText,
    AfterValidator(_acceptable),
    WithJsonSchema({"type": "string", "format": "password", "minLength": passwords.MIN_CHARACTERS, "maxLength": 72}),
]
"""8 characters or more, 72 bytes at most, none that everybody tries first."""

FullName = Annotated[PlainText, StringConstraints(strip_whitespace=True, max_length=200)]
AwsAccountId = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
AccountScope = Annotated[list[AwsAccountId] | None, Field(max_length=1000), AfterValidator(_sorted)]
"""The AWS accounts whose data the user may see; null: all."""

Secret = Annotated[str, Field(max_length=1024), WithJsonSchema({"type": "string", "format": "password"})]
"""A password as it was typed, not judged."""


class UserAnswer(Answer):
    """A user, as every answer shows one."""

    id: int
    username: str
    email: str
    full_name: str | None
    role: Role
    is_active: bool
    is_superuser: bool
    created_at: UtcTime
    last_login_at: UtcTime | None
    account_scope: list[str] | None


class NewUser(Body):
    """A user to make."""

    username: Username
    email: Email
    password: Password
    full_name: FullName | None = None
    role: Role = Role.VIEWER
    is_active: bool = True
    is_superuser: bool = False
    account_scope: AccountScope = None

    @model_validator(mode="after")
    def _password_is_no_name(self) -> Self:
        if wrong := passwords.complaint(self.password, self.username, self.email):
            raise ValueError(f"password {wrong}")
        return self


class UserChange(Body):
    """What to change; what is left out stays."""

    username: Annotated[Username | SkipJsonSchema[None], AfterValidator(given)] = None
    email: Annotated[Email | SkipJsonSchema[None], AfterValidator(given)] = None
    full_name: FullName | None = None
    role: Annotated[Role | SkipJsonSchema[None], AfterValidator(given)] = None
    is_active: Annotated[bool | SkipJsonSchema[None], AfterValidator(given)] = None
    is_superuser: Annotated[bool | SkipJsonSchema[None], AfterValidator(given)] = None
    account_scope: AccountScope = None
    password: Annotated[Password | SkipJsonSchema[None], AfterValidator(given)] = None
    current_password: Annotated[
        Secret | SkipJsonSchema[None], Field(description="Needed to change one's own password.")
    ] = None


UserSort = Literal[
    "id", "-id", "username", "-username", "email", "-email", "full_name", "-full_name", "role", "-role",
    "is_active", "-is_active", "created_at", "-created_at", "last_login_at", "-last_login_at",
]  # fmt: skip


class UserQuery(Paging):
    """Filters, order and page of the list of users."""

    q: PlainText | None = Field(None, max_length=200, description="Part of the user name, e-mail or full name.")
    role: list[Role] | None = Field(None, description="Any of these.")
    is_active: bool | None = None
    sort: PlainText = Field("username", max_length=200, description="Fields by comma; `-` in front: descending.")
