"""AWS accounts that are read, as the API shows and takes them. Secrets go in and never come back."""

from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    StringConstraints,
    WithJsonSchema,
    computed_field,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from app.schemas.common import Answer, Body, Paging, PlainText, UtcTime
from app.schemas.users import AwsAccountId, given

Name = Annotated[PlainText, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]

RoleArn = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=640,
        pattern=r"^arn:aws[-a-z]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,576}$",
    ),
    Field(examples=["arn:aws:iam::123456789012:role/WorkSpacesInventory"]),
]

# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
ExternalId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+=,.@:/_-]{2,1224}$")]
AccessKeyId = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9_]{16,128}$")]
Region = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z]{2}(-[a-z]+)+-[0-9]$")]


def _distinct(value: list[str] | None) -> list[str] | None:
    return list(dict.fromkeys(value)) if value else None


Regions = Annotated[list[Region] | None, Field(max_length=50), AfterValidator(_distinct)]
"""Which Regions are read, in this order; null (or none): those of AWS_REGIONS."""


def _one_line(value: SecretStr | None) -> SecretStr | None:
    text = value.get_secret_value() if value else None
    if text is not None and (not 16 <= len(text) <= 256 or not text.isascii() or any(c.isspace() for c in text)):
        raise ValueError("must be 16 to 256 characters without spaces")
    return value


SecretKey = Annotated[
    SecretStr,
    AfterValidator(_one_line),
    WithJsonSchema({"type": "string", "format": "password", "writeOnly": True, "minLength": 16, "maxLength": 256}),
]


def account_of(role_arn: str) -> str:
    """The account id in the ARN of a role."""
    return role_arn.split(":")[4]


def partition_of(role_arn: str) -> str:
    """`aws`, `aws-cn` or `aws-us-gov`, from the ARN of a role."""
    return role_arn.split(":")[1]


class NewAccount(Body):
    """An account to read, either by a role to assume or by an access key of its own."""

    kind: Literal["role", "keys"] | SkipJsonSchema[None] = Field(None, description="Follows from what is given.")
    name: Name | None = Field(None, description="Default: the account id.")
    account_id: AwsAccountId | None = Field(None, description="Follows from `role_arn`; of a key AWS tells it.")
    role_arn: RoleArn | None = None
    external_id: ExternalId | None = None
    access_key_id: AccessKeyId | None = None
    secret_access_key: SecretKey | None = None
    regions: Regions = None
    is_enabled: bool = True

    @model_validator(mode="after")
    def _reached_in_one_way(self) -> Self:
        by_keys = self.access_key_id is not None or self.secret_access_key is not None
        if by_keys == (self.role_arn is not None):
            raise ValueError("give either role_arn, or access_key_id and secret_access_key")
        if by_keys and (self.access_key_id is None or self.secret_access_key is None):
            raise ValueError("give access_key_id and secret_access_key together")
        if by_keys and self.external_id is not None:
            raise ValueError("external_id goes with role_arn")
        if self.kind not in {None, "keys" if by_keys else "role"}:
            raise ValueError(f"kind is '{self.kind}', but what is given makes it another")
        if self.role_arn is not None and self.account_id not in {None, account_of(self.role_arn)}:
            raise ValueError(f"account_id is not the account of role_arn ({account_of(self.role_arn)})")
        return self


class AccountChange(Body):
    """What to change; what is left out stays. Which account it is cannot be changed."""

    name: Annotated[Name | SkipJsonSchema[None], AfterValidator(given)] = None
    role_arn: Annotated[RoleArn | SkipJsonSchema[None], AfterValidator(given)] = None
    external_id: ExternalId | None = None
    access_key_id: Annotated[AccessKeyId | SkipJsonSchema[None], AfterValidator(given)] = None
    secret_access_key: Annotated[SecretKey | SkipJsonSchema[None], AfterValidator(given)] = None
    regions: Regions = None
    is_enabled: Annotated[bool | SkipJsonSchema[None], AfterValidator(given)] = None


class AccountAnswer(Answer):
    """An account that is read. `account_id` is null until AWS has told whose the credentials are."""

    id: int
    account_id: str | None
    stored_name: str = Field(validation_alias="name", exclude=True)
    kind: Literal["home", "role", "keys"]
    role_arn: str | None
    external_id: str | None
    access_key_id: str | None
    regions: list[str] | None
    is_enabled: bool
    partition: str
    last_checked_at: UtcTime | None
    last_error: str | None

    @computed_field
    def name(self) -> str:
        """As an administrator called it, else its id."""
        return self.stored_name or self.account_id or "Home account"


class AccountQuery(Paging):
    """Filters and page of the list of accounts."""

    q: PlainText | None = Field(None, max_length=200, description="Part of the name or the account id.")
    kind: list[Literal["home", "role", "keys"]] | None = Field(None, description="Any of these.")
    is_enabled: bool | None = None
    sort: PlainText = Field("id", max_length=200, description="Fields by comma; `-` in front: descending.")


class AccountCheck(Answer):
    """Whether the account can be reached, as AWS said just now."""

    ok: bool
    account_id: str | None
    error: str | None
